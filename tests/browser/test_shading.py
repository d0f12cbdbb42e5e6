"""Districts shaded by count: on the map, in the legend and as a list, all from the same numbers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import DISTRICTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DRAWN = """() => [...document.querySelectorAll(".district")].map((each) => each.innerText.split(/\\s*\\n\\s*/))"""


@pytest.fixture
def shaded(desktop):
    desktop.open()
    desktop.page.get_by_role("button", name="Shade by district").click()
    desktop.settle()
    return desktop


def listed_districts(explorer) -> dict[str, str]:
    links = explorer.page.locator("#districts [data-districts] a").all_text_contents()
    return dict(link.rsplit(" ", 1) for link in links)


def district(explorer, name: str):
    return explorer.page.locator("#districts").get_by_role("link", name=re.compile(f"^{name}"))


def open_list(explorer) -> None:
    explorer.page.locator("#districts summary").press("Enter")


def test_the_map_names_every_district_with_its_number_as_the_list_does(shaded):
    drawn = dict(shaded.page.evaluate(DRAWN))
    assert drawn == listed_districts(shaded)
    assert set(drawn) == set(DISTRICTS)


def test_a_district_of_the_list_narrows_the_search_to_its_number(shaded):
    open_list(shaded)
    for name, count in listed_districts(shaded).items():
        district(shaded, name).click()
        shaded.settle()
        shaded.expect_listed(int(count))
        expect(shaded.chips).to_have_text(re.compile(name))


def test_the_numbers_of_the_others_stay_when_one_is_chosen_and_a_second_touch_takes_it_away(shaded):
    before = listed_districts(shaded)
    open_list(shaded)
    district(shaded, "Žvėrynas").click()
    shaded.settle()
    assert listed_districts(shaded) == before
    expect(district(shaded, "Žvėrynas")).to_have_attribute("aria-current", "true")
    district(shaded, "Žvėrynas").click()
    shaded.settle()
    assert shaded.query() == {}


def test_pressing_a_district_on_the_map_chooses_it(shaded):
    name, _count = shaded.page.evaluate(DRAWN)[0]
    box = shaded.page.locator(".district").first.bounding_box()
    expect(shaded.page.locator("#map[data-shaded=drawn]")).to_be_attached()
    shaded.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] + 4)
    expect(shaded.chips).to_have_text(re.compile(name))


def test_another_filter_changes_the_numbers(shaded):
    before = listed_districts(shaded)
    shaded.choose("Nature")
    shaded.settle()
    after = listed_districts(shaded)
    assert after != before
    assert all(int(after[name]) <= int(before[name]) for name in before)


def test_shades_and_pins_take_turns(shaded):
    expect(shaded.bubbles.first).to_be_hidden()
    button = shaded.page.get_by_role("button", name="Shade by district")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(shaded.bubbles.first).to_be_visible()
    expect(shaded.page.locator(".district")).to_have_count(0)
    expect(shaded.page.locator("#districts")).to_be_hidden()


def test_the_shades_stay_when_the_theme_changes(shaded):
    shaded.page.get_by_text("Dark", exact=True).click()
    expect(shaded.page.locator("#map[data-worn=dark]")).to_be_attached()
    # The switch is at the foot of the page.
    shaded.page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    test_pressing_a_district_on_the_map_chooses_it(shaded)
