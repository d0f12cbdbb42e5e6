"""What other sites and search engines learn of a page: its picture, its words, its addresses in every language."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cms.models import CityPage
from cms.services.cities import furnish
from opportunities.exchange.share_picture import SIZE, share_picture
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory

NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def listing(**texts: str):
    opportunity = OpportunityFactory()
    for language, title in texts.items():
        TextFactory(opportunity=opportunity, language=language, title=title)
    SessionFactory(opportunity=opportunity)
    return opportunity


def part(section: str) -> ElementTree.Element:
    return ElementTree.fromstring(Client().get(f"/sitemap-{section}.xml").content)  # noqa: S314 - our own


@given(title=st.text(max_size=300), words=st.lists(st.text(max_size=200), max_size=3))
def test_any_words_make_a_picture(title, words):
    picture = share_picture(over="Vilnius", title=title, words=words, colour="#3b64d8")
    assert Image.open(BytesIO(picture)).size == SIZE


@pytest.mark.django_db
class TestAddresses:
    def test_an_opportunity_is_found_in_the_languages_it_is_told_in(self):
        listing(lt="Šachmatai", en="Chess")
        locations = [node.text for node in part("opportunities").iterfind(".//map:loc", NAMES)]
        assert len(locations) == 2
        assert any("/lt/" in location for location in locations)

    def test_each_names_the_others(self):
        listing(lt="Šachmatai", en="Chess")
        links = part("opportunities").findall(".//map:url/x:link", NAMES)
        assert {link.get("hreflang") for link in links} == {"en", "lt"}

    def test_a_draft_is_not_named(self):
        opportunity = listing(en="Chess")
        opportunity.status, opportunity.live, opportunity.published_at = "draft", False, None
        opportunity.save()
        assert part("opportunities").findall(".//map:loc", NAMES) == []

    def test_the_home_of_a_city_is_named_in_its_languages(self):
        furnish(CityFactory(languages=["en", "lt"]))
        locations = [node.text for node in part("pages").iterfind(".//map:loc", NAMES)]
        assert [one for one in locations if one.endswith("/lt/vilnius/")]

    def test_a_withdrawn_page_is_not_named(self):
        furnish(CityFactory(languages=["en"]))
        CityPage.objects.get().unpublish()
        assert not [node for node in part("pages").iterfind(".//map:loc", NAMES) if "vilnius" in node.text]

    def test_a_longer_list_takes_no_more_queries(self, django_assert_max_num_queries):
        for _ in range(3):
            listing(en="Chess")
        with django_assert_max_num_queries(4):
            part("opportunities")


@pytest.mark.django_db
class TestPicture:
    def test_the_page_of_an_opportunity_names_its_picture(self):
        opportunity = listing(en="Chess")
        page = Client().get(opportunity.get_absolute_url()).content.decode()
        assert reverse("opportunity-picture", args=[opportunity.pk]) in page

    def test_the_picture_of_a_page_shows_it(self):
        furnish(CityFactory(languages=["en"]))
        response = Client().get(reverse("page-picture", args=[CityPage.objects.get().pk]))
        assert response["Content-Type"] == "image/png"
