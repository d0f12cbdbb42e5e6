"""Makes the arrays of a segment out of rows of the search table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from opportunities.search.grid import DEEPEST, part_shift
from opportunities.search.index.bits import WORD, Bits, Ints, spans
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
Arrays = dict[str, npt.NDArray[Any]]
Pairs = tuple[int, Ints, Ints]  # the upper bits of keys; their lower bits, below 2^31, and the positions that have them


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
    place = np.empty(size, np.int64)
    place[order] = np.arange(size)
    meetings = table.lists["meetings"]
    arrays |= _sets([_keys(table.lists["tags"], place), *_keys_of_meetings(meetings, place, first_day)], size)
    arrays["by_pk"], arrays["by_opportunity"] = _sorted(arrays, ("pk",)), _sorted(arrays, ("opportunity",))
    arrays |= _meetings(meetings, order, arrays["by_pk"], first_day)
    arrays["first_day"] = np.array([first_day])
    arrays["last_day"] = np.array([meetings.values.max(initial=0) >> MINUTE_BITS])
    for name, sorted_by in ORDERS.items():
        arrays[f"order_{name}"] = _sorted(arrays, sorted_by)
    return arrays | dict(_parts(arrays["codes"]))


def _sorted(arrays: Arrays, columns: tuple[str, ...]) -> npt.NDArray[np.int32]:
    return np.lexsort([arrays[column] for column in reversed(columns)]).astype(np.int32)


def _keys(tags: Lists, place: Ints) -> Pairs:
    """The tags, and the positions of the rows that have them."""
    return 0, tags.values, place[tags.owners()]


def _keys_of_meetings(meetings: Lists, place: Ints, first_day: int) -> list[Pairs]:
    """The parts of days on which rows meet, and their positions. What was before `first_day` is left out."""
    owners = place[meetings.owners()]
    days, minutes = meetings.values >> MINUTE_BITS, meetings.values & MINUTE_MASK
    begins = np.array([begin for begin, _ in DAY_PARTS.values()], np.int32)
    parts = np.where(minutes >= WHOLE_DAY, NO_PART, np.searchsorted(begins, minutes, side="right"))
    own = (days >= first_day) & (days < first_day + DAYS_AHEAD)
    later = days >= first_day + DAYS_AHEAD
    weekdays = (days + 6) % 7 + 1
    silent = place[np.flatnonzero(meetings.lengths == 0)]
    return [
        (MEETS, days[own] << PART_BITS | parts[own], owners[own]),
        (MEETS_LATER, weekdays[later] << PART_BITS | parts[later], owners[later]),
        (SAYS_NO_DAY, np.zeros(len(silent), np.int64), silent),
    ]


def _meetings(meetings: Lists, order: Ints, by_pk: npt.NDArray[np.int32], first_day: int) -> Arrays:
    """The meetings within the days that have sets.

    By row: where a row's begin, and the numbers of all. By time: each number once, where its rows begin, and the rows
    of all, those of one number by primary key.
    """
    ends = np.cumsum(meetings.lengths)
    begin, end = (ends - meetings.lengths)[order], ends[order]
    numbers = meetings.values[spans(begin, end)]
    owners = np.repeat(np.arange(len(order)), end - begin)
    days = numbers >> MINUTE_BITS
    near = (days >= first_day) & (days < first_day + DAYS_AHEAD)
    numbers, owners = numbers[near], owners[near]
    place_by_pk = np.empty(len(order), np.int64)
    place_by_pk[by_pk] = np.arange(len(order))
    pairs = numbers.astype(np.int64) << 32 | place_by_pk[owners]
    pairs.sort()
    times, time_starts = np.unique(pairs >> 32, return_index=True)
    return {
        "meetings": numbers,
        "meeting_starts": np.searchsorted(owners, np.arange(len(order) + 1)),
        "times": times.astype(np.int32),
        "time_starts": np.append(time_starts, len(pairs)),
        "time_rows": by_pk[pairs & 0xFFFF_FFFF],
    }


def _sets(told: Sequence[Pairs], size: int) -> Arrays:
    """The rows of every key: as bits where many have it, else as a list."""
    keys, counts, members = (np.concatenate(each) for each in zip(*(_by_key(*each) for each in told), strict=True))
    starts = np.append(0, np.cumsum(counts))
    frequent = counts * RARE > size
    bits = np.zeros((int(frequent.sum()), -(-size // WORD)), np.uint64)
    for line, number in enumerate(np.flatnonzero(frequent)):
        bits[line] = Bits.at(members[starts[number] : starts[number + 1]], size).words
    return {
        "frequent_keys": keys[frequent],
        "frequent": bits,
        "rare_keys": keys[~frequent],
        "rare_starts": np.append(0, np.cumsum(counts[~frequent])),
        "rare": members[np.repeat(~frequent, counts)],
    }


def _by_key(upper: int, lower: Ints, positions: Ints) -> tuple[Ints, Ints, npt.NDArray[np.int32]]:
    """Each key once, sorted; how many rows have it; their positions, key by key in order, each once.

    Key and position are sorted as one number, in place: the many millions of them exist once.
    """
    pairs = lower.astype(np.int64)
    pairs <<= 32
    pairs |= positions
    pairs.sort()
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
    members = pairs.astype(np.int32)  # the lower half
    pairs >>= 32
    begins = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)])
    return pairs[begins] | upper, np.diff(np.append(begins, len(pairs))), members


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
