"""When a row says that something meets."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from opportunities.exchange.mapping.reading import Reading
from opportunities.exchange.records import ScheduleRecord
from opportunities.exchange.values.dates import parse_date, parse_moment
from opportunities.exchange.values.times import parse_duration, parse_time, parse_time_range
from opportunities.exchange.values.weekdays import parse_weekdays
from opportunities.schedule import Schedule, ScheduleError

_WHOLE_DAY = timedelta(days=1)
_ISO_DATES = re.compile(r"[\d\-., ]+")
MOST_DATES = 2_000


def schedules_of(reading: Reading) -> list[ScheduleRecord]:
    """The runs that the row describes: single moments first, then a rule, dates or at least a span of days."""
    zone = zone_of(reading)
    moments = _moments(reading, zone)
    base = _base(reading, zone)
    found = []
    for run in from_moments(moments, zone):
        if base.rrule and run.starts_at == base.starts_at and run.ends_at in (None, base.ends_at):
            base.dates = tuple(sorted({*base.dates, *run.dates}))  # dates added to a rule
        else:
            found.append(run)
    if not found or base.rrule or base.weekdays:
        found += [base] if base.starts_on or base.dates or base.weekdays or base.text else []
    for schedule in found:
        schedule.excluded = base.excluded
        schedule.text = schedule.text or base.text
    return found


def from_moments(moments: Iterable[tuple[datetime, datetime | None]], zone: ZoneInfo) -> Iterable[ScheduleRecord]:
    """Dated meetings as runs: those with the same time of day and length together, as local days of `zone`.

    A meeting of a day or more is a span of days without times.
    """
    runs: dict[tuple[time, time | None], set[date]] = defaultdict(set)
    for start, end in moments:
        local, until = start.astimezone(zone), end.astimezone(zone) if end else None
        if until is not None and until - local >= _WHOLE_DAY:
            yield ScheduleRecord(zone.key, starts_on=local.date(), ends_on=until.date())
            continue
        runs[local.time(), until.time() if until and until != local else None].add(local.date())
    for (start_time, end_time), days in runs.items():
        ordered = tuple(sorted(days))
        yield ScheduleRecord(zone.key, ordered[0], ordered[-1], starts_at=start_time, ends_at=end_time, dates=ordered)


def zone_of(reading: Reading) -> ZoneInfo:
    name = reading.text("schedule.time_zone")
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            reading.weaken("schedule.time_zone", name, _("This is no time zone; the source's own is used."))
    return ZoneInfo(reading.mapping.source.time_zone)


def _moments(reading: Reading, zone: ZoneInfo) -> list[tuple[datetime, datetime | None]]:
    order = reading.mapping.options.get("schedule.order", "")
    spans = reading.many("schedule.occurrences")
    if start := reading.text("schedule.starts_at"):
        spans.append(f"{start}/{reading.text('schedule.ends_at')}".rstrip("/"))
    length = reading.text("schedule.duration")
    lasts = reading.take("schedule.duration", length, parse_duration(length)) or timedelta()
    found: list[tuple[datetime, datetime | None]] = []
    for span in spans[:MOST_DATES]:
        first, _slash, last = _split(span)
        start_at = reading.take("schedule.occurrences", first, parse_moment(first, zone=zone, order=order))
        end_at = reading.take("schedule.occurrences", last, parse_moment(last, zone=zone, order=order))
        if start_at is None:
            continue
        if end_at is not None and end_at < start_at:
            reading.weaken("schedule.occurrences", span, _("It ends before it begins; the end is left out."))
            end_at = None
        found.append((start_at, end_at or (start_at + lasts if lasts else None)))
    if len(spans) > MOST_DATES:
        reading.weaken(
            "schedule.occurrences", "", _("More than %(most)s dates; the rest is left out.") % {"most": MOST_DATES}
        )
    return found


def _split(span: str) -> tuple[str, str, str]:
    """Start and end around a slash, of which dates such as 1/9/2026 may have more."""
    if span.count("/") % 2:
        middle = span.count("/") // 2 + 1
        parts = span.split("/")
        return "/".join(parts[:middle]), "/", "/".join(parts[middle:])
    return span, "", ""


def _base(reading: Reading, zone: ZoneInfo) -> ScheduleRecord:
    starts_on = _date(reading, "schedule.start_date")
    ends_on = _date(reading, "schedule.end_date")
    if starts_on and ends_on and ends_on < starts_on:
        reading.weaken("schedule.end_date", ends_on.isoformat(), _("The last day is before the first; it is left out."))
        ends_on = None
    starts_at, ends_at = _times(reading)
    dates = _dates(reading, "schedule.dates")
    rrule = _rule(reading, starts_on, zone)
    weekdays = _weekdays(reading)
    if starts_on and not (rrule or weekdays or dates) and ends_on in (None, starts_on):
        dates = (starts_on,)
    if dates:
        starts_on, ends_on = starts_on or dates[0], ends_on or dates[-1]
    return ScheduleRecord(
        time_zone=zone.key,
        starts_on=starts_on,
        ends_on=ends_on,
        weekdays=weekdays,
        starts_at=starts_at,
        ends_at=ends_at,
        dates=dates,
        rrule=rrule,
        excluded=_dates(reading, "schedule.except_dates"),
        text=reading.cut("schedule.text", reading.text("schedule.text"), 500),
    )


def _rule(reading: Reading, starts_on: date | None, zone: ZoneInfo) -> str:
    """The row's recurrence rule, where it is one that can be kept and its first day is known."""
    rule = reading.text("schedule.rrule").removeprefix("RRULE:")
    if not rule or starts_on is None:
        return ""
    try:
        Schedule(datetime.combine(starts_on, time()), timedelta(), zone.key, rule)
    except ScheduleError as error:
        reading.weaken("schedule.rrule", rule, " ".join(error.messages))
        return ""
    return rule


def _times(reading: Reading) -> tuple[time | None, time | None]:
    both = reading.text("schedule.time")
    if both:
        span = parse_time_range(both)
        if span.value is not None:
            return span.value
        single = parse_time(both)
        return (single.value, None) if single.value is not None else (reading.take("schedule.time", both, single), None)
    first, last = reading.text("schedule.start_time"), reading.text("schedule.end_time")
    starts_at = reading.take("schedule.start_time", first, parse_time(first))
    ends_at = reading.take("schedule.end_time", last, parse_time(last))
    if starts_at is not None and starts_at == ends_at:
        reason = _("It begins and ends at the same time of day; no time is shown.")
        reading.weaken("schedule.start_time", f"{first}-{last}", reason)
        return None, None
    return (starts_at, ends_at) if starts_at is not None else (None, None)


def _weekdays(reading: Reading) -> tuple[int, ...]:
    text = reading.text("schedule.weekdays")
    options = reading.mapping.options
    language = options.get("schedule.language") or reading.text("language") or reading.mapping.source.language
    parsed = parse_weekdays(text, language=language, letters=options.get("schedule.letters", ""))
    if parsed.value is None and language != "en":  # English short forms are understood everywhere
        parsed = parse_weekdays(text, language="en") if parse_weekdays(text, language="en").value else parsed
    return reading.take("schedule.weekdays", text, parsed) or ()


def _date(reading: Reading, name: str) -> date | None:
    text = reading.text(name)
    return reading.take(name, text, parse_date(text, order=reading.mapping.options.get("schedule.order", "")))


def _dates(reading: Reading, name: str) -> tuple[date, ...]:
    """Several dates: at semicolons, and at commas too where months are written in figures."""
    order = reading.mapping.options.get("schedule.order", "")
    found = set()
    for part in reading.many(name):
        for text in part.split(",") if _ISO_DATES.fullmatch(part.replace("/", "-")) else [part]:
            day = reading.take(name, text.strip(), parse_date(text, order=order))
            if day is not None:
                found.add(day)
    return tuple(sorted(found)[:MOST_DATES])
