"""The search box suggests: by keyboard, by pointer and finger, for screen readers, and without a script not at all."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import ALONE
from tests.browser.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def box(desktop):
    """The search box of the explorer, its suggestions ready to come."""
    desktop.open(with_map=False)
    return ready(desktop.page)


def ready(page):
    box = page.locator("#q")
    expect(box).to_have_role("combobox")
    return box


def suggest(box, text: str):
    """Type `text`. Returns: the list, once it is there."""
    box.press_sequentially(text)
    return opened(box.page)


def opened(page):
    listbox = page.get_by_role("listbox", name="Suggestions")
    expect(listbox).to_be_visible()
    return listbox


def active(page) -> str | None:
    return page.evaluate(
        "document.getElementById(document.querySelector('#q').getAttribute('aria-activedescendant'))?.textContent"
    )


def test_suggestions_come_in_named_groups_and_are_announced(box):
    listbox = suggest(box, "rob")
    expect(listbox.get_by_role("group", name="Interests").get_by_role("option")).to_have_text(["Robotics"])
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box.page.locator(".search [role=status]")).to_have_text("1 suggestion")
    expect(listbox.locator("mark")).to_have_text("Rob")


def test_the_arrows_home_and_end_move_through_the_list_and_the_focus_stays_in_the_box(box):
    options = suggest(box, "library club").get_by_role("option").all_inner_texts()
    assert len(options) > 2
    seen = []
    for key in ("ArrowDown", "ArrowDown", "End", "ArrowDown", "ArrowUp", "Home"):
        box.press(key)
        seen.append(active(box.page))
    texts = [box.page.locator(f"#suggest-option-{n}").text_content() for n in range(len(options))]
    assert seen == [texts[0], texts[1], texts[-1], None, texts[-1], texts[0]]
    expect(box).to_be_focused()


def test_escape_closes_the_list_and_keeps_the_words(box):
    listbox = suggest(box, "rob")
    box.press("Escape")
    expect(listbox).to_be_hidden()
    expect(box).to_have_value("rob")
    box.press("ArrowDown")
    opened(box.page)


def test_enter_without_a_choice_searches_for_the_words(box):
    listbox = suggest(box, "rowing")
    box.press("Enter")
    expect(box.page).to_have_url(re.compile(r"[?&]q=rowing"))
    expect(listbox).to_be_hidden()


def test_choosing_an_interest_filters_by_it_without_loading_the_page_anew(box):
    box.page.evaluate("window.same = true")
    suggest(box, "rob")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box.page).to_have_url(re.compile(r"/vilnius/explore/\?interest=robotics$"))
    expect(box.page.locator(".results__chips .chip")).to_have_text([re.compile("Robotics")])
    expect(box).to_have_value("")
    assert box.page.evaluate("window.same")


def test_choosing_a_place_searches_around_it(box):
    suggest(box, "club žvėr").get_by_role("option", name="Žvėrynas").click()
    expect(box.page).to_have_url(re.compile(r"near=%C5%BDv%C4%97rynas"))
    expect(box).to_have_value("club")


def test_choosing_an_activity_opens_its_page(box):
    suggest(box, "rowing").get_by_role("option", name=ALONE).click()
    expect(box.page.get_by_role("heading", level=1)).to_have_text(ALONE)
    again = ready(box.page)  # the box is on every page
    suggest(again, "rob")
    again.press("ArrowDown")
    again.press("Enter")
    expect(box.page).to_have_url(re.compile(r"/vilnius/explore/\?interest=robotics$"))


def test_leaving_the_box_closes_the_list(box):
    listbox = suggest(box, "rob")
    box.press("Tab")
    expect(listbox).to_be_hidden()


def test_on_a_phone_the_list_is_as_wide_as_the_box_and_a_finger_chooses(phone):
    phone.open(with_map=False)
    listbox = suggest(ready(phone.page), "rob")
    frame, opened_list = phone.page.locator(".search").bounding_box(), listbox.bounding_box()
    assert abs(frame["width"] - opened_list["width"]) <= 2
    listbox.get_by_role("option").first.tap()
    expect(phone.page).to_have_url(re.compile(r"interest=robotics"))


def test_a_typing_error_says_what_was_searched_for_and_leads_back(desktop):
    desktop.open("/vilnius/explore/?q=rowingg", with_map=False)
    expect(desktop.page.locator(".results__corrected")).to_contain_text("Showing results for rowing.")
    desktop.page.get_by_role("link", name="Search instead for “rowingg”").click()
    expect(desktop.page).to_have_url(re.compile(r"q=rowingg&exact=1"))
    expect(desktop.page.locator(".results__corrected")).to_have_count(0)
    expect(desktop.summary).to_have_text("0 activities")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_list_has_no_fault_that_axe_knows(visit, scheme):
    page = visit(color_scheme=scheme, bypass_csp=True).open(with_map=False).page
    box = ready(page)
    suggest(box, "rob")
    box.press("ArrowDown")
    assert faults(page) == []
