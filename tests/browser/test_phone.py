"""A phone: the list first, the map one touch away, all filters on one screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import ALONE, STACK, TOTAL, WITHOUT_POINT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def to_map(phone):
    phone.page.locator(".explorer__to-map").tap()
    phone.settle()
    return phone


def test_the_list_comes_first_and_the_map_is_not_even_loaded(phone):
    phone.open(with_map=False)
    expect(phone.page.locator(".card").first).to_be_visible()
    expect(phone.page.locator("#map")).to_be_hidden()
    phone.page.wait_for_load_state("networkidle")
    assert not [address for address in phone.watch.asked if "maplibre-gl.mjs" in address]


def test_the_map_button_shows_the_map_over_the_list_and_back(phone):
    phone.open(f"/vilnius/explore/?q={ALONE}", with_map=False)
    to_map(phone)
    expect(phone.pin(ALONE)).to_be_in_viewport()
    phone.page.locator(".explorer__to-list").tap()
    expect(phone.page.locator("#map")).to_be_hidden()
    expect(phone.card(ALONE)).to_be_in_viewport()


def test_the_sheet_opens_from_a_glimpse_to_the_list(phone):
    phone.open("/vilnius/explore/?q=group", with_map=False)
    to_map(phone)
    handle = phone.page.locator(".results__handle")
    expect(handle).to_have_attribute("aria-expanded", "false")
    handle.tap()
    expect(handle).to_have_attribute("aria-expanded", "true")
    expect(phone.page.locator("#results-list .card").first).to_be_in_viewport()
    handle.press("ArrowUp")
    expect(phone.page.locator("#map")).to_be_hidden()


def test_a_pin_opens_its_card_on_the_map(phone):
    phone.open(f"/vilnius/explore/?q={ALONE}", with_map=False)
    to_map(phone).pin(ALONE).tap()
    expect(phone.chosen.get_by_role("link", name=ALONE)).to_be_in_viewport()


def test_the_filters_fill_the_screen_and_their_button_tells_the_number(phone):
    phone.open(with_map=False)
    phone.page.locator(".filters__open").tap()
    show = phone.page.locator(".filters__foot button")
    expect(show).to_have_text(re.compile(rf"Show {TOTAL} activities"))
    phone.group("Price").tap()
    phone.page.locator("#filters label.choice", has_text="Free").tap()
    expect(show).not_to_have_text(re.compile(rf"Show {TOTAL} "))
    number = re.search(r"\d+", show.inner_text())[0]
    show.tap()
    expect(show).to_be_hidden()
    phone.expect_listed(int(number))
    expect(phone.page.locator(".filters__open .badge")).to_have_text("1")
    expect(phone.page.locator(".filters__open")).to_be_focused()


def test_nothing_is_wider_than_the_phone(phone):
    phone.open(with_map=False)
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390


def test_back_from_the_map_leads_to_the_list_and_forward_to_the_map(phone):
    phone.open(f"/vilnius/explore/?q={ALONE}", with_map=False)
    to_map(phone)
    phone.page.go_back()
    expect(phone.page.locator("#map")).to_be_hidden()
    expect(phone.card(ALONE)).to_be_in_viewport()
    assert phone.query() == {"q": [ALONE]}
    phone.page.go_forward()
    expect(phone.pin(ALONE)).to_be_in_viewport()


def test_the_list_button_goes_back_so_that_no_step_is_left_behind(phone):
    phone.page.goto("/vilnius/explore/?q=first")
    phone.open(f"/vilnius/explore/?q={ALONE}", with_map=False)
    to_map(phone)
    phone.page.locator(".explorer__to-list").tap()
    expect(phone.page.locator("#map")).to_be_hidden()
    phone.page.go_back()
    expect(phone.page).to_have_url(re.compile("q=first"))


def test_back_after_a_choice_on_the_map_takes_the_choice_back_and_stays_on_the_map(phone):
    phone.open(with_map=False)
    to_map(phone)
    phone.choose("Nature")
    phone.settle()
    assert phone.query() == {"interest": ["nature"]}
    phone.page.go_back()
    phone.expect_on_map(TOTAL - WITHOUT_POINT)
    expect(phone.page.locator("#map")).to_be_visible()
    phone.page.go_back()
    expect(phone.page.locator("#map")).to_be_hidden()


def test_who_reloads_the_map_finds_the_map(phone):
    phone.open(f"/vilnius/explore/?q={ALONE}", with_map=False)
    to_map(phone)
    phone.page.reload()
    expect(phone.pin(ALONE)).to_be_in_viewport()


def test_a_card_leads_to_its_pin_on_the_map_and_back(phone):
    phone.open(f"/vilnius/explore/?q={ALONE}", with_map=False)
    phone.card(ALONE).get_by_role("button", name="Show on the map").tap()
    expect(phone.pin(ALONE)).to_be_focused()
    expect(phone.pin(ALONE)).to_be_in_viewport()
    phone.page.go_back()
    expect(phone.card(ALONE)).to_be_in_viewport()


def test_a_card_without_a_pin_of_its_own_leads_to_the_cards_of_its_spot(phone):
    phone.open("/vilnius/explore/?q=library", with_map=False)
    phone.page.locator("#results-list .card").first.get_by_role("button", name="Show on the map").tap()
    expect(phone.chosen.locator(".map__count")).to_have_text(f"{STACK} activities")
