"""A timetable as arrays: small, quick to search, and mapped into memory from files that nobody changes."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.reach.gtfs import UNSAID, Feed, FeedError
from geodata.reach.walking import LEAST_CHANGE_S, MOST_CHANGE_S, pairs_within

MOST_EVENTS = 60_000_000  # stops of all trips, those of frequencies written out
NAMES = "names.json"

Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Network:
    """Stops, trips and the days they run on. Everything refers to everything else by position.

    Trips with the same stops in the same order are a pattern: `pattern_stop[pattern_start[p]:pattern_start[p + 1]]` are
    its stops, with whether one `gets_on` and `gets_off` there. Trips are sorted by pattern, then by departure; the
    times of trip t begin at `trip_start[t]`, one a stop, in seconds since its service day began. Footpaths are sorted
    by `foot_from` and hold each stop's own change as one of them.
    """

    stop_longitude: NDArray[np.float64]
    stop_latitude: NDArray[np.float64]
    pattern_start: Numbers
    pattern_stop: Numbers
    gets_on: Flags
    gets_off: Flags
    trip_pattern: Numbers
    trip_service: Numbers
    trip_line: Numbers
    trip_headsign: Numbers
    trip_start: NDArray[np.int64]
    arrival: Numbers
    departure: Numbers
    foot_from: Numbers
    foot_to: Numbers
    foot_seconds: Numbers
    service_weekdays: Flags  # (services, 7), Monday first
    service_first: Numbers  # proleptic ordinals of days
    service_last: Numbers
    exception_service: Numbers
    exception_on: Numbers
    exception_runs: Flags
    stops: tuple[str, ...]
    lines: tuple[str, ...]
    vehicles: tuple[str, ...]  # of the lines: see `gtfs.VEHICLES`
    headsigns: tuple[str, ...]
    time_zone: str

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which anything may run."""
        added = self.exception_on[self.exception_runs]
        weekly = self.service_weekdays.any(axis=1)
        firsts = np.concatenate([self.service_first[weekly], added])
        lasts = np.concatenate([self.service_last[weekly], added])
        return date.fromordinal(int(firsts.min())), date.fromordinal(int(lasts.max()))

    def running(self, day: date) -> Flags:
        """Which services run on `day`, one flag each."""
        number = day.toordinal()
        runs = (self.service_first <= number) & (number <= self.service_last) & self.service_weekdays[:, day.weekday()]
        today = self.exception_on == number
        runs[self.exception_service[today]] = self.exception_runs[today]
        return runs

    def save(self, folder: Path) -> None:
        """Write every array to a file of its own in `folder`, which must exist."""
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, np.ndarray):
                np.save(folder / f"{one.name}.npy", value, allow_pickle=False)
        names = {one.name: getattr(self, one.name) for one in fields(self) if one.name in WORDS}
        (folder / NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Network:
        """The network saved in `folder`, its arrays mapped and shared by all processes. Raises: OSError, ValueError."""
        names: dict[str, Any] = json.loads((folder / NAMES).read_text("utf-8"))
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in names.items()}
        for one in fields(cls):
            if one.name not in WORDS:
                mapped = np.load(folder / f"{one.name}.npy", mmap_mode="r", allow_pickle=False)
                values[one.name] = mapped.view(np.ndarray)  # still mapped, and cheaper to take parts of
        return cls(**values)


WORDS = {"stops", "lines", "vehicles", "headsigns", "time_zone"}


def build_network(feed: Feed) -> Network:
    """The network of `feed`. Trips that cannot be are added to what it rejected.

    Raises: FeedError where nothing is left that runs.
    """
    trips = _Trips(feed)
    if not trips.rows:
        message = "The feed has no trip that can be used."
        raise FeedError(message)
    longitude = np.array([stop[1] for stop in feed.stops])
    latitude = np.array([stop[2] for stop in feed.stops])
    network = Network(
        stop_longitude=longitude,
        stop_latitude=latitude,
        **trips.arrays(),
        **_footpaths(longitude, latitude, feed.transfers),
        **_services(feed),
        stops=tuple(stop[0] for stop in feed.stops),
        lines=tuple(name for _, name in feed.lines),
        vehicles=tuple(kind for kind, _ in feed.lines),
        headsigns=tuple(feed.headsigns),
        time_zone=feed.time_zone,
    )
    if not (network.service_weekdays.any() or network.exception_runs.any()):
        message = "No service of the feed runs on any day."
        raise FeedError(message)
    return network


class _Trips:
    """The trips of a feed by pattern: (pattern, first departure, trip, seconds later) each, and the pattern's stops."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        times = feed.times
        self._trip = np.frombuffer(times.trip, dtype=np.int64)
        order = np.lexsort((np.frombuffer(times.sequence, dtype=np.int64), self._trip))
        self._trip = self._trip[order]
        self._arrival, self._departure, self._stop = (
            np.frombuffer(column, dtype=np.int64)[order].astype(np.int32)
            for column in (times.arrival, times.departure, times.stop)
        )
        self._doors = np.array([times.gets_on, times.gets_off], dtype=bool).reshape(2, -1)[:, order]
        self._patterns: dict[bytes, int] = {}
        self._span: dict[int, slice] = {}
        self.rows: list[tuple[int, int, int, int]] = []
        events = 0
        bounds = np.flatnonzero(np.diff(self._trip, prepend=-1, append=-1)) if len(self._trip) else np.zeros(1, int)
        for first, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            trip = int(self._trip[first])
            if trip in feed.broken:
                continue
            if reason := self._fault(slice(first, end)):
                feed.rejected.append(("trips.txt", trip + 1, reason))
                continue
            self._span[trip] = slice(first, end)
            events += self._take(trip, self._span[trip])
            if events > MOST_EVENTS:
                message = f"Its trips stop more than {MOST_EVENTS} times."
                raise FeedError(message)
        self.rows.sort()

    def _fault(self, span: slice) -> str:
        """Fill in the times that the feed leaves open between two others; says why the trip cannot be, if so."""
        arrival, departure = self._arrival[span], self._departure[span]
        said = np.flatnonzero(arrival != UNSAID)
        if len(arrival) < 2:
            return "it stops only once"
        if not len(said) or said[0] != 0 or said[-1] != len(arrival) - 1:
            return "its first or last stop has no time"
        if len(said) < len(arrival):
            places = np.arange(len(arrival))
            filled = np.interp(places, said, arrival[said]).astype(np.int32)
            leaving = np.interp(places, said, departure[said]).astype(np.int32)
            filled[said], leaving[said] = arrival[said], departure[said]
            departure[:] = np.where(arrival == UNSAID, filled, leaving)
            arrival[:] = filled
        if (arrival > departure).any() or (departure[:-1] > arrival[1:]).any():
            return "it arrives before it departed"
        return ""

    def _take(self, trip: int, span: slice) -> int:
        """Note the trip and its repetitions. Returns: how many stops they make."""
        key = self._stop[span].tobytes() + self._doors[:, span].tobytes()
        pattern = self._patterns.setdefault(key, trip)
        begins = int(self._departure[span.start])
        later = [0]
        if trip in self._feed.frequencies:
            later = [at - begins for row in self._feed.frequencies[trip] for at in range(*row)]
        if len(later) * (span.stop - span.start) <= MOST_EVENTS:
            self.rows += [(pattern, begins + shift, trip, shift) for shift in later]
        return int(len(later) * (span.stop - span.start))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The columns of `Network` about patterns and trips. A pattern is known by its first trip until here."""
        patterns = {key: number for number, key in enumerate(dict.fromkeys(row[0] for row in self.rows))}
        spans = [self._span[key] for key in patterns]
        places = np.concatenate([np.arange(span.start, span.stop) for span in spans])
        trips = np.array([self._feed.trips[row[2]] for row in self.rows], dtype=np.int32)
        own = [self._span[row[2]] for row in self.rows]
        sizes = np.array([span.stop - span.start for span in own])
        events = np.concatenate([np.arange(span.start, span.stop) for span in own])
        later = np.repeat(np.array([row[3] for row in self.rows], dtype=np.int32), sizes)
        return {
            "pattern_start": np.cumsum([0, *(span.stop - span.start for span in spans)]).astype(np.int32),
            "pattern_stop": self._stop[places],
            "gets_on": self._doors[0, places],
            "gets_off": self._doors[1, places],
            "trip_pattern": np.array([patterns[row[0]] for row in self.rows], dtype=np.int32),
            "trip_service": trips[:, 1],
            "trip_line": trips[:, 0],
            "trip_headsign": trips[:, 2],
            "trip_start": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            "arrival": self._arrival[events] + later,
            "departure": self._departure[events] + later,
        }


def _footpaths(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], transfers: dict[tuple[int, int], int | None]
) -> dict[str, NDArray[Any]]:
    """Ways on foot between stops, each stop's own change included; what the feed says of a pair comes first."""
    one, other, takes = pairs_within(MOST_CHANGE_S, longitude, latitude, longitude, latitude)
    near = zip(one.tolist(), other.tolist(), strict=True)
    paths: dict[tuple[int, int], int | None] = dict(zip(near, np.maximum(takes, LEAST_CHANGE_S).tolist(), strict=True))
    paths |= transfers
    rows = sorted((*pair, seconds) for pair, seconds in paths.items() if seconds is not None)
    table = np.array(rows, dtype=np.int32).reshape(-1, 3)
    return {"foot_from": table[:, 0].copy(), "foot_to": table[:, 1].copy(), "foot_seconds": table[:, 2].copy()}


def _services(feed: Feed) -> dict[str, NDArray[Any]]:
    exceptions = [
        (number, day.toordinal(), runs)
        for number, service in enumerate(feed.services)
        for day, runs in sorted(service.exceptions.items())
    ]
    table = np.array(exceptions, dtype=np.int32).reshape(-1, 3)
    return {
        "service_weekdays": np.array([service.weekdays for service in feed.services], dtype=bool).reshape(-1, 7),
        "service_first": np.array([service.first.toordinal() for service in feed.services], dtype=np.int32),
        "service_last": np.array([service.last.toordinal() for service in feed.services], dtype=np.int32),
        "exception_service": table[:, 0].copy(),
        "exception_on": table[:, 1].copy(),
        "exception_runs": table[:, 2].astype(bool),
    }
