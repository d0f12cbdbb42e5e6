"""The numbers behind the demonstration: each city's profile (cities.toml) and what is offered to whom (mix.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Profile:
    """A city: see cities.toml. `texts` are the languages its listings are written in, its own first."""

    slug: str
    place: str
    name: str
    names: dict[str, str]
    country: str
    position: int
    centre: list[float]
    zoom: float
    box: list[float]
    time_zone: str
    languages: list[str]
    texts: list[str]
    voucher_name: str
    listings: int
    providers: int
    venues: int
    big_venues: int
    ila: int
    postcode: str
    phone: str
    spoken: list[tuple[str, int]]
    streets: list[str]
    water: list[dict[str, Any]]
    districts: dict[str, int]

    @property
    def tongue(self) -> str:
        """The city's own language."""
        return self.texts[0]


@cache
def profiles() -> dict[str, Profile]:
    """The cities by slug, in their order."""
    return {slug: Profile(slug=slug, **values) for slug, values in read("cities.toml").items()}


@cache
def mix() -> dict[str, Any]:
    return read("mix.toml")


@cache
def interests() -> dict[str, tuple[str, int, str]]:
    """Each interest: its field, how often it is offered, and the letters of the ages it suits."""
    return {
        slug: (field, int(value.split()[0]), value.split()[1])
        for field, leaves in mix()["interests"].items()
        for slug, value in leaves.items()
    }


def shares(weights: dict[str, int], total: int) -> dict[str, int]:
    """`total` things dealt out by `weights`, by largest remainder; with at least one of each where there are enough."""
    whole = sum(weights.values())
    exact = {name: max(total * weight / whole, 1 if total >= len(weights) else 0) for name, weight in weights.items()}
    dealt = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (dealt[name] - exact[name], name))
    position = 0
    while (missing := total - sum(dealt.values())) != 0:
        name = by_remainder[position % len(dealt)] if missing > 0 else max(dealt, key=lambda one: dealt[one])
        dealt[name] += 1 if missing > 0 else -1
        position += 1
    return dealt


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))
