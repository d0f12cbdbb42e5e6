"""The way through the places of a playlist, in its own order or the shortest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.geometry import Position
from opportunities import wording
from opportunities.playlists.travel import length_m, visiting_order
from opportunities.search.asking import Origin


@dataclass(frozen=True)
class Leg:
    """One stop on the way: its number, title, and how far it is from the one before ("" for the first)."""

    number: int
    title: str
    distance: str


@dataclass(frozen=True)
class Way:
    """The stops in the order in which they are visited. `saved` says by how much the shortest order is shorter."""

    legs: tuple[Leg, ...]
    length: str
    saved: str


def way_through(
    stops: Sequence[tuple[int, str, Position | None]], *, origin: Origin | None, shortest: bool
) -> Way | None:
    """The way through those `stops` (number, title, place) that have a place; None where fewer than two have one."""
    placed = [(number, title, (point.x, point.y)) for number, title, point in stops if point]
    if len(placed) < 2:
        return None
    start = (origin.point.x, origin.point.y) if origin else None
    places = [place for _number, _title, place in placed]
    own = list(range(len(places)))
    best = visiting_order(places, start=start)
    own_m, best_m = length_m(places, own, start=start), length_m(places, best, start=start)
    order = best if shortest and best_m < own_m else own
    legs = []
    for index, each in enumerate(order):
        before = places[order[index - 1]] if index else start
        away = length_m([before, places[each]], [0, 1]) if before else None
        number, title, _place = placed[each]
        legs.append(Leg(number, title, "" if away is None else wording.distance(away)))
    saved = own_m - best_m
    return Way(
        tuple(legs),
        wording.distance(length_m(places, order, start=start)),
        wording.distance(saved) if saved > 200 else "",
    )
