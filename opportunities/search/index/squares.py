"""The rows of each square of the map, counted by differences of ranks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from opportunities.search.grid import Cell, Window, cell_shift, part_shift, spot, spread
from opportunities.search.index import morton
from opportunities.search.index.bits import Bits, Ints, spans
from opportunities.search.index.segment import Segment, square_codes

# What is known of a square of one segment: which, how many, sums of x and y in parts, extent in parts (west, north,
# east, south), the first and the last point's code, the primary key of the first row.
Table = npt.NDArray[np.int64]
SQUARE, COUNT, SUM_X, SUM_Y, WEST, NORTH, EAST, SOUTH, FIRST, LAST, ROW = range(11)
ADDED, LOWEST, HIGHEST = [COUNT, SUM_X, SUM_Y], [WEST, NORTH, FIRST, ROW], [EAST, SOUTH, LAST]


def cells(hits: Sequence[tuple[Segment, Bits]], window: Window) -> list[Cell]:
    """The squares of `window` that have any of `hits`, which are of one or more segments."""
    squares = square_codes(window.west, window.north, window.east, window.south)
    found = np.concatenate(
        [np.empty((11, 0), np.int64), *(_count(*each, squares, window.level) for each in hits)], axis=1
    )
    table = _united(found)
    spots = zip(*(axis.tolist() for axis in morton.decode(table[FIRST])), strict=True)
    return [_cell(window.level, told, at) for told, at in zip(table.T.tolist(), spots, strict=True)]


def _cell(level: int, told: list[int], at: tuple[int, int]) -> Cell:
    if told[FIRST] == told[LAST]:
        return spot(told[COUNT], *at, told[ROW])
    return spread(level, told[COUNT], told[SUM_X : SUM_Y + 1], told[WEST : SOUTH + 1])


def _count(segment: Segment, hits: Bits, squares: Ints, level: int) -> Table:
    low, high = segment.squares(squares, cell_shift(level))
    before, after = hits.rank(low), hits.rank(high)
    some = after > before
    low, high, before, after = low[some], high[some], before[some], after[some]
    first, last = hits.select(before), hits.select(after - 1)
    return np.stack(
        [
            squares[some],
            after - before,
            *_middle(segment, hits, low, high, level),
            segment.codes[first],
            segment.codes[last],
            segment.column["pk"][first],
        ]
    )


def _middle(segment: Segment, hits: Bits, low: Ints, high: Ints, level: int) -> list[Ints]:
    """For rows from `low` to before `high`: the sums of their x and of their y, west, north, east, south; in parts."""
    if not len(low):
        return [low] * 6
    begin, end, owners = _parts(segment, low, high, level)
    number = hits.rank(end) - hits.rank(begin)
    x, y = morton.decode(segment.codes[begin] >> 2 * part_shift(level))
    empty = number == 0
    far = np.int64(1 << 32)
    return [
        np.add.reduceat(number * x, owners),
        np.add.reduceat(number * y, owners),
        np.minimum.reduceat(np.where(empty, far, x), owners),
        np.minimum.reduceat(np.where(empty, far, y), owners),
        np.maximum.reduceat(np.where(empty, -1, x), owners),
        np.maximum.reduceat(np.where(empty, -1, y), owners),
    ]


def _parts(segment: Segment, low: Ints, high: Ints, level: int) -> tuple[Ints, Ints, Ints]:
    """Where the parts of the squares begin and end, and which of them is the first of each square.

    Where nearly every row has a part of its own, each row is one.
    """
    starts: Any = segment.column.get(f"parts_{level}")
    if starts is None:
        begin = spans(low, high)
        end, lengths = begin + 1, high - low
    else:
        first, last = np.searchsorted(starts, low), np.searchsorted(starts, high)
        number, lengths = spans(first, last), last - first
        begin, end = starts[number].astype(np.int64), np.append(starts, segment.placed)[number + 1].astype(np.int64)
    return begin, end, np.cumsum(lengths) - lengths


def _united(found: Table) -> Table:
    """Each square once, whatever number of segments has rows in it."""
    squares, owners = np.unique(found[SQUARE], return_inverse=True)
    if len(squares) == found.shape[1]:
        return found
    united = np.zeros((11, len(squares)), np.int64)
    united[SQUARE] = squares
    united[LOWEST] = np.iinfo(np.int64).max
    for lines, join in ((ADDED, np.add), (LOWEST, np.minimum), (HIGHEST, np.maximum)):
        for line in lines:
            join.at(united[line], owners, found[line])
    return united
