"""How one gets to a meeting and home again, in minutes and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata.geometry import Position
from geodata.reach.days import Day
from geodata.reach.journeys import Journey, Leg, arriving_by, leaving_at, minutes
from geodata.reach.walking import seconds_between
from opportunities.models import Occurrence
from opportunities.search.reach import Mode, Plan, day_of, day_within

ICONS = {Mode.TRANSIT: "bus", Mode.WALK: "walk", Mode.CYCLE: "bike"}
BY_ONESELF: dict[Mode, str | Promise] = {
    Mode.WALK: gettext_lazy("walk %(minutes)s min"),
    Mode.CYCLE: gettext_lazy("cycle %(minutes)s min"),
}
RIDES: dict[str, str | Promise] = {
    "bus": gettext_lazy("bus %(line)s to %(stop)s"),
    "trolleybus": gettext_lazy("trolleybus %(line)s to %(stop)s"),
    "tram": gettext_lazy("tram %(line)s to %(stop)s"),
    "metro": gettext_lazy("metro %(line)s to %(stop)s"),
    "train": gettext_lazy("train %(line)s to %(stop)s"),
    "ferry": gettext_lazy("ferry %(line)s to %(stop)s"),
    "": gettext_lazy("line %(line)s to %(stop)s"),
}


@dataclass(frozen=True)
class Way:
    """`minutes` from door to door; `there` and `back` are sentences, `back` "" where nobody knows when one leaves."""

    minutes: int
    icon: str
    there: str
    back: str


def way_to(plan: Plan, point: Position, meeting: Occurrence | None) -> Way | None:
    """The way of `plan` to be at `point` when `meeting` begins, and home when it ends.

    Without a meeting that has times it is the way for who leaves as planned. None where there is none within 2 hours;
    who asked for so many minutes does not walk longer than that.
    """
    place = (point.x, point.y)
    if meeting is None or meeting.is_all_day:
        there = _leaving(plan, place, plan.leaves, home=False)
        return _way(plan, there, "") if there else None
    zone = ZoneInfo(plan.city.time_zone)
    begins, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return _to_meeting(plan, place, begins, ends)


def _to_meeting(plan: Plan, place: tuple[float, float], begins: datetime, ends: datetime) -> Way | None:
    if plan.timetable is None:
        there = _by_oneself(plan, place, arrives=begins)
    else:
        day, shifted = _day(plan, begins)
        there = arriving_by(day, plan.start, place, shifted, walk_s=plan.minutes * 60) if day else None
    if there is None:
        return None
    if begins == ends:  # nobody said when it ends
        return _way(plan, there, "")
    back = _leaving(plan, place, ends, home=True)
    if back is None:
        return _way(plan, there, _("No way home after %(time)s.") % {"time": f"{ends:%H:%M}"})
    words = {"time": f"{back.arrives:%H:%M}", "minutes": minutes(back.arrives - _shifted(plan, ends))}
    return _way(plan, there, _("Home by %(time)s, %(minutes)s min after the end.") % words)


def _leaving(plan: Plan, place: tuple[float, float], moment: datetime, *, home: bool) -> Journey | None:
    if plan.timetable is None:
        return _by_oneself(plan, place, leaves=moment)
    day, shifted = _day(plan, moment)
    ends = (place, plan.start) if home else (plan.start, place)
    return leaving_at(day, *ends, shifted, walk_s=plan.minutes * 60) if day else None


def _day(plan: Plan, moment: datetime) -> tuple[Day | None, datetime]:
    """The departures that count for `moment`, and the moment among them."""
    shifted = _shifted(plan, moment)
    return (day_of(plan.timetable, shifted.date()) if plan.timetable else None), shifted


def _shifted(plan: Plan, moment: datetime) -> datetime:
    """`moment`, or the same time on the nearest day for which the timetable is made."""
    if plan.timetable is None:
        return moment
    return datetime.combine(day_within(plan.timetable, moment.date()), moment.timetz())


def _by_oneself(
    plan: Plan, place: tuple[float, float], *, leaves: datetime | None = None, arrives: datetime | None = None
) -> Journey | None:
    seconds = seconds_between(*plan.start, np.array([place[0]]), np.array([place[1]]), speed=plan.mode.speed)
    takes = timedelta(seconds=int(seconds[0]))
    if leaves is None and arrives is not None:
        leaves = arrives - takes
    return Journey((Leg("", "", leaves, leaves + takes),)) if leaves else None


def _way(plan: Plan, there: Journey, back: str) -> Way:
    rides = any(leg.line or leg.vehicle for leg in there.legs)
    mode = plan.mode if plan.mode is Mode.CYCLE else Mode.TRANSIT if rides else Mode.WALK
    parts = ", ".join(_leg(leg, mode) for leg in there.legs)
    words = {"time": f"{there.leaves:%H:%M}", "way": capfirst(parts), "arrival": f"{there.arrives:%H:%M}"}
    return Way(there.minutes, ICONS[mode], _("Leave at %(time)s. %(way)s. There at %(arrival)s.") % words, back)


def _leg(leg: Leg, mode: Mode) -> str:
    if leg.line or leg.vehicle:
        return str(RIDES[leg.vehicle]) % {"line": leg.line, "stop": leg.end}
    if leg.end:
        return _("walk %(minutes)s min to %(stop)s") % {"minutes": leg.minutes, "stop": leg.end}
    return str(BY_ONESELF[Mode.CYCLE if mode is Mode.CYCLE else Mode.WALK]) % {"minutes": leg.minutes}
