"""The ground within minutes, shaded on the map, and its legend."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WITHIN = "/vilnius/explore/?at=25.2789,54.6876&minutes=30&mode=walk"


def test_the_legend_names_the_three_steps_that_are_shaded(desktop):
    desktop.open(WITHIN)
    expect(desktop.page.locator("#map[data-reached]")).to_be_attached()
    expect(desktop.page.locator("#reached li")).to_have_text(["10 min", "20 min", "30 min"])


def test_without_minutes_nothing_is_shaded(desktop):
    desktop.open()
    expect(desktop.page.locator("#map:not([data-reached])")).to_be_attached()
    expect(desktop.page.locator("#reached")).to_be_hidden()
