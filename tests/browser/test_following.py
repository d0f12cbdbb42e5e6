"""The list follows the map where somebody wants it, and the map keeps up with whoever is quick."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import ALONE, ALONE_AT, STACK, TOTAL, WITHOUT_POINT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def follows(explorer):
    return explorer.page.get_by_label("Search as I move the map")


def views(explorer) -> list[str]:
    """The addresses of the views of the map that were asked for."""
    return [address for address in explorer.watch.asked if "/view.json" in address]


def test_the_list_follows_the_map_only_when_asked_to(desktop):
    desktop.open()
    desktop.drag_map(-150, 0)
    assert desktop.query() == {}
    expect(desktop.page.locator("#search-area")).to_be_visible()


def test_the_list_follows_the_map_and_lists_what_it_shows(desktop):
    desktop.open()
    follows(desktop).check()
    desktop.drag_map(-330, 0)
    assert set(desktop.query()) == {"bbox"}
    assert 0 < desktop.listed() < TOTAL
    desktop.expect_on_map(desktop.listed())
    expect(desktop.page.locator("#search-area")).to_be_hidden()


def test_following_is_one_step_of_the_history_however_often_the_map_moves(desktop):
    desktop.open(f"/vilnius/explore/?q={ALONE}", with_map=False)
    desktop.open()
    follows(desktop).check()
    for _ in range(3):
        desktop.drag_map(-60, 0)
    desktop.page.go_back()
    desktop.settle()
    assert desktop.query() == {"q": [ALONE]}


def test_the_browser_remembers_to_follow_and_nobody_else_does(desktop, visit):
    desktop.open()
    follows(desktop).focus()
    desktop.page.keyboard.press("Space")
    desktop.page.reload()
    expect(follows(desktop)).to_be_checked()
    assert desktop.query() == {}
    expect(follows(visit().open())).not_to_be_checked()


def test_an_outline_stays_while_the_map_moves(desktop):
    desktop.open("/vilnius/explore/?outline=25_54.5_25.5_54.5_25.5_54.9_25_54.9")
    follows(desktop).check()
    desktop.drag_map(-60, 0)
    assert set(desktop.query()) == {"outline"}
    expect(desktop.page.locator("#search-area")).to_be_visible()


def test_a_small_movement_asks_nothing_new_and_keeps_every_button(desktop):
    desktop.open()
    desktop.page.evaluate("window.kept = [...document.querySelectorAll('.bubble, .pin')]")
    before = len(views(desktop))
    for _ in range(3):
        desktop.drag_map(8, 0)
        desktop.drag_map(-8, 0)
    assert len(views(desktop)) <= before + 1
    assert desktop.page.evaluate("window.kept.every((button) => button.isConnected)")


def test_the_view_is_asked_for_in_one_order_and_without_what_only_the_list_needs(desktop):
    desktop.open("/vilnius/explore/?interest=sport&age=9&sort=newest&page=1")
    asked = urlsplit(views(desktop)[-1]).query
    assert list(parse_qs(asked)) == ["age", "interest", "view", "zoom"]


def test_quick_choices_end_where_the_last_one_leads(desktop):
    desktop.open()
    desktop.page.evaluate(
        """() => ["sport", "music", "nature", "sport", "music"].forEach((slug) =>
            document.querySelector(`.strip input[value=${slug}]`).click())"""
    )
    desktop.settle()
    assert desktop.query() == {"interest": ["nature"]}
    desktop.expect_listed(3)
    desktop.expect_on_map(3)


def test_a_choice_right_after_another_was_taken_away_does_not_bring_it_back(desktop):
    desktop.open("/vilnius/explore/?interest=music")
    desktop.page.evaluate(
        """() => {
          document.querySelector(".results__chips .chip").click();
          document.querySelector(".strip input[value=nature]").click();
        }"""
    )
    desktop.settle()
    assert desktop.query() == {"interest": ["nature"]}
    expect(desktop.page.locator(".strip input:checked")).to_have_count(1)
    desktop.expect_on_map(3)


def test_going_back_quickly_shows_where_one_ended(desktop):
    desktop.open()
    for interest in ("Sport", "Nature"):
        desktop.choose(interest)
        desktop.rest()
    # The second step back comes before the first is answered.
    desktop.page.evaluate("addEventListener('popstate', () => history.back(), { once: true }); history.back()")
    desktop.expect_listed(TOTAL)
    desktop.settle()
    assert desktop.query() == {}
    desktop.expect_on_map(TOTAL - WITHOUT_POINT)


def test_who_comes_back_from_a_listing_finds_the_map_where_it_was(desktop):
    desktop.open("/vilnius/explore/?q=library")
    desktop.drag_map(-120, 40)
    before = desktop.stack.bounding_box()
    desktop.page.locator("#results-list .card__link").first.click()
    expect(desktop.page.locator(".bubble")).to_have_count(0)
    desktop.page.go_back()
    desktop.settle()
    after = desktop.stack.bounding_box()
    assert abs(after["x"] - before["x"]) < 2
    assert abs(after["y"] - before["y"]) < 2


def test_a_card_leads_to_its_pin_by_keyboard(desktop):
    desktop.open()
    longitude, latitude = ALONE_AT
    desktop.open(f"/vilnius/explore/?bbox={longitude - 0.01},{latitude - 0.01},{longitude + 0.01},{latitude + 0.01}")
    for _ in range(3):
        desktop.page.get_by_role("button", name="Step back", exact=True).click()
        desktop.settle()
    desktop.card(ALONE).get_by_role("button", name=f"Show on the map: {ALONE}").press("Enter")
    expect(desktop.pin(ALONE)).to_be_focused()
    expect(desktop.pin(ALONE)).to_be_in_viewport()
    expect(desktop.card(ALONE)).to_contain_class("card--chosen")


def test_a_pin_leads_to_its_card_in_the_list(desktop):
    desktop.open("/vilnius/explore/?interest=sport")
    last = desktop.page.locator("#results-list .card").last
    title = last.locator(".card__title").inner_text()
    last.locator("[data-on-map]").click()
    desktop.settle()
    desktop.page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    expect(last).not_to_be_in_viewport()
    desktop.pin(title).click()
    expect(desktop.chosen.get_by_role("link", name=title)).to_be_visible()
    expect(last).to_be_in_viewport()
    expect(last).to_contain_class("card--chosen")
    desktop.page.keyboard.press("Escape")
    expect(last).not_to_contain_class("card--chosen")


def test_a_card_of_a_stack_leads_to_the_stack(desktop):
    desktop.open("/vilnius/explore/?q=library")
    desktop.page.locator("#results-list [data-on-map]").first.click()
    expect(desktop.stack).to_be_focused()
    expect(desktop.stack).to_have_text(str(STACK))
