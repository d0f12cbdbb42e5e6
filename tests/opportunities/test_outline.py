"""An outline that was drawn on the map: read from the address, mended where it crosses itself, exact on its edges."""

import math

import pytest
from django.contrib.gis.geos import Point
from hypothesis import given
from hypothesis import strategies as st

from geodata.geometry import to_mercator
from opportunities.search.filters.outline import MOST_CORNERS, Outline, ground, read_corners
from opportunities.search.search import Search
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory, VenueFactory

TRIANGLE = "25_54_26_54_26_55"
BOW_TIE = "25_54_26_55_26_54_25_55"
DEGREES = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


def read(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """What the filter makes of `text`: pairs of the address, objections."""
    objections: list[str] = []
    return list(Outline("outline", "", "").read({"outline": [text]}, None, objections.append)), objections


def holds(outline: str, longitude: float, latitude: float) -> bool:
    return ground(read_corners(outline)).intersects(to_mercator(Point(longitude, latitude, srid=4326)))


@given(st.lists(DEGREES, max_size=12))
def test_what_was_read_reads_the_same_again(corners):
    pairs, _ = read("_".join(f"{part}" for corner in corners for part in corner))
    for _, value in pairs:
        assert read(value)[0] == pairs


@given(st.text(max_size=60) | st.lists(st.floats().map(str), max_size=8).map("_".join))
def test_any_text_gives_an_outline_or_says_why_not(text):
    pairs, objections = read(text)
    assert bool(pairs or objections) is bool(text)


@given(st.lists(DEGREES, min_size=3, max_size=12))
def test_the_ground_of_any_outline_is_valid(corners):
    inside = ground(corners)
    assert inside is None or inside.valid


def test_an_outline_closes_by_itself():
    assert read(TRIANGLE)[0] == read(f"{TRIANGLE}_25_54")[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("25_54_26", "could not be read"),
        ("25_54_26_91_25_55", "could not be read"),
        ("25_54_nan_54_26_55", "could not be read"),
        ("9" * 1_000_000, "could not be read"),
        ("25_54_26_54", "three corners"),
        ("25_54_26_54_27_54", "three corners"),
        ("_".join(f"{math.cos(turn)}_{math.sin(turn)}" for turn in range(MOST_CORNERS + 1)), "at most 100"),
    ],
)
def test_what_encloses_nothing_is_left_out_and_said(text, words):
    pairs, objections = read(text)
    assert pairs == []
    assert words in objections[0]


def test_an_outline_that_crosses_itself_holds_all_its_parts_and_says_so():
    assert "crosses itself" in read(BOW_TIE)[1][0]
    assert holds(BOW_TIE, 25.1, 54.5)
    assert holds(BOW_TIE, 25.9, 54.5)
    assert not holds(BOW_TIE, 25.5, 54.9)


def test_what_lies_on_the_line_is_inside():
    assert holds(TRIANGLE, 26, 54.5)
    assert holds(TRIANGLE, 25, 54)


@pytest.mark.django_db
def test_an_outline_finds_what_lies_in_it_and_nothing_else():
    inside, _outside, _nowhere = (
        listed(venue) for venue in (VenueFactory(point=at(25.9, 54.2)), VenueFactory(point=at(25.1, 54.9)), None)
    )
    search = Search.read({"outline": [TRIANGLE]}, CityFactory())
    assert [row.opportunity_id for row in search.rows()] == [inside]
    assert [chip.label for chip in search.chips()] == ["Inside my outline"]


def at(longitude: float, latitude: float) -> Point:
    return Point(longitude, latitude, srid=4326)


def listed(venue) -> int:
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity)
    SessionFactory(opportunity=opportunity, venue=venue)
    refresh([opportunity.pk])
    return opportunity.pk
