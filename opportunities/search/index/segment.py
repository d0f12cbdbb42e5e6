"""A segment: rows of one city, in Morton order of their points, with a set of rows for each thing that can be asked.

It is nothing but named arrays of numbers, so that it lies in memory or, memory-mapped and shared by all processes, in a
file. `having` gives the rows of any key - a tag, or a part of a day - as `Bits`: frequent ones lie there as bits, rare
ones as lists of positions, whichever takes less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geodata.geometry import WORLD
from opportunities.search.index.bits import Bits, Ints, Mask, spans
from opportunities.search.index.kept import Kept
from opportunities.search.index.morton import NOWHERE, encode
from opportunities.search.index.postings import Texts

Arrays = Mapping[str, npt.NDArray[Any]]

# Keys that are no tags: parts of the days on which a row meets, parts of later weekdays, and that it says no day at
# all.
MEETS: Final = 1 << 40
MEETS_LATER: Final = 1 << 41
SAYS_NO_DAY: Final = 1 << 42
DAYS_AHEAD: Final = 90
PART_BITS: Final = 3
NO_PART: Final = 0  # of a meeting that lasts the whole day
EVERY_PART: Final = (NO_PART, 1, 2, 3, 4)

FEW_OF: Final = 8  # one row in so many

SQUARES_BITS: Final = 3  # a part of the map is looked up in at most about 9 x 9 squares

# How a list can be sorted: by these columns, the lowest first; "nearest" needs a point to be near to.
ORDERS: Final = {
    "soonest": ("next_bookable_at", "next_at", "pk"),
    "price": ("price", "next_at", "pk"),
    "newest": ("newness", "pk"),
}


class Segment:
    """See the module. The columns of `size` rows are in `column`; `first_day` begins the days that have sets."""

    def __init__(self, arrays: Arrays) -> None:
        self.column = arrays
        self.codes: Ints = arrays["codes"]
        self.size = len(self.codes)
        self.placed = int(np.searchsorted(self.codes, NOWHERE))  # rows with a point; the others follow them
        self.kept: Kept[Bits | None] = Kept(64)  # what filters have found
        self.kept_words: Kept[Bits] = Kept(32)  # what words have found
        self.kept_sql: Kept[Bits] = Kept(16)  # what SQL was asked for
        self.first_day = int(arrays["first_day"][0]) if self.size else 0

    @cached_property
    def _frequent(self) -> dict[int, int]:
        """Where the bits of each frequent key are."""
        return {key: number for number, key in enumerate(self.column["frequent_keys"].tolist())}

    @cached_property
    def _rare(self) -> dict[int, int]:
        """Where the list of each rare key is."""
        return {key: number for number, key in enumerate(self.column["rare_keys"].tolist())}

    @cached_property
    def texts(self) -> Texts:
        """Where words stand."""
        return Texts(self.column, self.size)

    def having(self, key: int) -> Bits:
        """The rows that have `key`."""
        if (number := self._frequent.get(key)) is not None:
            return Bits(self.column["frequent"][number], self.size)
        return Bits.at(self.positions_having(key), self.size)

    def positions_having(self, key: int) -> npt.NDArray[np.integer]:
        """The positions of the rows that have a rare `key`; of any other key, none."""
        number = self._rare.get(key, -1)
        start, stop = self.column["rare_starts"][[number, number + 1]] if number >= 0 else (0, 0)
        return self.column["rare"][start:stop]

    def having_any(self, keys: Iterable[int]) -> Bits:
        """The rows that have one of `keys` or more."""
        found = Bits.none(self.size)
        rare = []
        for key in keys:
            if key in self._frequent:
                found |= self.having(key)
            else:
                rare.append(self.positions_having(key))
        return found | Bits.at(np.concatenate(rare), self.size) if rare else found

    def having_every(self, keys: Iterable[int]) -> Bits:
        """The rows that have all of `keys`."""
        found = Bits.every(self.size)
        for key in keys:
            found &= self.having(key)
        return found

    def every(self) -> Bits:
        return Bits.every(self.size)

    def where(self, mask: Mask) -> Bits:
        """The rows for which `mask`, made of columns, is true."""
        return Bits.where(mask)

    def meeting(self, first: int, last: int, weekdays: Sequence[int] = (), parts: Sequence[int] = ()) -> Bits | None:
        """The rows with a meeting from the day `first` to `last` (ordinals), on `weekdays` (ISO), in `parts`; empty:
        any.

        None where they begin before the segment's days, or begin or end among those that it knows only as weekdays.
        """
        if not self.size:
            return Bits.none(0)
        end, last_of_all = self.first_day + DAYS_AHEAD, int(self.column["last_day"][0])
        if not self.first_day <= first <= end or end <= last < last_of_all:
            return None
        asked = parts or EVERY_PART
        days = [day for day in range(first, min(last + 1, end)) if not weekdays or (day + 6) % 7 + 1 in weekdays]
        keys = [MEETS | day << PART_BITS | part for day in days for part in asked]
        if last >= end:
            later = weekdays or range(1, 8)
            keys += [MEETS_LATER | day << PART_BITS | part for day in later for part in asked]
        return self.having_any(keys)

    def counts(self, hits: Bits, span: slice) -> tuple[Ints, Ints]:
        """The keys of a span, sorted, and how many of `hits` have each."""
        keys, bits = self.column["frequent_keys"], self.column["frequent"]
        begin, end = np.searchsorted(keys, (span.start, span.stop))
        found, kept = np.empty(len(hits.words), np.uint64), np.empty(len(hits.words), np.uint8)
        numbers = np.empty(end - begin, np.int64)
        for place, number in enumerate(range(begin, end)):
            np.bitwise_and(bits[number], hits.words, out=found)
            np.bitwise_count(found, out=kept)
            numbers[place] = kept.sum(dtype=np.uint32)
        rare_keys = self.column["rare_keys"]
        low, high = np.searchsorted(rare_keys, (span.start, span.stop))
        told = np.concatenate([keys[begin:end], rare_keys[low:high]])
        order = np.argsort(told, kind="stable")
        return told[order], np.concatenate([numbers, self._counts_of_rare(hits, low, high)])[order]

    def _counts_of_rare(self, hits: Bits, low: int, high: int) -> Ints:
        """How many of `hits` have each of the rare keys with the numbers `low` to before `high`.

        Asks few hits for their keys, and of many hits the keys for their rows.
        """
        if len(hits) * FEW_OF <= self.size:
            positions, starts = hits.positions(), self.column["rare_of_row_starts"]
            told = self.column["rare_of_row"][spans(starts[positions], starts[positions + 1])]
            return np.bincount(told[(told >= low) & (told < high)] - low, minlength=high - low)
        starts = self.column["rare_starts"][low : high + 1]
        held = hits.mask[self.column["rare"][starts[0] : starts[-1]]]
        until = np.zeros(len(held) + 1, np.int32)
        np.cumsum(held, out=until[1:])
        numbers: Ints = np.diff(until[starts - starts[0]])
        return numbers

    def within(self, west: int, north: int, east: int, south: int) -> Ints:
        """The positions of rows at the steps from `west` to `east` and `north` to `south`, and of some around them."""
        west, north, east, south = (max(0, min(WORLD - 1, edge)) for edge in (west, north, east, south))
        widest = max(east - west, south - north, 1)
        shift = max(0, widest.bit_length() - SQUARES_BITS)
        squares = square_codes(west >> shift, north >> shift, east >> shift, south >> shift)
        return spans(*self.squares(squares, shift))

    def squares(self, squares: Ints, shift: int) -> tuple[Ints, Ints]:
        """Where the rows of squares with sides of 2^`shift` steps, given by their Morton codes, begin and end."""
        low = np.searchsorted(self.codes, squares << 2 * shift)
        return low, np.searchsorted(self.codes, squares + 1 << 2 * shift)

    def of_rows(self, keys: Ints) -> Bits:
        """The rows with these primary keys; those that are not here are left out."""
        return self._found("by_pk", "pk", keys)

    def of_opportunities(self, keys: Ints) -> Bits:
        """The rows of these opportunities."""
        return self._found("by_opportunity", "opportunity", keys)

    def _found(self, order: str, column: str, keys: Ints) -> Bits:
        """The rows whose `column` is among `keys`; `order` sorts the rows by it."""
        by, values = self.column[order], self.column[column]
        keys = np.unique(keys)
        low, high = (np.searchsorted(values, keys, side, sorter=by) for side in ("left", "right"))
        return Bits.at(by[spans(low, high)], self.size)


def square_codes(west: int, north: int, east: int, south: int) -> Ints:
    """The Morton codes, in order, of the squares from the column `west` to `east` and the line `north` to `south`."""
    columns, lines = np.meshgrid(np.arange(west, east + 1), np.arange(north, south + 1))
    return np.sort(encode(columns.ravel(), lines.ravel()))
