"""Vilnius' real timetable, against an independent reading and an independent algorithm: the connection scan of Dibbelt,
Pajor, Strasser and Wagner (2013), which knows no rounds, no patterns and no arrays."""

import csv
import io
import zipfile
from bisect import bisect_left
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from geodata.geometry import distance_m, point_from
from geodata.reach.days import NEVER, build_day
from geodata.reach.gtfs import read_feed
from geodata.reach.guide import guide_to
from geodata.reach.journeys import LONGEST_S, arriving_by, leaving_at
from geodata.reach.many import arrivals
from geodata.reach.network import build_network
from geodata.reach.raptor import sweep
from geodata.reach.walking import MOST_WALK_S, pairs_within, seconds_between
from opportunities.search.there_and_back import Home, Walks
from tests.real_data import REAL_DATA

FILE = REAL_DATA / "gtfs" / "vilnius_2026-08-20.zip"
FOREVER = 1 << 30
TRIALS = 200

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE.name} is not in gtfs/ of the data folder."),
]


@pytest.fixture(scope="module")
def feed():
    return read_feed(FILE)


@pytest.fixture(scope="module")
def network(feed):
    return build_network(feed)


def table(name):
    with zipfile.ZipFile(FILE) as archive, archive.open(name) as stream:
        return list(csv.DictReader(io.TextIOWrapper(stream, "utf-8-sig")))


def seconds(text):
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


class ConnectionScan:
    """Earliest arrivals on one day, by scanning every ride from one stop to the next in order of departure."""

    def __init__(self, day):
        self.connections = sorted(self._connections(day), key=lambda one: (one[0], one[1]))

    @staticmethod
    def _running(day):
        exceptions = {(row["service_id"], row["date"]): row["exception_type"] for row in table("calendar_dates.txt")}
        text = f"{day:%Y%m%d}"
        for row in table("calendar.txt"):
            weekly = row[f"{day:%A}".lower()] == "1" and row["start_date"] <= text <= row["end_date"]
            said = exceptions.get((row["service_id"], text))
            if said == "1" or (weekly and said != "2"):
                yield row["service_id"]

    def _connections(self, day):
        stops = defaultdict(list)
        for row in table("stop_times.txt"):
            stops[row["trip_id"]].append((int(row["stop_sequence"]), row))
        for away in (-1, 0, 1):
            running = set(self._running(day + timedelta(days=away)))
            for trip in table("trips.txt"):
                if trip["service_id"] in running:
                    rows = [row for _, row in sorted(stops[trip["trip_id"]], key=lambda pair: pair[0])]
                    for place, (here, there) in enumerate(pairwise(rows)):
                        yield (
                            seconds(here["departure_time"]) + 86_400 * away,
                            place,
                            seconds(there["arrival_time"]) + 86_400 * away,
                            here["stop_id"],
                            there["stop_id"],
                            here["pickup_type"] != "1",
                            there["drop_off_type"] != "1",
                            (trip["trip_id"], away),
                        )

    def arrivals(self, start, at, until, paths):
        ready, reached, boarded = defaultdict(lambda: FOREVER), {}, set()
        ready[start] = at
        for one in range(bisect_left(self.connections, (at, 0)), len(self.connections)):
            departs, _place, arrives, here, there, gets_on, gets_off, trip = self.connections[one]
            if departs > until:
                break
            if trip in boarded or (gets_on and ready[here] <= departs):
                boarded.add(trip)
                if gets_off and arrives <= until and arrives < reached.get(there, FOREVER):
                    reached[there] = arrives
                    for beyond, takes in paths[there]:
                        ready[beyond] = min(ready[beyond], arrives + takes)
        return reached


@pytest.fixture(scope="module")
def keys():
    """The feed's own names of the stops, by position."""
    return [row["stop_id"] for row in table("stops.txt")]


@pytest.fixture(scope="module")
def paths(network, keys):
    """Changes on foot, from every stop; that they are right is a test of its own."""
    found = defaultdict(list)
    for one, other, takes in zip(network.foot_from, network.foot_to, network.foot_seconds, strict=True):
        found[keys[one]].append((keys[other], int(takes)))
    return found


def test_the_whole_feed_is_used(feed, network):
    assert feed.rejected == []
    assert (len(network.stops), len(set(network.trip_line.tolist()))) == (1547, 115)
    assert (len(network.trip_pattern), len(network.arrival)) == (22_624, 441_328)


def test_it_runs_as_long_as_it_says(network):
    assert network.days == (date(2025, 9, 1), date(2027, 8, 1))


def test_every_change_on_foot_is_there(network, paths, keys):
    """All pairs of 40 stops by the ellipsoid: 4.5 km/h on streets a third longer than the line, at most 10 minutes."""
    points = [point_from(x, y) for x, y in zip(network.stop_longitude, network.stop_latitude, strict=True)]
    for one in np.random.default_rng(5).choice(len(points), 40, replace=False).tolist():
        takes = {other: distance_m(points[one], points[other]) * 1.3 / 1.25 for other in range(len(points))}
        near = {keys[other] for other, second in takes.items() if second <= 596}
        far = {keys[other] for other, second in takes.items() if second > 604}
        walked = {other for other, _ in paths[keys[one]]}
        assert near <= walked
        assert not far & walked


@pytest.mark.parametrize("on", [date(2026, 11, 24), date(2026, 11, 28), date(2026, 12, 24)])
def test_every_arrival_is_that_of_a_connection_scan(network, keys, paths, on):
    """From `TRIALS` stops at any time of the day to every stop within 90 minutes, on three kinds of day."""
    scan, day, dice = ConnectionScan(on), build_day(network, on), np.random.default_rng(on.toordinal())
    for _ in range(TRIALS):
        start, at = int(dice.integers(len(keys))), int(dice.integers(86_400))
        ready = np.full(len(keys), NEVER, np.int64)
        ready[start] = at
        found = sweep(day.departures, ready, until=at + 5400).reached
        reached = {keys[stop]: int(found[stop]) for stop in np.flatnonzero(found < NEVER)}
        assert reached == scan.arrivals(keys[start], at, at + 5400, paths)


def test_who_must_arrive_leaves_as_late_as_a_search_forwards_allows(network):
    """The last departure found backwards arrives in time; one second later does not."""
    day, dice = build_day(network, date(2026, 11, 24)), np.random.default_rng(7)
    stops = len(network.stops)
    for _ in range(TRIALS):
        start, end, by = int(dice.integers(stops)), int(dice.integers(stops)), int(dice.integers(7 * 3600, 22 * 3600))
        ready = np.full(stops, NEVER, np.int64)
        ready[end] = -by
        leaves = -int(sweep(day.departures.mirrored, ready, until=-by + 7200).reached[start])
        if leaves == -NEVER:
            continue
        for second, in_time in ((leaves, True), (leaves + 1, False)):
            ready = np.full(stops, NEVER, np.int64)
            ready[start] = second
            assert bool(sweep(day.departures, ready, until=by).reached[end] <= by) is in_time


def test_a_journey_is_whole_and_arrives_when_a_search_of_everything_says(network):
    """Its legs join, none leaves before the one before arrived, and no pruning loses a minute."""
    day, dice = build_day(network, date(2026, 11, 24)), np.random.default_rng(11)
    for _ in range(TRIALS):
        start, end = ((float(x), float(y)) for x, y in dice.uniform((25.15, 54.63), (25.36, 54.77), (2, 2)))
        at = day.moment(int(dice.integers(6 * 3600, 22 * 3600)))
        second = day.clock(at)
        access, egress = (
            seconds_between(*place, network.stop_longitude, network.stop_latitude).astype(np.int64)
            for place in (start, end)
        )
        ready = np.where(access <= MOST_WALK_S, second + access, NEVER)
        reached = sweep(day.departures, ready, until=second + LONGEST_S).reached
        first = int((reached + np.where(egress <= MOST_WALK_S, egress, NEVER)).min())
        found = leaving_at(day, start, end, at, walk_s=0)
        if first > second + LONGEST_S:
            assert found is None
            continue
        assert found is not None
        assert day.clock(found.arrives) == first
        for leg, then in pairwise(found.legs):
            assert leg.end == then.start
            assert leg.arrives <= then.leaves


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_many_departures_at_once_arrive_as_one_by_one(network, is_mirrored):
    """Of a whole day, from ten places, within 15 to 90 minutes, whatever a guide lets go."""
    day, dice = build_day(network, date(2026, 11, 24)).departures, np.random.default_rng(13)
    day = day.mirrored if is_mirrored else day
    leaves = np.sort(np.arange(48) * 1800 * (-1 if is_mirrored else 1))
    for within in dice.integers(900, 5400, 10).tolist():
        guide = guide_to(
            network, tuple(dice.uniform((25.15, 54.63), (25.36, 54.77)).tolist()), mirrored=not is_mirrored
        )
        useful = np.minimum(guide.rest, guide.left) <= within
        found = arrivals(day, guide.egress, leaves, within=within, useful=useful)
        for one, at in zip(found, leaves.tolist(), strict=True):
            ready = np.where(guide.egress <= within, at + guide.egress, NEVER)
            reached = sweep(day, ready, until=at + within).reached
            assert (one == np.where(reached < NEVER, reached - at, NEVER)).all()


def test_who_is_in_time_and_home_again_is_who_finds_the_ways(network):
    """200 pairs of a home and a venue: the same answer as the journeys, searched one by one."""
    day, dice = build_day(network, date(2026, 11, 24)), np.random.default_rng(17)
    answers = set()
    for _ in range(TRIALS):
        home, venue = (tuple(place) for place in dice.uniform((25.2, 54.65), (25.34, 54.75), (2, 2)).tolist())
        within, begins, lasts = (int(dice.integers(*span)) * 300 for span in ((3, 13), (84, 240), (6, 36)))
        columns = (np.array([degrees]) for degrees in venue)
        _, stop, walk = pairs_within(MOST_WALK_S, *columns, network.stop_longitude, network.stop_latitude)
        walks = Walks(np.array([0, len(stop)]), stop, walk.astype(np.int64))
        ways, here = Home(day, home, walks, within, by_hours=False), np.array([0])
        there = arriving_by(day, home, venue, day.moment(begins), walk_s=0)
        back = leaving_at(day, venue, home, day.moment(begins + lasts), walk_s=0)
        in_time = there is not None and begins - day.clock(there.leaves) <= within
        and_back = back is not None and day.clock(back.arrives) - begins - lasts <= within
        assert ways.in_time(here, np.array([begins]))[0] == in_time
        assert ways.and_back(here, np.array([begins + lasts]))[0] == and_back
        answers.add((in_time, and_back))
    assert len(answers) == 4
