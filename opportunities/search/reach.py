"""What of a city one reaches in how many minutes, and home again.

Where anybody starts is an argument, part of a key in this process's bounded memory, and nothing else: it is neither
stored nor logged.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Count, Max
from django.utils import timezone
from numpy.typing import NDArray

from geodata.models import Timetable
from geodata.reach import store
from geodata.reach.days import NEVER, Day
from geodata.reach.on_foot import BY_DISTANCE, OnFoot
from geodata.reach.raptor import sweep
from geodata.reach.walking import CYCLING_M_S, MOST_WALK_S, WALKING_M_S, Place, pairs_within, seconds_between
from opportunities.models import City, Venue
from opportunities.search.asking import Chosen
from opportunities.search.index import generation
from opportunities.search.meetings import a_day
from opportunities.search.tags import DAY_PARTS, DayPart
from opportunities.search.there_and_back import Home, Meetings, Walks, are_too_many, coming

LEAST_MINUTES: Final = 10
MOST_MINUTES: Final = 90
USUAL_START: Final = time(16)
STARTS: Final = {"morning": time(9), "afternoon": time(12), "after-school": time(15), "evening": time(17, 30)}
WORKING_DAYS: Final = frozenset(range(1, 6))
STARTS_KEPT: Final = 64
CITIES_KEPT: Final = 8
EXACT_DIGITS: Final = 4  # of a degree: 10 m
ASKED_DAYS: Final = 400

logger = logging.getLogger(__name__)
Seconds = NDArray[np.int64]
State = tuple[int, datetime | None]
Trip = tuple[Place, str, datetime]  # from where, by which snapshot, when


class Mode(StrEnum):
    """How one travels."""

    TRANSIT = "transit"
    WALK = "walk"
    CYCLE = "cycle"

    @property
    def speed(self) -> float:
        """Metres a second where one goes by oneself."""
        return CYCLING_M_S if self is Mode.CYCLE else WALKING_M_S


@dataclass(frozen=True)
class Plan:
    """A question of reach, understood: from `start`, leaving at `leaves`, within `minutes`.

    `timetable` is None where none covers the start, or none is needed. `on` is the day whose departures count: that of
    `leaves`, or the nearest of the same weekday for which the timetable is made. `is_told`: the visitor said when to
    leave. Only meetings on `weekdays` (ISO) and in `parts` of the day matter; empty: all.
    """

    city: City
    start: Place
    mode: Mode
    minutes: int
    leaves: datetime
    timetable: Timetable | None = None
    on: date = date.min
    is_told: bool = False
    weekdays: tuple[int, ...] = ()
    parts: tuple[DayPart, ...] = ()
    on_foot: OnFoot = BY_DISTANCE

    @property
    def trip(self) -> Trip | None:
        """From where and when one searches a timetable."""
        if self.timetable is None:
            return None
        return self.start, self.timetable.snapshot, datetime.combine(self.on, self.leaves.timetz())

    def asks_for(self, meetings: Meetings) -> NDArray[np.bool_]:
        """Which of `meetings` matter; those of which nothing is known always do."""
        asked = np.isin(meetings.weekday, self.weekdays or range(1, 8))
        if self.parts:
            spans = (DAY_PARTS[part] for part in self.parts)
            begins = meetings.begins // 60
            asked &= np.any([(begins >= first) & (begins < end) for first, end in spans], axis=0)
        return np.asarray(asked | (meetings.weekday == 0))


def plan_of(chosen: Chosen) -> Plan | None:
    """What `chosen` asks for; None where it asks for no minutes, or from nowhere."""
    if not (chosen.first("minutes") and chosen.origin):
        return None
    point, mode, leaves = chosen.origin.point, Mode(chosen.first("mode") or Mode.TRANSIT), departure(chosen)
    start = (round(point.x, EXACT_DIGITS), round(point.y, EXACT_DIGITS))
    plan = Plan(
        chosen.city,
        start,
        mode,
        int(chosen.first("minutes")),
        leaves,
        is_told=bool(chosen.first("depart")),
        weekdays=tuple(int(day) for day in chosen.values.get("day", ())),
        parts=tuple(
            DayPart[part.upper().replace("-", "_")] for part in chosen.values.get("time", ()) if part in STARTS
        ),
        on_foot=_on_foot(start) if mode is not Mode.CYCLE else BY_DISTANCE,
    )
    found = Timetable.objects.covering(point).first() if mode is Mode.TRANSIT else None
    if found is None or day_of(found, on := day_within(found, leaves.date())) is None:
        return plan
    return replace(plan, timetable=found, on=on)


def _on_foot(start: Place) -> OnFoot:
    """Along the streets in use; by distance where there are none, or they are lost, which the operator is told."""
    if not (streets := store.streets_in_use()):
        return BY_DISTANCE
    try:
        store.streets(streets)
    except (OSError, ValueError):
        logger.exception("The streets cannot be read: import them again.")
        return BY_DISTANCE
    return OnFoot(start, streets)


def departure(chosen: Chosen) -> datetime:
    """When one leaves: the chosen time on the first chosen day to come, else 16:00 on the next weekday."""
    zone = ZoneInfo(chosen.city.time_zone)
    now = timezone.now().astimezone(zone)
    at = min((STARTS[part] for part in chosen.values.get("time", ()) if part in STARTS), default=USUAL_START)
    if given := chosen.first("depart"):
        at = time.fromisoformat(given)
    weekdays = {int(day) for day in chosen.values.get("day", ())} or set(range(1, 6))
    first = a_day(chosen.first("from"))
    if first and not chosen.values.get("day"):
        weekdays = set(range(1, 8))
    earliest = min(max(first or now.date(), now.date()), now.date() + timedelta(days=ASKED_DAYS))
    days = (earliest + timedelta(days=away) for away in range(8))
    moments = (datetime.combine(day, at, zone) for day in days if day.isoweekday() in weekdays)
    return next(moment for moment in moments if moment > now)


def day_within(timetable: Timetable, day: date) -> date:
    """`day`, or the nearest one of the same weekday for which the timetable is made."""
    if timetable.first_on <= day <= timetable.last_on:
        return day
    if day > timetable.last_on:
        return timetable.last_on - timedelta(days=(timetable.last_on.weekday() - day.weekday()) % 7)
    return timetable.first_on + timedelta(days=(day.weekday() - timetable.first_on.weekday()) % 7)


def day_of(timetable: Timetable, on: date) -> Day | None:
    """The departures of one day; None where the timetable's arrays are lost, which the operator is told."""
    try:
        return store.day_of(timetable.snapshot, on)
    except (OSError, ValueError):
        logger.exception("The arrays of the timetable %s cannot be read: import it again.", timetable.name)
        return None


def reached(plan: Plan) -> list[int]:
    """The keys of the city's search rows that one reaches in time, by any mixture of riding and walking, and home."""
    key = (plan.start, plan.mode, plan.minutes, plan.leaves, plan.timetable and plan.timetable.snapshot, plan.on)
    asked = (plan.weekdays, plan.parts, plan.is_told, plan.on_foot)
    return _reached(
        _Kept((plan.city.pk, generation(), venues_state(plan.city), timezone.localdate(), *key, *asked), plan)
    )


@dataclass(frozen=True)
class _Kept:
    """A plan under the key of everything that its answer depends on."""

    key: tuple[object, ...]
    plan: Plan = field(compare=False)


@lru_cache(maxsize=STARTS_KEPT)
def _reached(kept: _Kept) -> list[int]:
    plan, within = kept.plan, kept.plan.minutes * 60
    state = venues_state(plan.city)
    keys, direct = _seconds(plan.city.pk, state, plan.start, plan.mode, None, plan.on_foot)
    meetings = coming(plan.city.pk, plan.city.time_zone, kept.key[1:4])
    venue = np.searchsorted(keys, meetings.venue).clip(max=max(0, len(keys) - 1))
    known = keys[venue] == meetings.venue if len(keys) else np.zeros(len(venue), bool)
    meetings, venue = meetings.where(known), venue[known]
    near = direct[venue] <= within
    found = set(meetings.row[near].tolist())
    if plan.trip:
        seconds = _seconds(plan.city.pk, state, plan.start, plan.mode, plan.trip, plan.on_foot)[1]
        leaving = seconds <= within
        asked = ~near & plan.asks_for(meetings)
        found |= _by_vehicle(plan, state, meetings.where(asked), venue[asked], leaving)
    return sorted(found)


def _by_vehicle(plan: Plan, state: State, meetings: Meetings, venue: Seconds, leaving: NDArray[np.bool_]) -> set[int]:
    """The rows with a meeting that one gets to and home from. `leaving` says of each venue whether one is there in
    time leaving as planned: what counts where it is not known when a meeting begins, or said when one leaves."""
    found = set(meetings.row[(meetings.weekday == 0) & leaving[venue]].tolist())
    for weekdays in (WORKING_DAYS, frozenset({6}), frozenset({7})):
        here = np.isin(meetings.weekday, [*weekdays]) & ~np.isin(meetings.row, [*found])
        home = _home(plan, state, weekdays, meetings) if here.any() else None
        if home is None:
            continue
        some, places = meetings.where(here), venue[here]
        there = leaving[places] if plan.is_told else home.in_time(places, some.begins)
        some, places = some.where(there), places[there]
        back = some.ends == some.begins  # nobody said when it ends
        back[~back] = home.and_back(places[~back], some.ends[~back])
        found |= set(some.row[back].tolist())
    return found


def _home(plan: Plan, state: State, weekdays: frozenset[int], meetings: Meetings) -> Home | None:
    """The ways from home of the next of `weekdays` that the timetable knows."""
    if plan.timetable is None:
        return None
    days = (plan.leaves.date() + timedelta(days=away) for away in range(7))
    on = day_within(plan.timetable, next(day for day in days if day.isoweekday() in weekdays))
    day = day_of(plan.timetable, on)
    walks = _walks(plan.city.pk, state, plan.timetable.snapshot)
    if day is None:
        return None
    return Home(day, plan.start, walks, plan.minutes * 60, are_too_many(meetings, day), plan.on_foot)


def venues_state(city: City) -> State:
    """What changes whenever a venue of the city does."""
    state = Venue.objects.filter(city=city).aggregate(number=Count("pk"), latest=Max("updated_at"))
    return state["number"], state["latest"]


@lru_cache(maxsize=STARTS_KEPT)
def seconds_to_stops(trip: Trip, on_foot: OnFoot = BY_DISTANCE) -> Seconds:
    """Seconds until one gets off at each stop, `NEVER` beyond `MOST_MINUTES`."""
    start, snapshot, leaves = trip
    day = store.day_of(snapshot, leaves.date())
    network, at = day.departures.network, day.clock(leaves)
    access = on_foot.seconds(start, network.stop_longitude, network.stop_latitude).astype(np.int64)
    ready = np.where(access <= MOST_WALK_S, at + access, NEVER)
    found = sweep(day.departures, ready, until=at + MOST_MINUTES * 60).reached
    return np.where(found < NEVER, found - at, NEVER)


@lru_cache(maxsize=STARTS_KEPT)
def _seconds(
    city: int, state: State, start: Place, mode: Mode, trip: Trip | None, on_foot: OnFoot
) -> tuple[Seconds, Seconds]:
    """The keys of the venues, and seconds from `start` to each."""
    keys, longitude, latitude = _venues(city, state)
    if on_foot.streets:
        seconds = on_foot.seconds(start, longitude, latitude).astype(np.int64)
    else:
        seconds = seconds_between(*start, longitude, latitude, speed=mode.speed).astype(np.int64)
    if trip:
        walks = _walks(city, state, trip[1])
        venue = np.repeat(np.arange(len(keys)), np.diff(walks.first))
        np.minimum.at(seconds, venue, seconds_to_stops(trip, on_foot)[walks.stop] + walks.seconds)
    return keys, seconds


@lru_cache(maxsize=CITIES_KEPT)
def _venues(city: int, _state: State) -> tuple[Seconds, NDArray[np.float64], NDArray[np.float64]]:
    """Keys, longitudes and latitudes of the venues of a city that have a point."""
    points = Venue.objects.filter(city=city, point__isnull=False).order_by("pk").values_list("pk", "point")
    rows = [(pk, point.x, point.y) for pk, point in points if point]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return table[:, 0].astype(np.int64), table[:, 1].copy(), table[:, 2].copy()


@lru_cache(maxsize=CITIES_KEPT)
def _walks(city: int, state: State, snapshot: str) -> Walks:
    """Every walk between a venue and a stop."""
    network = store.network(snapshot)
    _keys, longitude, latitude = _venues(city, state)
    venue, stop, walk = pairs_within(MOST_WALK_S, longitude, latitude, network.stop_longitude, network.stop_latitude)
    return Walks(np.searchsorted(venue, np.arange(len(longitude) + 1)), stop, walk.astype(np.int64))
