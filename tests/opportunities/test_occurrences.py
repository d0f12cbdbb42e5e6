"""The dated meetings of sessions in the database: which, when, and that nothing is written twice."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.db import connection

from geodata.models import Area
from opportunities.models import Break, Occurrence
from opportunities.services.occurrences import refresh_all, refresh_occurrences, schedule_of
from tests.factories import CityFactory, SessionFactory, VenueFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)
TUESDAYS = {
    "starts_on": date(2026, 3, 17),
    "ends_on": date(2026, 4, 7),
    "weekdays": [2],
    "start_time": time(17),
    "end_time": time(18, 30),
}


def refresh(session, today=TODAY):
    return refresh_occurrences([session.pk], today=today)


def days(session):
    return [f"{day:%m-%d}" for day in session.occurrences.values_list("local_on", flat=True)]


def area(level, name, parent=None):
    return Area.objects.create(level=level, name=name, country_code="LT", parent=parent, point=Point(25.2, 54.6))


def test_a_weekly_lesson_keeps_its_hour_across_the_change_of_clocks():
    session = SessionFactory(**TUESDAYS)
    refresh(session)
    assert days(session) == ["03-17", "03-24", "03-31", "04-07"]
    starts = list(session.occurrences.values_list("starts_at", flat=True))
    assert [moment.astimezone(UTC).hour for moment in starts] == [15, 15, 14, 14]
    with connection.cursor() as cursor:  # as PostgreSQL sees it, which has time zones of its own
        cursor.execute("SELECT DISTINCT (starts_at AT TIME ZONE 'Europe/Vilnius')::time FROM opportunities_occurrence")
        assert cursor.fetchall() == [(time(17),)]


def test_a_second_refresh_changes_nothing_and_keeps_every_key():
    session = SessionFactory(**TUESDAYS)
    assert refresh(session).created == 4
    keys = list(session.occurrences.values_list("pk", flat=True))
    counts = refresh(session)
    assert (counts.created, counts.updated, counts.removed, counts.unchanged) == (0, 0, 0, 4)
    assert list(session.occurrences.values_list("pk", flat=True)) == keys


def test_only_the_difference_is_written():
    session = SessionFactory(**TUESDAYS)
    refresh(session)
    kept = set(session.occurrences.exclude(local_on=date(2026, 3, 24)).values_list("pk", flat=True))
    session.exdates, session.rdates, session.end_time = ["2026-03-24"], ["2026-03-26T17:00:00"], time(18)
    session.save()
    counts = refresh(session)
    assert (counts.created, counts.updated, counts.removed, counts.unchanged) == (1, 3, 1, 0)
    assert kept < set(session.occurrences.values_list("pk", flat=True))
    assert {each.ends_at - each.starts_at for each in session.occurrences.all()} == {timedelta(hours=1)}


def test_the_horizon_rolls_with_the_days():
    session = SessionFactory(starts_on=date(2025, 1, 1), weekdays=[2], start_time=time(17))
    refresh(session)
    first, last = session.occurrences.first(), session.occurrences.last()
    assert (first.local_on, last.local_on) == (date(2026, 2, 24), date(2027, 4, 20))
    refresh(session, today=TODAY + timedelta(days=7))
    first, last = session.occurrences.first(), session.occurrences.last()
    assert (first.local_on, last.local_on) == (date(2026, 3, 3), date(2027, 4, 27))


def test_a_refresh_is_for_the_named_sessions_only():
    named, other = SessionFactory(**TUESDAYS), SessionFactory(**TUESDAYS)
    assert refresh(named).sessions == 1
    assert not other.occurrences.exists()


def test_many_sessions_take_as_many_queries_as_one(django_assert_num_queries):
    many = [SessionFactory(skips_breaks=True, skips_public_holidays=True, **TUESDAYS).pk for _ in range(20)]
    with django_assert_num_queries(6):  # savepoint, sessions, breaks, meetings, COPY, release
        refresh_occurrences(many, today=TODAY)
    with django_assert_num_queries(5):
        refresh_occurrences(many, today=TODAY)


# Days off


def test_public_holidays_are_left_out_where_the_session_says_so():
    mondays = {**TUESDAYS, "weekdays": [1], "starts_on": date(2026, 3, 30)}
    assert refresh(SessionFactory(**mondays)).created == 2
    resting = SessionFactory(skips_public_holidays=True, **mondays)
    refresh(resting)
    assert days(resting) == ["03-30"]  # 6 April 2026 is Easter Monday


def test_breaks_of_the_country_and_of_the_area_around_are_left_out_where_the_session_says_so():
    county = area("county", "Vilniaus apskritis")
    town = area("municipality", "Vilnius", county)
    elsewhere = area("county", "Kauno apskritis")
    for place, first_on in [(None, "2026-03-17"), (county, "2026-03-24"), (elsewhere, "2026-03-31")]:
        Break.objects.create(country_code="LT", area=place, first_on=first_on, last_on=first_on)
    Break.objects.create(country_code="LV", first_on="2026-04-07", last_on="2026-04-07")
    venue = VenueFactory(area=town)
    resting, working = (
        SessionFactory(venue=venue, skips_breaks=True, **TUESDAYS),
        SessionFactory(venue=venue, **TUESDAYS),
    )
    refresh_all(today=TODAY)
    assert days(resting) == ["03-31", "04-07"]
    assert len(days(working)) == 4


def test_an_online_session_has_the_days_off_of_its_city():
    town = area("municipality", "Vilnius")
    Break.objects.create(country_code="LT", area=town, first_on="2026-03-17", last_on="2026-03-31")
    city = CityFactory(slug="here", area=town)
    session = SessionFactory(opportunity__city=city, venue=None, delivery="online", skips_breaks=True, **TUESDAYS)
    refresh(session)
    assert days(session) == ["04-07"]


# What is a meeting, and what is not


def single(**given):
    return {"starts_on": TODAY, **given}


@pytest.mark.parametrize(
    ("given", "meetings"),
    [
        (single(ends_on=TODAY, start_time=time(10)), ["03-20"]),
        (single(ends_on=TODAY), ["03-20"]),
        (single(start_time=time(10)), ["03-20"]),
        (single(ends_on=TODAY + timedelta(days=1), start_time=time(22), end_time=time(2)), ["03-20"]),
        (single(ends_on=TODAY, weekdays=[2], start_time=time(10)), ["03-20"]),
        (single(rrule="FREQ=DAILY;COUNT=2", start_time=time(10)), ["03-20", "03-21"]),
        (single(rrule="FREQ=DAILY", ends_on=date(2026, 3, 21), start_time=time(10)), ["03-20", "03-21"]),
        (single(rdates=["2026-03-25T10:00:00"], start_time=time(10)), ["03-20", "03-25"]),
        (single(rdates=["2026-03-25", "2026-03-24"]), ["03-24", "03-25"]),
        ({"rdates": ["2026-03-25T10:00:00"]}, ["03-25"]),
        ({}, []),
        (single(), []),
        ({"weekdays": [2], "start_time": time(10)}, []),
        ({"starts_on": date(2020, 1, 1), "ends_on": date(2027, 1, 1), "start_time": time(10)}, []),
        (single(rrule="every Tuesday"), []),
        (single(ends_on=TODAY, rdates=["soon"]), []),
    ],
)
def test_a_meeting_is_what_the_session_names_and_nothing_is_invented(given, meetings):
    session = SessionFactory(**given)
    refresh(session)
    assert days(session) == meetings


def test_a_day_without_a_time_is_a_whole_day():
    session = SessionFactory(**single(ends_on=TODAY))
    refresh(session)
    meeting = session.occurrences.get()
    assert meeting.is_all_day
    assert meeting.starts_at == datetime(2026, 3, 19, 22, tzinfo=UTC)
    assert meeting.ends_at == datetime(2026, 3, 20, 22, tzinfo=UTC)


def test_a_zone_that_nobody_knows_stops_no_other_session(caplog):
    lost, found = SessionFactory(**{**TUESDAYS, "time_zone": "Mars/Olympus"}), SessionFactory(**TUESDAYS)
    refresh_all(today=TODAY)
    assert schedule_of(lost) is None
    assert (lost.occurrences.count(), found.occurrences.count()) == (0, 4)
    assert str(lost.pk) in caplog.text


def test_the_daily_command_refreshes_all_and_is_silent():
    SessionFactory(**{**TUESDAYS, "starts_on": date.today(), "ends_on": None})  # noqa: DTZ011
    out, err = StringIO(), StringIO()
    call_command("refresh_occurrences", stdout=out, stderr=err)
    assert Occurrence.objects.count() >= 57
    assert (out.getvalue(), err.getvalue()) == ("", "")
