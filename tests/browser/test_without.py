"""Without JavaScript, without WebGL, without motion, without anybody else's servers: the list is always there."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from opportunities.models import Provider
from tests.browser.catalogue import ALONE, TOTAL

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FIRST_VIEW_BYTES = 100_000
NO_WEBGL = """
  const usual = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.startsWith("webgl") ? null : usual.call(this, kind, ...rest);
  };
"""


@pytest.fixture
def scriptless(visit):
    return visit(java_script_enabled=False)


def test_without_a_script_the_form_answers_by_its_button(scriptless):
    scriptless.open(with_map=False).choose("Nature")
    scriptless.page.get_by_role("button", name="Show", exact=True).click()
    scriptless.expect_listed(3)
    assert scriptless.query()["interest"] == ["nature"]


def test_without_a_script_pages_are_links(scriptless):
    scriptless.open(with_map=False)
    first = scriptless.titles()
    scriptless.page.locator(".pages").get_by_text("Next").click()
    expect(scriptless.page.locator(".pages [aria-current=page]")).to_have_text("2")
    assert not set(first) & set(scriptless.titles())


def test_without_a_script_the_place_of_the_map_says_why_it_is_empty(scriptless):
    scriptless.open(with_map=False)
    expect(scriptless.page.locator("#map-place")).to_contain_text("The map needs JavaScript")


def test_without_a_script_no_button_is_shown_that_needs_one(scriptless):
    scriptless.open(with_map=False)
    assert not [button for button in scriptless.page.locator(".with-script").all() if button.is_visible()]


def test_without_webgl_words_stand_in_for_the_map_and_the_list_works(desktop):
    desktop.watch.expect("WebGL")
    desktop.page.add_init_script(NO_WEBGL)
    desktop.open(with_map=False)
    expect(desktop.page.locator("#map-note")).to_contain_text("cannot draw the map")
    desktop.choose("Nature")
    desktop.expect_listed(3)


def test_who_wants_no_motion_gets_none(visit):
    window = visit(reduced_motion="reduce").open(f"/vilnius/explore/?q={ALONE}")
    moving = window.page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const { animationDuration, animationTimeline, transitionDuration } = getComputedStyle(element);
          const longest = (text) => Math.max(...text.split(",").map(parseFloat).map((number) => number || 0));
          const plays = animationTimeline === "auto" && longest(animationDuration) > 0.001;
          return plays || longest(transitionDuration) > 0.001;
        }).map((element) => element.className || element.tagName)"""
    )
    assert moving == []


def test_a_page_without_a_map_loads_no_code_for_one(desktop):
    desktop.page.goto(Provider.objects.first().get_absolute_url())
    assert not [address for address in desktop.watch.asked if "maplibre" in address]


def test_the_first_view_is_at_most_a_hundred_kilobytes_of_page_and_styles(client, site):
    page = client.get("/vilnius/explore/").content
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page.decode())
    assert sheets
    weight = sum(
        len(gzip.compress(part)) for part in (page, *(Path(finders.find(sheet)).read_bytes() for sheet in sheets))
    )
    assert weight <= FIRST_VIEW_BYTES


def test_the_list_tells_its_total_before_any_script(scriptless):
    scriptless.open(with_map=False)
    scriptless.expect_listed(TOTAL)
