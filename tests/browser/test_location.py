"""Where a visitor is: asked for only on a click, rounded before it leaves the device, refused in words."""

import re

import pytest
from playwright.sync_api import expect

from opportunities.search.filters.places import read_box

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HERE = {"longitude": 25.3012345, "latitude": 54.7012345}


def test_a_location_leaves_the_device_rounded(visit):
    window = visit(geolocation=HERE, permissions=["geolocation"]).open()
    window.page.get_by_role("button", name="Show what is near me").click()
    expect(window.summary).to_contain_text("near the marked place")
    longitude, latitude = map(float, window.query()["at"][0].split(","))
    assert 0 < abs(longitude - HERE["longitude"]) < 0.005
    assert 0 < abs(latitude - HERE["latitude"]) < 0.003
    window.settle()
    # The box of a view lies around the rounded point, not around the visitor.
    for address in window.watch.asked:
        assert "25.3012" not in address
        assert "54.7012" not in address
        if found := re.search(r"[?&]view=([^&]+)", address):
            box = read_box(found[1].replace("%2C", ","))
            assert box is None or abs((box[0] + box[2]) / 2 - HERE["longitude"]) > 1e-4


def test_nothing_asks_for_the_location_unless_somebody_presses(visit):
    window = visit(geolocation=HERE, permissions=["geolocation"])
    window.page.add_init_script(
        "navigator.geolocation.getCurrentPosition = () => { window.wasAsked = true; };"
        "navigator.geolocation.watchPosition = navigator.geolocation.getCurrentPosition;"
    )
    window.open()
    assert window.page.evaluate("window.wasAsked") is None


def test_a_location_that_is_refused_is_answered_in_words(desktop):
    desktop.open()
    desktop.page.get_by_role("button", name="Show what is near me").click()
    expect(desktop.page.locator("#map-note")).to_contain_text("did not tell where you are")
    assert desktop.query() == {}
