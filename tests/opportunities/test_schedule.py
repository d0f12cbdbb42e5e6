"""Rules to dated meetings, against python-dateutil evaluated on its own, and the sentences that describe them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from opportunities.schedule import (
    LONGEST_WINDOW,
    Schedule,
    ScheduleError,
    Slot,
    as_moment,
    bounded,
    first_start,
    last_on,
    lasting,
    occurrences,
    skipped_starts,
    slot_at,
    weekly,
    weekly_slots,
)

VILNIUS = "Europe/Vilnius"
ZONES = [VILNIUS, "America/Chicago", "Australia/Lord_Howe"]
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def local(schedule: Schedule, slots: list[Slot]) -> list[str]:
    return [f"{slot.starts_at.astimezone(schedule.zone):%Y-%m-%d %H:%M}" for slot in slots]


def whole_year(schedule: Schedule, year: int = 2026, **kwargs) -> list[str]:
    since = datetime(year, 1, 1, tzinfo=schedule.zone)
    return local(schedule, occurrences(schedule, since, since.replace(year=year + 1), **kwargs))


# An independent answer: rrule over local times, localised by dateutil's own zones.

minutes = st.integers(0, 24 * 60 - 1)
local_times = st.builds(
    lambda day, minute: datetime.combine(day, time(minute // 60, minute % 60)),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    minutes,
)
clock_changes = st.builds(
    lambda day, minute: datetime.combine(date.fromisoformat(day), time(minute // 60, minute % 60)),
    st.sampled_from(["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04"]),
    st.integers(0, 240),
)
weekday_lists = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=7, unique=True
)


@st.composite
def rules(draw) -> str:
    frequency = draw(st.sampled_from(["HOURLY", "DAILY", "WEEKLY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 30 if frequency == 'HOURLY' else 5))}"]
    if draw(st.booleans()):
        parts.append("BYDAY=" + ",".join(draw(weekday_lists)))
        if frequency not in {"HOURLY", "DAILY"} and draw(st.booleans()):
            parts.append(f"BYSETPOS={draw(st.sampled_from([1, -1]))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU', 'WE']))}")
    if draw(st.integers(0, 3)) == 0:
        parts.append("BYMONTH=" + draw(st.sampled_from(["3", "10,11", "2"])))
    if draw(st.integers(0, 4)) == 0:
        parts.append(f"BYMONTHDAY={draw(st.sampled_from([1, 15, 28, -1]))}")
    if frequency != "HOURLY" and draw(st.integers(0, 4)) == 0:
        parts.append("BYHOUR=" + draw(st.sampled_from(["2", "1,2,3", "17"])))
    ending = draw(st.integers(0, 2))
    if ending == 1:
        parts.append(f"COUNT={draw(st.integers(1, 90))}")
    if ending == 2:
        parts.append(f"UNTIL={draw(local_times):%Y%m%dT%H%M%S}")
    return ";".join(parts)


@st.composite
def schedules(draw) -> Schedule:
    starts = draw(st.one_of(local_times, clock_changes))
    rdates = draw(st.lists(st.one_of(local_times, clock_changes), max_size=4))
    repeated = [starts + timedelta(days=days) for days in draw(st.lists(st.integers(0, 60), max_size=6))]
    whole_days = [moment.date() for moment in repeated[::2]]
    return Schedule(
        starts=starts,
        duration=timedelta(minutes=draw(st.integers(0, 600))),
        time_zone=draw(st.sampled_from(ZONES)),
        rrule=draw(st.one_of(st.just(""), rules())),
        rdates=tuple(rdates),
        exdates=(*repeated[1::2], *whole_days),
    )


def by_dateutil(schedule: Schedule, since: datetime, until: datetime, skip_days: frozenset[date]) -> list[datetime]:
    """The starts in UTC, by dateutil alone: its own rule parser, from the very beginning, and its own zones."""
    zone = tz.gettz(schedule.time_zone)
    last = until.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
    made = [schedule.starts]
    if schedule.rrule:
        rule = rrulestr(schedule.rrule, dtstart=schedule.starts)
        ending = rule.replace(
            count=None, until=min(last, rule._until or last)
        )  # dateutil would search to the year 9999
        made = [moment for moment in islice(ending, rule._count) if moment.date() not in skip_days]
    held = {
        moment
        for moment in [*made, *schedule.rdates]
        if moment not in schedule.exdates and moment.date() not in schedule.exdates
    }
    instants = {tz.resolve_imaginary(moment.replace(tzinfo=zone)).astimezone(tz.UTC) for moment in held}
    return sorted(instant for instant in instants if since <= instant < until)


@settings(max_examples=300, deadline=None)
@given(
    schedules(), local_times, st.integers(0, 400), st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20)
)
def test_the_meetings_are_those_that_dateutil_finds(schedule, since, days, skipped):
    since = since.replace(tzinfo=UTC)
    until = since + timedelta(days=days)
    expected = by_dateutil(schedule, since, until, frozenset(skipped))
    found = occurrences(schedule, since, until, frozenset(skipped))
    assert [slot.starts_at for slot in found] == expected


@settings(max_examples=100, deadline=None)
@given(schedules(), local_times)
def test_meetings_are_in_order_inside_the_window_and_none_comes_twice(schedule, since):
    since = since.replace(tzinfo=UTC)
    slots = occurrences(schedule, since, since + timedelta(days=300))
    starts = [slot.starts_at for slot in slots]
    assert starts == sorted(set(starts))
    for slot in slots:
        assert since <= slot.starts_at < since + timedelta(days=300)
        assert slot.ends_at >= slot.starts_at
        assert slot.local_on == slot.starts_at.astimezone(schedule.zone).date()


@settings(max_examples=100, deadline=None)
@given(schedules(), local_times)
def test_two_windows_side_by_side_hold_what_one_holds(schedule, since):
    since = since.replace(tzinfo=UTC)
    middle, until = since + timedelta(days=97), since + timedelta(days=200)
    whole = occurrences(schedule, since, until)
    assert occurrences(schedule, since, middle) + occurrences(schedule, middle, until) == whole


def test_without_the_wall_clock_dateutil_would_disagree():
    """The control: meetings repeated in UTC fail the comparison above as soon as the clocks change."""
    schedule = weekly([2], time(17), time(18), date(2026, 3, 1), date(2026, 4, 30), VILNIUS)
    since, until = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    first = occurrences(schedule, since, until)[0].starts_at
    in_utc = list(rrulestr("FREQ=WEEKLY;COUNT=9", dtstart=first))
    assert len(in_utc) == len(by_dateutil(schedule, since, until, frozenset()))
    assert in_utc != by_dateutil(schedule, since, until, frozenset())


# The clocks


def test_a_lesson_at_five_is_at_five_in_winter_and_in_summer():
    schedule = weekly([2, 4], time(17), time(18, 30), date(2026, 3, 24), date(2026, 3, 31), VILNIUS)
    slots = occurrences(schedule, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert [slot.starts_at.hour for slot in slots] == [15, 15, 14]
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(minutes=90)}
    assert local(schedule, slots) == ["2026-03-24 17:00", "2026-03-26 17:00", "2026-03-31 17:00"]


@pytest.mark.parametrize(
    ("zone", "given_local", "held_utc"),
    [
        (VILNIUS, "2026-03-29T03:30", "2026-03-29T01:30Z"),  # skipped: held at 04:30
        (VILNIUS, "2026-10-25T03:30", "2026-10-25T00:30Z"),  # twice: the first
        ("America/Chicago", "2026-03-08T02:30", "2026-03-08T08:30Z"),
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:40Z"),  # a change of half an hour: held at 02:40
    ],
)
def test_a_time_that_the_clocks_skip_moves_forward_and_of_one_that_comes_twice_the_first_counts(
    zone, given_local, held_utc
):
    schedule = Schedule(at(given_local), HOUR, zone)
    assert slot_at(schedule, schedule.starts).starts_at == at(held_utc)


def test_a_meeting_that_the_clocks_move_does_not_end_before_it_starts():
    schedule = Schedule(at("2026-03-29T03:45"), timedelta(minutes=30), VILNIUS)
    slot = slot_at(schedule, schedule.starts)
    assert slot.ends_at - slot.starts_at == timedelta(minutes=30)


def test_a_night_ends_by_the_wall_clock():
    slot = slot_at(schedule := Schedule(at("2026-10-24T22:00"), 8 * HOUR, VILNIUS), schedule.starts)
    assert slot.ends_at - slot.starts_at == 9 * HOUR
    assert slot.ends_at.astimezone(schedule.zone).hour == 6


def test_a_named_time_and_the_skipped_time_it_meets_are_one_meeting():
    schedule = Schedule(at("2026-03-29T03:30"), HOUR, VILNIUS, rdates=(at("2026-03-29T04:30"),))
    assert whole_year(schedule) == ["2026-03-29 04:30"]


# Exceptions and additions


def test_the_day_of_until_is_included():
    schedule = Schedule(at("2026-05-28T17:00"), HOUR, VILNIUS, "FREQ=DAILY;UNTIL=20260530")
    assert whole_year(schedule)[-1] == "2026-05-30 17:00"


def test_an_until_in_utc_is_understood_where_the_meeting_is():
    schedule = Schedule(at("2026-05-28T17:00"), HOUR, VILNIUS, "FREQ=DAILY;UNTIL=20260530T135959Z")
    assert whole_year(schedule)[-1] == "2026-05-29 17:00"


def test_a_day_excepted_takes_its_meeting_away():
    schedule = Schedule(
        at("2026-12-22T10:00"),
        HOUR,
        VILNIUS,
        "FREQ=DAILY;COUNT=4",
        exdates=(date(2026, 12, 24), at("2026-12-23T10:00")),
    )
    assert whole_year(schedule) == ["2026-12-22 10:00", "2026-12-25 10:00"]


def test_a_skipped_day_takes_what_the_rule_makes_but_not_what_was_named():
    schedule = Schedule(at("2026-12-24T10:00"), HOUR, VILNIUS, "FREQ=DAILY;COUNT=2", rdates=(at("2026-12-25T18:00"),))
    skip_days = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
    assert whole_year(schedule, skip_days=skip_days) == ["2026-12-25 18:00"]
    assert skipped_starts(schedule, at("2026-01-01"), at("2027-01-01"), skip_days) == [
        at("2026-12-24T10:00"),
        at("2026-12-25T10:00"),
    ]


def test_a_week_in_which_the_search_begins_is_a_whole_week():
    schedule = Schedule(at("2026-09-02T17:00"), HOUR, VILNIUS, "FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1")
    since = datetime(2026, 9, 24, 18, tzinfo=UTC)
    assert local(schedule, occurrences(schedule, since, since + timedelta(days=7))) == ["2026-09-28 17:00"]


def test_a_counted_rule_counts_its_excepted_meetings_and_those_before_the_window():
    schedule = Schedule(at("2025-12-30T10:00"), HOUR, VILNIUS, "FREQ=DAILY;COUNT=4", exdates=(date(2025, 12, 30),))
    assert whole_year(schedule) == ["2026-01-01 10:00", "2026-01-02 10:00"]


# Rules and windows that lead nowhere


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_never_matches_is_given_up(rule):
    schedule = Schedule(at("1970-01-01T17:00"), HOUR, VILNIUS, rule)
    assert whole_year(schedule) == []


def test_a_window_without_a_zone_or_without_measure_is_refused():
    schedule = Schedule(at("2026-09-01T17:00"), HOUR, VILNIUS)
    with pytest.raises(ValueError, match="window"):
        occurrences(schedule, at("2026-01-01"), at("2027-01-01"))
    with pytest.raises(ValueError, match="window"):
        occurrences(schedule, datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 2, tzinfo=UTC) + LONGEST_WINDOW)


# Building and asking


def test_weekly_begins_with_the_first_named_weekday_and_includes_the_last_day():
    schedule = weekly([4, 2], time(17), time(18, 30), date(2026, 9, 2), date(2026, 9, 10), VILNIUS)
    assert whole_year(schedule) == ["2026-09-03 17:00", "2026-09-08 17:00", "2026-09-10 17:00"]
    assert first_start(schedule) == at("2026-09-03T17:00")


@pytest.mark.parametrize("days", [[], [0], [8]])
def test_weekly_refuses_what_is_no_weekday(days):
    with pytest.raises(ScheduleError):
        weekly(days, time(17), None, date(2026, 9, 1), None, VILNIUS)


def test_weekly_without_a_time_is_of_whole_days_even_when_the_clocks_change():
    schedule = weekly([7], None, None, date(2026, 3, 29), date(2026, 3, 29), VILNIUS)
    slot = slot_at(schedule, schedule.starts)
    assert schedule.is_all_day
    assert slot.ends_at - slot.starts_at == 23 * HOUR


@pytest.mark.parametrize(
    ("start", "end", "duration"),
    [
        (time(17), time(18, 30), timedelta(minutes=90)),
        (time(22), time(2), 4 * HOUR),
        (time(17), None, timedelta()),
        (time(17), time(17), timedelta()),
        (None, None, timedelta(days=1)),
    ],
)
def test_how_long_a_meeting_lasts(start, end, duration):
    assert lasting(start, end) == duration


@pytest.mark.parametrize(
    ("rule", "slots"),
    [
        ("", {(2, 1020, 1080)}),
        ("FREQ=WEEKLY", {(2, 1020, 1080)}),
        ("FREQ=WEEKLY;BYDAY=MO,SA;INTERVAL=2", {(1, 1020, 1080), (6, 1020, 1080)}),
        ("FREQ=DAILY", {(day, 1020, 1080) for day in range(1, 8)}),
        ("FREQ=DAILY;BYHOUR=9,23;BYDAY=WE", {(3, 540, 600), (3, 1380, 1440)}),
        ("FREQ=MONTHLY;BYDAY=2FR", {(5, 1020, 1080)}),
        ("FREQ=DAILY;INTERVAL=3;COUNT=2", {(2, 1020, 1080), (5, 1020, 1080)}),
    ],
)
def test_weekly_slots_are_the_weekdays_and_minutes(rule, slots):
    assert weekly_slots(Schedule(at("2026-09-01T17:00"), HOUR, VILNIUS, rule)) == slots


def test_weekly_slots_include_what_was_named_and_stop_at_midnight():
    schedule = Schedule(at("2026-09-01T23:00"), 3 * HOUR, VILNIUS, "FREQ=WEEKLY", rdates=(at("2026-09-05T10:00"),))
    assert weekly_slots(schedule) == {(2, 1380, 1440), (6, 600, 780)}


@given(schedules())
@settings(max_examples=150, deadline=None)
def test_every_meeting_of_a_year_falls_into_a_weekly_slot(schedule):
    assume("BYMONTH" not in schedule.rrule)
    since = schedule.starts.replace(tzinfo=schedule.zone)
    days = {day for day, _start, _end in weekly_slots(schedule)}
    named = [moment.isoweekday() for moment in schedule.rdates]
    made = [slot.local_on.isoweekday() for slot in occurrences(schedule, since, since + timedelta(days=100))]
    assert set(made) <= days | set(named)


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("", date(2026, 9, 1)),
        ("FREQ=WEEKLY", None),
        ("FREQ=WEEKLY;UNTIL=20270530", date(2027, 5, 30)),
        ("FREQ=WEEKLY;COUNT=3", date(2026, 9, 15)),
    ],
)
def test_the_last_day_of_a_schedule(rule, day):
    assert last_on(Schedule(at("2026-09-01T17:00"), HOUR, VILNIUS, rule)) == day


def test_a_rule_with_an_end_of_its_own_keeps_it():
    assert bounded("FREQ=WEEKLY", date(2027, 5, 30)) == "FREQ=WEEKLY;UNTIL=20270530"
    assert bounded("FREQ=WEEKLY;COUNT=3", date(2027, 5, 30)) == "FREQ=WEEKLY;COUNT=3"
    assert bounded("FREQ=WEEKLY", None) == "FREQ=WEEKLY"


def test_kept_dates_read_back_as_days_or_times():
    assert as_moment("2026-12-24") == date(2026, 12, 24)
    assert as_moment("2026-12-24T17:00:00") == at("2026-12-24T17:00")


def test_an_hour_of_a_zone_is_that_of_the_standard_library():
    assert Schedule(at("2026-09-01T17:00"), HOUR, VILNIUS).zone == ZoneInfo(VILNIUS)
