"""The other pages in a real browser, and what a machine can tell of accessibility on all of them."""

from functools import partial

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.catalogue import ALONE, ROUGHLY
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
AXE = settings.NODE_MODULES / "axe-core" / "axe.min.js"


def faults(page) -> list[str]:
    """What axe finds wrong, as "rule: element"."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.fixture
def examine(visit):
    """A function that opens a window for axe, which tries colours out by styles that the content policy would stop."""
    return partial(visit, bypass_csp=True)


def open_listing(window, title: str = ALONE) -> None:
    window.open(f"/vilnius/explore/?q={title}", with_map=False)
    window.page.locator("#results-list .card__link").first.click()
    expect(window.page.locator("h1")).to_have_text(title)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_explorer_has_no_fault_that_a_machine_finds(examine, scheme):
    window = examine(color_scheme=scheme).open("/vilnius/explore/?interest=technology&age=9")
    assert faults(window.page) == []


def test_the_explorer_and_its_filters_have_no_fault_on_a_phone(examine):
    window = examine(**PHONE).open(with_map=False)
    assert faults(window.page) == []
    window.page.locator(".filters__open").tap()
    assert faults(window.page) == []


def test_the_map_has_no_fault_on_a_phone(examine):
    window = examine(**PHONE).open(f"/vilnius/explore/?q={ALONE}", with_map=False)
    window.page.locator(".explorer__to-map").tap()
    window.settle()
    window.pin(ALONE).tap()
    expect(window.chosen).to_be_visible()
    assert faults(window.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shaded_districts_a_drawing_and_a_circle_have_no_fault(examine, scheme):
    window = examine(color_scheme=scheme).open("/vilnius/explore/?at=25.28,54.69&within=2000")
    window.page.locator("#shade").click()
    window.settle()
    window.page.locator("#districts summary").click()
    window.page.locator("[data-draw=outline]").click()
    expect(window.page.locator("#drawing")).to_be_visible()
    assert faults(window.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_opportunity_with_its_small_map_has_no_fault(examine, scheme):
    window = examine(color_scheme=scheme)
    open_listing(window)
    window.page.locator(".place__map").scroll_into_view_if_needed()
    expect(window.page.locator(".place__map canvas")).to_be_visible()
    assert faults(window.page) == []


def test_a_provider_has_no_fault(examine):
    window = examine().open(with_map=False)
    window.page.goto(window.page.locator(".card__provider").first.get_attribute("href"))
    assert faults(window.page) == []


def test_a_report_has_no_fault(examine):
    window = examine()
    open_listing(window)
    window.page.locator(".vouch__report").click()
    expect(window.page.locator("h1")).to_have_text("What is wrong?")
    assert faults(window.page) == []


def test_a_page_that_is_not_there_says_so_without_a_fault(examine):
    window = examine()
    window.watch.expect("404")
    assert window.page.goto("/vilnius/nothing-here/").status == 404
    expect(window.page.locator("h1")).to_have_text("This page is not here")
    assert faults(window.page) == []


def test_the_small_map_is_drawn_when_it_comes_into_sight(desktop):
    open_listing(desktop)
    place = desktop.page.locator(".place__map")
    place.scroll_into_view_if_needed()
    expect(place.locator("canvas")).to_be_visible()
    expect(place.locator(".spot")).to_be_visible()
    expect(place).to_contain_text("Natural Earth")


def test_the_small_map_lets_the_page_scroll(desktop):
    open_listing(desktop)
    place = desktop.page.locator(".place__map")
    place.scroll_into_view_if_needed()
    expect(place.locator("canvas")).to_be_visible()
    place.hover()
    before = desktop.page.evaluate("scrollY")
    desktop.page.mouse.wheel(0, 200)
    desktop.until("(before) => scrollY > before", before)


@pytest.mark.parametrize(("title", "is_a_door"), [(ALONE, True), (ROUGHLY, False)])
def test_what_is_only_roughly_known_gets_a_circle_and_no_pin(desktop, title, is_a_door):
    open_listing(desktop, title)
    width = desktop.page.locator(".place__map > .spot").bounding_box()["width"]
    assert (width < 60) is is_a_door
