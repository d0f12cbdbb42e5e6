"""Our own rough knowledge of the demonstration's countries and cities: reads data/city_areas.toml."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import shapely
from shapely import Polygon, affinity

from geodata.geometry import degrees_of
from geodata.words import DATA


@dataclass(frozen=True, slots=True)
class Country:
    """A country in use. `letters` are those of its language which GeoNames tends to drop."""

    code: str
    name: str
    language: str
    letters: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class District:
    """A part of a city: its middle as (longitude, latitude), and further names."""

    name: str
    at: tuple[float, float]
    also: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class City:
    """A city with its parts. `place` is its name in the gazetteer."""

    country: Country
    place: str
    name: str
    names: dict[str, str]
    outline: Polygon
    districts: list[District]
    also: list[str]


@cache
def countries() -> dict[str, Country]:
    """The countries in use by code."""
    return {code: Country(code=code, **entry) for code, entry in _data()["countries"].items()}


@cache
def cities() -> list[City]:
    """The cities of the demonstration."""
    return [
        City(
            country=countries()[entry["country"]],
            place=entry["place"],
            name=entry["name"],
            names=entry["names"],
            outline=_around([part["at"] for part in entry["districts"]], metres=entry["margin_km"] * 1000),
            districts=[District(part["name"], tuple(part["at"]), part.get("also", [])) for part in entry["districts"]],
            also=entry.get("also", []),
        )
        for entry in _data()["cities"]
    ]


def _around(middles: list[list[float]], *, metres: float) -> Polygon:
    """The ground within `metres` of the smallest figure without dents that holds all `middles`."""
    hull = shapely.MultiPoint(middles).convex_hull
    across, up = degrees_of(metres, latitude=hull.centroid.y)
    square = affinity.scale(hull, xfact=up / across, origin=hull.centroid)
    return affinity.scale(square.buffer(up), xfact=across / up, origin=hull.centroid)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((DATA / "city_areas.toml").read_text("utf-8"))
