"""Counts by district: what choosing one would give, whatever is chosen already."""

import pytest

from maps.districts import districts
from opportunities.search.search import Search
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory, VenueFactory
from tests.geodata.rows import area

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A city with two districts: one listing in the first, two in the second."""
    municipality = area("Vilnius")
    city = CityFactory(area=municipality)
    for name, count in (("Antakalnis", 1), ("Žvėrynas", 2)):
        district = area(name, "district", parent=municipality)
        for _ in range(count):
            opportunity = OpportunityFactory(city=city)
            TextFactory(opportunity=opportunity)
            SessionFactory(opportunity=opportunity, venue=VenueFactory(city=city, area=district))
            refresh([opportunity.pk])
    return city


def counted(city, **asked) -> dict[str, int]:
    return {one.name: one.count for one in districts(Search.read({name: [v] for name, v in asked.items()}, city))}


def test_each_district_counts_its_own(town):
    assert counted(town) == {"Antakalnis": 1, "Žvėrynas": 2}


def test_a_chosen_district_does_not_empty_the_others(town):
    first, _second = districts(Search.read({}, town))
    assert counted(town, area=str(first.id)) == {"Antakalnis": 1, "Žvėrynas": 2}


def test_another_filter_narrows_the_counts(town):
    assert counted(town, q="nothing-like-this") == {"Antakalnis": 0, "Žvėrynas": 0}


def test_the_query_of_a_district_finds_what_it_counts(town):
    for one in districts(Search.read({}, town)):
        assert Search.read({"area": [one.query.removeprefix("area=")]}, town).total == one.count


def test_the_query_of_the_only_chosen_district_takes_it_away(town):
    first, second = districts(Search.read({}, town))
    again = districts(Search.read({"area": [str(first.id)]}, town))
    assert [one.query for one in again] == ["", second.query]


def test_a_city_without_an_area_has_no_districts():
    assert districts(Search.read({}, CityFactory(area=None))) == []
