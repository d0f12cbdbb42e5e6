"""A listing in several languages: the original is marked, the others are named, and every one is found."""

import re

import pytest

from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory

pytestmark = pytest.mark.django_db

TITLES = {"lt": "Keramikos būrelis", "en": "Pottery group", "lv": "Keramikas pulciņš", "fi": "Keramiikkakerho"}


def listed(titles, *, original="lt"):
    opportunity = OpportunityFactory(city=CityFactory(), original_language=original)
    for language, title in titles.items():
        TextFactory(opportunity=opportunity, language=language, title=title, description="<p>…</p>")
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    return opportunity


def also_in(client, address):
    html = client.get(address, follow=True).content.decode()
    said = re.search(r"Also in:(.*?)</p>", html, re.S)
    return " ".join(re.sub(r"<[^>]+>", "", said[1]).split()) if said else ""


def test_the_page_names_the_other_languages_with_the_original_first_and_marked(client):
    opportunity = listed(TITLES)
    assert also_in(client, opportunity.get_absolute_url()) == "Lithuanian (original) · Finnish · Latvian"


def test_each_other_language_leads_to_the_page_in_it(client):
    opportunity = listed(TITLES)
    html = client.get(opportunity.get_absolute_url()).content.decode()
    assert f'<a href="/lv/opportunity/{opportunity.pk}-keramikas-pulcins" hreflang="lv">' in html.replace('/" ', '" ')
    assert "Keramikas pulciņš" in client.get(f"/lv/opportunity/{opportunity.pk}-x/", follow=True).content.decode()


def test_a_language_that_the_interface_does_not_speak_is_named_without_a_link(client):
    opportunity = listed({"en": "Pottery group", "uk": "Гурток кераміки"}, original="uk")
    html = client.get(opportunity.get_absolute_url()).content.decode()
    assert also_in(client, opportunity.get_absolute_url()) == "Ukrainian (original)"
    assert 'hreflang="uk"' not in html


def test_a_page_in_a_language_that_lacks_says_so_and_still_names_the_others(client):
    opportunity = listed({"lt": "Keramikos būrelis", "fi": "Keramiikkakerho"})
    html = client.get(opportunity.get_absolute_url(), follow=True).content.decode()
    assert "This text has not been translated yet. Its language: Lithuanian." in html
    assert also_in(client, opportunity.get_absolute_url()) == "Finnish"


def test_a_listing_in_one_language_has_no_others_to_name(client):
    assert also_in(client, listed({"en": "Pottery group"}, original="en").get_absolute_url()) == ""


def test_a_card_names_the_other_languages(client):
    listed(TITLES)
    html = client.get("/vilnius/explore/").content.decode()
    card = re.search(r'<span class="card__also".*?Also in: </span>([A-Z ]+)</span>', html, re.S)
    assert set(card[1].split()) == {"FI", "LT", "LV"}


@pytest.mark.parametrize("page", ["", "/lt", "/nl"])
@pytest.mark.parametrize("words", ["keramikos", "pottery", "pulcins", "keramiikkakerho"])
def test_words_of_any_language_find_it_on_the_page_of_any_language(client, words, page):
    opportunity = listed(TITLES)
    html = client.get(f"{page}/vilnius/explore/", {"q": words}).content.decode()
    assert f"/opportunity/{opportunity.pk}-" in html
