"""What is suggested below the search box, in which groups, and what it costs."""

from urllib.parse import quote

import pytest
from django.core.cache import cache
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from geodata.models import KnownAddress
from geodata.words import canonical_address
from opportunities.models import Playlist
from opportunities.search.table import refresh
from opportunities.selectors.suggestions import MOST, _places_of, suggestions
from tests.factories import (
    CENTRE,
    CityFactory,
    InterestFactory,
    OpportunityFactory,
    ProviderFactory,
    SessionFactory,
    TextFactory,
)
from tests.geodata.rows import area

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    _places_of.cache_clear()


def listed(title: str, **more):
    opportunity = OpportunityFactory(**more)
    TextFactory(opportunity=opportunity, title=title)
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    return opportunity


def suggested(text: str) -> dict[str, list[str]]:
    """The labels by group."""
    groups = suggestions(text, CityFactory()).groups
    return {group.kind: [item.label for item in group.items] for group in groups}


def test_an_interest_is_suggested_by_its_name_in_any_language():
    InterestFactory(slug="dance", names={"en": "Dance", "lt": "Šokiai"})
    assert suggested("sok") == {"interests": ["Dance"]}


def test_own_names_come_before_words_inside_them_and_those_before_keywords():
    InterestFactory(slug="choirs", names={"en": "Choirs"}, keywords={"en": ["music for all"]})
    InterestFactory(slug="folk", names={"en": "Folk music"})
    InterestFactory(slug="music", names={"en": "Music"})
    assert suggested("musi") == {"interests": ["Music", "Folk music", "Choirs"]}


def test_places_and_addresses_of_the_city_are_suggested():
    area("Žvėrynas", "district", (25.2, 54.6, 25.3, 54.7), point=CENTRE)
    folded = canonical_address("Žvejų g. 5, Vilnius")
    KnownAddress.objects.create(
        text="Žvejų g. 5", locality="Vilnius", country_code="LT", folded=folded, street_words=[], point=CENTRE
    )
    assert (suggested("zver"), suggested("zvej")) == ({"places": ["Žvėrynas"]}, {"places": ["Žvejų g. 5"]})


def test_a_place_after_words_keeps_the_words():
    area("Žvėrynas", "district", (25.2, 54.6, 25.3, 54.7), point=CENTRE)
    [group] = suggestions("chess žvėr", CityFactory()).groups
    assert [(item.parameter, item.value, item.words) for item in group.items] == [("near", "Žvėrynas", "chess")]


def test_a_provider_is_suggested_by_any_word_of_its_name_if_it_has_something_listed():
    provider = ProviderFactory(name="VšĮ „Žalias aitvaras“")
    ProviderFactory(name="Žalias miškas")
    listed("Kites", provider=provider)
    assert suggested("zalia") == {"providers": ["VšĮ „Žalias aitvaras“"]}


def test_titles_that_begin_so_come_before_titles_that_hold_the_words():
    listed("Evening chess")
    listed("Chess for beginners")
    assert suggested("che") == {"opportunities": ["Chess for beginners", "Evening chess"]}


def test_a_title_leads_to_its_page():
    opportunity = listed("Chess for beginners")
    [group] = suggestions("chess", CityFactory()).groups
    assert group.items[0].url == opportunity.get_absolute_url()


def test_what_is_not_published_is_not_suggested():
    listed("Chess for beginners", status="draft", live=False, published_at=None)
    assert suggested("chess") == {}


def test_a_playlist_is_suggested_when_it_is_published():
    city = CityFactory()
    Playlist.objects.create(city=city, slug="first", names={"en": "First steps"}, state="published")
    Playlist.objects.create(city=city, slug="hidden", names={"en": "First secrets"})
    assert suggested("fir") == {"playlists": ["First steps"]}


def test_a_typing_error_suggests_what_was_meant_and_marks_it():
    listed("Astronomy club")
    [group] = suggestions("asttronomy", CityFactory()).groups
    assert (group.items[0].label, group.marked) == ("Astronomy club", "astronomy")


def test_a_group_has_a_few_lines():
    for number in range(MOST + 2):
        listed(f"Chess {number}")
    assert len(suggested("chess")["opportunities"]) == MOST


def test_the_number_of_questions_does_not_grow(django_assert_max_num_queries):
    for number in range(6):
        listed(f"Chess {number}", provider=ProviderFactory(name=f"Chess house {number}"))
    suggested("chess club")
    with django_assert_max_num_queries(6):
        suggested("chess cl")


def test_the_answer_may_be_kept_by_everybody_and_needs_no_session(client):
    listed("Chess for beginners")
    answer = client.get("/lt/vilnius/suggest.json?q=chess")
    assert answer.json()["groups"][0]["items"][0]["label"] == "Chess for beginners"
    assert "public" in answer["Cache-Control"]
    assert "Vary" not in answer
    assert not answer.cookies


@pytest.mark.parametrize("q", ["", "a", "%00", "%ff%fe", "😀", "'; DROP TABLE", "%", "_", "\\", "\u202e", "a" * 20_000])
def test_strange_words_get_an_answer(client, q):
    CityFactory()
    answer = client.get("/vilnius/suggest.json?q=" + (q if q.startswith("%") and len(q) > 1 else quote(q)))
    assert (answer.status_code, answer.json()["groups"]) == (200, [])


class AnyText(TestCase):
    @settings(max_examples=50, deadline=None)
    @given(st.text(max_size=60))
    def test_has_suggestions_or_none(self, text):
        assert suggestions(text, CityFactory()).groups == []
