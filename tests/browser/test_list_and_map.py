"""List, map, counts and address are four views of one question."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import ALONE, ROUGHLY, STACK, TOTAL, WITHOUT_POINT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_map_holds_what_the_list_holds_but_for_what_has_no_point(desktop):
    desktop.open()
    desktop.expect_listed(TOTAL)
    desktop.expect_on_map(TOTAL - WITHOUT_POINT)


def test_an_interest_narrows_list_count_map_and_address_together(desktop):
    desktop.open().choose("Nature")
    desktop.settle()
    assert desktop.query() == {"interest": ["nature"]}
    assert desktop.listed() == len(desktop.titles()) == 3
    desktop.expect_on_map(3)


def test_the_count_beside_a_choice_is_what_choosing_it_gives(desktop):
    desktop.open(with_map=False)
    strip = desktop.page.locator(".strip label.chip")
    labels, counts = (strip.locator(part).all_inner_texts() for part in ("span:not([class])", ".chip__count"))
    offered = dict(zip(labels, counts, strict=True))
    given = {}
    for label in offered:
        desktop.choose(label)
        expect(desktop.chips).to_have_count(1)
        given[label] = str(desktop.listed())
        desktop.choose(label)
        desktop.expect_listed(TOTAL)
    assert given == offered


def test_a_chip_takes_its_choice_away(desktop):
    desktop.open("/vilnius/explore/?interest=music&age=9", with_map=False)
    desktop.chips.filter(has_text="Music").click()
    expect(desktop.chips).to_have_count(1)
    assert desktop.query() == {"age": ["9"]}
    expect(desktop.page.locator("input[name=interest][value=music]")).not_to_be_checked()


def test_clear_all_takes_everything_away(desktop):
    desktop.open("/vilnius/explore/?interest=music&age=9", with_map=False)
    desktop.page.locator(".results__chips").get_by_text("Clear all").click()
    desktop.expect_listed(TOTAL)
    assert desktop.query() == {}
    expect(desktop.page.locator("#age")).to_have_value("")


def test_back_and_forward_bring_back_list_controls_and_map(desktop):
    desktop.open().choose("Sport")
    desktop.settle()
    narrow = desktop.listed()
    desktop.page.go_back()
    desktop.expect_listed(TOTAL)
    expect(desktop.page.locator("input[value=sport]")).not_to_be_checked()
    desktop.expect_on_map(TOTAL - WITHOUT_POINT)
    desktop.page.go_forward()
    desktop.expect_listed(narrow)
    expect(desktop.page.locator("input[value=sport]")).to_be_checked()
    desktop.expect_on_map(narrow)


def test_a_shared_address_shows_the_same_cards_in_the_same_order(desktop, visit):
    desktop.open(with_map=False).choose("Music")
    expect(desktop.chips).to_have_count(1)
    desktop.page.get_by_label("In which order").select_option("price")
    expect(desktop.page).to_have_url(re.compile("sort=price"))
    desktop.rest()
    somebody_else = visit().open(desktop.page.url, with_map=False)
    assert somebody_else.titles() == desktop.titles()


def test_the_order_that_is_chosen_is_the_order_of_the_list(desktop):
    desktop.open("/vilnius/explore/?interest=sport", with_map=False)
    before = desktop.titles()
    desktop.page.get_by_label("In which order").select_option("newest")
    expect(desktop.page.locator(".card__title").first).not_to_have_text(before[0])
    assert desktop.query()["sort"] == ["newest"]
    assert sorted(desktop.titles()) == sorted(before)


def test_pages_follow_each_other_without_a_reload_and_never_overlap(desktop):
    desktop.open(with_map=False)
    desktop.page.evaluate("window.kept = true")
    seen = desktop.titles()
    for number in ("2", "3"):
        desktop.page.locator(".pages").get_by_text("Next").click()
        expect(desktop.page.locator(".pages [aria-current=page]")).to_have_text(number)
        seen += desktop.titles()
    assert desktop.page.evaluate("window.kept")
    assert len(seen) == len(set(seen)) == TOTAL


def test_words_that_nobody_offers_say_what_to_loosen(desktop):
    desktop.open("/vilnius/explore/?interest=nature&q=Rowing", with_map=False)
    desktop.page.locator(".empty .button", has_text="Nature").click()
    expect(desktop.card(ALONE)).to_be_visible()


def test_typing_words_and_enter_searches(desktop):
    desktop.open()
    desktop.page.locator("#q").fill("rowing")
    desktop.page.keyboard.press("Enter")
    desktop.expect_listed(1)
    desktop.expect_on_map(1)
    assert desktop.query() == {"q": ["rowing"]}


def test_changing_the_language_keeps_what_was_chosen(desktop):
    desktop.open("/vilnius/explore/?interest=music&age=9", with_map=False)
    number = desktop.listed()
    desktop.page.locator(".bar__end summary").click()
    desktop.page.locator(".bar__end a[hreflang=lt]").click()
    expect(desktop.page.locator("html")).to_have_attribute("lang", "lt")
    assert desktop.query() == {"interest": ["music"], "age": ["9"]}
    assert desktop.listed() == number


def test_the_language_keeps_what_was_chosen_since_the_page_came(desktop):
    desktop.open(with_map=False).choose("Music")
    expect(desktop.chips).to_have_count(1)
    desktop.page.locator(".bar__end summary").click()
    desktop.page.locator(".bar__end a[hreflang=lt]").click()
    expect(desktop.page.locator("html")).to_have_attribute("lang", "lt")
    assert desktop.query() == {"interest": ["music"]}


@pytest.mark.parametrize("title", [ALONE, ROUGHLY])
def test_what_stands_alone_is_one_pin(desktop, title):
    desktop.open(f"/vilnius/explore/?q={title}")
    expect(desktop.pin(title)).to_be_visible()


def test_the_stack_is_one_bubble_with_its_number(desktop):
    desktop.open("/vilnius/explore/?q=library")
    expect(desktop.stack).to_have_text(str(STACK))
