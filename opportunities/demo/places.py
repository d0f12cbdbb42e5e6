"""Where things take place: venues of every type in every district, on land and near the middle of their district."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import cos, hypot, radians
from random import Random

import shapely

from geodata import demonstration
from opportunities.demo.plan import VenuePlan, stream
from opportunities.demo.profiles import Profile, mix, shares
from opportunities.demo.words import words

METRES = 111_320  # in a degree of latitude
BUSY = ("culture", "youth", "school", "sports", "makerspace", "community")


@cache
def middles(place: str) -> dict[str, tuple[float, float]]:
    """The middle of each district of a city of `geodata.demonstration`."""
    return {part.name: part.at for part in city_of(place).districts}


@cache
def city_of(place: str) -> demonstration.City:
    """What `geodata` knows of a city of the demonstration."""
    return next(city for city in demonstration.cities() if city.place == place)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Flat distance: exact enough within a city."""
    east = (one[0] - other[0]) * cos(radians(one[1]))
    return hypot(east, one[1] - other[1]) * METRES


def make_venues(profile: Profile) -> list[VenuePlan]:
    """The venues of a city; the first `profile.big_venues` are those where a lot is going on."""
    rng = stream(profile.slug, "venues")
    types = [one for one, number in shares(mix()["venues"], profile.venues).items() for _ in range(number)]
    parts = [one for one, number in shares(profile.districts, profile.venues).items() for _ in range(number)]
    rng.shuffle(types)
    rng.shuffle(parts)
    _busy_first(types, profile.big_venues)
    _populous_first(parts, profile)
    names = _names(profile, rng)
    venues = []
    for number, (kind, district) in enumerate(zip(types, parts, strict=True)):
        placement = "exact" if number < profile.big_venues else rng.choices(["exact", "street", "area"], [86, 10, 4])[0]
        street = rng.choice(profile.streets)
        venues.append(
            VenuePlan(
                number=number,
                type=kind,
                district=district,
                name=next(names[kind]),
                address=_address(profile, street, rng) if placement != "area" else "",
                postcode=f"{profile.postcode}{rng.randrange(1000):03}",
                at=_point(profile, district, rng),
                placement=placement,
                accessibility=[one for one, percent in mix()["access"][kind].items() if rng.randrange(100) < percent],
                weight=8 if number < profile.big_venues else rng.choice([1, 1, 2, 3]),
            )
        )
    return venues


def _busy_first(types: list[str], number: int) -> None:
    for position in range(number):
        found = types.index(BUSY[position % len(BUSY)], position)
        types[position], types[found] = types[found], types[position]


def _populous_first(parts: list[str], profile: Profile) -> None:
    order = sorted(profile.districts, key=lambda part: -profile.districts[part])
    for position in range(profile.big_venues):
        found = parts.index(order[position % len(order)], position)
        parts[position], parts[found] = parts[found], parts[position]


def _names(profile: Profile, rng: Random) -> dict[str, Iterator[str]]:
    """For each type of venue names without end, none twice."""
    common = words(profile.tongue).common
    nouns = list(common["venue_nouns"])
    found = {}
    for kind, patterns in common["venues"].items():
        pairs = [pattern.format(noun=noun) for noun in nouns for pattern in patterns]
        rng.shuffle(pairs)
        found[kind] = iter(pairs)
    return found


def _address(profile: Profile, street: str, rng: Random) -> str:
    number = f"{rng.randint(1, 68)}{rng.choice(['', '', '', 'A', 'B'])}"
    return f"{street} {number}"


def _point(profile: Profile, district: str, rng: Random) -> tuple[float, float]:
    """A point nearer to the middle of this district than to any other's, inside the city, on land."""
    around = middles(profile.place)
    middle = around[district]
    nearest = min(metres_between(middle, other) for name, other in around.items() if name != district)
    reach = min(nearest * 0.27, 900)
    for _ in range(200):
        east, north = rng.gauss(0, reach) / cos(radians(middle[1])) / METRES, rng.gauss(0, reach) / METRES
        at = (round(middle[0] + east, 6), round(middle[1] + north, 6))
        is_nearest = min(around, key=lambda name: metres_between(at, around[name])) == district
        if is_nearest and _outline(profile.place).contains(shapely.Point(at)) and not is_wet(profile, at):
            return at
    return middle


@cache
def _outline(place: str) -> shapely.Polygon:
    return city_of(place).outline.buffer(-0.002)


def is_wet(profile: Profile, at: tuple[float, float]) -> bool:
    """Whether a point lies in the water that the profile knows of."""
    squeeze = cos(radians(at[1]))
    point = shapely.Point(at[0] * squeeze, at[1])
    for water in profile.water:
        line = shapely.LineString([(x * squeeze, y) for x, y in water["line"]])
        if line.distance(point) * METRES < water["width"]:
            return True
    return False
