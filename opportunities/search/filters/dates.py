"""Dates, and whether what has ended is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from opportunities import wording
from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Given, Objection

DAYS_AHEAD = 400


@dataclass(frozen=True)
class Dates(Filter):
    """From a day to a day. What only says a span of dates matches where the spans meet."""

    kind: ClassVar[str] = "dates"
    parameters: ClassVar[tuple[str, ...]] = ("from", "to")

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        understood: dict[str, date] = {}
        for parameter in self.parameters:
            value = next(iter(given.get(parameter, ())), "").strip()
            day = _day(value)
            if day:
                understood[parameter] = day
            elif value:
                objection(_("“%(value)s” is not a date, so it was left out.") % {"value": value[:40]})
        if len(understood) == 2 and understood["from"] > understood["to"]:
            objection(_("The first day came after the last: they were exchanged."))
            understood = {"from": understood["to"], "to": understood["from"]}
        for parameter, day in understood.items():
            yield parameter, day.isoformat()

    def condition(self, chosen: Chosen) -> Q:
        first = _day(chosen.first("from")) or timezone.localdate()
        last = _day(chosen.first("to")) or date.max
        horizon = timezone.localdate() + timedelta(days=DAYS_AHEAD)
        begin, end = max(first, timezone.localdate()), min(last, horizon)
        meets = Q(days__overlap=list(range(begin.toordinal(), end.toordinal() + 1))) if begin <= end else Q(pk=None)
        open_period = Q(days=[], first_on__lte=last) & (Q(last_on__isnull=True) | Q(last_on__gte=first))
        return meets | open_period

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        words = {"from": _("From %(day)s"), "to": _("Until %(day)s")}
        for parameter in self.parameters:
            if day := _day(chosen.first(parameter)):
                label = words[parameter] % {"day": wording.calendar_day(day)}
                yield Chip(parameter, day.isoformat(), label)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Past(Filter):
    """What has ended is left out unless it is asked for."""

    kind: ClassVar[str] = "switch"

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        if next(iter(given.get(self.name, ())), "") in {"1", "on"}:
            yield self.name, "1"

    def condition(self, chosen: Chosen) -> Q:
        if chosen.first(self.name):
            return Q()
        return Q(last_on__isnull=True) | Q(last_on__gte=timezone.localdate())

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, "1", _("Ended ones too"))
