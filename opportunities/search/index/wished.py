"""Pages of a list in the order of the first meeting that is as somebody wishes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from opportunities.search.index.bits import Bits, Ints, Mask, spans
from opportunities.search.index.reading import UNKNOWN
from opportunities.search.index.segment import DAYS_AHEAD, Segment
from opportunities.search.meetings import MINUTE_BITS, MINUTE_MASK, Wish
from opportunities.search.tags import DAY_PARTS, DayPart

Hits = Sequence[tuple[Segment, Bits]]
NEVER: Final = 1 << 40


def page(hits: Hits, wish: Wish, since: int, offset: int, limit: int) -> list[int] | None:
    """The primary keys of the rows from `offset` on: those that can be joined, by their first meeting as wished.

    A meeting is a number of `opportunities.search.meetings`, at least `since`. None where the page reaches beyond the
    days that the segments know.
    """
    sorted_in = _early(hits, wish, since, offset + limit)
    if sorted_in is None:
        if any(wish.last.toordinal() >= segment.first_day + DAYS_AHEAD for segment, _ in hits):
            return None
        sorted_in = [(segment, bits.positions()) for segment, bits in hits]
    pk, first, closed = (
        np.concatenate(each) for each in zip(*(_columns(*each, wish, since) for each in sorted_in), strict=True)
    )
    return [int(each) for each in pk[np.lexsort((pk, first, closed))][offset : offset + limit]]


def _columns(segment: Segment, positions: Ints, wish: Wish, since: int) -> tuple[Ints, Ints, Mask]:
    """The primary key, the first meeting, and whether nobody can join."""
    closed = segment.column["next_bookable_at"][positions] == UNKNOWN
    return segment.column["pk"][positions], _first_meetings(segment, positions, wish, since), closed


def _early(hits: Hits, wish: Wish, since: int, count: int) -> list[tuple[Segment, Ints]] | None:
    """So many of the rows that meet first that the first `count` are among them; None where there are not so many.

    Of the day of `since` nobody knows here which meetings are over, so what meets then is taken, but does not count.
    """
    tomorrow = max(wish.first.toordinal(), (since >> MINUTE_BITS) + 1)
    end = min(wish.last.toordinal() + 1, *(segment.first_day + DAYS_AHEAD for segment, _ in hits))
    joinable = [(segment, bits & _can_be_joined(segment)) for segment, bits in hits]
    sure = [Bits.none(segment.size) for segment, _ in joinable]
    for day in range(tomorrow, end):
        for number, (segment, bits) in enumerate(joinable):
            meeting = segment.meeting(day, day, wish.weekdays, wish.parts)
            if meeting is None:
                return None
            sure[number] |= bits & meeting
        if sum(map(len, sure)) >= count:
            return [(segment, _meeting_by(segment, bits, wish, day)) for segment, bits in joinable]
    return None


def _meeting_by(segment: Segment, bits: Bits, wish: Wish, day: int) -> Ints:
    """The rows with a meeting as wished on `day` or before."""
    meeting = segment.meeting(wish.first.toordinal(), day, wish.weekdays, wish.parts)
    return (bits if meeting is None else bits & meeting).positions()


def _can_be_joined(segment: Segment) -> Bits:
    return segment.where(segment.column["next_bookable_at"] != UNKNOWN)


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
