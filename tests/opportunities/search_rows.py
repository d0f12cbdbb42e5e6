"""Random rows of the search table and random searches, and a check that two engines answer alike."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from django.contrib.gis.geos import Point
from django.utils import timezone
from hypothesis import strategies as st

from geodata.geometry import to_mercator, to_mercator_integers
from opportunities.models import Opportunity, SearchRow
from opportunities.search.grid import Window
from opportunities.search.meetings import meeting_number
from opportunities.search.search import SORTS, Search
from opportunities.search.tags import Facet, Funding, slot, tag

PAGE = 7
MOMENTS = [None, *(datetime(2027, 1, day, 9, tzinfo=UTC) for day in (1, 2, 3))]
WORDS = ("robotics", "chess", "šokiai", "choir")


def near(days: int) -> st.SearchStrategy:
    """A day at most `days` away."""
    return st.integers(-days, days).map(lambda each: timezone.localdate() + timedelta(days=each))


POINTS = st.one_of(
    st.none(),
    st.sampled_from([(25.28, 54.687), (25.2801, 54.687), (25.3, 54.7)]),
    st.tuples(st.floats(25.2, 25.36), st.floats(54.6, 54.75)),
    st.tuples(st.floats(-179, 179), st.floats(-84, 84)),
)
TAGS = st.sets(
    st.sampled_from(
        [tag(Facet.FUNDING, one) for one in Funding]
        + [tag(Facet.WEEKDAY, day) for day in (1, 2)]
        + [tag(Facet.DAY_PART, part) for part in (1, 3)]
        + [tag(Facet.SLOT, slot(day, part)) for day in (1, 2) for part in (1, 3)]
        + [tag(Facet.DELIVERY, 1), tag(Facet.DELIVERY, 2), tag(Facet.LANGUAGE, 336), tag(Facet.AREA, 5)]
    )
)
MEETINGS = st.sets(
    st.builds(
        meeting_number,
        st.one_of(near(5), near(120)),
        st.one_of(st.none(), st.sampled_from([time(0), time(9), time(15, 30), time(23, 59)])),
    ),
    max_size=4,
)
ROWS = st.fixed_dictionaries(
    {
        "opportunity": st.integers(0, 7),
        "point": POINTS,
        "tags": TAGS,
        "meetings": MEETINGS,
        "min_age": st.one_of(st.none(), st.integers(0, 20)),
        "max_age": st.one_of(st.none(), st.integers(0, 20)),
        "price": st.one_of(st.none(), st.sampled_from(["0", "9.99", "10", "10.01", "9999999.99"]).map(Decimal)),
        "first_on": st.one_of(st.none(), near(4)),
        "last_on": st.one_of(st.none(), near(4)),
        "next_at": st.sampled_from(MOMENTS),
        "next_bookable_at": st.sampled_from(MOMENTS),
        "published_at": st.sampled_from(MOMENTS[1:]),
    }
)
BOXES = st.tuples(st.floats(25.2, 25.36), st.floats(54.6, 54.75), st.floats(0.001, 0.2)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[2])
)
# Corners on and between the places of rows: what lies on the line counts too.
OUTLINES = st.lists(
    st.tuples(st.sampled_from([25.2, 25.28, 25.285, 25.3, 25.4]), st.sampled_from([54.6, 54.687, 54.69, 54.7, 54.8])),
    min_size=3,
    max_size=7,
).map(lambda corners: "_".join(str(part) for corner in corners for part in corner))
VIEWS = st.tuples(st.one_of(st.just((-180.0, -85.0, 180.0, 85.0)), BOXES), st.integers(0, 20)).filter(
    lambda view: view[1] < 4 or (view[0][0] > 0 and (view[0][2] - view[0][0]) * 2 ** view[1] < 2000)
)


# Beginnings, exclusions, phrases, words that say nothing in one language, synonyms, and what nobody has.
WORDS_ASKED = [
    *WORDS, "rob", "r", "-chess", "nothing", "chess rob", '"robotics chess"', "robotics -chess -choir", "singing",
    "programming", "vocal", '"chess chess', "the chess", "ir", "is the", "robot's", "3d printing", "koodaus ch",
    '-"robotics chess" ch', '"computer science"', "science", "--", "šok", "sokis", "computer",
]  # fmt: skip


def some(strategy: st.SearchStrategy, most: int = 1) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most, unique=True)


SEARCHES = st.fixed_dictionaries(
    {
        "funding": some(st.sampled_from(["free", "voucher", "ila"]), 2),
        "delivery": some(st.sampled_from(["on-site", "online"]), 2),
        "language": some(st.just("lt")),
        "day": some(st.sampled_from("123"), 2),
        "time": some(st.sampled_from(["morning", "after-school", "evening"]), 2),
        "from": some(near(100).map(str)),
        "to": some(near(130).map(str)),
        "age": some(st.integers(0, 20).map(str)),
        "price_max": some(st.sampled_from(["0", "9", "10", "100000"])),
        "at": some(st.sampled_from(["25.28,54.687", "25.3,54.7"])),
        "within": some(st.sampled_from(["1000", "5000", "50000"])),
        "bbox": some(BOXES.map(lambda box: ",".join(map(str, box)))),
        "outline": some(OUTLINES),
        "q": some(st.sampled_from(WORDS_ASKED)),
        "past": some(st.just("1")),
        "sort": st.sampled_from(list(SORTS)).map(lambda name: [name]),
    }
).map(lambda given: {name: found for name, found in given.items() if found})
# Most searches ask two or three things: of all at once, nothing would be left.
SEARCHES = st.builds(
    lambda given, names: {name: found for name, found in given.items() if name in names or name == "sort"},
    SEARCHES,
    st.sets(st.sampled_from(["funding", "delivery", "language", "day", "time", "from", "to", "age", "price_max", "at",
                             "within", "bbox", "outline", "q", "past"]), max_size=4),
)  # fmt: skip


def save(told: dict, opportunities: list[Opportunity], lead: int) -> SearchRow:
    """The row that a draw of `ROWS` describes."""
    told = dict(told)
    opportunity, point = opportunities[told.pop("opportunity")], told.pop("point")
    place = Point(*point, srid=4326) if point else None
    x, y = to_mercator_integers(place) if place else (None, None)
    meetings = sorted(told["meetings"])
    return SearchRow.objects.create(
        **told
        | {"tags": sorted(told["tags"]), "meetings": meetings, "days": sorted({each >> 11 for each in meetings})},
        opportunity=opportunity,
        city=opportunity.city,
        provider=opportunity.provider,
        geom=to_mercator(place) if place else None,
        x=x,
        y=y,
        lead=lead,
    )


def answers(engine, search: Search, view) -> dict:
    """Everything an engine says of a search, in a form that can be compared."""
    window = Window.around(*view, margin=1)
    total = engine.total(search)
    return {
        "total": total,
        "counts": {number: count for number, count in engine.counts(search).items() if count},
        "list": [pk for offset in range(0, total + PAGE, PAGE) for pk in engine.page_ids(search, offset, PAGE)],
        "cells": sorted(engine.cells(search, window), key=lambda each: (each.west, each.north)),
    }
