"""Many departures from one place at once: what `raptor` finds for one, side by side, without the way itself.

A row of each array is a departure. The steps are those of `raptor`: where is one ready, what does one catch, where does
one get off, where does one walk to. But for the bisection nothing is looked for one by one: whole arrays of 32 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geodata.reach.days import MIDDLE, NEVER, SPAN, Departures

AT_ONCE: Final = 24  # departures whose arrays stay near the processor
NO_TRIP: Final = (1 << 16) - 1  # more than a lane has

Clocks = NDArray[np.int32]
Flags = NDArray[np.bool_]
Keys = NDArray[np.int64]


@dataclass(frozen=True)
class _Layout:
    """What of a day can help: its events at useful stops, lane by lane, and what a search needs of them.

    `below` is by how much each lane counts below the one before, so that one running minimum of trips serves all.
    `offs` are those at which one may get off, ordered by stop: those of the stop `alights` from `alights_at` on. `came`
    and `walk` are the footpaths ordered by where they lead: those to the stop `leads` from `leads_at` on.
    """

    stop: Clocks
    gets_on: Flags
    keys: Keys
    column: Keys
    sizes: Keys
    below: Clocks
    offs: Keys
    alights: Clocks
    alights_at: Keys
    came: Clocks
    walk: Clocks
    leads: Clocks
    leads_at: Keys


def _layout(day: Departures, useful: Flags) -> _Layout:
    events = np.flatnonzero(useful[day.event_stop])
    stop, lane = day.event_stop[events], day.event_lane[events]
    offs = np.flatnonzero(day.gets_off[events] & np.append(False, lane[1:] == lane[:-1]))
    offs = offs[np.argsort(stop[offs], kind="stable")]
    alights, alights_at = np.unique(stop[offs], return_index=True)
    walks = np.flatnonzero(useful[day.foot_from] & useful[day.foot_to])
    walks = walks[np.argsort(day.foot_to[walks], kind="stable")]
    leads, leads_at = np.unique(day.foot_to[walks], return_index=True)
    return _Layout(
        stop=stop,
        gets_on=day.gets_on[events],
        keys=events * SPAN + MIDDLE,
        column=day.column[events],
        sizes=day.column[events + 1] - day.column[events],
        below=(lane * (NO_TRIP + 1)).astype(np.int32),
        offs=offs,
        alights=alights,
        alights_at=alights_at,
        came=day.foot_from[walks],
        walk=day.foot_seconds[walks],
        leads=leads,
        leads_at=leads_at,
    )


def arrivals(day: Departures, access: Keys, leaves: Keys, *, within: int, useful: Flags) -> Clocks:
    """Seconds after each of `leaves` (seconds of the day's clock) until one gets off at each stop, `NEVER` where not
    `within` so many. Shape: (departures, stops).

    `access` are the seconds to each stop on foot; stops that are not `useful` are left out.
    """
    found = np.full((len(leaves), len(access)), NEVER, np.int32)
    layout = _layout(day, useful)
    if len(layout.offs):
        for at in range(0, len(leaves), AT_ONCE):
            found[at : at + AT_ONCE] = _arrivals(day, layout, access, leaves[at : at + AT_ONCE], within)
    return found


def _arrivals(day: Departures, layout: _Layout, access: Keys, leaves: Keys, within: int) -> Clocks:
    begins = leaves[:, np.newaxis].astype(np.int32)
    until = begins + np.int32(within)
    ready = np.where(access <= within, begins + np.minimum(access, within).astype(np.int32), np.int32(NEVER))
    earliest, best = ready, np.full_like(ready, NEVER)
    while (ready < NEVER).any():
        reached = _ride(day, layout, ready)
        reached[(reached >= best) | (reached > until)] = NEVER
        best = np.minimum(best, reached)
        ready = _change(layout, reached)
        ready[(ready >= earliest) | (ready > until)] = NEVER
        earliest = np.minimum(earliest, ready)
    return np.where(best < NEVER, best - begins, np.int32(NEVER))


def _ride(day: Departures, layout: _Layout, ready: Clocks) -> Clocks:
    """When one gets off at each stop, at the earliest, after one ride."""
    at = np.take(ready, layout.stop, axis=1)
    places = np.flatnonzero((at < NEVER) & layout.gets_on)
    events = places % len(layout.stop)
    trip = np.searchsorted(day.keys, layout.keys[events] + at.reshape(-1)[places]) - layout.column[events]
    sitting = np.full(at.shape, NO_TRIP, np.int32)
    sitting.reshape(-1)[places] = np.where(trip < layout.sizes[events], trip, NO_TRIP)
    sitting -= layout.below
    np.minimum.accumulate(sitting, axis=1, out=sitting)
    sitting += layout.below
    sitting = np.take(sitting, layout.offs - 1, axis=1)
    arrival = day.arrival[(layout.column[layout.offs] + sitting).clip(max=len(day.arrival) - 1)]
    arrival[sitting == NO_TRIP] = NEVER
    reached = np.full(ready.shape, NEVER, np.int32)
    reached[:, layout.alights] = np.minimum.reduceat(arrival, layout.alights_at, axis=1)
    return reached


def _change(layout: _Layout, reached: Clocks) -> Clocks:
    """When one is ready to get on at each stop, having got off at `reached` and walked."""
    left = np.take(reached, layout.came, axis=1)
    ready = np.full(reached.shape, NEVER, np.int32)
    ready[:, layout.leads] = np.minimum.reduceat(left + layout.walk, layout.leads_at, axis=1)
    return ready
