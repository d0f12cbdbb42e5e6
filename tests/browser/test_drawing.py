"""Drawing on the map, by pointer, by finger and by keyboard: what is drawn is what is searched."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import ALONE, ALONE_AT, STACK

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LONGITUDE, LATITUDE = ALONE_AT
OUTLINE = "_".join(
    f"{LONGITUDE + right * 0.01:.6g}_{LATITUDE + up * 0.01:.6g}" for right, up in ((-1, -1), (1, -1), (1, 1), (-1, 1))
)


def begin(explorer, name: str):
    """Begin to draw with the button `name`; returns the panel that says what happens."""
    explorer.page.get_by_role("button", name=name).click()
    panel = explorer.page.locator("#drawing")
    expect(panel).to_be_visible()
    return panel


def middle(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def corners_round(explorer, target, reach: int = 60) -> list[tuple[float, float]]:
    x, y = middle(target)
    return [(x - reach, y - reach), (x + reach, y - reach), (x + reach, y + reach), (x - reach, y + reach)]


def press(explorer, keys: str) -> None:
    for key in keys.split():
        explorer.page.keyboard.press(key)


def test_an_outline_drawn_with_the_mouse_lists_what_lies_in_it(desktop):
    desktop.open("/vilnius/explore/?q=library")
    panel = begin(desktop, "Draw an outline")
    for number, (x, y) in enumerate(corners_round(desktop, desktop.stack), start=1):
        desktop.page.mouse.click(x, y)
        expect(panel.get_by_role("status")).to_have_text(f"Corner {number} is set.")
    panel.get_by_role("button", name="Done").click()
    desktop.settle()
    expect(desktop.chips.filter(has_text="Inside my outline")).to_be_visible()
    desktop.expect_listed(STACK)
    desktop.expect_on_map(STACK)


def test_an_outline_apart_from_everything_finds_nothing(desktop):
    desktop.open("/vilnius/explore/?q=library")
    begin(desktop, "Draw an outline")
    x, y = middle(desktop.stack)
    for right, down in ((80, 80), (140, 80), (140, 140), (80, 80)):
        desktop.page.mouse.click(x + right, y + down)
    desktop.settle()
    desktop.expect_listed(0)


def test_the_first_corner_again_closes_the_outline(desktop):
    desktop.open("/vilnius/explore/?q=library")
    begin(desktop, "Draw an outline")
    corners = corners_round(desktop, desktop.stack)
    for x, y in [*corners, corners[0]]:
        desktop.page.mouse.click(x, y)
    desktop.settle()
    assert len(desktop.query()["outline"][0].split("_")) == 2 * len(corners)


def test_an_outline_drawn_with_the_keys_alone(desktop):
    desktop.open("/vilnius/explore/?q=library")
    panel = begin(desktop, "Draw an outline")
    status = panel.get_by_role("status")
    expect(desktop.page.locator("#drawing-surface")).to_be_focused()
    press(desktop, "Shift+ArrowLeft Shift+ArrowLeft Shift+ArrowUp Shift+ArrowUp")
    expect(status).to_have_text(re.compile(r"k?m north-west of the middle of the map$"))
    press(desktop, "Enter")
    expect(status).to_have_text("Corner 1 is set.")
    press(desktop, "Shift+ArrowRight Shift+ArrowRight Shift+ArrowRight Shift+ArrowRight")
    expect(status).to_have_text(re.compile(r"k?m east of the last corner$"))
    press(desktop, "Enter Shift+ArrowDown Shift+ArrowDown Shift+ArrowDown Shift+ArrowDown Enter")
    press(desktop, "ArrowDown Enter")
    expect(status).to_have_text("Corner 4 is set.")
    press(desktop, "Backspace")
    expect(status).to_have_text("The last corner is gone. Corners left: 3.")
    press(desktop, "ArrowUp Enter")
    desktop.settle()
    assert len(desktop.query()["outline"][0].split("_")) == 6
    expect(desktop.chips.filter(has_text="Inside my outline")).to_be_visible()


def test_two_corners_are_no_outline_yet(desktop):
    desktop.open()
    panel = begin(desktop, "Draw an outline")
    press(desktop, "Enter ArrowRight ArrowRight Enter")
    panel.get_by_role("button", name="Done").click()
    expect(panel.get_by_role("status")).to_have_text("An outline needs three corners at least.")
    assert desktop.query() == {}


def test_escape_leaves_the_drawing_and_gives_the_focus_back(desktop):
    desktop.open()
    panel = begin(desktop, "Draw an outline")
    press(desktop, "Enter Escape")
    expect(panel).to_be_hidden()
    expect(desktop.page.get_by_role("button", name="Draw an outline")).to_be_focused()
    assert desktop.query() == {}


def test_the_map_moves_under_the_cross_at_its_edge(desktop):
    desktop.open("/vilnius/explore/?q=library")
    begin(desktop, "Draw an outline")
    before = desktop.stack.bounding_box()
    press(desktop, " ".join(["Shift+ArrowLeft"] * 8))
    desktop.settle()
    assert desktop.stack.bounding_box()["x"] > before["x"] + 100
    assert desktop.page.locator("#map").evaluate("map => map.getBoundingClientRect().left") <= before["x"]


def test_an_outline_in_the_address_finds_what_lies_in_it_and_its_chip_takes_it_away(desktop):
    desktop.open(f"/vilnius/explore/?outline={OUTLINE}")
    expect(desktop.pin(ALONE)).to_be_in_viewport()
    desktop.expect_listed(1)
    desktop.chips.first.click()
    desktop.settle()
    assert desktop.query() == {}


def test_an_outline_stays_when_a_filter_is_chosen(desktop):
    desktop.open(f"/vilnius/explore/?outline={OUTLINE}").choose("Sport")
    desktop.settle()
    assert desktop.query() == {"outline": [OUTLINE], "interest": ["sport"]}
    desktop.expect_listed(1)


def test_an_outline_that_makes_no_sense_is_said_and_left_out(desktop):
    desktop.open("/vilnius/explore/?outline=25_54_26_54", with_map=False)
    expect(desktop.page.locator(".results__note")).to_contain_text("needs three corners")


def test_without_a_script_an_outline_stays_too(visit):
    window = visit(java_script_enabled=False).open(f"/vilnius/explore/?outline={OUTLINE}", with_map=False)
    window.choose("Sport")
    window.page.get_by_role("button", name="Show", exact=True).click()
    window.expect_listed(1)
    assert window.query()["outline"] == [OUTLINE]


def test_a_circle_is_drawn_round_where_one_presses_and_widened_with_the_arrow_keys(desktop):
    desktop.open("/vilnius/explore/?q=library")
    begin(desktop, "Draw a circle")
    desktop.page.mouse.click(*middle(desktop.stack))
    expect(desktop.chips.filter(has_text="Within 1 km")).to_be_visible()
    desktop.settle()
    handle = desktop.page.get_by_role("slider", name="How far around the marked place")
    expect(handle).to_be_focused()
    press(desktop, "ArrowRight ArrowRight ArrowUp ArrowDown")
    expect(handle).to_have_attribute("aria-valuetext", "1.2 km")
    expect(desktop.chips.filter(has_text="Within 1.2 km")).to_be_visible()
    desktop.settle()
    expect(handle).to_be_focused()
    assert desktop.query()["within"] == ["1200"]


def test_the_middle_of_a_circle_is_set_with_enter(desktop):
    desktop.open("/vilnius/explore/?q=library")
    begin(desktop, "Draw a circle")
    press(desktop, "ArrowRight Enter")
    expect(desktop.chips.filter(has_text="Within 1 km of the marked place")).to_be_visible()
    assert set(desktop.query()) == {"q", "at", "within"}


def test_the_handle_of_a_circle_is_pulled(desktop):
    desktop.open("/vilnius/explore/?at=25.2797,54.6872&within=5000")
    handle = desktop.page.get_by_role("slider")
    x, y = middle(handle)
    desktop.page.mouse.move(x, y)
    desktop.page.mouse.down()
    desktop.page.mouse.move(x - 50, y)
    desktop.page.mouse.move(x - 100, y)
    desktop.page.mouse.up()
    desktop.page.wait_for_url(re.compile(r"within=(?!5000)"))
    desktop.settle()
    metres = int(desktop.query()["within"][0])
    assert 500 <= metres < 5000
    expect(handle).to_have_attribute("aria-valuenow", str(metres))
    expect(desktop.page.locator(f"input[name=within][value='{metres}']")).to_be_checked()


def test_an_outline_is_drawn_with_a_finger(phone):
    phone.open("/vilnius/explore/?q=library", with_map=False)
    phone.page.locator(".explorer__to-map").tap()
    phone.settle()
    panel = begin(phone, "Draw an outline")
    for x, y in corners_round(phone, phone.stack, 40):
        phone.page.touchscreen.tap(x, y)
    expect(panel.get_by_role("status")).to_have_text("Corner 4 is set.")
    panel.get_by_role("button", name="Done").tap()
    phone.settle()
    phone.expect_listed(STACK)
