"""The language of a browser is offered once; what somebody chooses is remembered at the front door."""

from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

EXPLORER = "/vilnius/explore/"


def test_a_language_that_is_offered_and_taken_is_the_one_of_the_front_door(visit):
    page = visit(locale="lt-LT").page
    page.goto(EXPLORER)
    offer = page.locator("#language-offer a")
    assert offer.text_content() == "Skaityti šį puslapį lietuviškai"
    offer.click()
    page.wait_for_url(f"**/lt{EXPLORER}")
    assert page.locator("#language-offer").is_hidden()
    page.goto("/")
    assert urlsplit(page.url).path.startswith("/lt/")


def test_an_offer_that_is_dismissed_does_not_come_back(visit):
    page = visit(locale="lt-LT").page
    page.goto(EXPLORER)
    page.locator("#language-offer button").click()
    assert page.locator("#language-offer").is_hidden()
    page.evaluate("sessionStorage.clear()")
    page.reload()
    assert page.locator("#language-offer").is_hidden()
    page.goto("/")
    assert not urlsplit(page.url).path.startswith("/lt/")
