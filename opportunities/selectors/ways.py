"""How one gets to a meeting and home again, in minutes and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from opportunities.models import City, Occurrence, Session
from opportunities.search.filters.reach import MODES
from opportunities.search.reach import MOST_MINUTES, Mode, Plan, day_of, day_within, plan_of
from opportunities.search.search import Search

MOST_TYPED = 200
ASKED_OF_A_WAY = ("near", "at", "mode", "depart")
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


@dataclass(frozen=True)
class AskedWay:
    """The way from where a visitor says, on the page of one opportunity: `near` is the typed text, `origin` the place
    that it was taken for, `modes` (value, label, whether chosen), `problems` sentences."""

    modes: tuple[tuple[str, str | Promise, bool], ...]
    near: str = ""
    origin: str = ""
    way: Way | None = None
    problems: tuple[str, ...] = ()
    is_invented: bool = False


def asked_way(
    city: City, given: Mapping[str, Sequence[str]], sessions: Iterable[Session], meetings: Iterable[Occurrence]
) -> AskedWay | None:
    """The way that the parameters of the address ask for, those of a list, to the next of `meetings` of `sessions`.

    None where no session has a place on the map. Nothing of it is stored or logged.
    """
    points = {one.pk: one.venue.point for one in sessions if one.venue and one.venue.point}
    if not points:
        return None
    asked = {name: given[name] for name in ASKED_OF_A_WAY if any(given.get(name, ()))}
    if not asked.keys() & {"near", "at"}:
        return AskedWay(modes=_modes(Mode.TRANSIT))
    search = Search.read({**asked, "minutes": [str(MOST_MINUTES)]}, city)
    plan, way, problems = plan_of(search), None, search.problems
    if plan:
        meeting = next((one for one in meetings if one.session_id in points), None)
        point = points[meeting.session_id] if meeting else next(iter(points.values()))
        way = way_to(plan, Position(point.x, point.y), meeting)
        problems = problems if way else (*problems, _("We found no way that takes less than two hours."))
    return AskedWay(
        modes=_modes(Mode(search.first("mode") or Mode.TRANSIT)),
        near=next(iter(asked.get("near", ())), "")[:MOST_TYPED],
        origin=search.origin.label if search.origin else "",
        way=way,
        problems=problems,
        is_invented=bool(way and plan and plan.timetable and plan.timetable.is_invented),
    )


def _modes(chosen: Mode) -> tuple[tuple[str, str | Promise, bool], ...]:
    return tuple((mode.value, label, mode is chosen) for mode, label in MODES.items())


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
        there = _arriving(plan, day, place, shifted) if day else None
    if there is None:
        return None
    if begins == ends:  # nobody said when it ends
        return _way(plan, there, "")
    back = _leaving(plan, place, ends, home=True)
    if back is None:
        return _way(plan, there, _("No way home after %(time)s.") % {"time": f"{ends:%H:%M}"})
    words = {"time": f"{back.arrives:%H:%M}", "minutes": minutes(back.arrives - _shifted(plan, ends))}
    return _way(plan, there, _("Home by %(time)s, %(minutes)s min after the end.") % words)


def _arriving(plan: Plan, day: Day, place: tuple[float, float], moment: datetime) -> Journey | None:
    return arriving_by(day, plan.start, place, moment, walk_s=plan.minutes * 60, on_foot=plan.on_foot)


def _leaving(plan: Plan, place: tuple[float, float], moment: datetime, *, home: bool) -> Journey | None:
    if plan.timetable is None:
        return _by_oneself(plan, place, leaves=moment)
    day, shifted = _day(plan, moment)
    ends = (place, plan.start) if home else (plan.start, place)
    return leaving_at(day, *ends, shifted, walk_s=plan.minutes * 60, on_foot=plan.on_foot) if day else None


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
    if plan.on_foot.streets:
        takes = timedelta(seconds=plan.on_foot.between(plan.start, place))
    else:
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
