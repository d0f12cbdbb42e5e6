"""The calendar file of an opportunity, opened by a client library that shares no code with the one that wrote it."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import dateutil.tz
import pytest
import vobject
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from opportunities.exchange.calendars import calendar_of, plain
from opportunities.exchange.time_zones import time_zone_of
from opportunities.models import Break, Opportunity
from opportunities.services.occurrences import refresh_occurrences
from tests.factories import OpportunityFactory, SessionFactory, TextFactory, VenueFactory

pytestmark = pytest.mark.django_db
ADDRESS = "https://learn.example.org/opportunity/1-robotics/"


def file_of(*sessions, language="en"):
    opportunity = Opportunity.objects.get(pk=sessions[0].opportunity_id)
    return calendar_of(opportunity, language=language, address=ADDRESS)


def as_moment(value):
    """A start as vobject reads it, in UTC; a day as its midnight in Vilnius, as vobject makes it."""
    zone = timezone.get_default_timezone()
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def starts_for_a_client(content, since, until):
    """Every start that a client shows: read by vobject, repeated by dateutil, in the file's own VTIMEZONE."""
    found = []
    for event in vobject.readOne(content.decode()).contents.get("vevent", []):
        rules = event.getrruleset(addRDate=True)
        starts = list(rules.between(*bounds(event, since, until), inc=True)) if rules else [event.dtstart.value]
        found += [moment for moment in map(as_moment, starts) if since <= moment < until]
    return sorted(found)


def bounds(event, since, until):
    if isinstance(event.dtstart.value, datetime):
        return since - timedelta(days=2), until + timedelta(days=2)
    return since.replace(tzinfo=None) - timedelta(days=2), until.replace(tzinfo=None) + timedelta(days=2)


def first_days(**more):
    today = timezone.localdate()
    return {"starts_on": today - timedelta(days=10), "ends_on": today + timedelta(days=300), **more}


@pytest.mark.parametrize(
    "given",
    [
        first_days(weekdays=[2, 4], start_time=time(17), end_time=time(18, 30)),
        first_days(weekdays=[1, 5], start_time=time(17), skips_public_holidays=True, skips_breaks=True),
        first_days(weekdays=[6]),
        first_days(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", start_time=time(23), end_time=time(1)),
        first_days(rrule="FREQ=MONTHLY;BYDAY=-1FR;COUNT=7", start_time=time(9)),
        first_days(rrule="FREQ=DAILY;BYHOUR=9,14;UNTIL=20990101", start_time=time(9), end_time=time(10)),
        first_days(rrule="FREQ=MONTHLY;BYMONTHDAY=13;UNTIL=20990101T000000Z", start_time=time(9)),
        {"starts_on": timezone.localdate(), "start_time": time(10)},
        {"starts_on": timezone.localdate(), "ends_on": timezone.localdate()},
        {"rdates": [f"{timezone.localdate() + timedelta(days=d)}T10:00:00" for d in (1, 8, 9)]},
    ],
)
def test_a_client_shows_the_meetings_that_we_list(given):
    today = timezone.localdate()
    Break.objects.create(country_code="LT", first_on=today + timedelta(days=20), last_on=today + timedelta(days=30))
    session = SessionFactory(**given)
    if session.rrule or session.weekdays:
        session.exdates = [f"{today + timedelta(days=d)}" for d in range(40, 47)]
        session.rdates = [f"{today + timedelta(days=5)}T11:00:00"] if session.start_time else []
        session.save()
    refresh_occurrences([session.pk])
    ours = list(session.occurrences.values_list("starts_at", flat=True))
    since = datetime.combine(today - timedelta(days=30), time(), UTC)
    assert ours
    assert starts_for_a_client(file_of(session), since, since + timedelta(days=430)) == sorted(ours)


def test_a_lesson_keeps_its_hour_for_a_client_after_the_clocks_change():
    session = SessionFactory(
        starts_on=date(2026, 3, 24), ends_on=date(2026, 3, 31), weekdays=[2], start_time=time(17), end_time=time(18)
    )
    found = starts_for_a_client(file_of(session), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert [moment.hour for moment in found] == [15, 14]


def test_without_its_exceptions_the_file_would_show_too_much():
    """The control: if a client ignored EXDATE, the comparison above would notice."""
    today = timezone.localdate()
    session = SessionFactory(
        starts_on=today, weekdays=[1, 2, 3, 4, 5, 6, 7], start_time=time(17), exdates=[str(today + timedelta(days=3))]
    )
    content = file_of(session)
    lines = [line for line in content.split(b"\r\n") if not line.startswith(b"EXDATE")]
    since = datetime.combine(today - timedelta(days=1), time(), UTC)
    until = since + timedelta(days=10)
    shown = len(starts_for_a_client(content, since, until))
    assert len(starts_for_a_client(b"\r\n".join(lines), since, until)) == shown + 1


def event_of(content):
    return Calendar.from_ical(content).walk("VEVENT")[0]


def test_an_event_says_what_where_and_since_when():
    venue = VenueFactory(name="Youth centre Mes", address="Žemaitės g. 4", postcode="03117", locality="Vilnius")
    session = SessionFactory(venue=venue, starts_on=date(2026, 9, 1), start_time=time(17), end_time=time(18))
    TextFactory(
        opportunity=session.opportunity, title="Robotics", description="<p>Build &amp; code.</p><ul><li>Free</li></ul>"
    )
    event = event_of(file_of(session))
    assert event["SUMMARY"] == "Robotics"
    assert event["DESCRIPTION"] == f"Build & code.\nFree\n\n{ADDRESS}"
    assert event["LOCATION"] == "Youth centre Mes, Žemaitės g. 4, 03117 Vilnius"
    assert (event["GEO"].latitude, event["GEO"].longitude) == (54.6872, 25.2797)
    assert event["URL"] == ADDRESS
    assert event.decoded("LAST-MODIFIED") == session.opportunity.updated_at.replace(microsecond=0)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)


def test_the_file_speaks_the_language_asked_for_or_the_one_it_has():
    session = SessionFactory(starts_on=date(2026, 9, 1), start_time=time(17))
    TextFactory(opportunity=session.opportunity, title="Robotics")
    TextFactory(opportunity=session.opportunity, title="Robotika", language="lt")
    assert event_of(file_of(session, language="lt"))["SUMMARY"] == "Robotika"
    assert event_of(file_of(session, language="fi"))["SUMMARY"] == "Robotics"


def test_two_files_name_the_same_meetings_the_same():
    session = SessionFactory(
        starts_on=date(2026, 9, 1), weekdays=[2], start_time=time(17), rdates=["2026-09-05T10:00:00"]
    )
    first, second = file_of(session), file_of(session)
    assert first == second
    uids = [str(event["UID"]) for event in Calendar.from_ical(first).walk("VEVENT")]
    assert uids == [
        f"session-{session.pk}@learn.example.org",
        f"session-{session.pk}-20260905T100000@learn.example.org",
    ]


def test_lines_are_folded_and_the_time_zone_is_in_the_file():
    session = SessionFactory(starts_on=date(2026, 9, 1), start_time=time(17))
    TextFactory(opportunity=session.opportunity, title="Ąžuolų " * 40)
    content = file_of(session)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Vilnius" in content
    assert content.isascii() is False


def test_an_open_period_is_a_whole_day_event_unless_it_lasts_for_years():
    camp = SessionFactory(starts_on=date(2026, 7, 6), ends_on=date(2026, 7, 10))
    event = event_of(file_of(camp))
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 7, 6), date(2026, 7, 11))
    assert event["TRANSP"] == "TRANSPARENT"
    assert not Calendar.from_ical(file_of(SessionFactory(starts_on=date(2020, 1, 1), ends_on=date(2025, 1, 1)))).walk(
        "VEVENT"
    )


def test_an_online_session_is_online():
    session = SessionFactory(venue=None, delivery="online", starts_on=date(2026, 9, 1), start_time=time(17))
    assert event_of(file_of(session))["LOCATION"] == "Online"


def test_an_opportunity_without_sessions_is_an_empty_calendar():
    content = calendar_of(OpportunityFactory(), language="en", address=ADDRESS)
    assert Calendar.from_ical(content).walk("VEVENT") == []


def test_more_sessions_take_no_more_queries(django_assert_max_num_queries):
    given = {"starts_on": date(2026, 9, 1), "weekdays": [2], "start_time": time(17), "skips_breaks": True}
    opportunity, venue = OpportunityFactory(), VenueFactory()
    for _ in range(8):
        SessionFactory(opportunity=opportunity, venue=venue, **given)
    row = Opportunity.objects.select_related("city").prefetch_related("texts", "sessions__venue").get(pk=opportunity.pk)
    with django_assert_max_num_queries(2):
        calendar_of(row, language="en", address=ADDRESS)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("a<br>b", "a\nb"),
        ("5 &lt; 6", "5 < 6"),
        ("<script>x</script>ok", "ok"),
        ("", ""),
    ],
)
def test_markup_becomes_plain_words(markup, words):
    assert plain(markup) == words


@given(
    st.sampled_from(["Europe/Vilnius", "America/Chicago", "Australia/Lord_Howe", "Africa/Casablanca"]),
    st.datetimes(datetime(2024, 1, 2), datetime(2030, 12, 30)),  # noqa: DTZ001 - a wall clock
)
@settings(deadline=None)
def test_the_time_zones_in_the_file_are_those_of_the_standard_library(name, local):
    text = time_zone_of(name, 2024, 2030).to_ical().decode()
    theirs = dateutil.tz.tzical(StringIO(text)).get(name)
    assert local.replace(tzinfo=theirs).utcoffset() == local.replace(tzinfo=ZoneInfo(name)).utcoffset()
