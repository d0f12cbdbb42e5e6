"""Dated meetings as numbers of a search row, and what a visitor asks of one and the same of them.

A meeting is its day and the minute at which it begins, on the clock where it takes place, in one integer: the proleptic
ordinal of the day in the upper bits, the minute (0 to 1439, or `WHOLE_DAY`) in the lower 11. Numbers sort as the
meetings follow each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django.db.models import BooleanField, F, Func, IntegerField
from django.utils import timezone
from django.utils.dateparse import parse_date

from opportunities.search.asking import Chosen
from opportunities.search.tags import DAY_PARTS, DayPart

MINUTE_BITS: Final = 11
MINUTE_MASK: Final = (1 << MINUTE_BITS) - 1
WHOLE_DAY: Final = 1440  # sorts behind everything that has a time, and belongs to no part of the day


def meeting_number(on: date, begins: time | None) -> int:
    """The number of a meeting on the day `on` that begins at `begins`; None: it lasts the whole day."""
    return on.toordinal() << MINUTE_BITS | (WHOLE_DAY if begins is None else begins.hour * 60 + begins.minute)


def a_day(text: str) -> date | None:
    """The day that "2026-11-21" names; None for what names none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Wish:
    """What one meeting must be: from `first` to `last`, on one of `weekdays` (ISO), in one of `parts`; empty: any."""

    first: date
    last: date = date.max
    weekdays: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()

    @classmethod
    def of(cls, chosen: Chosen, weekdays: tuple[int, ...] = (), parts: tuple[int, ...] = ()) -> Wish:
        """The days of the address with these weekdays and parts of the day. Nobody goes to what is over."""
        today = timezone.localdate()
        first, last = a_day(chosen.first("from")) or today, a_day(chosen.first("to")) or date.max
        return cls(max(first, today), last, weekdays, parts)

    @staticmethod
    def has_dates(chosen: Chosen) -> bool:
        return bool(chosen.first("from") or chosen.first("to"))

    def as_sql(self) -> tuple[str, list[Any]]:
        """The condition on a meeting `m`, with its parameters."""
        where = [f"m >> {MINUTE_BITS} BETWEEN %s AND %s"]
        parameters: list[Any] = [self.first.toordinal(), self.last.toordinal()]
        if self.weekdays:
            where.append(f"((m >> {MINUTE_BITS}) + 6) %% 7 + 1 = ANY(%s)")  # the ordinal 1 was a Monday
            parameters.append(list(self.weekdays))
        if self.parts:
            spans = [DAY_PARTS[DayPart(part)] for part in self.parts]
            where.append("(" + " OR ".join(f"m & {MINUTE_MASK} BETWEEN %s AND %s" for _ in spans) + ")")
            parameters += [minute for begin, end in spans for minute in (begin, end - 1)]
        return " AND ".join(where), parameters


class _OfMeetings(Func):
    """Something about the meetings of a row that are as wished."""

    sql: str

    def __init__(self, wish: Wish, *, since: int = 0) -> None:
        super().__init__(F("meetings"))
        self.wish, self.since = wish, since

    def as_sql(  # type: ignore[override]  # nothing here is asked for by a template
        self, compiler: Any, connection: Any, **_context: Any
    ) -> tuple[str, list[Any]]:
        column, given = compiler.compile(self.source_expressions[0])
        where, asked = self.wish.as_sql()
        return self.sql % {"column": column, "where": where}, [*given, self.since, *asked]


class Meets(_OfMeetings):
    """Whether a row has a meeting as wished."""

    output_field = BooleanField()
    sql = "EXISTS (SELECT FROM unnest(%(column)s) AS m WHERE m >= %%s AND %(where)s)"


class FirstMeeting(_OfMeetings):
    """The number of the first meeting as wished that is not before the number `since`; NULL where there is none."""

    output_field = IntegerField()
    sql = "(SELECT min(m) FROM unnest(%(column)s) AS m WHERE m >= %%s AND %(where)s)"
