"""The explorer over a hundred thousand places: the same gestures, the same promises."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from opportunities.models import City, SearchRow
from tests.browser.catalogue import STACK
from tests.multiplied import COPIED, multiply

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ROWS = 100_000
MOST_MARKERS = 400  # more would overlap on this screen


@pytest.fixture(scope="module")
def europe(site, django_db_blocker):
    """A city of many copies of the small catalogue, beside it; gone again with the last of these tests."""
    with django_db_blocker.unblock():
        highest = {model: model.objects.order_by("pk").last().pk for model in COPIED if model.objects.exists()}
        city = multiply(ROWS)
        yield city
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for model, last in highest.items():
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id > %s", [last])  # noqa: S608
            cursor.execute("SET session_replication_role = DEFAULT")
        City.objects.filter(pk=city.pk).delete()


@pytest.fixture
def placed(europe) -> int:
    """How many listings have a pin."""
    return SearchRow.objects.filter(city=europe, x__isnull=False).upcoming().count()


def test_the_first_markers_stand_for_every_place(europe, desktop, placed):
    desktop.open("/europe/explore/")
    assert desktop.on_map() == placed >= ROWS * 0.8
    assert desktop.page.locator(".pin, .bubble").count() < MOST_MARKERS


def test_the_list_counts_what_is_not_on_the_map_too(europe, desktop):
    desktop.open("/europe/explore/", with_map=False)
    assert desktop.listed() == SearchRow.objects.filter(city=europe).upcoming().count()


def test_a_filter_narrows_list_and_map_alike(europe, desktop):
    desktop.open("/europe/explore/").choose("Nature")
    desktop.settle()
    rows = SearchRow.objects.filter(city=europe, interest__slug="nature").upcoming()
    assert desktop.listed() == rows.count()
    desktop.expect_on_map(rows.filter(x__isnull=False).count())


def test_bubbles_stay_where_they_are_while_the_map_is_panned(europe, desktop):
    desktop.open("/europe/explore/")
    before = {text: box for text, box in _bubbles(desktop) if 300 < box["x"] < 900}
    canvas = desktop.page.locator("#map").bounding_box()
    middle = canvas["x"] + canvas["width"] / 2, canvas["y"] + 20
    desktop.page.mouse.move(*middle)
    desktop.page.mouse.down()
    desktop.page.mouse.move(middle[0] + 40, middle[1], steps=4)
    desktop.page.mouse.move(middle[0] + 80, middle[1], steps=4)
    desktop.page.mouse.up()
    desktop.settle()
    after = dict(_bubbles(desktop))
    kept = before.keys() & after.keys()
    assert len(kept) >= len(before) / 2
    shifts = {round(after[text]["x"] - before[text]["x"]) for text in kept}
    assert max(shifts) - min(shifts) <= 2


def _bubbles(explorer) -> list[tuple[str, dict]]:
    """Number and place of every bubble whose number no other has."""
    found = [(one.inner_text(), one.bounding_box()) for one in explorer.bubbles.all()]
    numbers = [text for text, _ in found]
    return [(text, box) for text, box in found if numbers.count(text) == 1]


def test_a_stack_among_them_opens_as_a_list(europe, desktop):
    venue = SearchRow.objects.filter(city=europe, opportunity__texts__title__startswith="Library").latest("pk").venue
    x, y = venue.point.coords
    desktop.open(f"/europe/explore/?bbox={x - 0.002:.5f},{y - 0.001:.5f},{x + 0.002:.5f},{y + 0.001:.5f}&q=library")
    desktop.stack.first.click()
    expect(desktop.chosen.locator(".map__count")).to_have_text(f"{STACK} activities")


def test_a_bubble_comes_closer_by_keyboard(europe, desktop):
    desktop.open("/europe/explore/?interest=nature")
    scale = desktop.page.locator(".maplibregl-ctrl-scale").inner_text()
    desktop.bubbles.first.focus()
    desktop.page.keyboard.press("Enter")
    expect(desktop.page.locator(".maplibregl-ctrl-scale")).not_to_have_text(scale)
    desktop.settle()
    assert desktop.page.evaluate("Boolean(document.activeElement?.closest('.pin, .bubble'))")
