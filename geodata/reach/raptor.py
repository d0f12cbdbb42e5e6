"""Earliest arrivals by public transport, after Delling, Pajor and Werneck, "Round-Based Public Transit Routing" (2012).

Round k finds where one gets with k rides. The paper scans one route after the other; here all lanes of a day are
scanned at once. At every stop of every lane a bisection finds the first trip one can catch there. As no trip overtakes
another of its lane, the trip one sits in is the smallest number caught at any stop so far: a running minimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.reach.days import MIDDLE, NEVER, SPAN, Departures
from geodata.reach.guide import Clock, Guide


@dataclass(frozen=True)
class Round:
    """One ride more: when one is `ready` to get on at each stop, in which trip one is `sitting` when one comes to each
    event, and when one `reached` each stop, if earlier than before."""

    ready: Clock
    sitting: Clock
    reached: Clock


@dataclass(frozen=True)
class Sweep:
    """Where one gets: `reached` is the earliest arrival at each stop by vehicle, `NEVER` where there is none."""

    reached: Clock
    rounds: tuple[Round, ...]


def sweep(day: Departures, ready: Clock, *, until: int, guide: Guide | None = None) -> Sweep:
    """All earliest arrivals until the second `until`, for who is at each stop from the second `ready` on.

    Between two rides one walks once; there are as many rounds as help anybody. With a `guide` to one place, what
    cannot help to be there first is not looked for.
    """
    best = np.full(len(ready), NEVER, np.int64)
    earliest = ready.copy()
    rounds = []
    while ready.min(initial=NEVER) < until:
        sitting = seats(day, ready)
        reached = ride(day, sitting, until=until)
        reached[reached >= best] = NEVER
        rounds.append(Round(ready, sitting, reached))
        best = np.minimum(best, reached)
        ready = change(day, reached)
        ready[(ready >= earliest) | (ready > until)] = NEVER
        if guide:
            until = min(until, int((best + guide.egress).min()))
            ready[ready + guide.rest > until] = NEVER
        earliest = np.minimum(earliest, ready)
    return Sweep(best, tuple(rounds))


def ride(day: Departures, sitting: Clock, *, until: int) -> Clock:
    """When one gets off at each stop, at the earliest, having come to each event in the trip `sitting`."""
    events = np.flatnonzero((sitting < NEVER) & day.gets_off)
    arrival = day.arrival[day.column[events] + sitting[events]]
    events, arrival = events[arrival <= until], arrival[arrival <= until]
    reached = np.full(len(day.network.stops), NEVER, np.int64)
    np.minimum.at(reached, day.event_stop[events], arrival)
    return reached


def seats(day: Departures, ready: Clock) -> Clock:
    """The trip of its lane in which one comes to each event, `NEVER` where in none."""
    at = ready[day.event_stop]
    events = np.flatnonzero((at < NEVER) & day.gets_on)
    trip = np.searchsorted(day.keys, events * SPAN + MIDDLE + at[events]) - day.column[events]
    caught = np.full(len(at), NEVER, np.int64)
    is_there = trip < day.column[events + 1] - day.column[events]
    caught[events[is_there]] = trip[is_there]
    caught -= day.below
    np.minimum.accumulate(caught, out=caught)
    caught += day.below
    sitting = np.empty_like(caught)
    sitting[1:] = caught[:-1]
    sitting[day.opens] = NEVER
    return sitting


def change(day: Departures, reached: Clock) -> Clock:
    """When one is ready to get on at each stop, having got off at `reached` and walked."""
    ready = np.full(len(reached), NEVER, np.int64)
    left = reached[day.foot_from]
    walks = np.flatnonzero(left < NEVER)
    np.minimum.at(ready, day.foot_to[walks], left[walks] + day.foot_seconds[walks])
    return ready
