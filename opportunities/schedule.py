"""Recurrence rules to dated meetings: the only place that knows RRULE (RFC 5545, 3.3.10).

Pure: no database, no clock. Times of a schedule are wall-clock times of its zone, so a lesson at 17:00 is at 17:00
before and after the clocks change; what leaves this module is in UTC.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrule as compiled_rule
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)
CALENDAR_CYCLE = 146_097 * DAY  # 400 years
STEPS = {"WEEKLY": 7 * DAY, "DAILY": DAY, "HOURLY": timedelta(hours=1)}
MOST_MEETINGS = 3_660  # of one COUNT: every day of ten years
LONGEST_MEETING = 31 * DAY
LONGEST_WINDOW = 5 * 366 * DAY  # at most one meeting an hour: 43,920 of them
FIRST_YEAR, LAST_YEAR = 1970, 2199
LONGEST_RULE = 500  # characters

DAY_PATTERN = r"([+-]?([1-9]|[1-4]\d|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)"
PART_PATTERNS = {
    "FREQ": r"YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY|MINUTELY|SECONDLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,8}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "WKST": "|".join(WEEKDAYS),
    "BYDAY": DAY_PATTERN,
    "BYMONTH": r"0?[1-9]|1[0-2]",
    "BYMONTHDAY": r"[+-]?(0?[1-9]|[12]\d|3[01])",
    "BYYEARDAY": r"[+-]?([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])",
    "BYWEEKNO": r"[+-]?(0?[1-9]|[1-4]\d|5[0-3])",
    "BYSETPOS": r"[+-]?([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])",
    "BYHOUR": r"[01]?\d|2[0-3]",
    "BYMINUTE": r"[0-5]?\d",
    "BYSECOND": r"[0-5]?\d",
}
VALUES = {
    key: re.compile(rf"({pattern})(,({pattern}))*" if key.startswith("BY") else pattern)
    for key, pattern in PART_PATTERNS.items()
}


class ScheduleError(ValidationError):
    """A schedule that cannot be kept. Codes: bad_rule, too_frequent, too_many, unknown_zone, bad_time, bad_duration."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One dated meeting: its two moments in UTC, and the day on which it starts where it is held."""

    starts_at: datetime
    ends_at: datetime
    local_on: date


@dataclass(frozen=True)
class Schedule:
    """When a session meets.

    Args:
        starts: local wall-clock time of the first meeting, without a zone; with a rule only where the rule begins.
        duration: of each meeting; zero where the end is not known.
        time_zone: IANA name.
        rrule: an RFC 5545 rule; empty for a single meeting. UNTIL may be a day (included), a local time or UTC.
        rdates: further meetings, local times.
        exdates: meetings that are not held, local times; a date means all of that day.
        is_all_day: only the days are known.
    Raises: ScheduleError.
    """

    starts: datetime
    duration: timedelta
    time_zone: str
    rrule: str = ""
    rdates: tuple[datetime, ...] = ()
    exdates: tuple[datetime | date, ...] = ()
    is_all_day: bool = False

    def __post_init__(self) -> None:
        if self.time_zone not in known_zones():
            raise ScheduleError(_("There is no time zone “%(zone)s”."), "unknown_zone", {"zone": self.time_zone})
        if not timedelta() <= self.duration <= LONGEST_MEETING:
            raise ScheduleError(_("A meeting lasts between nothing and 31 days."), "bad_duration")
        times = (self.starts, *self.rdates, *(each for each in self.exdates if isinstance(each, datetime)))
        if any(each.tzinfo or each.microsecond for each in times):
            raise ScheduleError(_("Times of a schedule are local, without a zone, in whole seconds."), "bad_time")
        if not all(FIRST_YEAR <= each.year <= LAST_YEAR for each in times):
            raise ScheduleError(_("Meetings are between the years 1970 and 2199."), "bad_time")
        self.rule  # noqa: B018 - a bad rule is refused here, not when it is first used

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def parts(self) -> dict[str, str]:
        """The rule's parts by name, upper case, checked; empty without a rule."""
        return rule_parts(self.rrule) if self.rrule else {}

    @cached_property
    def interval(self) -> int:
        return int(self.parts.get("INTERVAL", 1))

    @cached_property
    def until(self) -> datetime | None:
        """The rule's UNTIL as local time."""
        return local_until(self.parts["UNTIL"], self.zone) if "UNTIL" in self.parts else None

    @cached_property
    def rule(self) -> compiled_rule | None:
        """The rule for dateutil, over local times, without its COUNT and UNTIL: those are ours to apply."""
        if not self.rrule:
            return None
        endless = ";".join(f"{key}={value}" for key, value in self.parts.items() if key not in {"COUNT", "UNTIL"})
        try:
            self.until  # noqa: B018 - refuses 31 February
            built = rrulestr(endless, dtstart=self.starts)
        except ValueError as error:
            raise bad_rule(self.rrule) from error
        assert isinstance(built, compiled_rule)  # noqa: S101 - one rule in, one rule out
        return built

    @cached_property
    def plain_weekdays(self) -> tuple[int, ...]:
        """ISO weekdays of a rule that says nothing but weekdays and an interval; empty for any other."""
        if self.parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"}:
            return ()
        every_day = self.parts.get("FREQ") == "DAILY" and self.interval == 1
        if self.parts.get("FREQ") != "WEEKLY" and not every_day:
            return ()
        default = ",".join(WEEKDAYS) if every_day else WEEKDAYS[self.starts.weekday()]
        return tuple(sorted({WEEKDAYS.index(day) + 1 for day in self.parts.get("BYDAY", default).split(",")}))


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def bad_rule(text: str) -> ScheduleError:
    return ScheduleError(_("“%(rule)s” is not a rule for repeating that we can read."), "bad_rule", {"rule": text[:80]})


def rule_parts(text: str) -> dict[str, str]:
    """Take an RRULE apart into its checked parts. Raises: ScheduleError (bad_rule, too_frequent, too_many)."""
    pairs = [pair.split("=") for pair in text[: LONGEST_RULE + 1].upper().removeprefix("RRULE:").strip(";").split(";")]
    if len(text) > LONGEST_RULE or any(len(pair) != 2 for pair in pairs):
        raise bad_rule(text)
    parts = {key.strip(): value.strip() for key, value in pairs}
    misread = len(parts) != len(pairs) or any(
        key not in VALUES or not VALUES[key].fullmatch(value) for key, value in parts.items()
    )
    if misread or "FREQ" not in parts or parts.keys() >= {"COUNT", "UNTIL"}:
        raise bad_rule(text)
    if parts["FREQ"] not in {"MONTHLY", "YEARLY"} and re.search(r"\d", parts.get("BYDAY", "")):
        raise bad_rule(text)  # "the second Tuesday" of a week means nothing
    if parts["FREQ"] in {"DAILY", "HOURLY"} and "BYSETPOS" in parts:
        raise bad_rule(text)  # the nth meeting of a day: nobody says it, and it can be looked for in vain for long
    if parts["FREQ"] in {"MINUTELY", "SECONDLY"} or "," in parts.get("BYMINUTE", "") + parts.get("BYSECOND", ""):
        raise ScheduleError(_("Meetings repeat at most once an hour."), "too_frequent")
    if int(parts.get("COUNT", 1)) > MOST_MEETINGS:
        raise ScheduleError(_("A rule makes at most %(most)d meetings."), "too_many", {"most": MOST_MEETINGS})
    return parts


def local_until(text: str, zone: ZoneInfo) -> datetime:
    """Read UNTIL: a day (its end), a local time, or UTC. Raises: ValueError for a day that does not exist."""
    if len(text) == len("20270530"):
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59))
    moment = datetime.fromisoformat(text)
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def as_moment(text: str) -> datetime | date:
    """Read one RDATE or EXDATE as a session keeps it: "2026-09-01T17:00:00", or "2026-09-01" for a whole day.

    Raises: ValueError.
    """
    return date.fromisoformat(text) if len(text) == len("2026-09-01") else datetime.fromisoformat(text)


def lasting(start: time | None, end: time | None) -> timedelta:
    """How long a meeting lasts: past midnight if it ends "before" it starts, zero if not known, a day with no start."""
    if start is None:
        return DAY
    if end is None:
        return timedelta()
    day = date(2000, 1, 1)
    return (datetime.combine(day, end) - datetime.combine(day, start)) % DAY


def weekly(
    days: Iterable[int], start: time | None, end: time | None, first_on: date, last_on: date | None, zone: str
) -> Schedule:
    """The schedule "every week on these ISO weekdays". Without `start` only the days are known; `last_on` is included.

    Raises: ScheduleError.
    """
    return Schedule(
        starts=datetime.combine(first_on, start or time()),
        duration=lasting(start, end),
        time_zone=zone,
        rrule=bounded(weekly_rule(days), last_on),
        is_all_day=start is None,
    )


def weekly_rule(days: Iterable[int]) -> str:
    """The rule that repeats on these ISO weekdays. Raises: ScheduleError."""
    weekdays = sorted(set(days))
    if not weekdays or not set(weekdays) <= set(range(1, 8)):
        raise ScheduleError(_("Weekdays are numbered from 1, Monday, to 7, Sunday."), "bad_rule")
    return "FREQ=WEEKLY;BYDAY=" + ",".join(WEEKDAYS[day - 1] for day in weekdays)


def bounded(rule: str, last_on: date | None) -> str:
    """The rule, ending with the day `last_on` unless it has an end of its own."""
    if not rule or last_on is None or "UNTIL" in rule.upper() or "COUNT" in rule.upper():
        return rule
    return f"{rule};UNTIL={last_on:%Y%m%d}"


def occurrences(
    schedule: Schedule, since: datetime, until: datetime, skip_days: frozenset[date] = frozenset()
) -> list[Slot]:
    """Every meeting that starts at or after `since` and before `until`, in order, none twice.

    A local time that the clocks skip moves forward by what was skipped; of one that comes twice the first counts. A day
    in `skip_days` takes away what the rule makes on it; a date that was named (a single start, an RDATE) stands.
    Raises: ValueError for moments without a zone or a window of more than five years.
    """
    if since.tzinfo is None or until.tzinfo is None or until - since > LONGEST_WINDOW:
        raise ValueError("The window needs moments with a zone, at most five years apart.")
    first = since.astimezone(schedule.zone).replace(tzinfo=None) - DAY  # a zone has once skipped a whole day
    last = until.astimezone(schedule.zone).replace(tzinfo=None) + DAY
    slots: dict[datetime, Slot] = {}
    for local in sorted({*named_starts(schedule), *kept_starts(schedule, first, last, skip_days)}):
        slot = slot_at(schedule, local)
        if since <= slot.starts_at < until:
            slots.setdefault(slot.starts_at, slot)
    return list(slots.values())


def slot_at(schedule: Schedule, local: datetime) -> Slot:
    """The meeting that starts at the wall-clock time `local`; its end keeps to the wall clock too."""
    starts_at = local.replace(tzinfo=schedule.zone).astimezone(UTC)
    actual = starts_at.astimezone(schedule.zone).replace(tzinfo=None)
    if actual != local:  # the clocks skipped it: an end by the wall clock could come before the start
        return Slot(starts_at, starts_at + schedule.duration, actual.date())
    ends_at = (local + schedule.duration).replace(tzinfo=schedule.zone).astimezone(UTC)
    return Slot(starts_at, ends_at, local.date())


def is_excepted(schedule: Schedule, local: datetime) -> bool:
    return local in schedule.exdates or local.date() in schedule.exdates


def named_starts(schedule: Schedule) -> list[datetime]:
    """Local starts that no rule makes: those named one by one, less those excepted."""
    named = schedule.rdates if schedule.rrule else (schedule.starts, *schedule.rdates)
    return [local for local in named if not is_excepted(schedule, local)]


def kept_starts(
    schedule: Schedule, first: datetime, last: datetime, skip_days: frozenset[date] = frozenset()
) -> list[datetime]:
    """Local starts that the rule makes between `first` and `last`, less those excepted and skipped."""
    made = rule_starts(schedule, first, last)
    return [local for local in made if local.date() not in skip_days and not is_excepted(schedule, local)]


def rule_starts(schedule: Schedule, first: datetime, last: datetime) -> Iterator[datetime]:
    """Local starts that the rule alone makes from `first` to `last`, both included, in order; lazily."""
    if schedule.rule is None:
        return
    last = min(last, schedule.until or last)
    count = schedule.parts.get("COUNT")
    begin = schedule.starts if count else first  # a counted rule is counted from its beginning
    made = weekly_starts(schedule, begin, last) if schedule.plain_weekdays else other_starts(schedule, begin, last)
    for local in islice(made, int(count) if count else None):
        if local >= first:
            yield local


def weekly_starts(schedule: Schedule, first: datetime, last: datetime) -> Iterator[datetime]:
    """The same for a plain weekly rule, in a fraction of dateutil's time: nearly all rules are such."""
    week_begins = WEEKDAYS.index(schedule.parts.get("WKST", "MO"))
    week = schedule.starts - (schedule.starts.weekday() - week_begins) % 7 * DAY
    step = 7 * schedule.interval * DAY
    week += max(0, (first - week) // step) * step
    offsets = sorted((day - 1 - week_begins) % 7 * DAY for day in schedule.plain_weekdays)
    first = max(first, schedule.starts)
    while week <= last:
        for offset in offsets:
            if first <= week + offset <= last:
                yield week + offset
        week += step


def other_starts(schedule: Schedule, first: datetime, last: datetime) -> Iterator[datetime]:
    """The same through dateutil, begun near `first`: an old hourly rule would otherwise be walked for years.

    dateutil looks for a rule's next date until the year 9999. The calendar repeats itself every 400 years, weekdays
    too, so the question is asked as late as that allows: what never comes is given up after 400 years, not after 8,000.
    """
    assert schedule.rule is not None  # noqa: S101 - for the type checker; rule_starts has looked
    begin = schedule.starts
    if step := STEPS.get(schedule.parts["FREQ"], timedelta()) * schedule.interval:
        begin += max(0, (first - begin) // step - 1) * step  # one back: the first period may be a part of one
    cycles = (MAXYEAR - 1 - last.year) // 400 * CALENDAR_CYCLE
    made = schedule.rule.replace(dtstart=begin + cycles, until=last + cycles)
    return (local - cycles for local in made if local - cycles >= first)


def skipped_starts(schedule: Schedule, first: datetime, last: datetime, skip_days: frozenset[date]) -> list[datetime]:
    """Local starts that the rule makes from `first` to `last` and that are not held: a calendar's EXDATE."""
    return sorted({*rule_starts(schedule, first, last)} - {*kept_starts(schedule, first, last, skip_days)})


def first_start(schedule: Schedule) -> datetime:
    """Local time of the first meeting that the rule makes (excepted or not), else of the start that was named."""
    until = schedule.starts + 10 * 366 * DAY
    return next(rule_starts(schedule, schedule.starts, until), schedule.starts)


def last_on(schedule: Schedule) -> date | None:
    """The day of the last meeting; None if the rule never ends."""
    named = [local.date() for local in named_starts(schedule)]
    if not schedule.rrule:
        return max(named, default=schedule.starts.date())
    if schedule.until:
        return max(schedule.until.date(), *named, schedule.starts.date())
    if "COUNT" not in schedule.parts:
        return None
    made = [local.date() for local in rule_starts(schedule, schedule.starts, schedule.starts + 30 * 366 * DAY)]
    return max([*made, *named], default=schedule.starts.date())


def weekly_slots(schedule: Schedule) -> set[tuple[int, int, int]]:
    """On which days of the week and at what times it meets: (ISO weekday, start minute, end minute) of the local day.

    An end past midnight is 1440. A single meeting has its one slot. Without a known end the end is the start.
    """
    if schedule.plain_weekdays:
        made: Iterable[tuple[int, time]] = ((day, schedule.starts.time()) for day in schedule.plain_weekdays)
    else:
        year = islice(rule_starts(schedule, schedule.starts, schedule.starts + 366 * DAY), 200)
        made = ((local.isoweekday(), local.time()) for local in year)
    named = ((local.isoweekday(), local.time()) for local in named_starts(schedule))
    lasts = int(schedule.duration / timedelta(minutes=1))
    slots = set()
    for day, at in {*made, *named}:
        minute = at.hour * 60 + at.minute
        slots.add((day, minute, min(minute + lasts, 1440)))
    return slots
