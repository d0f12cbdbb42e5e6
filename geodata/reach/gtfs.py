"""Reads a GTFS feed, checking every row (https://gtfs.org/documentation/schedule/reference/)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zoneinfo
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO

from geodata.geometry import point_from

LARGEST_UNPACKED = 2 << 30  # bytes of all tables
LONGEST_LINE = 1 << 16  # characters
UNSAID = -1
TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])", re.ASCII)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STOP_TIME = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")
ON_REQUEST = {"1", "2"}  # nobody gets on or off at 1; 2 needs a call, which a plan read on the way cannot promise
NOT_ALLOWED, TAKES_TIME = "3", "2"

VEHICLES = {
    0: "tram", 1: "metro", 2: "train", 3: "bus", 4: "ferry", 11: "trolleybus",
    100: "train", 200: "bus", 400: "metro", 700: "bus", 800: "trolleybus", 900: "tram", 1000: "ferry", 1200: "ferry",
}  # fmt: skip

Progress = Callable[[Iterable[list[str]], str], Iterable[list[str]]]


class FeedError(Exception):
    """The feed as a whole cannot be used; the message says why."""


@dataclass(slots=True)
class Service:
    """The days on which some trips run: `weekdays` from Monday within `first` to `last`, and single days on or off."""

    weekdays: tuple[bool, ...]
    first: date
    last: date
    exceptions: dict[date, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Times:
    """The rows of stop_times as columns. Seconds since the service day began, `UNSAID` where the feed says none."""

    trip: array[int] = field(default_factory=lambda: array("q"))
    sequence: array[int] = field(default_factory=lambda: array("q"))
    arrival: array[int] = field(default_factory=lambda: array("q"))
    departure: array[int] = field(default_factory=lambda: array("q"))
    stop: array[int] = field(default_factory=lambda: array("q"))
    gets_on: array[int] = field(default_factory=lambda: array("b"))
    gets_off: array[int] = field(default_factory=lambda: array("b"))


@dataclass(slots=True)
class Feed:
    """What a feed says. Rows refer to each other by position.

    `stops` are (name, longitude, latitude), `lines` (vehicle, name), `trips` (line, service, headsign), `frequencies`
    by trip (first, end, headway) in seconds, `transfers` from (from, to) to seconds or None where one cannot change.
    `broken` are trips that cannot be used, `rejected` holds (table, row counted from 1 below the header, reason).
    """

    publisher: str = ""
    time_zone: str = ""
    stops: list[tuple[str, float, float]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    headsigns: dict[str, int] = field(default_factory=dict)
    trips: list[tuple[int, int, int]] = field(default_factory=list)
    times: Times = field(default_factory=Times)
    frequencies: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    transfers: dict[tuple[int, int], int | None] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    rejected: list[tuple[str, int, str]] = field(default_factory=list)


def parse_time(text: str) -> int:
    """Seconds of "25:10:00": one or two digits of hours, which may pass 24. Raises: ValueError."""
    if not (found := TIME.fullmatch(text.strip())):
        message = f"“{text[:20]}” is no time like 07:05:00"
        raise ValueError(message)
    hours, minutes, seconds = map(int, found.groups())
    return hours * 3600 + minutes * 60 + seconds


def parse_day(text: str) -> date:
    """The day of "20261121". Raises: ValueError."""
    text = text.strip()
    if not re.fullmatch(r"[0-9]{8}", text):
        message = f"“{text[:20]}” is no day like 20261121"
        raise ValueError(message)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def vehicle(route_type: str) -> str:
    """What runs on a line of this route_type, those of the wider list (100 to 1700) included; "" for anything else."""
    number = int(route_type) if re.fullmatch(r"[0-9]{1,4}", route_type) else UNSAID
    return VEHICLES.get(number) or VEHICLES.get(number // 100 * 100, "")


def read_feed(file: Path, *, progress: Progress = lambda rows, _name: rows) -> Feed:
    """Read the zipped feed `file`; what cannot be used in it is in `Feed.rejected`.

    Raises: FeedError where the file is no feed, lacks a table or a column, or unpacks to more than `LARGEST_UNPACKED`.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _Reader(_Tables(archive), progress).read()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, csv.Error) as error:
        message = f"{file.name} is not a readable zip archive of a feed: {error}"
        raise FeedError(message) from error
    except OSError as error:
        message = f"{file.name} cannot be read: {error.strerror}"
        raise FeedError(message) from error


class _Tables:
    """The tables of an archive, at its top or in a folder of it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {Path(info.filename).name: info for info in archive.infolist() if not info.is_dir()}
        # The sizes are what the archive says; its reader stops there, whatever follows.
        if sum(info.file_size for info in self._members.values()) > LARGEST_UNPACKED:
            message = f"Unpacked, the feed is larger than {LARGEST_UNPACKED >> 20} MB."
            raise FeedError(message)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def rows(self, name: str, needed: tuple[str, ...], also: tuple[str, ...]) -> Iterator[list[str]]:
        """The values of the columns `needed` and `also` of each row; "" where a row or the table does not have it."""
        if name not in self:
            message = f"The feed has no {name}."
            raise FeedError(message)
        try:
            with self._archive.open(self._members[name]) as stream:
                lines = csv.reader(_lines(stream, name))
                header = [column.strip() for column in next(lines, [])]
                if missing := [column for column in needed if column not in header]:
                    message = f"{name} has no column {', '.join(missing)}."
                    raise FeedError(message)
                places = [header.index(column) if column in header else LONGEST_LINE for column in needed + also]
                for row in lines:
                    yield [row[place].strip() if place < len(row) else "" for place in places]
        except UnicodeDecodeError as error:
            message = f"{name} is not written in UTF-8."
            raise FeedError(message) from error


def _lines(stream: IO[bytes], name: str) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            message = f"{name} has a line of more than {LONGEST_LINE} characters."
            raise FeedError(message)
        yield line


class _Reader:
    """Reads table after table, each referring to those before it. A method raises ValueError for a row of no use."""

    def __init__(self, tables: _Tables, progress: Progress) -> None:
        self._tables, self._progress = tables, progress
        self._feed = Feed()
        self._stops: dict[str, int] = {}
        self._lines: dict[str, int] = {}
        self._services: dict[str, int] = {}
        self._trips: dict[str, int] = {}

    def read(self) -> Feed:
        each, maybe = self._each, self._maybe
        each("agency.txt", self._agency, ("agency_name", "agency_timezone"))
        each("stops.txt", self._stop, ("stop_id", "stop_name", "stop_lat", "stop_lon"), ("location_type",))
        each("routes.txt", self._line, ("route_id", "route_type"), ("route_short_name", "route_long_name"))
        maybe("calendar.txt", self._service, ("service_id", *WEEKDAYS, "start_date", "end_date"))
        maybe("calendar_dates.txt", self._exception, ("service_id", "date", "exception_type"))
        each("trips.txt", self._trip, ("route_id", "service_id", "trip_id"), ("trip_headsign",))
        each("stop_times.txt", self._time, STOP_TIME, ("pickup_type", "drop_off_type"))
        maybe("frequencies.txt", self._frequency, ("trip_id", "start_time", "end_time", "headway_secs"))
        maybe("transfers.txt", self._transfer, ("from_stop_id", "to_stop_id"), ("transfer_type", "min_transfer_time"))
        return self._feed

    def _each(
        self, name: str, take: Callable[[list[str]], None], needed: tuple[str, ...], also: tuple[str, ...] = ()
    ) -> None:
        for number, row in enumerate(self._progress(self._tables.rows(name, needed, also), name), 1):
            try:
                take(row)
            except ValueError as error:
                self._feed.rejected.append((name, number, str(error)))

    def _maybe(
        self, name: str, take: Callable[[list[str]], None], needed: tuple[str, ...], also: tuple[str, ...] = ()
    ) -> None:
        if name in self._tables:
            self._each(name, take, needed, also)

    def _agency(self, row: list[str]) -> None:
        name, zone = row
        if zone not in zoneinfo.available_timezones():
            message = f"there is no time zone “{zone[:40]}”"
            raise ValueError(message)
        if self._feed.time_zone not in {"", zone}:
            message = "all agencies of a feed have one time zone"
            raise ValueError(message)
        self._feed.publisher, self._feed.time_zone = self._feed.publisher or name[:300], zone

    def _stop(self, row: list[str]) -> None:
        key, name, latitude, longitude, kind = row
        if kind not in {"", "0", "4"}:
            return  # stations, entrances and the like: nothing departs there
        try:
            point = point_from(float(longitude), float(latitude))
        except ValueError as error:
            message = f"stop {key[:40]} is nowhere: “{latitude[:20]}”, “{longitude[:20]}”"
            raise ValueError(message) from error
        _enter(self._stops, key)
        self._feed.stops.append((name or key, point.x, point.y))

    def _line(self, row: list[str]) -> None:
        key, kind, short, long = row
        _enter(self._lines, key)
        self._feed.lines.append((vehicle(kind), short or long))

    def _service(self, row: list[str]) -> None:
        key, *days, first, last = row
        if set(days) - {"0", "1"}:
            message = "each weekday is 0 or 1"
            raise ValueError(message)
        service = Service(tuple(day == "1" for day in days), parse_day(first), parse_day(last))
        _enter(self._services, key)
        self._feed.services.append(service)

    def _exception(self, row: list[str]) -> None:
        key, day, kind = row
        on = parse_day(day)
        if kind not in {"1", "2"}:
            message = f"exception_type is 1 or 2, not “{kind[:20]}”"
            raise ValueError(message)
        if key not in self._services:
            _enter(self._services, key)
            self._feed.services.append(Service((False,) * 7, on, on))
        self._feed.services[self._services[key]].exceptions[on] = kind == "1"

    def _trip(self, row: list[str]) -> None:
        line, service, key, headsign = row
        entry = (_find(self._lines, line, "route_id"), _find(self._services, service, "service_id"))
        _enter(self._trips, key)
        headsigns = self._feed.headsigns
        self._feed.trips.append((*entry, headsigns.setdefault(headsign, len(headsigns))))

    def _time(self, row: list[str]) -> None:
        key, arrival, departure, stop, sequence, gets_on, gets_off = row
        trip = _find(self._trips, key, "trip_id")
        try:
            if not re.fullmatch(r"[0-9]{1,9}", sequence):
                message = f"stop_sequence is a whole number, not “{sequence[:20]}”"
                raise ValueError(message)
            at = _find(self._stops, stop, "stop_id")
            # A stop that says one of the two means it for both.
            arrives = parse_time(arrival or departure) if arrival or departure else UNSAID
            departs = parse_time(departure or arrival) if arrival or departure else UNSAID
        except ValueError:
            # A trip that lacks a stop would carry people past it: it is left out as a whole.
            self._feed.broken.add(trip)
            raise
        times = self._feed.times
        times.trip.append(trip)
        times.sequence.append(int(sequence))
        times.arrival.append(arrives)
        times.departure.append(departs)
        times.stop.append(at)
        times.gets_on.append(gets_on not in ON_REQUEST)
        times.gets_off.append(gets_off not in ON_REQUEST)

    def _frequency(self, row: list[str]) -> None:
        key, first, end, headway = row
        trip = _find(self._trips, key, "trip_id")
        if not (re.fullmatch(r"[0-9]{1,6}", headway) and int(headway)):
            message = f"headway_secs is a number of seconds, not “{headway[:20]}”"
            raise ValueError(message)
        entry = (parse_time(first), parse_time(end), int(headway))
        self._feed.frequencies.setdefault(trip, []).append(entry)

    def _transfer(self, row: list[str]) -> None:
        from_stop, to_stop, kind, seconds = row
        pair = (_find(self._stops, from_stop, "from_stop_id"), _find(self._stops, to_stop, "to_stop_id"))
        if kind == NOT_ALLOWED:
            self._feed.transfers[pair] = None
        elif kind == TAKES_TIME:
            if not re.fullmatch(r"[0-9]{1,6}", seconds):
                message = f"min_transfer_time is a number of seconds, not “{seconds[:20]}”"
                raise ValueError(message)
            self._feed.transfers[pair] = int(seconds)


def _enter(known: dict[str, int], key: str) -> None:
    """Give `key` the next number. Raises: ValueError where it is empty or has one."""
    if not key or key in known:
        message = f"“{key[:40]}” is there a second time" if key else "it has no name to refer to it by"
        raise ValueError(message)
    known[key] = len(known)


def _find(known: dict[str, int], key: str, column: str) -> int:
    """The number of `key`. Raises: ValueError."""
    try:
        return known[key]
    except KeyError:
        message = f"there is no {column} “{key[:40]}”"
        raise ValueError(message) from None
