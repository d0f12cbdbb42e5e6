"""The page of a playlist: ticks that stay in the browser, and the map of its stops."""

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import PLAYLIST
from tests.browser.test_pages import examine, faults

__all__ = ["examine"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ADDRESS = f"/vilnius/playlists/{PLAYLIST}/"


def test_what_was_ticked_stays_and_can_be_taken_back(visit):
    page = visit().open(ADDRESS, with_map=False).page
    told = page.locator("#progress-words")
    page.get_by_label("I have done this").first.check()
    expect(told).to_have_text("1 of 2 stops done")
    page.reload()
    expect(told).to_have_text("1 of 2 stops done")
    page.get_by_label("2 of 2 done").check()
    expect(told).to_have_text("All stops done. Well done!")
    page.get_by_label("I have done this").first.uncheck()
    expect(told).to_have_text("1 of 2 stops done")


def test_a_numbered_pin_leads_to_its_stop(visit):
    page = visit().open(ADDRESS, with_map=False).page
    expect(page.locator("[data-map]")).to_have_attribute("data-state", "ready")
    page.get_by_role("button", name="Stop 2: Step 2").press("Enter")
    expect(page.locator("#stop-2")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_playlist_has_no_fault_that_a_machine_finds(examine, scheme):
    page = examine(color_scheme=scheme).open(ADDRESS, with_map=False).page
    expect(page.locator("[data-map]")).to_have_attribute("data-state", "ready")
    assert faults(page) == []
