"""In which order to visit places so that the way is short. Pure; distances are straight lines on the sphere."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from geodata.geometry import great_circle_m

LonLat = tuple[float, float]


def visiting_order(places: Sequence[LonLat], *, start: LonLat | None = None) -> list[int]:
    """The indices of `places` (longitude, latitude in degrees) in the order of a short open way from `start`.

    Without `start` the way begins at the first place. Nearest first, then made shorter by turning stretches round until
    no turn helps (2-opt): for the up to twenty stops of a playlist within a few per cent of the best.
    """
    if len(places) < 2:
        return list(range(len(places)))
    points = [start if start is not None else places[0], *places]
    metres = _distances(points)
    way = _nearest_first(metres)
    return [each - 1 for each in _turned(way, metres)[1:]]


def length_m(places: Sequence[LonLat], order: Sequence[int], *, start: LonLat | None = None) -> float:
    """Metres of the way through `places` in `order`, from `start` where there is one."""
    points = [*([start] if start is not None else []), *(places[each] for each in order)]
    return sum(float(great_circle_m(one[0], one[1], [other[0]], [other[1]])[0]) for one, other in pairwise(points))


def _distances(points: Sequence[LonLat]) -> NDArray[np.float64]:
    xs, ys = np.array(points, dtype=np.float64).T
    return great_circle_m(xs[:, None], ys[:, None], xs[None, :], ys[None, :])


def _nearest_first(metres: NDArray[np.float64]) -> list[int]:
    way, left = [0], set(range(1, len(metres)))
    while left:
        way.append(min(left, key=lambda each: (metres[way[-1], each], each)))
        left.remove(way[-1])
    return way


def _turned(way: list[int], metres: NDArray[np.float64]) -> list[int]:
    """The way with stretches turned round as long as that makes it shorter; its beginning stays."""

    def saved(first: int, last: int) -> float:
        before, after = way[first - 1], way[last + 1] if last + 1 < len(way) else None
        old = metres[before, way[first]] + (0.0 if after is None else metres[way[last], after])
        new = metres[before, way[last]] + (0.0 if after is None else metres[way[first], after])
        return float(old - new)

    helped = True
    while helped:
        helped = False
        for first, last in combinations(range(1, len(way)), 2):
            if saved(first, last) > 1e-6:
                way[first : last + 1] = reversed(way[first : last + 1])
                helped = True
    return way
