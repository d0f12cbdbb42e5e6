"""Answers by the rank index: every filter a set of bits, every number a count of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import partial, reduce
from operator import and_
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db.models import Q
from django.utils import timezone

from opportunities.models import City, SearchRow
from opportunities.search.asking import Filter
from opportunities.search.choosing import DaysAndTimes
from opportunities.search.engines.commonest import commonest
from opportunities.search.engines.sql import slots
from opportunities.search.filters import COUNTED, DAYS_AND_TIMES, FILTERS, PAST
from opportunities.search.grid import Cell, Window
from opportunities.search.index import order, squares, wished
from opportunities.search.index.bits import Bits
from opportunities.search.index.finding import rows_with
from opportunities.search.index.live import Part
from opportunities.search.index.nearness import Centre
from opportunities.search.index.segment import MEETS, Segment
from opportunities.search.meetings import Wish, meeting_number
from opportunities.search.tags import bounds
from opportunities.search.words import NAMES, TITLE, Phrase, understood

if TYPE_CHECKING:
    from opportunities.search.search import Search

# Parameters that filters look at though they are another's.
LOOKED_AT = ("from", "to", "minutes")

FEW = 20_000  # rows of which SQL is asked by number

Hits = list[tuple[Segment, Bits]]


class IndexEngine:
    """See `Engine`. `parts` are the segments of the city; what they do not know is asked of SQL by filter."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts

    def total(self, search: Search, *, leave_out: Iterable[Filter] = ()) -> int:
        return sum(len(bits) for _, bits in self.hits(search, leave_out))

    def counts(self, search: Search) -> dict[int, int]:
        found = _tags(search, self.hits(search), slice(0, MEETS))
        for one in COUNTED:
            if one.is_active(search.values) and not one.narrows:
                without = self.hits(search, [one])
                for low, high in map(bounds, one.facets.values()):
                    found = {tag: number for tag, number in found.items() if not low <= tag <= high}
                    found |= _tags(search, without, slice(low, high + 1))
        if DAYS_AND_TIMES.is_active(search.values) or Wish.has_dates(search):
            found |= self._slots(search)
        return found

    def cells(self, search: Search, window: Window) -> list[Cell]:
        return squares.cells(self.hits(search), window)

    def page_ids(self, search: Search, offset: int, limit: int) -> list[int]:
        found: list[int] = []
        for hits in self._tiers(search):
            total = sum(len(bits) for _, bits in hits)
            if len(found) < limit and offset < total:
                found += self._page(search, hits, offset, limit - len(found))
            offset = max(0, offset - total)
        return found

    def hits(self, search: Search, leave_out: Iterable[Filter] = ()) -> Hits:
        """The rows that answer the search, in each segment."""
        left_out = list(leave_out)
        active = [one for one in FILTERS if (one is PAST or one.is_active(search.values)) and one not in left_out]
        key = (tuple(one.name for one in active), *_asked(search))
        return [(part.segment, part.kept.get(key, partial(self._all, search, active, part))) for part in self.parts]

    def _all(self, search: Search, active: Iterable[Filter], part: Part) -> Bits:
        return reduce(and_, (self._bits(search, one, part) for one in active), part.standing)

    def _bits(self, search: Search, one: Filter, part: Part) -> Bits:
        key = (one.name, *_asked(search, (*one.parameters_of(), *LOOKED_AT)))
        bits = part.segment.kept.get(key, lambda: one.bits(search, part.segment))
        return self._told_by_sql(search, one.condition(search), part) if bits is None else bits

    def _told_by_sql(self, search: Search, condition: Q, part: Part) -> Bits:
        """The rows of which SQL says that they meet `condition`.

        Kept with the segment: an edit takes rows out of the large one (`Part.standing`), and makes the small one anew.
        """
        segment = part.segment
        rows = SearchRow.objects.filter(condition, city=search.city).order_by().values_list("pk", flat=True)
        try:
            question = repr(rows.query.sql_with_params())
        except EmptyResultSet:
            return Bits.none(segment.size)
        if segment.size <= FEW:
            rows = rows.filter(pk__in=segment.column["pk"].tolist())
        return segment.kept_sql.get(question, lambda: segment.of_rows(np.fromiter(rows.iterator(), np.int64)))

    def _slots(self, search: Search) -> dict[int, int]:
        """Counts of days where parts of the day or dates are chosen, and so on: of one and the same meeting."""
        without = self.hits(search, [DAYS_AND_TIMES])
        found: Counter[int] = Counter()
        for number, (days, parts) in slots(search).items():
            for (segment, bits), part in zip(without, self.parts, strict=True):
                asked = DAYS_AND_TIMES.bits_asked(search, days, parts, segment)
                if asked is None:
                    asked = self._told_by_sql(search, DAYS_AND_TIMES.asks(search, days, parts), part)
                found[number] += len(bits & asked)
        return dict(found)

    def _tiers(self, search: Search) -> list[Hits]:
        """The hits in groups that follow each other in the list: by where the words stand, if that is the order."""
        hits = self.hits(search)
        groups = understood(search.first("q")).groups
        if search.sort != "relevance" or not groups or not any(len(bits) for _, bits in hits):
            return [hits]
        tiers = []
        for letters in (TITLE, NAMES):
            inside = [(segment, bits & _under(segment, groups, search.city, letters)) for segment, bits in hits]
            hits = [(segment, bits - tier) for (segment, bits), (_, tier) in zip(hits, inside, strict=True)]
            tiers.append(inside)
        return [*tiers, hits]

    def _page(self, search: Search, hits: Hits, offset: int, limit: int) -> list[int]:
        if search.origin and search.sort in {"nearest", "relevance"}:
            return order.page(hits, "nearest", Centre.of(search.origin.point), offset, limit)
        if search.sort in {"newest", "price"}:
            return order.page(hits, search.sort, None, offset, limit)
        if DAYS_AND_TIMES.is_active(search.values) or Wish.has_dates(search):
            return self._soonest_as_wished(search, hits, offset, limit)
        return order.page(hits, "soonest", None, offset, limit)

    def _soonest_as_wished(self, search: Search, hits: Hits, offset: int, limit: int) -> list[int]:
        """See `DaysAndTimes.soonest`. What does not meet within the days that the index knows is left to SQL."""
        days, parts = (DAYS_AND_TIMES.chosen_values(search, parameter) for parameter in DaysAndTimes.parameters)
        now = timezone.now().astimezone(ZoneInfo(search.city.time_zone))
        wish, since = Wish.of(search, tuple(days), tuple(parts)), meeting_number(now.date(), now.time())
        found = wished.page(hits, wish, since, offset, limit)
        if found is not None:
            return found
        ids = [int(pk) for segment, bits in hits for pk in segment.column["pk"][bits.positions()]]
        rows = SearchRow.objects.filter(pk__in=ids).order_by(*DAYS_AND_TIMES.soonest(search), "pk")
        return list(rows.values_list("pk", flat=True)[offset : offset + limit])


def _asked(search: Search, parameters: Iterable[str] = ()) -> tuple[Hashable, ...]:
    """What the rows depend on, or only what filters with these `parameters` do."""
    values = [(name, search.values.get(name)) for name in parameters] or sorted(search.values.items())
    where = search.origin.point.coords if search.origin else None
    return tuple(values), where, search.timetables, timezone.localdate()


def _under(segment: Segment, groups: Sequence[Sequence[Phrase]], city: City, letters: str) -> Bits:
    """The rows that have a phrase of each group under `letters`."""
    ask = partial(rows_with, segment, groups, city, letters)
    return segment.kept_words.get((groups, letters), ask)


def _tags(search: Search, hits: Hits, span: slice) -> dict[int, int]:
    """How many of the hits have each tag of a span."""
    found = [segment.counts(bits, span) for segment, bits in hits] or [(np.empty(0, np.int64),) * 2]
    if len(found) == 1:
        return commonest(*found[0], search)
    tags, numbers = (np.concatenate(each) for each in zip(*found, strict=True))
    tags, places = np.unique(tags, return_inverse=True)
    return commonest(tags, np.bincount(places, numbers, len(tags)).astype(np.int64), search)
