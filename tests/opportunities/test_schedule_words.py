"""Schedules in plain words."""

from datetime import date, time, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given, settings

from opportunities.schedule import Schedule, weekly
from opportunities.schedule_words import describe
from tests.opportunities.test_schedule import HOUR, VILNIUS, at, schedules


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "Tuesday 1 September 2026, 17:00–18:30"),
        (
            "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270530",
            "Tuesdays and Thursdays 17:00–18:30, every week from 1 September 2026 until 30 May 2027",
        ),
        ("FREQ=WEEKLY;INTERVAL=2", "Tuesdays 17:00–18:30, every 2 weeks from 1 September 2026"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Weekdays 17:00–18:30, every week from 1 September 2026"),
        ("FREQ=DAILY;COUNT=3", "Every day 17:00–18:30 from 1 September 2026 until 3 September 2026"),
        ("FREQ=DAILY;INTERVAL=3;BYHOUR=9,14", "Every 3 days 09:00–10:30 and 14:00–15:30 from 4 September 2026"),
        ("FREQ=MONTHLY;BYDAY=2FR", "Every month on the second Friday 17:00–18:30 from 11 September 2026"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1", "Every month on the last Tuesday 17:00–18:30 from 29 September 2026"),
        ("FREQ=MONTHLY;BYDAY=MO,TU", "On certain days 17:00–18:30 from 1 September 2026"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "Every month on day 1 and 15 17:00–18:30 from 1 September 2026"),
        ("FREQ=YEARLY;BYMONTH=9,10", "On certain days 17:00–18:30 from 1 September 2026"),
    ],
)  # fmt: skip
def test_a_schedule_says_in_words_when_it_meets(rule, words):
    schedule = Schedule(at("2026-09-01T17:00"), timedelta(minutes=90), VILNIUS, rule)
    assert describe(schedule) == words


def test_a_past_beginning_is_not_worth_a_word():
    schedule = weekly([2], time(17), None, date(2026, 9, 1), date(2027, 5, 30), VILNIUS)
    assert describe(schedule, today=date(2026, 10, 1)) == "Tuesdays 17:00, every week until 30 May 2027"


def test_dates_beside_a_rule_and_dates_alone_are_counted():
    beside = Schedule(at("2026-09-01T17:00"), HOUR, VILNIUS, "FREQ=WEEKLY", rdates=(at("2026-09-05T17:00"),))
    assert describe(beside) == "Tuesdays 17:00–18:00, every week from 1 September 2026, and 1 more date"
    alone = Schedule(at("2026-09-01"), timedelta(days=1), VILNIUS, rdates=(at("2026-09-05"),), is_all_day=True)
    assert describe(alone) == "2 dates from 1 September 2026 until 5 September 2026"


def test_words_follow_the_language_of_the_page():
    schedule = Schedule(at("2026-09-01T17:00"), HOUR, VILNIUS)
    with override("lt"):
        assert "rugsėjo" in describe(schedule) or "rugsėjis" in describe(schedule)


@given(schedules())
@settings(max_examples=100, deadline=None)
def test_every_schedule_can_be_said(schedule):
    assert describe(schedule)
