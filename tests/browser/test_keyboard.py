"""Everything by keyboard alone, and the focus never gets lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import ALONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def focused(page, what: str) -> bool:
    return page.evaluate("what => Boolean(document.activeElement?.closest(what))", what)


def tab_to(page, what: str, *, back: bool = False, most: int = 60) -> None:
    """Press Tab until the focus is in `what` (a selector)."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if focused(page, what):
            return
    raise AssertionError(f"Tab never came to {what}.")


def test_tab_leads_from_the_search_through_the_filters_and_the_list_to_the_map(desktop):
    desktop.open(f"/vilnius/explore/?q={ALONE}")
    for what in (
        ".skip",
        "#q",
        ".strip input",
        "#filters summary",
        "#sort",
        ".results__chips a",
        ".card__link",
        ".pin",
    ):
        tab_to(desktop.page, what)
    assert desktop.page.evaluate("document.activeElement.getAttribute('aria-label')") == ALONE


def test_the_first_stop_leads_past_the_bar(desktop):
    desktop.open(with_map=False)
    desktop.page.keyboard.press("Tab")
    expect(desktop.page.locator(".skip")).to_be_in_viewport()
    desktop.page.keyboard.press("Enter")
    expect(desktop.page.locator("#main")).to_be_focused()


def test_enter_opens_a_group_of_filters_and_escape_closes_it_and_gives_the_focus_back(desktop):
    desktop.open(with_map=False)
    group = desktop.group("When")
    group.focus()
    desktop.page.keyboard.press("Enter")
    tab_to(desktop.page, "input[name=day]", most=3)
    desktop.page.keyboard.press("Escape")
    expect(desktop.page.locator("#filters details[open]")).to_have_count(0)
    expect(group).to_be_focused()


def test_leaving_a_group_by_tab_closes_it(desktop):
    desktop.open(with_map=False)
    desktop.group("Age").focus()
    desktop.page.keyboard.press("Enter")
    tab_to(desktop.page, "#age", most=3)
    desktop.page.keyboard.press("Shift+Tab")
    desktop.page.keyboard.press("Shift+Tab")
    expect(desktop.page.locator("#filters details[open]")).to_have_count(0)


def test_space_chooses_an_interest_and_the_focus_stays(desktop):
    desktop.open(with_map=False)
    desktop.page.locator(".strip input").first.focus()
    desktop.page.keyboard.press("Space")
    expect(desktop.chips).to_have_count(1)
    assert focused(desktop.page, ".strip input")


def test_enter_on_a_pin_opens_its_card_and_escape_leads_back_to_the_pin(desktop):
    desktop.open(f"/vilnius/explore/?q={ALONE}")
    desktop.pin(ALONE).focus()
    desktop.page.keyboard.press("Enter")
    expect(desktop.chosen).to_be_focused()
    tab_to(desktop.page, "#chosen-card .card__link", most=3)
    desktop.page.keyboard.press("Escape")
    expect(desktop.chosen).to_be_hidden()
    expect(desktop.pin(ALONE)).to_be_focused()


def test_enter_on_a_bubble_leads_the_focus_to_one_of_its_parts(desktop):
    desktop.open("/vilnius/explore/?q=group")
    desktop.bubbles.first.focus()
    desktop.page.evaluate("window.pressed = document.activeElement")
    desktop.page.keyboard.press("Enter")
    desktop.until("() => !window.pressed.isConnected")
    assert focused(desktop.page, ".pin, .bubble")


def test_a_page_of_the_list_moves_the_focus_to_its_beginning(desktop):
    desktop.open(with_map=False)
    desktop.page.locator(".pages").get_by_text("Next").focus()
    desktop.page.keyboard.press("Enter")
    expect(desktop.page.locator("#results")).to_be_focused()


def test_what_was_found_is_announced(desktop):
    desktop.open(with_map=False).choose("Nature")
    expect(desktop.page.locator("#announcement")).to_have_text("3 activities")
