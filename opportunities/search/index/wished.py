"""Pages of a list in the order of the first meeting that is as somebody wishes it.

Many hits: all meetings of the segment lie in the order in which they take place, each with its rows, so the page is
full after looking at the first that are as wished. Few hits: the meetings of each are measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from opportunities.search.index.bits import Bits, Ints, Mask, spans
from opportunities.search.index.reading import UNKNOWN
from opportunities.search.index.segment import DAYS_AHEAD, Segment
from opportunities.search.meetings import MINUTE_BITS, MINUTE_MASK, Wish
from opportunities.search.tags import DAY_PARTS, DayPart

Hits = Sequence[tuple[Segment, Bits]]
NEVER: Final = 1 << 40
FEW: Final = 2_048  # so many hits are measured one by one
STRIDE: Final = 8_192  # meetings that are looked at first; then twice as many


def page(hits: Hits, wish: Wish, since: int, offset: int, limit: int) -> list[int] | None:
    """The primary keys of the rows from `offset` on: those that can be joined, by their first meeting as wished.

    A meeting is a number of `opportunities.search.meetings`, at least `since`. None where the page reaches beyond the
    days that the segments know.
    """
    found = [_first(segment, bits, wish, since, offset + limit) for segment, bits in hits]
    closed, first, pk = (np.concatenate(each) for each in zip(*found, strict=True))
    places = np.lexsort((pk, first, closed))[offset : offset + limit]
    may_meet_later = any(_goes_on(segment, wish) for segment, _ in hits)
    if may_meet_later and (first[places] == NEVER).any():
        return None
    return [int(each) for each in pk[places]]


def _goes_on(segment: Segment, wish: Wish) -> bool:
    """Whether a meeting may be as wished of which the segment does not know."""
    end = segment.first_day + DAYS_AHEAD
    return segment.size > 0 and wish.last.toordinal() >= end and int(segment.column["last_day"][0]) >= end


def _first(segment: Segment, hits: Bits, wish: Wish, since: int, count: int) -> tuple[Mask, Ints, Ints]:
    """At least the first `count` of the hits: whether nobody can join, the first meeting, the primary key."""
    if len(hits) <= FEW:
        positions = hits.positions()
        return _told(segment, positions, _first_meetings(segment, positions, wish, since))
    found: list[tuple[Ints, Ints]] = []
    can_be_joined = segment.where(segment.column["next_bookable_at"] != UNKNOWN)
    for group in (hits & can_be_joined, hits - can_be_joined):
        left = count - sum(len(positions) for positions, _ in found)
        if left > 0:
            found += _of_group(segment, group, wish, since, left)
    positions, first = (np.concatenate(each) for each in zip(*found, strict=True))
    return _told(segment, positions, first)


def _told(segment: Segment, positions: Ints, first: Ints) -> tuple[Mask, Ints, Ints]:
    return segment.column["next_bookable_at"][positions] == UNKNOWN, first, segment.column["pk"][positions]


def _of_group(segment: Segment, hits: Bits, wish: Wish, since: int, count: int) -> list[tuple[Ints, Ints]]:
    """The first `count` of `hits` or more, with their first meetings; what never meets as wished comes last."""
    is_left, found, have = hits.mask, [], 0
    for rows, meetings in _in_order(segment, wish, since):
        kept = is_left[rows]
        rows, meetings = rows[kept], meetings[kept]
        once = np.sort(np.unique(rows, return_index=True)[1])  # of a row's meetings the first
        rows = rows[once].astype(np.int64)
        is_left[rows] = False
        found.append((rows, meetings[once]))
        have += len(rows)
        if have >= count:
            return found
    by_pk = segment.column["by_pk"]
    rest = by_pk[is_left[by_pk]][: count - have].astype(np.int64)
    return [*found, (rest, np.full(len(rest), NEVER, np.int64))]


def _in_order(segment: Segment, wish: Wish, since: int) -> Iterator[tuple[Ints, Ints]]:
    """All rows with a meeting as wished, in the order of the meetings, and those meetings: some at a time."""
    numbers = segment.column["times"].astype(np.int64)
    asked = np.flatnonzero((numbers >= since) & _fits(numbers, wish))
    low, high = segment.column["time_starts"][asked], segment.column["time_starts"][asked + 1]
    ends = np.cumsum(high - low)
    begin, stride = 0, STRIDE
    while begin < len(asked):
        so_far = ends[begin - 1] if begin else 0
        end = min(len(asked), int(np.searchsorted(ends, so_far + stride)) + 1)
        rows = segment.column["time_rows"][spans(low[begin:end], high[begin:end])]
        yield rows, np.repeat(numbers[asked[begin:end]], high[begin:end] - low[begin:end])
        begin, stride = end, 2 * stride


def _first_meetings(segment: Segment, positions: Ints, wish: Wish, since: int) -> Ints:
    """The number of the first meeting of each row as wished."""
    starts = segment.column["meeting_starts"]
    low, high = starts[positions], starts[positions + 1]
    meetings = segment.column["meetings"][spans(low, high)].astype(np.int64)
    found = np.full(len(positions), NEVER, np.int64)
    fitting = (meetings >= since) & _fits(meetings, wish)
    np.minimum.at(found, np.repeat(np.arange(len(positions)), high - low)[fitting], meetings[fitting])
    return found


def _fits(meetings: Ints, wish: Wish) -> Mask:
    days, minutes = meetings >> MINUTE_BITS, meetings & MINUTE_MASK
    fits: Mask = (days >= wish.first.toordinal()) & (days <= wish.last.toordinal())
    if wish.weekdays:
        fits &= np.isin((days + 6) % 7 + 1, wish.weekdays)
    if wish.parts:
        of_parts = [(minutes >= begin) & (minutes < before) for begin, before in map(_span, wish.parts)]
        fits &= np.logical_or.reduce(of_parts)
    return fits


def _span(part: int) -> tuple[int, int]:
    return DAY_PARTS[DayPart(part)]
