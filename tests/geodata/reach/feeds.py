"""A small feed with hand-made times, and searches in it.

Stops in a row from west to east, 3 km apart, too far to walk from one to the next in a change: Alder, Birch, Cedar, and
Dogwood. Birch-south lies 100 m south of Birch: 104 seconds on foot.
"""

import zipfile
from datetime import date

import numpy as np

from geodata.reach.days import NEVER, Day, build_day
from geodata.reach.gtfs import parse_time, read_feed
from geodata.reach.network import Network, build_network
from geodata.reach.raptor import sweep

MONDAY = date(2026, 9, 7)
SUNDAY = date(2026, 9, 6)

TABLES = {
    "agency.txt": ["agency_name,agency_url,agency_timezone", "Toy Transport,https://example.org,Europe/Vilnius"],
    "stops.txt": [
        "stop_id,stop_name,stop_lat,stop_lon",
        "A,Alder,54.7,25.0",
        "B,Birch,54.7,25.0466",
        "C,Cedar,54.7,25.0932",
        "D,Dogwood,54.7,25.1398",
        "S,Birch-south,54.6991007,25.0466",
    ],
    "routes.txt": ["route_id,route_short_name,route_long_name,route_type", "r1,1,,3", "r2,2,,3"],
    "calendar.txt": [
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
        "weekdays,1,1,1,1,1,0,0,20260901,20261231",
    ],
    "trips.txt": [
        "route_id,service_id,trip_id,trip_headsign",
        "r1,weekdays,t1,Cedar",
        "r1,weekdays,t2,Cedar",
        "r2,weekdays,t3,Dogwood",
        "r2,weekdays,t4,Dogwood",
    ],
    "stop_times.txt": [
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence",
        "t1,08:00:00,08:00:00,A,1",
        "t1,08:10:00,08:11:00,B,2",
        "t1,08:20:00,08:20:00,C,3",
        "t2,08:30:00,08:30:00,A,1",
        "t2,08:40:00,08:41:00,B,2",
        "t2,08:50:00,08:50:00,C,3",
        "t3,08:11:00,08:11:00,S,1",
        "t3,08:25:00,08:25:00,D,2",
        "t4,08:15:00,08:15:00,S,1",
        "t4,08:29:00,08:29:00,D,2",
    ],
}


def write_feed(folder, /, **changes):
    """A zipped feed of `TABLES`; `changes` replace tables ("stop_times" for stop_times.txt), None removes one."""
    tables = {name: list(rows) for name, rows in TABLES.items()}
    for name, rows in changes.items():
        tables[f"{name}.txt"] = rows
    file = folder / "feed.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            if rows is not None:
                archive.writestr(name, "\n".join(rows) + "\n" if isinstance(rows, list) else rows)
    return file


def more(name, *rows):
    """The rows of a table of `TABLES` and some more."""
    return [*TABLES[f"{name}.txt"], *rows]


def toy_network(folder, /, **changes) -> Network:
    return build_network(read_feed(write_feed(folder, **changes)))


def arrivals(network: Network, on: date, start: str, at: str, *, until: str = "29:00:00", day: Day | None = None):
    """Clock times by the names of the stops one reaches by vehicle from the stop `start`."""
    day = day or build_day(network, on)
    ready = np.full(len(network.stops), NEVER, np.int64)
    ready[network.stops.index(start)] = parse_time(at)
    found = sweep(day.departures, ready, until=parse_time(until)).reached
    return {network.stops[stop]: clock(found[stop]) for stop in np.flatnonzero(found < NEVER)}


def clock(second) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
