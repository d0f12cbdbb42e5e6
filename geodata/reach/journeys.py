"""From door to door: which way, leg by leg, for who leaves at a time or must arrive by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from geodata.reach.days import NEVER, Day, Departures
from geodata.reach.guide import guide_to, walks_from
from geodata.reach.on_foot import BY_DISTANCE, OnFoot
from geodata.reach.raptor import Round, Sweep, sweep
from geodata.reach.walking import Place

LONGEST_S: Final = 2 * 3600
DOOR: Final = -1  # in place of a stop: where the journey begins or ends
ON_FOOT: Final = -1  # in place of a trip


@dataclass(frozen=True)
class Leg:
    """One part of a journey. Without a `line` it is on foot; `start` and `end` are names of stops, "" at the doors."""

    start: str
    end: str
    leaves: datetime
    arrives: datetime
    line: str = ""
    vehicle: str = ""
    headsign: str = ""

    @property
    def minutes(self) -> int:
        return minutes(self.arrives - self.leaves)


@dataclass(frozen=True)
class Journey:
    """A way with at least one leg, none waiting before the first or after the last."""

    legs: tuple[Leg, ...]

    @property
    def leaves(self) -> datetime:
        return self.legs[0].leaves

    @property
    def arrives(self) -> datetime:
        return self.legs[-1].arrives

    @property
    def minutes(self) -> int:
        return minutes(self.arrives - self.leaves)


@dataclass(frozen=True)
class _Step:
    """A leg in seconds of the clock it was found with, by numbers of stops and of the network's trip."""

    start: int
    end: int
    leaves: int
    arrives: int
    trip: int = ON_FOOT


def minutes(duration: timedelta) -> int:
    """Whole minutes, a begun one counted."""
    return -int(-duration.total_seconds() // 60)


def leaving_at(
    day: Day, start: Place, end: Place, moment: datetime, *, walk_s: int = LONGEST_S, on_foot: OnFoot = BY_DISTANCE
) -> Journey | None:
    """The way that arrives first for who is ready at `moment`, leaving no sooner than needed.

    None where there is none within 2 hours, or only one that is all on foot and takes more than `walk_s` seconds.
    """
    return _told(day, _find(day.departures, start, end, day.clock(moment), walk_s, on_foot))


def arriving_by(
    day: Day, start: Place, end: Place, moment: datetime, *, walk_s: int = LONGEST_S, on_foot: OnFoot = BY_DISTANCE
) -> Journey | None:
    """The way that leaves last and still arrives by `moment`; None as in `leaving_at`."""
    found = _find(day.departures.mirrored, end, start, -day.clock(moment), walk_s, on_foot, mirrored=True)
    turned = [_Step(one.end, one.start, -one.arrives, -one.leaves, one.trip) for one in reversed(found)]
    return _told(day, turned)


def _find(
    day: Departures, start: Place, end: Place, at: int, walk_s: int, on_foot: OnFoot, *, mirrored: bool = False
) -> list[_Step]:
    direct = on_foot.between(start, end)
    direct = direct if direct <= min(walk_s, LONGEST_S) else NEVER
    access = walks_from(day.network, start, on_foot)
    ready = np.where(access < NEVER, at + access, NEVER)
    guide = guide_to(day.network, end, on_foot, mirrored=mirrored)
    found = sweep(day, ready, until=at + min(direct, LONGEST_S), guide=guide)
    arrival = found.reached + guide.egress
    stop = int(arrival.argmin())
    if direct < NEVER and direct <= arrival[stop] - at:
        return [_Step(DOOR, DOOR, at, at + direct)]
    if arrival[stop] - at > LONGEST_S:
        return []
    steps = [*_rides(day, found, stop)][::-1]
    first, last = steps[0], steps[-1]
    away = _Step(DOOR, first.start, first.leaves - int(access[first.start]), first.leaves)
    home = _Step(last.end, DOOR, last.arrives, last.arrives + int(guide.egress[last.end]))
    return [one for one in (away, *steps, home) if one.arrives > one.leaves]


def _rides(day: Departures, found: Sweep, stop: int) -> Iterator[_Step]:
    """The rides and changes that reach `stop` first, the last one first: read off the rounds afterwards."""
    number = next(k for k, one in enumerate(found.rounds) if one.reached[stop] == found.reached[stop])
    while True:
        last = found.rounds[number]
        step = _ride(day, last, stop, int(last.reached[stop]))
        yield step
        if not number:
            return
        before = found.rounds[number - 1].reached
        walks = np.flatnonzero(day.foot_to == step.start)
        came = day.foot_from[walks]
        walk = int(np.flatnonzero(before[came] + day.foot_seconds[walks] == last.ready[step.start])[0])
        stop, number = int(came[walk]), number - 1
        if stop != step.start:
            yield _Step(stop, step.start, int(before[stop]), int(last.ready[step.start]))


def _ride(day: Departures, last: Round, stop: int, arrives: int) -> _Step:
    """The ride that comes to `stop` at `arrives`, begun where one is ready first: nobody walks along a line."""
    ready, sitting = last.ready, last.sitting
    events = np.flatnonzero((day.event_stop == stop) & day.gets_off & (sitting < NEVER))
    event = int(events[day.arrival[day.column[events] + sitting[events]] == arrives][0])
    trip, lane = int(sitting[event]), int(day.event_lane[event])
    before = np.arange(np.searchsorted(day.event_lane, lane), event)
    departs = day.departure[day.column[before] + trip]
    can = np.flatnonzero(day.gets_on[before] & (ready[day.event_stop[before]] <= departs))
    first = int(can[ready[day.event_stop[before[can]]].argmin()])
    number = int(day.lane_trip[day.lane_column[lane] + trip])
    return _Step(int(day.event_stop[before[first]]), stop, int(departs[first]), arrives, number)


def _told(day: Day, steps: list[_Step]) -> Journey | None:
    network = day.departures.network

    def name(stop: int) -> str:
        return "" if stop == DOOR else network.stops[stop]

    legs = []
    for one in steps:
        ends = (name(one.start), name(one.end), day.moment(one.leaves), day.moment(one.arrives))
        if one.trip == ON_FOOT:
            legs.append(Leg(*ends))
        else:
            line = network.trip_line[one.trip]
            headsign = network.headsigns[network.trip_headsign[one.trip]]
            legs.append(Leg(*ends, network.lines[line], network.vehicles[line], headsign))
    return Journey(tuple(legs)) if legs else None
