"""Searching by minutes, in the toy network of tests/geodata/reach/feeds.py: by bus from Alder to Cedar at 8:00."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from hypothesis import given
from hypothesis import strategies as st

from geodata.models import Timetable
from geodata.reach import store
from geodata.services.timetables import import_timetable
from opportunities.models import Occurrence
from opportunities.search.asking import Origin
from opportunities.search.engines.index import IndexEngine
from opportunities.search.filters import REACH
from opportunities.search.index import build
from opportunities.search.reach import day_within, departure, plan_of
from opportunities.search.search import Search
from opportunities.search.table import refresh
from opportunities.search.there_and_back import Home
from opportunities.selectors.ways import way_to
from tests.factories import (
    CityFactory,
    OccurrenceFactory,
    OpportunityFactory,
    SessionFactory,
    TextFactory,
    VenueFactory,
)
from tests.geodata.reach.feeds import TABLES, more, write_feed

pytestmark = pytest.mark.django_db

ALDER, CEDAR, NEAR_ALDER = (Point(x, 54.7, srid=4326) for x in (25.0, 25.0932, 25.005))
ZONE = ZoneInfo("Europe/Vilnius")


@pytest.fixture
def city(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    return CityFactory()


@pytest.fixture
def timetable(city, tmp_path):
    return import_timetable(write_feed(tmp_path)).timetable


@pytest.fixture
def venue(city):
    """A youth centre at the stop Cedar."""
    return listed_at(CEDAR)


def listed_at(point):
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity)
    venue = VenueFactory(point=point)
    SessionFactory(opportunity=opportunity, venue=venue)
    refresh([opportunity.pk])
    return venue


def search(city, **values) -> Search:
    values = {"depart": "07:55", **values}
    chosen = {name: value if isinstance(value, tuple) else (value,) for name, value in values.items()}
    return Search(city=city, values=chosen, origin=Origin(ALDER, "Alder", "place"))


@pytest.mark.usefixtures("timetable", "venue")
@pytest.mark.parametrize(("minutes", "found"), [("24", 0), ("25", 1), ("60", 1)])
def test_what_the_bus_reaches_in_time_is_found(city, minutes, found):
    """Leaving at 7:55, in Cedar at 8:20."""
    assert search(city, minutes=minutes).total == found


@pytest.mark.usefixtures("timetable", "venue")
@pytest.mark.parametrize(("mode", "minutes", "found"), [("walk", "90", 0), ("cycle", "31", 0), ("cycle", "32", 1)])
def test_on_foot_or_by_bicycle_no_bus_helps(city, mode, minutes, found):
    """6 km as the crow flies, 7.8 on streets: 31.2 minutes at 15 km/h."""
    assert search(city, minutes=minutes, mode=mode).total == found


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(("minutes", "found"), [("10", 1), ("90", 1)])
def test_without_a_timetable_one_walks(city, minutes, found):
    listed_at(NEAR_ALDER)
    listed_at(CEDAR)
    assert search(city, minutes=minutes).total == found


@pytest.mark.usefixtures("timetable")
def test_a_lost_snapshot_leaves_the_walk(city, venue, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "elsewhere"
    store.network.cache_clear()
    assert search(city, minutes="60").total == 0


@pytest.mark.usefixtures("timetable", "venue")
def test_a_venue_that_moves_is_found_where_it_is(city, venue):
    assert search(city, minutes="10").total == 0
    venue.point = ALDER
    venue.save()
    refresh(venue.sessions.values_list("opportunity", flat=True))
    assert search(city, minutes="10").total == 1


@pytest.mark.usefixtures("timetable")
def test_more_minutes_never_find_fewer(city):
    for longitude in (25.0, 25.002, 25.02, 25.0466, 25.05, 25.09, 25.0932, 25.1, 25.1398, 25.145):
        listed_at(Point(longitude, 54.7, srid=4326))
    found = [
        set(search(city, minutes=str(minutes)).rows().values_list("pk", flat=True)) for minutes in range(10, 91, 5)
    ]
    assert all(fewer <= others for fewer, others in pairwise(found))
    assert len(found[-1]) > len(found[0]) > 0


@pytest.mark.usefixtures("timetable")
def test_a_departure_falls_on_the_first_chosen_day(city):
    now = datetime.now(ZONE)
    leaves = departure(search(city, minutes="30", day=("2",)))
    assert (leaves.isoweekday(), f"{leaves:%H:%M}") == (2, "07:55")
    assert now < leaves <= now + timedelta(days=7)


@pytest.mark.parametrize(
    ("values", "at"),
    [({}, "16:00"), ({"time": ("after-school",)}, "15:00"), ({"time": ("evening", "morning")}, "09:00")],
)
def test_a_departure_suits_the_chosen_part_of_the_day(city, values, at):
    leaves = departure(search(city, minutes="30", depart="", **values))
    assert f"{leaves:%H:%M}" == at
    assert leaves.isoweekday() <= 5


@given(st.dates(min_value=datetime(2000, 1, 1, tzinfo=UTC).date(), max_value=datetime(2060, 1, 1, tzinfo=UTC).date()))
def test_a_day_outside_the_timetable_becomes_the_same_weekday_inside(day):
    one = Timetable(first_on=datetime(2026, 9, 1, tzinfo=UTC).date(), last_on=datetime(2026, 12, 31, tzinfo=UTC).date())
    found = day_within(one, day)
    assert one.first_on <= found <= one.last_on
    assert found.weekday() == day.weekday()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"minutes": ["abc"]}, "Minutes go from 10 to 90"),
        ({"minutes": ["9"]}, "Minutes go from 10 to 90"),
        ({"minutes": ["30"], "mode": ["fly"]}, "no way to travel"),
        ({"minutes": ["30"], "depart": ["99:99"]}, "not a time like 15:00"),
    ],
)
def test_what_makes_no_sense_is_said(city, address, says):
    assert any(says in problem for problem in Search.read({"at": ["25,54.7"], **address}, city).problems)


def test_minutes_from_nowhere_are_left_out_with_a_word(city):
    found = Search.read({"minutes": ["30"], "mode": ["walk"]}, city)
    assert found.values == {}
    assert found.problems == ("Say from where, so that we can count the minutes.",)


def test_minutes_take_the_place_of_a_distance(city):
    found = Search.read({"at": ["25,54.7"], "within": ["1000"], "minutes": ["030"], "depart": ["7:05"]}, city)
    assert found.values.keys() == {"at", "minutes", "depart"}
    assert (found.first("minutes"), found.first("depart")) == ("30", "07:05")


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_no_text_upsets_the_filter(minutes, mode, depart):
    problems = []
    found = dict(
        REACH.read({"minutes": [minutes], "mode": [mode], "depart": [depart]}, CityFactory.build(), problems.append)
    )
    assert bool(found) or not minutes.strip() or problems
    assert dict(REACH.read({name: [value] for name, value in found.items()}, CityFactory.build(), pytest.fail)) == found


def meeting(venue, begins: str, ends: str) -> Occurrence:
    """On Monday 7 September 2026."""
    start, end = (datetime.fromisoformat(f"2026-09-07T{each}").replace(tzinfo=ZONE) for each in (begins, ends))
    return OccurrenceFactory(session=venue.sessions.get(), starts_at=start, ends_at=end)


@pytest.mark.usefixtures("timetable")
def test_the_way_is_told_for_the_meeting_and_back(city, venue, tmp_path):
    back = [
        *more("stop_times"),
        "b1,10:05:00,10:05:00,C,1",
        "b1,10:25:00,10:25:00,A,2",
    ]
    import_timetable(write_feed(tmp_path, trips=more("trips", "r1,weekdays,b1,Alder"), stop_times=back))
    way = way_to(plan_of(search(city, minutes="60")), venue.point, meeting(venue, "08:30", "10:00"))
    assert way.there == "Leave at 08:00. Bus 1 to Cedar. There at 08:20."
    assert way.back == "Home by 10:25, 25 min after the end."
    assert way.minutes == 20


@pytest.mark.usefixtures("timetable")
def test_no_way_home_is_said(city, venue):
    way = way_to(plan_of(search(city, minutes="60")), venue.point, meeting(venue, "08:30", "22:00"))
    assert way.back == "No way home after 22:00."


@pytest.mark.usefixtures("timetable")
def test_where_no_bus_arrives_in_time_there_is_no_way(city, venue):
    assert way_to(plan_of(search(city, minutes="60")), venue.point, meeting(venue, "08:15", "10:00")) is None


@pytest.mark.usefixtures("timetable")
def test_a_change_is_told_leg_by_leg(city):
    dogwood = listed_at(Point(25.1398, 54.7, srid=4326))
    way = way_to(plan_of(search(city, minutes="60")), dogwood.point, meeting(dogwood, "08:30", "08:30"))
    assert way.there == "Leave at 08:00. Bus 1 to Birch, walk 2 min to Birch-south, bus 2 to Dogwood. There at 08:29."


@pytest.mark.usefixtures("timetable")
def test_without_a_meeting_the_way_is_that_of_the_departure(city, venue):
    way = way_to(plan_of(search(city, minutes="60")), venue.point, None)
    assert (way.minutes, way.back) == (20, "")


BACK = [*more("stop_times"), "b1,10:05:00,10:05:00,C,1", "b1,10:25:00,10:25:00,A,2"]


def coming(venue, begins: str, ends: str, *, weekday: int = 0) -> None:
    """A meeting at the venue on a coming day, Monday unless told."""
    day = datetime.now(ZONE).date() + timedelta(days=1)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    start, end = (datetime.combine(day, time.fromisoformat(each), ZONE) for each in (begins, ends))
    OccurrenceFactory(session=venue.sessions.get(), starts_at=start, ends_at=end, local_on=day)
    refresh(venue.sessions.values_list("opportunity", flat=True))


@pytest.fixture
def bus_home(timetable, tmp_path):
    """One bus from Cedar back to Alder, 10:05 to 10:25."""
    import_timetable(write_feed(tmp_path, trips=more("trips", "r1,weekdays,b1,Alder"), stop_times=BACK))
    return timetable


@pytest.mark.usefixtures("bus_home")
@pytest.mark.parametrize(
    ("begins", "ends", "minutes", "found"),
    [
        ("08:25", "10:00", "25", 1),
        ("08:25", "10:00", "24", 0),
        ("08:24", "10:00", "25", 1),
        ("08:19", "10:00", "60", 0),
        ("08:25", "10:05", "25", 1),
        ("08:25", "10:06", "90", 0),
        ("08:25", "09:00", "84", 0),
        ("08:25", "09:00", "85", 1),
    ],
)
def test_a_session_counts_where_one_is_in_time_and_home_again(city, venue, begins, ends, minutes, found):
    """There 8:00 to 8:20; home 10:05 to 10:25."""
    coming(venue, begins, ends)
    assert search(city, minutes=minutes, depart="").total == found


@pytest.mark.usefixtures("timetable")
def test_where_no_bus_goes_home_nothing_counts(city, venue):
    coming(venue, "08:30", "22:00")
    assert search(city, minutes="90").total == 0


@pytest.mark.usefixtures("timetable")
def test_where_nobody_says_when_it_ends_the_way_there_counts(city, venue):
    coming(venue, "08:30", "08:30")
    assert search(city, minutes="30", depart="").total == 1


@pytest.mark.usefixtures("bus_home")
def test_one_of_several_meetings_is_enough(city, venue):
    coming(venue, "20:00", "22:00")
    coming(venue, "08:30", "10:00", weekday=1)
    assert search(city, minutes="30", depart="").total == 1


@pytest.mark.usefixtures("bus_home")
@pytest.mark.parametrize(("asked", "found"), [({"day": ("1",)}, 0), ({"day": ("2",)}, 1), ({"time": ("evening",)}, 0)])
def test_it_must_be_one_of_the_asked_days_and_times(city, venue, asked, found):
    coming(venue, "20:00", "22:00")
    coming(venue, "08:30", "10:00", weekday=1)
    assert search(city, minutes="30", depart="", **asked).total == found


@pytest.mark.usefixtures("bus_home")
@pytest.mark.parametrize(("weekday", "found"), [(4, 1), (5, 0), (6, 0)])
def test_a_weekend_has_its_own_departures(city, venue, weekday, found):
    coming(venue, "08:30", "10:00", weekday=weekday)
    assert search(city, minutes="30", depart="").total == found


@pytest.mark.usefixtures("bus_home")
def test_who_says_when_they_leave_goes_then(city, venue):
    """At 7:55 one is there in 25 minutes; in the evening nothing goes, whenever the meeting is."""
    coming(venue, "08:30", "10:00")
    assert search(city, minutes="30", depart="07:55").total == 1
    assert search(city, minutes="30", depart="19:00").total == 0


@pytest.mark.parametrize(("later", "hours"), [(False, [9, 12, 19]), (True, [12, 12, 20])])
def test_an_hour_that_stands_for_others_is_harder_on_the_visitor(later, hours):
    """Earlier there, later home."""
    home = Home(None, (25.0, 54.7), None, 1800, by_hours=True)
    asked = np.array([9.5, 12, 19.25]) * 3600
    assert (home.known(asked, later=later) / 3600).tolist() == hours


@pytest.mark.usefixtures("timetable")
def test_the_page_of_an_opportunity_tells_the_way(client, venue):
    """From the point of Alder, as a list would be asked, and from a place that nobody knows."""
    meeting(venue, "08:30", "22:00")
    address = venue.sessions.get().opportunity.get_absolute_url()
    assert 'name="near"' in (bare := client.get(address).content.decode())
    assert "door to door" not in bare
    told = client.get(address, {"at": "25.0000,54.7000", "depart": "07:55"})
    assert "There at 08:" in told.content.decode()
    assert "no-store" in told["Cache-Control"]
    assert "We could not find a place called" in client.get(address, {"near": "Atlantis"}).content.decode()


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "given", [{"at": "nan,inf"}, {"near": "x" * 5000, "mode": "fly"}, {"at": "25,54", "depart": "99"}, {"near": "\0"}]
)
def test_what_makes_no_sense_upsets_no_page(client, venue, given):
    assert client.get(venue.sessions.get().opportunity.get_absolute_url(), given).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("timetable", "venue")
def test_the_rank_index_asks_a_new_timetable(city, tmp_path, settings):
    settings.SEARCH_SNAPSHOT_DIR = tmp_path / "search"
    build()
    assert search(city, minutes="30").total == 1
    import_timetable(write_feed(tmp_path, stop_times=[row for row in TABLES["stop_times.txt"] if row[:2] != "t1"]))
    found = search(city, minutes="30")
    assert (type(found.engine), found.total) == (IndexEngine, 0)
