"""Invented public transport for the cities of the demonstration, so that minutes can be tried without a real feed.

Each line crosses its city from one district through the middle to the district opposite; one more rounds the city. The
districts are real and lie where they lie; lines, stops between them and times are invented, and every page that counts
by them says so. They are written as a GTFS feed and imported as any other.
"""

from __future__ import annotations

import csv
import io
import math
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

import numpy as np

from geodata.demonstration import City, cities
from geodata.geometry import great_circle_m
from geodata.services.timetables import TimetableReport, import_timetable

BETWEEN_STOPS_M: Final = 600
RIDING_M_S: Final = 26 / 3.6 / 1.3  # in a straight line: 26 km/h on streets
STOPPING_S: Final = 20
FIRST_DAY, LAST_DAY = "20260101", "20361231"
BUS: Final = 3
# From, to, and every how many seconds; after the last, nobody gets home by bus.
HOURS: Final = {
    "working": (("05:30:00", "20:00:00", 600), ("20:00:00", "23:00:00", 1200)),
    "weekend": (("06:30:00", "20:00:00", 1200), ("20:00:00", "22:30:00", 1800)),
}
DAYS: Final = {"working": "1,1,1,1,1,0,0", "weekend": "0,0,0,0,0,1,1"}

Spot = tuple[str, float, float]  # name, longitude, latitude
Rows = list[tuple[object, ...]]


def load_invented_timetable(place: str, *, time_zone: str) -> TimetableReport | None:
    """The invented timetable of the demonstration's city that lies at `place`; None where there is no such city."""
    city = next((city for city in cities() if city.place == place), None)
    if city is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "invented.zip"
        write_feed(city, feed, time_zone=time_zone)
        return import_timetable(feed, is_invented=True)


def lines_of(city: City) -> list[list[Spot]]:
    """The stops of each line, from end to end."""
    spots = [(one.name, *one.at) for one in city.districts]
    middle = _middle(spots)
    others = sorted((spot for spot in spots if spot != middle), key=lambda spot: _direction(middle, spot))
    half = len(others) // 2
    across = [[one, middle, other] for one, other in zip(others[:half], others[half:], strict=False)]
    return [_with_stops_between(ends) for ends in [*across, [*others, others[0]]]]


def write_feed(city: City, file: Path, *, time_zone: str) -> None:
    """Write the city's lines as a GTFS feed, the same bytes of content for the same city."""
    lines = lines_of(city)
    stops = {spot: f"s{number}" for number, spot in enumerate(dict.fromkeys(chain(*lines)))}
    trips, times, frequencies = [], [], []
    for number, line in enumerate(lines, 1):
        for way, spots in enumerate((line, line[::-1])):
            for service, spans in HOURS.items():
                trip = f"{number}-{way}-{service}"
                trips.append((f"r{number}", service, trip, spots[-1][0]))
                times += [(trip, at, at, stops[spot], place) for place, (spot, at) in enumerate(_timed(spots))]
                frequencies += [(trip, *span) for span in spans]
    tables: dict[str, Rows] = {
        "agency": [("agency_name", "agency_url", "agency_timezone"), (f"{city.place} (invented)", "", time_zone)],
        "stops": [("stop_id", "stop_name", "stop_lon", "stop_lat"), *((key, *spot) for spot, key in stops.items())],
        "routes": [("route_id", "route_short_name", "route_type")]
        + [(f"r{number}", number, BUS) for number in range(1, len(lines) + 1)],
        "trips": [("route_id", "service_id", "trip_id", "trip_headsign"), *trips],
        "stop_times": [("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"), *times],
        "frequencies": [("trip_id", "start_time", "end_time", "headway_secs"), *frequencies],
        "calendar": [
            (
                "service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                "start_date", "end_date",
            ),
            *((service, *days.split(","), FIRST_DAY, LAST_DAY) for service, days in DAYS.items()),
        ],
    }  # fmt: skip
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{name}.txt", _as_csv(rows))


def _middle(spots: list[Spot]) -> Spot:
    """The district nearest to all others."""
    xs, ys = (np.array([spot[side] for spot in spots]) for side in (1, 2))
    return min(spots, key=lambda spot: float(great_circle_m(spot[1], spot[2], xs, ys).sum()))


def _direction(middle: Spot, spot: Spot) -> float:
    return math.atan2(spot[2] - middle[2], (spot[1] - middle[1]) * math.cos(math.radians(middle[2])))


def _metres(one: Spot, other: Spot) -> float:
    return float(great_circle_m(one[1], one[2], other[1], other[2]))


def _with_stops_between(ends: list[Spot]) -> list[Spot]:
    """Stops about every `BETWEEN_STOPS_M` from one of `ends` to the next, named by the nearer of the two."""
    stops = [ends[0]]
    for one, other in pairwise(ends):
        parts = max(1, round(_metres(one, other) / BETWEEN_STOPS_M))
        for part in range(1, parts):
            share = part / parts
            name = f"{one[0]} {part + 1}" if share <= 1 / 2 else f"{other[0]} {parts - part + 1}"
            spot = (one[1] + (other[1] - one[1]) * share, one[2] + (other[2] - one[2]) * share)
            stops.append((name, round(spot[0], 5), round(spot[1], 5)))
        stops.append(other)
    return stops


def _timed(spots: list[Spot]) -> Iterator[tuple[Spot, str]]:
    """Each stop with when a trip is there that begins at midnight: its frequencies say when it does."""
    second = 0.0
    yield spots[0], "00:00:00"
    for one, other in pairwise(spots):
        second += _metres(one, other) / RIDING_M_S + STOPPING_S
        minutes = math.ceil(second / 60)
        yield other, f"{minutes // 60:02}:{minutes % 60:02}:00"


def _as_csv(rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
