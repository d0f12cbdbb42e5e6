"""Distances from a point, and the nearest rows first, by walking outwards in squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from django.contrib.gis.geos import Point

from geodata.geometry import MERCATOR_HALF_M, WORLD, to_mercator, to_mercator_integers
from opportunities.search.index.bits import Bits, Ints, spans
from opportunities.search.index.segment import Segment, square_codes

Metres = tuple[float, float, float, float]  # west, south, east, north in EPSG:3857

STEP_M: Final = 2 * MERCATOR_HALF_M / WORLD  # of EPSG:3857
SMALLEST_SHIFT: Final = 4


@dataclass(frozen=True)
class Centre:
    """A point from which distances count: in metres of EPSG:3857, and in steps of the world."""

    east: float
    north: float
    x: int
    y: int

    @classmethod
    def of(cls, point: Point) -> Centre:
        metres = to_mercator(point)
        return cls(metres.x, metres.y, *to_mercator_integers(point))

    def distances(self, segment: Segment, positions: Ints) -> npt.NDArray[np.float64]:
        """Metres of EPSG:3857 to each row, to the last bit as PostGIS has them; infinite where a row has no point."""
        across = segment.column["east"][positions] - self.east
        up = segment.column["north"][positions] - self.north
        return np.where(positions < segment.placed, np.sqrt(across * across + up * up), np.inf)

    def within(self, segment: Segment, reach: float) -> Bits:
        """The rows at most `reach` metres away."""
        steps = int(reach / STEP_M) + 2
        around = segment.within(self.x - steps, self.y - steps, self.x + steps, self.y + steps)
        return Bits.at(around[self.distances(segment, around) <= reach], segment.size)

    def nearest(self, segment: Segment, hits: Bits, count: int) -> Ints:
        """The nearest `count` of `hits`, ties by primary key; those without a point come last."""
        placed = int(hits.rank(np.array([segment.placed]))[0])
        found = self._nearest_placed(segment, hits, min(count, placed)) if placed else np.empty(0, np.int64)
        if count <= placed:
            return found
        return np.concatenate([found, hits.positions(segment.placed)[: count - placed]])

    def _nearest_placed(self, segment: Segment, hits: Bits, count: int) -> Ints:
        """Whatever is nearer than one square is in the three by three squares around: so few need to be measured."""
        last = WORLD.bit_length() - 1
        for shift in range(SMALLEST_SHIFT, last + 1):
            x, y, end = self.x >> shift, self.y >> shift, (WORLD >> shift) - 1
            around = square_codes(max(0, x - 1), max(0, y - 1), min(end, x + 1), min(end, y + 1))
            low, high = segment.squares(around, shift)
            before, after = hits.rank(low), hits.rank(high)
            if (after - before).sum() < count:
                continue
            positions = hits.select(spans(before, after))
            away = self.distances(segment, positions)
            sure = away <= ((1 << shift) - 1) * STEP_M
            if shift == last:
                sure[:] = True
            if sure.sum() >= count:
                positions, away = positions[sure], away[sure]
                return positions[np.lexsort((segment.column["pk"][positions], away))[:count]]
        return np.empty(0, np.int64)


def within_box(segment: Segment, box: Metres) -> Bits:
    """The rows that PostGIS's `&&` finds in a box: it compares boxes of single precision, rounded outwards."""
    west, south, east, north = box
    around = segment.within(_steps(west) - 2, _steps(-north) - 2, _steps(east) + 2, _steps(-south) + 2)
    across, up = segment.column["east"][around], segment.column["north"][around]
    inside = (
        (_up(across) >= _down(np.float64(west)))
        & (_down(across) <= _up(np.float64(east)))
        & (_up(up) >= _down(np.float64(south)))
        & (_down(up) <= _up(np.float64(north)))
    )
    return Bits.at(around[inside], segment.size)


def _steps(metres: float) -> int:
    return int((metres + MERCATOR_HALF_M) / STEP_M)


def _down(numbers: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float32]:
    """The nearest single-precision number that is not greater."""
    single = np.asarray(numbers, np.float32)
    return np.where(single > numbers, np.nextafter(single, np.float32(-np.inf)), single)


def _up(numbers: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float32]:
    return -_down(-numbers)
