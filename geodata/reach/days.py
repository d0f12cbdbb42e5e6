"""One day's departures on one clock, laid out so that a search is a handful of array operations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from geodata.reach.network import Flags, Network, Numbers

# The clock of a day runs from its midnight; a little of the day before and much of the next belong to it.
FIRST_S: Final = -3 * 3600
LAST_S: Final = 30 * 3600
# A departure of an event as one number: the event in the upper bits, the second, moved above zero, in the lower.
SPAN: Final = 1 << 20
MIDDLE: Final = SPAN >> 1
NEVER: Final = 1 << 30

Keys = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Departures:
    """The trips of a day in lanes: same stops, and nobody overtakes, so that an earlier trip is earlier everywhere.

    An event is one stop of one lane. Its trips, earliest first, are `arrival` and `departure` from `column[e]` to
    `column[e + 1]`, in seconds of the day's clock; `keys` are the departures with their event. `lane_trip` has the
    network's trips of each lane from `lane_column[lane]` on.
    """

    network: Network
    event_lane: Keys
    event_stop: Numbers
    gets_on: Flags
    gets_off: Flags
    column: Keys
    arrival: Numbers
    departure: Numbers
    lane_column: Keys
    lane_trip: Numbers
    foot_from: Numbers
    foot_to: Numbers
    foot_seconds: Numbers

    @cached_property
    def keys(self) -> Keys:
        """Departures in order, each with its event."""
        sizes = np.diff(self.column)
        return np.repeat(np.arange(len(sizes)) * SPAN + MIDDLE, sizes) + self.departure

    @cached_property
    def opens(self) -> Keys:
        """The first event of each lane."""
        return np.flatnonzero(np.diff(self.event_lane, prepend=-1))

    @cached_property
    def below(self) -> Keys:
        """By how much each lane counts below the one before, so that one running minimum of trips serves all."""
        return self.event_lane * (2 * NEVER)

    @cached_property
    def mirrored(self) -> Departures:
        """The same with the clock running backwards: who arrives earliest in it leaves latest in the true one."""
        sizes = np.diff(self.column)
        # Lanes stay in order; within each, events and trips turn round.
        events = np.lexsort((-np.arange(len(self.event_lane)), self.event_lane))
        column = np.concatenate([[0], np.cumsum(sizes[events])])
        place = np.repeat(self.column[events + 1] - 1 + column[:-1], sizes[events]) - np.arange(column[-1])
        lane_sizes = np.diff(self.lane_column)
        turned = np.repeat(self.lane_column[1:] - 1 + self.lane_column[:-1], lane_sizes)
        order = np.lexsort((self.foot_from, self.foot_to))
        return replace(
            self,
            event_lane=self.event_lane[events],
            event_stop=self.event_stop[events],
            gets_on=self.gets_off[events],
            gets_off=self.gets_on[events],
            column=column,
            arrival=-self.departure[place],
            departure=-self.arrival[place],
            lane_trip=self.lane_trip[turned - np.arange(len(turned))],
            foot_from=self.foot_to[order],
            foot_to=self.foot_from[order],
            foot_seconds=self.foot_seconds[order],
        )


@dataclass(frozen=True)
class Day:
    """A day's departures, which other days may share, and when its clock begins."""

    departures: Departures
    begins: datetime

    def clock(self, moment: datetime) -> int:
        """The second of this day's clock at `moment`."""
        return round((moment - self.begins).total_seconds())

    def moment(self, second: float) -> datetime:
        """The local time at a second of this day's clock."""
        zone = self.begins.tzinfo
        return (self.begins.astimezone(UTC) + timedelta(seconds=float(second))).astimezone(zone)


@dataclass(frozen=True)
class Running:
    """The services of one service day: `later` is what to add to its times for the day in question."""

    later: int
    services: bytes


def service_day_begins(day: date, zone: ZoneInfo) -> datetime:
    """Twelve hours before noon: midnight, but on the two days a year on which clocks change."""
    noon = datetime.combine(day, time(12), zone).astimezone(UTC)
    return (noon - timedelta(hours=12)).astimezone(zone)


def build_day(network: Network, day: date) -> Day:
    """The departures of `day`, with those of the services of neighbouring days that run into it."""
    return Day(build_departures(network, timing(network, day)), begin(network, day))


def begin(network: Network, day: date) -> datetime:
    """When the clock of `day` begins, where the network is."""
    return service_day_begins(day, ZoneInfo(network.time_zone))


def timing(network: Network, day: date) -> tuple[Running, ...]:
    """What the departures of `day` follow from: days that are equal in this have the same."""
    longest = int(network.arrival.max())
    neighbours = range(-((longest - FIRST_S) // 86_400), LAST_S // 86_400 + 1)
    begins = begin(network, day)
    found = []
    for other in (day + timedelta(days=away) for away in neighbours):
        later = round((begin(network, other) - begins).total_seconds())
        found.append(Running(later, network.running(other).tobytes()))
    return tuple(found)


def build_departures(network: Network, running: tuple[Running, ...]) -> Departures:
    """The departures of a day on which the services `running` run."""
    trips, later = _running_trips(network, running)
    lanes = _lanes(network, trips, later)
    order = np.lexsort((np.arange(len(trips)), lanes))
    trips, later, lanes = trips[order], later[order], lanes[order]
    lane_column = np.concatenate([[0], np.cumsum(np.bincount(lanes))]).astype(np.int64)
    patterns = network.trip_pattern[trips[lane_column[:-1]]]
    lengths = np.diff(network.pattern_start)[patterns]
    event_lane = np.repeat(np.arange(len(patterns)), lengths)
    first_event = np.concatenate([[0], np.cumsum(lengths)])
    place = np.repeat(network.pattern_start[patterns] - first_event[:-1], lengths) + np.arange(len(event_lane))
    column = np.concatenate([[0], np.cumsum(np.diff(lane_column)[event_lane])]).astype(np.int64)
    # From trip after trip to stop after stop.
    source, sizes = _entries(network, trips)
    stop_of = np.arange(len(source)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rank = np.arange(len(trips)) - lane_column[lanes]
    target = column[np.repeat(first_event[lanes], sizes) + stop_of] + np.repeat(rank, sizes)
    arrival, departure = np.empty(len(source), np.int32), np.empty(len(source), np.int32)
    arrival[target] = network.arrival[source] + np.repeat(later, sizes)
    departure[target] = network.departure[source] + np.repeat(later, sizes)
    return Departures(
        network=network,
        event_lane=event_lane,
        event_stop=network.pattern_stop[place],
        gets_on=network.gets_on[place],
        gets_off=network.gets_off[place],
        column=column,
        arrival=arrival,
        departure=departure,
        lane_column=lane_column,
        lane_trip=trips.astype(np.int32),
        foot_from=network.foot_from,
        foot_to=network.foot_to,
        foot_seconds=network.foot_seconds,
    )


def _running_trips(network: Network, running: tuple[Running, ...]) -> tuple[Keys, Numbers]:
    """The trips under way in the day's clock, by pattern and departure, and what to add to the times of each."""
    first = network.departure[network.trip_start[:-1]]
    last = network.arrival[network.trip_start[1:] - 1]
    found, later = [], []
    for one in running:
        runs = np.frombuffer(one.services, dtype=bool)[network.trip_service]
        chosen = np.flatnonzero(runs & (last + one.later >= FIRST_S) & (first + one.later <= LAST_S))
        found.append(chosen)
        later.append(np.full(len(chosen), one.later, np.int32))
    trips, shifts = np.concatenate(found), np.concatenate(later)
    order = np.lexsort((first[trips] + shifts, network.trip_pattern[trips]))
    return trips[order], shifts[order]


def _entries(network: Network, trips: Keys) -> tuple[Keys, Keys]:
    """Where the times of `trips` stand, trip after trip, and how many each has."""
    starts = network.trip_start[trips]
    sizes = network.trip_start[trips + 1] - starts
    ends = np.cumsum(sizes)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(sizes.sum()), sizes


def _lanes(network: Network, trips: Keys, later: Numbers) -> Keys:
    """The lane of each trip: its pattern, or one of several where trips of a pattern overtake each other."""
    if not len(trips):
        return trips
    source, sizes = _entries(network, trips)
    times = np.stack([network.arrival[source], network.departure[source]]) + np.repeat(later, sizes)
    ends = np.cumsum(sizes)
    same = network.trip_pattern[trips][1:] == network.trip_pattern[trips][:-1]
    before = np.flatnonzero(np.repeat(np.append(same, False), sizes))  # entries whose trip has a successor
    worse = (times[:, before] > times[:, before + np.repeat(sizes, sizes)[before]]).any(axis=0)
    owner = np.repeat(np.arange(len(trips)), sizes)
    overtaken = set(network.trip_pattern[trips[owner[before[worse]]]].tolist())
    lanes = np.empty(len(trips), np.int64)
    number = -1
    open_lanes: list[tuple[int, NDArray[np.int32]]] = []
    for place, pattern in enumerate(network.trip_pattern[trips].tolist()):
        new = not place or not same[place - 1]
        if new:
            open_lanes = []
        if new or pattern in overtaken:
            row = times[:, ends[place] - sizes[place] : ends[place]]
            fitting = next((at for at, (_, last) in enumerate(open_lanes) if (last <= row).all()), None)
            if fitting is None:
                number += 1
                open_lanes.append((number, row))
                lanes[place] = number
            else:
                lanes[place] = open_lanes[fitting][0]
                open_lanes[fitting] = (lanes[place], row)
        else:
            lanes[place] = number
    return lanes
