"""Our own rough knowledge of the demonstration's countries and cities: reads data/city_areas.toml."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import shapely
from shapely import Polygon

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
            outline=shapely.Polygon(entry["outline"]),
            districts=[District(part["name"], tuple(part["at"]), part.get("also", [])) for part in entry["districts"]],
            also=entry.get("also", []),
        )
        for entry in _data()["cities"]
    ]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((DATA / "city_areas.toml").read_text("utf-8"))
