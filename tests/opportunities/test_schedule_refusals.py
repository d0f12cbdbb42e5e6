"""Schedules that cannot be kept are refused by name, whatever is written in them."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opportunities.schedule import Schedule, ScheduleError

VILNIUS = "Europe/Vilnius"
HOUR = timedelta(hours=1)
AUTUMN = datetime.fromisoformat("2026-09-01T17:00")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("every Tuesday", "bad_rule"),
        ("FREQ=WEEKLY;BYDAY=XX", "bad_rule"),
        ("FREQ=WEEKLY;BYDAY=2TU", "bad_rule"),
        ("FREQ=WEEKLY;INTERVAL=0", "bad_rule"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "bad_rule"),
        ("FREQ=WEEKLY;FREQ=DAILY", "bad_rule"),
        ("FREQ=DAILY;UNTIL=20260231", "bad_rule"),
        ("FREQ=DAILY;BYEASTER=0", "bad_rule"),
        ("FREQ=DAILY;BYHOUR=9,10;BYSETPOS=2", "bad_rule"),
        ("BYDAY=MO", "bad_rule"),
        ("FREQ=DAILY\nRRULE:FREQ=WEEKLY", "bad_rule"),
        ("FREQ=DAILY;BYHOUR=" + ",".join(["10"] * 300), "bad_rule"),
        ("FREQ=MINUTELY", "too_frequent"),
        ("FREQ=SECONDLY;COUNT=1", "too_frequent"),
        ("FREQ=DAILY;BYMINUTE=0,30", "too_frequent"),
        ("FREQ=DAILY;COUNT=100000", "too_many"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_by_name(rule, code):
    with pytest.raises(ScheduleError) as refusal:
        Schedule(AUTUMN, HOUR, VILNIUS, rule)
    assert refusal.value.code == code
    assert refusal.value.messages[0]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"time_zone": "Europe/Atlantis"}, "unknown_zone"),
        ({"time_zone": "../../etc/passwd"}, "unknown_zone"),
        ({"duration": timedelta(minutes=-1)}, "bad_duration"),
        ({"duration": timedelta(days=32)}, "bad_duration"),
        ({"starts": datetime.fromisoformat("2026-09-01T17:00+03:00")}, "bad_time"),
        ({"starts": datetime.fromisoformat("1026-09-01T17:00")}, "bad_time"),
        ({"rdates": (datetime.fromisoformat("2026-09-01T17:00:00.5"),)}, "bad_time"),
        ({"exdates": (datetime.fromisoformat("2026-09-01T17:00Z"),)}, "bad_time"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused_by_name(changed, code):
    with pytest.raises(ScheduleError) as refusal:
        Schedule(**{"starts": AUTUMN, "duration": HOUR, "time_zone": VILNIUS, **changed})
    assert refusal.value.code == code


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["FREQ=DAILY", "BYDAY=", "COUNT=-1", ";", "=", "UNTIL=9"])).map(";".join)
)
def test_any_text_is_a_rule_or_is_refused(text):
    assume(text)
    with suppress(ScheduleError):
        assert Schedule(AUTUMN, HOUR, VILNIUS, text).parts["FREQ"]
