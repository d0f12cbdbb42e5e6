"""Dates, and whether what has ended is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opportunities import wording
from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Form, Given, Objection, Parameter
from opportunities.search.index.bits import Bits
from opportunities.search.index.reading import UNKNOWN
from opportunities.search.index.segment import SAYS_NO_DAY, Segment
from opportunities.search.meetings import Wish, a_day

DAYS_AHEAD = 400


@dataclass(frozen=True)
class Dates(Filter):
    """From a day to a day. What only says a span of dates matches where the spans meet."""

    kind: ClassVar[str] = "dates"
    parameters: ClassVar[tuple[str, ...]] = ("from", "to")

    def describe(self) -> tuple[Parameter, ...]:
        return (
            Parameter("from", Form.DATE, gettext_lazy("The first day that suits; today where it is left out.")),
            Parameter("to", Form.DATE, gettext_lazy("The last day that suits.")),
        )

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        understood: dict[str, date] = {}
        for parameter in self.parameters:
            value = next(iter(given.get(parameter, ())), "").strip()
            day = a_day(value)
            if day:
                understood[parameter] = day
            elif value:
                objection(_("“%(value)s” is not a date, so it was left out.") % {"value": value[:40]})
        if len(understood) == 2 and understood["from"] > understood["to"]:
            objection(_("The first day came after the last: they were exchanged."))
            understood = {"from": understood["to"], "to": understood["from"]}
        if understood.get("to", date.max) < timezone.localdate():
            objection(_("Your last day is already over, so nothing is found."))
        for parameter, day in understood.items():
            yield parameter, day.isoformat()

    def condition(self, chosen: Chosen) -> Q:
        wish, first = Wish.of(chosen), a_day(chosen.first("from")) or timezone.localdate()
        end = min(wish.last, timezone.localdate() + timedelta(days=DAYS_AHEAD))
        days = list(range(wish.first.toordinal(), end.toordinal() + 1))
        open_period = Q(days=[], first_on__lte=wish.last) & (Q(last_on__isnull=True) | Q(last_on__gte=first))
        return Q(days__overlap=days) | open_period if days else open_period

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        wish, first = Wish.of(chosen), a_day(chosen.first("from")) or timezone.localdate()
        end = min(wish.last, timezone.localdate() + timedelta(days=DAYS_AHEAD))
        meeting = segment.meeting(wish.first.toordinal(), end.toordinal())
        if meeting is None:
            return None
        begun = segment.column["first_on"] <= min(wish.last.toordinal(), UNKNOWN - 1)
        spans_meet = segment.where(begun & (segment.column["last_on"] >= first.toordinal()))
        return meeting | segment.having(SAYS_NO_DAY) & spans_meet

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        words = {"from": _("From %(day)s"), "to": _("Until %(day)s")}
        for parameter in self.parameters:
            if day := a_day(chosen.first(parameter)):
                label = words[parameter] % {"day": wording.calendar_day(day)}
                yield Chip(parameter, day.isoformat(), label)


@dataclass(frozen=True)
class Past(Filter):
    """What has ended is left out unless it is asked for."""

    kind: ClassVar[str] = "switch"

    def describe(self) -> tuple[Parameter, ...]:
        return (Parameter(self.name, Form.SWITCH, gettext_lazy("1: what has ended is shown too.")),)

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        if next(iter(given.get(self.name, ())), "") in {"1", "on"}:
            yield self.name, "1"

    def condition(self, chosen: Chosen) -> Q:
        if chosen.first(self.name):
            return Q()
        return Q(last_on__isnull=True) | Q(last_on__gte=timezone.localdate())

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        if chosen.first(self.name):
            return segment.every()
        return segment.where(segment.column["last_on"] >= timezone.localdate().toordinal())

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, "1", _("Ended ones too"))
