"""The map: bubbles, pins, stacks, and how they and the cards point at each other."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import ALONE, STACK, TOTAL

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def zoom(explorer) -> int:
    """How far the map is zoomed in, as the scale line says: its metres."""
    number, unit = explorer.page.locator(".maplibregl-ctrl-scale").inner_text().split()
    return int(number) * (1000 if unit == "km" else 1)


def test_the_first_markers_lie_there_before_the_map(desktop):
    markers = desktop.page.locator(".pin, .bubble")
    spots = (
        "(found) => found.map((one) => one.getBoundingClientRect()).map(({ x, y }) => [Math.round(x), Math.round(y)])"
    )
    desktop.page.route("**/maplibre-gl.*mjs", lambda route: None)  # its code never comes
    desktop.open("/vilnius/explore/", with_map=False)
    expect(markers.first).to_be_visible()
    early = markers.evaluate_all(spots)
    desktop.page.unroute("**/maplibre-gl.*mjs")
    desktop.open("/vilnius/explore/")
    assert sorted(markers.evaluate_all(spots)) == sorted(early)
    expect(desktop.page.locator(".map__first")).to_have_count(0)


def test_a_bubble_comes_closer_until_its_parts_show(desktop):
    desktop.open("/vilnius/explore/?q=group")
    before, scale = zoom(desktop), desktop.page.locator(".maplibregl-ctrl-scale").inner_text()
    desktop.bubbles.first.click()
    expect(desktop.page.locator(".maplibregl-ctrl-scale")).not_to_have_text(scale)
    desktop.settle()
    assert zoom(desktop) < before


def test_every_one_of_a_stack_can_be_reached(desktop):
    desktop.open("/vilnius/explore/?q=library")
    desktop.stack.click()
    expect(desktop.chosen.locator(".map__count")).to_have_text(f"{STACK} activities")
    titles = desktop.chosen.locator(".card__title").all_inner_texts()
    desktop.chosen.get_by_text("Next").click()
    expect(desktop.chosen.locator(".pages [aria-current=page]")).to_have_text("2")
    titles += desktop.chosen.locator(".card__title").all_inner_texts()
    assert len(titles) == len(set(titles)) == STACK


def test_a_pin_opens_its_card(desktop):
    desktop.open(f"/vilnius/explore/?q={ALONE}")
    desktop.pin(ALONE).click()
    expect(desktop.chosen.get_by_role("link", name=ALONE)).to_be_visible()


def test_pointing_at_a_card_lifts_its_pin(desktop):
    desktop.open(f"/vilnius/explore/?q={ALONE}")
    desktop.card(ALONE).hover()
    expect(desktop.pin(ALONE)).to_have_class(re.compile("pin--lifted"))
    desktop.page.mouse.move(5, 5)
    expect(desktop.pin(ALONE)).not_to_have_class(re.compile("pin--lifted"))


def test_focus_on_a_card_lifts_its_pin(desktop):
    desktop.open(f"/vilnius/explore/?q={ALONE}")
    desktop.card(ALONE).get_by_role("link", name=ALONE).focus()
    expect(desktop.pin(ALONE)).to_have_class(re.compile("pin--lifted"))


def test_a_card_inside_a_bubble_lifts_the_bubble(desktop):
    desktop.open("/vilnius/explore/?q=library")
    desktop.page.locator("#results-list .card").first.hover()
    expect(desktop.stack).to_have_class(re.compile("pin--lifted"))


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_pointing_at_a_pin_lifts_its_card(desktop, how):
    desktop.open(f"/vilnius/explore/?q={ALONE}")
    getattr(desktop.pin(ALONE), how)()
    expect(desktop.card(ALONE)).to_have_class(re.compile("card--lifted"))


def test_search_this_area_lists_what_the_map_shows(desktop):
    desktop.open()
    button = desktop.page.locator("#search-area")
    expect(button).to_be_hidden()
    for _ in range(2):
        desktop.closer.click()
        desktop.settle()
    button.click()
    expect(desktop.chips).to_have_text(re.compile("On this part of the map"))
    desktop.settle()
    assert 0 < desktop.listed() < TOTAL
    desktop.expect_on_map(desktop.listed())
    expect(button).to_be_hidden()


def test_search_this_area_lists_what_the_map_shows_even_while_it_moves(desktop):
    desktop.open()
    desktop.page.evaluate(
        "() => ['[data-zoom-by=\"1\"]', '#search-area'].forEach((each) => document.querySelector(each).click())"
    )
    expect(desktop.chips).to_have_text(re.compile("On this part of the map"))
    desktop.settle()
    desktop.expect_on_map(desktop.listed())


def test_a_place_that_is_typed_moves_the_map_and_sorts_by_distance(desktop):
    desktop.open()
    desktop.group("How far").click()
    desktop.page.get_by_label("From where?").fill("zverynas")
    desktop.page.keyboard.press("Enter")
    expect(desktop.summary).to_contain_text("near Žvėrynas")
    expect(desktop.page.get_by_label("In which order")).to_have_value("nearest")
    expect(desktop.page.locator(".maplibregl-ctrl-scale")).to_have_text("1 km")
    assert desktop.query()["near"] == ["zverynas"]


def test_back_brings_the_map_to_where_it_was(desktop):
    desktop.open("/vilnius/explore/?q=library")
    before = desktop.stack.bounding_box()
    desktop.group("How far").click()
    desktop.page.get_by_label("From where?").fill("Antakalnis")
    desktop.page.keyboard.press("Enter")
    moved = "({ x, y }) => Math.hypot(document.querySelector('.bubble--stack').getBoundingClientRect().x - x,"
    moved += " document.querySelector('.bubble--stack').getBoundingClientRect().y - y)"
    desktop.until(f"(before) => ({moved})(before) > 20", before)
    desktop.page.go_back()
    desktop.until(f"(before) => ({moved})(before) < 2", before)


def test_the_map_goes_to_what_was_found_where_it_would_show_none_of_it(desktop):
    desktop.open()
    for _ in range(3):
        desktop.closer.click()
        desktop.settle()
    desktop.page.locator("#q").fill(ALONE)
    desktop.page.keyboard.press("Enter")
    expect(desktop.pin(ALONE)).to_be_in_viewport()


def test_the_theme_changes_the_map_and_keeps_the_pins(desktop):
    with desktop.page.expect_request("**/basemap/style-light-en.json"):
        desktop.open(f"/vilnius/explore/?q={ALONE}")
    with desktop.page.expect_response("**/basemap/style-dark-en.json"):
        desktop.page.get_by_text("Dark", exact=True).click()
    expect(desktop.pin(ALONE)).to_be_visible()


def test_a_dark_system_gets_a_dark_map(visit):
    window = visit(color_scheme="dark")
    with window.page.expect_response("**/basemap/style-dark-en.json"):
        window.open("/vilnius/explore/?q=rowing")


def test_the_map_says_where_its_ground_comes_from(desktop):
    desktop.open()
    expect(desktop.page.locator(".maplibregl-ctrl-attrib")).to_contain_text("Natural Earth")
