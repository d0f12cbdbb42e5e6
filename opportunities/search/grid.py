"""The grid in which the map counts: squares of 64 pixels, fixed to the world, so that they stay where they are.

The steps are those of `SearchRow.x` and `y`. Each square is parted into 8 x 8: the middle and the extent of its rows
are known to that, 8 pixels, which is what can be had from counts alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.geometry import WORLD, point_from, to_mercator_integers

Degrees = tuple[float, float, float, float]  # west, south, east, north

WORLD_BITS = WORLD.bit_length() - 1
TILE_BITS = 9  # a map tile is 512 pixels wide
CELL_BITS = 6  # a square of the grid is 64 pixels wide
PART_BITS = 3
DEEPEST = 20


@dataclass(frozen=True)
class Window:
    """The squares `west` to `east` and `north` to `south`, both ends within, of the grid of zoom `level`."""

    level: int
    west: int
    north: int
    east: int
    south: int

    @classmethod
    def around(cls, box: Degrees, level: int, *, margin: int = 0) -> Window:
        """The squares that `box` touches and `margin` more on every side; `level` from 0 to 20."""
        shift = cell_shift(level)
        west, north = to_mercator_integers(point_from(box[0], box[3]))
        east, south = to_mercator_integers(point_from(box[2], box[1]))
        last = (WORLD - 1) >> shift
        return cls(
            level,
            max(0, (west >> shift) - margin),
            max(0, (north >> shift) - margin),
            min(last, (east >> shift) + margin),
            min(last, (south >> shift) + margin),
        )

    @property
    def steps(self) -> tuple[int, int, int, int]:
        """West, north, east and south in steps of the world, all within."""
        shift = cell_shift(self.level)
        return (
            self.west << shift,
            self.north << shift,
            (self.east + 1 << shift) - 1,
            (self.south + 1 << shift) - 1,
        )


@dataclass
class Cell:
    """The rows in one square: their number, their middle, and the box around them, in steps of the world.

    Where all lie on one spot (`is_stack`), that is exact; `row` is the search row where there is only one.
    """

    count: int
    x: float
    y: float
    west: int
    north: int
    east: int
    south: int
    row: int | None = None

    def take(self, other: Cell) -> None:
        """Merge `other` into this one, the middle weighted by the number of rows."""
        both = self.count + other.count
        self.x = (self.x * self.count + other.x * other.count) / both
        self.y = (self.y * self.count + other.y * other.count) / both
        self.count, self.row = both, None
        self.west, self.north = min(self.west, other.west), min(self.north, other.north)
        self.east, self.south = max(self.east, other.east), max(self.south, other.south)

    @property
    def is_stack(self) -> bool:
        """Whether all its rows lie on one spot, so that zooming will never part them."""
        return self.west == self.east and self.north == self.south


def cell_shift(level: int) -> int:
    """How many bits of a step lie within a square of zoom `level`."""
    return max(0, WORLD_BITS - TILE_BITS - level + CELL_BITS)


def part_shift(level: int) -> int:
    """How many bits of a step lie within a part of a square of zoom `level`."""
    return max(0, cell_shift(level) - PART_BITS)


def spot(count: int, x: int, y: int, row: int | None) -> Cell:
    """A cell of which all rows lie at the step (`x`, `y`)."""
    return Cell(count, x, y, x, y, x, y, row if count == 1 else None)


def spread(level: int, count: int, sums: Sequence[int], extent: Sequence[int]) -> Cell:
    """A cell whose rows lie apart. In parts: the `sums` (x, y) over its rows and their `extent` (w, n, e, s)."""
    shift = part_shift(level)
    half = ((1 << shift) - 1) / 2
    x, y = ((total << shift) / count + half for total in sums)
    west, north, east, south = extent
    return Cell(count, x, y, west << shift, north << shift, (east + 1 << shift) - 1, (south + 1 << shift) - 1)
