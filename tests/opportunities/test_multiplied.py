"""The large catalogues of benchmarks and browser tests are made past the services: are they what those would make?"""

import re

import pytest
from django.db.models import Sum
from django.utils import timezone

from opportunities.models import Opportunity, SearchRow, SearchText, SearchWord
from opportunities.search.table import refresh
from tests.factories import OccurrenceFactory, OpportunityFactory, SessionFactory, TextFactory, VenueFactory
from tests.multiplied import multiply

pytestmark = pytest.mark.django_db


@pytest.fixture
def europe():
    """A city of copies: of something at two places, of something online."""
    for title, language, venues in (("Šokiai vaikams", "lt", 2), ("Chess", "en", 0), ("Dejas", "lv", 1)):
        listing = OpportunityFactory(interests=["sport"])
        TextFactory(opportunity=listing, title=title, language=language)
        for venue in [VenueFactory() for _ in range(venues)] or [None]:
            session = SessionFactory(opportunity=listing, venue=venue, delivery="on-site" if venue else "online")
            OccurrenceFactory(session=session)
    refresh(Opportunity.objects.values_list("pk", flat=True))
    return multiply(20)


def rows_of(model, city) -> list[dict]:
    fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    return list(model.objects.filter(city=city).order_by(*fields[:2], "pk").values(*fields))


def words_of(city) -> dict:
    summed = SearchWord.objects.filter(city=city).values_list("stemmer", "word", "lexeme").annotate(Sum("documents"))
    return {word: count for *word, count in summed if count for word in [tuple(word)]}


def search_rows_of(city) -> list[dict]:
    rows = rows_of(SearchRow, city)
    millimetres = {"geom": lambda point: point and (round(point.x, 3), round(point.y, 3))}
    return [{name: millimetres.get(name, lambda same: same)(value) for name, value in row.items()} for row in rows]


def texts_of(city) -> list[dict]:
    """Without the places of words in the text: a copy's name stands behind all the others."""
    rows = rows_of(SearchText, city)
    return [row | {"vector": re.sub(r"(?<=[:,])\d+", "", row["vector"]), "words": {*row["words"]}} for row in rows]


@pytest.mark.parametrize("look", [search_rows_of, texts_of, words_of])
def test_a_refresh_changes_nothing_of_the_copies(europe, look):
    before = look(europe)
    assert before
    refresh(Opportunity.objects.filter(city=europe).values_list("pk", flat=True))
    assert look(europe) == before


def test_copies_stand_in_many_places(europe):
    placed = SearchRow.objects.filter(city=europe, venue__isnull=False)
    assert placed.values("x", "y").distinct().count() == placed.count()


def test_the_next_listing_gets_a_number_of_its_own(europe):
    assert OpportunityFactory(published_at=timezone.now()).pk > max(
        Opportunity.objects.filter(city=europe).values_list("pk", flat=True)
    )
