"""Makes the arrays of a segment out of rows of the search table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from opportunities.search.grid import DEEPEST, part_shift
from opportunities.search.index.bits import WORD, Bits, Ints, Mask, spans
from opportunities.search.index.morton import NOWHERE, encode
from opportunities.search.index.reading import Lists, Table
from opportunities.search.index.segment import (
    DAYS_AHEAD,
    MEETS,
    MEETS_LATER,
    NO_PART,
    ORDERS,
    PART_BITS,
    SAYS_NO_DAY,
)
from opportunities.search.meetings import MINUTE_BITS, MINUTE_MASK, WHOLE_DAY
from opportunities.search.tags import DAY_PARTS

# A key that fewer than one row in 64 has is kept as a list: 4 bytes for each such row against a bit for every row.
RARE: Final = 64
# The part of the day of each minute at which a meeting can begin.
PART_OF: Final = np.searchsorted(
    [begin for begin, _ in DAY_PARTS.values()], np.arange(MINUTE_MASK + 1), side="right"
).astype(np.int32)
PART_OF[WHOLE_DAY:] = NO_PART
Arrays = dict[str, npt.NDArray[Any]]
Positions = npt.NDArray[np.int32]
# The upper bits of keys; their lower bits, below 2^31; the positions of the rows that have them.
Pairs = tuple[int, npt.NDArray[np.int32], Positions]


def arrays_of(table: Table, *, first_day: int) -> Arrays:
    """The arrays of a `Segment` of these rows, all of one city; `first_day` (ordinal) begins the days with sets."""
    columns = dict(table.columns)
    x, y = columns.pop("x"), columns.pop("y")
    codes = np.where(x < 0, NOWHERE, encode(np.maximum(x, 0), np.maximum(y, 0)))
    order = np.lexsort((columns["pk"], codes))
    arrays = {name: column[order] for name, column in columns.items()}
    arrays["codes"] = codes[order]
    arrays["newness"] = -arrays["published_at"]
    size = len(order)
    place = np.empty(size, np.int32)
    place[order] = np.arange(size)
    meetings = table.lists["meetings"]
    arrays |= _sets(_keys(table, place, first_day), size)
    arrays["by_pk"], arrays["by_opportunity"] = _sorted(arrays, ("pk",)), _sorted(arrays, ("opportunity",))
    arrays |= _meetings(meetings, order, arrays["by_pk"], first_day)
    arrays["first_day"] = np.array([first_day])
    arrays["last_day"] = np.array([meetings.values.max(initial=0) >> MINUTE_BITS])
    for name, sorted_by in ORDERS.items():
        arrays[f"order_{name}"] = _sorted(arrays, sorted_by)
    return arrays | dict(_parts(arrays["codes"]))


def _sorted(arrays: Arrays, columns: tuple[str, ...]) -> npt.NDArray[np.int32]:
    return np.lexsort([arrays[column] for column in reversed(columns)]).astype(np.int32)


def _keys(table: Table, place: Positions, first_day: int) -> Iterator[Pairs]:
    """What rows have: tags, then parts of days on which they meet. What was before `first_day` is left out."""
    tags, meetings = table.lists["tags"], table.lists["meetings"]
    yield 0, tags.values, np.repeat(place, tags.lengths)
    owners = np.repeat(place, meetings.lengths)
    days = meetings.values >> MINUTE_BITS
    parts = PART_OF[meetings.values & MINUTE_MASK]
    own = (days >= first_day) & (days < first_day + DAYS_AHEAD)
    yield MEETS, days[own] << PART_BITS | parts[own], owners[own]
    later = days >= first_day + DAYS_AHEAD
    yield MEETS_LATER, (days[later] + 6) % 7 + 1 << PART_BITS | parts[later], owners[later]
    silent = place[meetings.lengths == 0]
    yield SAYS_NO_DAY, np.zeros_like(silent), silent


def _meetings(meetings: Lists, order: Ints, by_pk: Positions, first_day: int) -> Arrays:
    """The meetings within the days that have sets.

    By row: where a row's begin, and the numbers of all. By time: each number once, where its rows begin, and the rows
    of all, those of one number by primary key.
    """
    days = meetings.values >> MINUTE_BITS
    near = (days >= first_day) & (days < first_day + DAYS_AHEAD)
    before = np.append(0, np.cumsum(near))[np.append(0, np.cumsum(meetings.lengths))]
    numbers = meetings.values[near][spans(before[:-1][order], before[1:][order])]
    lengths = np.diff(before)[order]
    place_by_pk = np.empty(len(order), np.int32)
    place_by_pk[by_pk] = np.arange(len(order))
    pairs = numbers.astype(np.int64)
    pairs <<= 32
    pairs |= np.repeat(place_by_pk, lengths)
    pairs.sort()
    time_rows = by_pk[pairs.astype(np.int32)]  # the lower half
    pairs >>= 32
    begins = np.flatnonzero(_is_new(pairs))
    return {
        "meetings": numbers,
        "meeting_starts": np.append(0, np.cumsum(lengths)),
        "times": pairs[begins].astype(np.int32),
        "time_starts": np.append(begins, len(pairs)),
        "time_rows": time_rows,
    }


def _sets(told: Iterable[Pairs], size: int) -> Arrays:
    """The rows of every key: as bits where many have it, else as a list."""
    keys, counts, members = (np.concatenate(each) for each in zip(*(_by_key(*each) for each in told), strict=True))
    starts = np.append(0, np.cumsum(counts))
    frequent = counts * RARE > size
    bits = np.zeros((int(frequent.sum()), -(-size // WORD)), np.uint64)
    for line, number in enumerate(np.flatnonzero(frequent)):
        bits[line] = Bits.at(members[starts[number] : starts[number + 1]], size).words
    rare, rare_counts = members[np.repeat(~frequent, counts)], counts[~frequent]
    return {
        "frequent_keys": keys[frequent],
        "frequent": bits,
        "rare_keys": keys[~frequent],
        "rare_starts": np.append(0, np.cumsum(rare_counts)),
        "rare": rare,
    } | _by_row(rare, rare_counts, size)


def _by_row(rare: Positions, counts: Ints, size: int) -> Arrays:
    """The rare keys the other way round: where the keys of each row begin, and their numbers."""
    pairs = rare.astype(np.int64) << 32 | np.repeat(np.arange(len(counts)), counts)
    pairs.sort()
    begins = np.searchsorted(pairs, np.arange(size + 1) << 32)
    return {"rare_of_row_starts": begins.astype(np.int32), "rare_of_row": pairs.astype(np.int32)}


def _by_key(upper: int, lower: npt.NDArray[np.int32], positions: Positions) -> tuple[Ints, Ints, Positions]:
    """Each key once, sorted; how many rows have it; their positions, key by key in order, each once.

    Key and position are sorted as one number, in place: the many millions of them exist once.
    """
    pairs = lower.astype(np.int64)
    pairs <<= 32
    pairs |= positions
    pairs.sort()
    is_new = _is_new(pairs)
    if not is_new.all():
        pairs = pairs[is_new]
    members = pairs.astype(np.int32)  # the lower half
    pairs >>= 32
    begins = np.flatnonzero(_is_new(pairs))
    return pairs[begins] | upper, np.diff(np.append(begins, len(pairs))), members


def _is_new(numbers: Ints) -> Mask:
    """Whether each of the sorted `numbers` is another than the one before it."""
    return np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]


def _parts(codes: Ints) -> dict[str, npt.NDArray[np.int32]]:
    """For each zoom, where a new part of the map's squares begins; not where nearly every row has a part of its own."""
    placed = codes[: np.searchsorted(codes, NOWHERE)]
    found = {}
    for level in range(DEEPEST + 1):
        starts = np.flatnonzero(np.diff(placed >> 2 * part_shift(level), prepend=-1))
        if len(starts) * 2 > len(placed):
            break
        found[f"parts_{level}"] = starts.astype(np.int32)
    return found
