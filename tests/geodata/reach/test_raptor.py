"""Earliest arrivals in a network whose times were worked out by hand."""

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from geodata.reach.days import NEVER, build_day
from geodata.reach.guide import guide_to
from geodata.reach.raptor import sweep
from tests.geodata.reach.feeds import MONDAY, SUNDAY, arrivals, more, toy_network


@pytest.fixture
def network(tmp_path):
    return toy_network(tmp_path)


def test_one_rides_to_every_stop_of_the_line(network):
    found = arrivals(network, MONDAY, "Alder", "07:55:00")
    assert (found["Birch"], found["Cedar"]) == ("08:10:00", "08:20:00")


def test_who_comes_at_the_minute_of_departure_still_gets_on(network):
    assert arrivals(network, MONDAY, "Alder", "08:00:00")["Cedar"] == "08:20:00"


def test_who_comes_a_second_late_takes_the_next(network):
    assert arrivals(network, MONDAY, "Alder", "08:00:01")["Cedar"] == "08:50:00"


def test_a_change_on_foot_takes_its_time(network):
    """Off at Birch at 8:10, 104 s to Birch-south: the 8:11 has gone, the 8:15 has not."""
    assert arrivals(network, MONDAY, "Alder", "07:55:00")["Dogwood"] == "08:29:00"


def test_one_may_get_on_in_the_middle_of_a_line(network):
    assert arrivals(network, MONDAY, "Birch", "08:05:00") == {"Cedar": "08:20:00"}


def test_nothing_is_reached_after_the_end_of_the_search(network):
    assert "Cedar" not in arrivals(network, MONDAY, "Alder", "07:55:00", until="08:19:59")


def test_nothing_runs_on_a_day_without_service(network):
    assert arrivals(network, SUNDAY, "Alder", "07:55:00") == {}


def test_an_exception_adds_and_takes_a_day(tmp_path):
    rows = ["service_id,date,exception_type", "weekdays,20260906,1", "weekdays,20260907,2"]
    network = toy_network(tmp_path, calendar_dates=rows)
    assert arrivals(network, SUNDAY, "Alder", "07:55:00")["Cedar"] == "08:20:00"
    assert arrivals(network, MONDAY, "Alder", "07:55:00") == {}


def test_a_feed_may_say_its_days_one_by_one(tmp_path):
    rows = ["service_id,date,exception_type", "weekdays,20260906,1"]
    network = toy_network(tmp_path, calendar=None, calendar_dates=rows)
    assert arrivals(network, SUNDAY, "Alder", "07:55:00")["Cedar"] == "08:20:00"


NIGHT = more("stop_times", "n1,24:50:00,24:50:00,A,1", "n1,25:10:00,25:10:00,D,2")
NIGHT_TRIP = more("trips", "r2,weekdays,n1,Night")


def test_a_trip_of_yesterdays_service_runs_after_midnight(tmp_path):
    network = toy_network(tmp_path, stop_times=NIGHT, trips=NIGHT_TRIP)
    tuesday = date(2026, 9, 8)
    assert arrivals(network, tuesday, "Alder", "00:45:00", until="02:00:00") == {"Dogwood": "01:10:00"}


def test_the_night_after_friday_belongs_to_friday(tmp_path):
    network = toy_network(tmp_path, stop_times=NIGHT, trips=NIGHT_TRIP)
    saturday = date(2026, 9, 12)
    assert arrivals(network, saturday, "Alder", "00:45:00", until="02:00:00") == {"Dogwood": "01:10:00"}


def test_a_late_evening_does_not_wait_for_the_morning(network):
    assert arrivals(network, SUNDAY, "Alder", "23:30:00", until="33:00:00") == {}


def test_the_first_trips_of_tomorrow_belong_to_a_late_evening(tmp_path):
    rows = more("stop_times", "n1,00:30:00,00:30:00,A,1", "n1,00:50:00,00:50:00,D,2")
    network = toy_network(tmp_path, stop_times=rows, trips=NIGHT_TRIP)
    assert arrivals(network, SUNDAY, "Alder", "23:45:00") == {"Dogwood": "24:50:00"}


def test_the_night_of_the_clock_change_counts_from_noon(tmp_path):
    """The service day of 25 October begins at 1:00 of summer time: 24:50 of the day before is ten minutes earlier."""
    exceptions = ["service_id,date,exception_type", "weekdays,20261024,1"]
    network = toy_network(tmp_path, stop_times=NIGHT, trips=NIGHT_TRIP, calendar_dates=exceptions, calendar=None)
    day = build_day(network, date(2026, 10, 25))
    ready = np.full(len(network.stops), NEVER, np.int64)
    ready[network.stops.index("Alder")] = day.clock(datetime(2026, 10, 25, 0, 45, tzinfo=ZoneInfo("Europe/Vilnius")))
    arrives = sweep(day.departures, ready, until=7200).reached[network.stops.index("Dogwood")]
    assert f"{day.moment(arrives):%H:%M %Z}" == "01:10 EEST"


OVERTAKING = more("stop_times", "x1,08:05:00,08:05:00,A,1", "x1,08:07:00,08:07:00,B,2", "x1,08:09:00,08:09:00,C,3")
OVERTAKING_TRIP = more("trips", "r1,weekdays,x1,Express")


def test_an_express_that_overtakes_is_found(tmp_path):
    network = toy_network(tmp_path, stop_times=OVERTAKING, trips=OVERTAKING_TRIP)
    assert arrivals(network, MONDAY, "Alder", "07:55:00")["Cedar"] == "08:09:00"


def test_nobody_gets_on_or_off_where_a_stop_is_closed(tmp_path):
    closed = [
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type",
        "t1,08:00:00,08:00:00,A,1,0,0",
        "t1,08:10:00,08:11:00,B,2,1,1",
        "t1,08:20:00,08:20:00,C,3,0,0",
    ]
    network = toy_network(tmp_path, stop_times=closed)
    assert arrivals(network, MONDAY, "Alder", "07:55:00") == {"Cedar": "08:20:00"}
    assert arrivals(network, MONDAY, "Birch", "07:55:00") == {}


def test_a_stop_without_a_time_gets_one_between_its_neighbours(tmp_path):
    rows = [
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence",
        "t1,08:00:00,08:00:00,A,1",
        "t1,,,B,2",
        "t1,08:20:00,08:20:00,C,3",
    ]
    assert arrivals(toy_network(tmp_path, stop_times=rows), MONDAY, "Alder", "07:55:00")["Birch"] == "08:10:00"


def test_a_trip_by_frequency_departs_again_and_again(tmp_path):
    rows = ["trip_id,start_time,end_time,headway_secs", "t1,09:00:00,10:00:00,1200"]
    network = toy_network(tmp_path, frequencies=rows)
    assert arrivals(network, MONDAY, "Alder", "09:01:00")["Cedar"] == "09:40:00"
    assert "Cedar" not in arrivals(network, MONDAY, "Alder", "09:41:00")


@pytest.mark.parametrize(
    ("transfer", "arrives"), [("B,S,2,60", "08:25:00"), ("B,S,2,400", None), ("B,S,3,", None), ("B,S,0,", "08:29:00")]
)
def test_what_the_feed_says_of_a_change_comes_first(tmp_path, transfer, arrives):
    table = ["from_stop_id,to_stop_id,transfer_type,min_transfer_time", transfer]
    found = arrivals(toy_network(tmp_path, transfers=table), MONDAY, "Alder", "07:55:00")
    assert found.get("Dogwood") == arrives


def test_backwards_one_leaves_as_late_as_possible(network):
    """To be in Cedar at 8:49 one leaves Alder at 8:00, for 8:50 at 8:30: the day's clock mirrored."""
    day = build_day(network, MONDAY).departures.mirrored
    cedar, alder = network.stops.index("Cedar"), network.stops.index("Alder")

    def leaves(by: int) -> int:
        ready = np.full(len(network.stops), NEVER, np.int64)
        ready[cedar] = -by
        return -int(sweep(day, ready, until=0).reached[alder])

    assert leaves(8 * 3600 + 49 * 60) == 8 * 3600
    assert leaves(8 * 3600 + 50 * 60) == 8 * 3600 + 30 * 60


@pytest.mark.parametrize("start", ["Alder", "Birch", "Birch-south"])
def test_who_has_more_time_reaches_no_fewer_stops(network, start):
    reached = [set(arrivals(network, MONDAY, start, "08:00:00", until=f"08:{end}:00")) for end in range(10, 60, 5)]
    assert all(fewer <= others for fewer, others in pairwise(reached))


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_guide_to_a_place_never_promises_too_much(network, is_mirrored):
    """Alder to Dogwood by two rides (10 and 14 minutes) and 104 seconds on foot between them, without a wait."""
    begins, ends = ("Dogwood", "Alder") if is_mirrored else ("Alder", "Dogwood")
    place = network.stops.index(ends)
    point = (float(network.stop_longitude[place]), float(network.stop_latitude[place]))
    guide = guide_to(network, point, mirrored=is_mirrored)
    assert guide.rest[network.stops.index(begins)] == 24 * 60 + 104
