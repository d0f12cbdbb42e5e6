"""The meetings of a whole search as a calendar to subscribe to (RFC 5545, with the names of RFC 7986).

Every meeting is an event of its own, so that "Tuesdays after 16:00" shows no Mondays. It is written as it is read; how
much it holds at most is said in the calendar itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event
from icalendar.parser import Contentline

from opportunities.exchange.calendars import open_period
from opportunities.exchange.time_zones import time_zone_of
from opportunities.models import ListingChange, Occurrence, SearchRow, Session
from opportunities.schedule import skipped_starts, slot_at
from opportunities.search.filters import DAYS_AND_TIMES
from opportunities.search.search import Search
from opportunities.search.tags import day_part
from opportunities.selectors.listed import sessions_of, with_facts
from opportunities.selectors.schedules import schedule_of

MEDIA_TYPE = "text/calendar; charset=utf-8"
MOST_ROWS = 500
MOST_MEETINGS = 12  # of one session: three months of a weekly group
CANCELLED_AHEAD = timedelta(days=92)
CHUNK = 100
ASK_AGAIN = timedelta(hours=6)


@dataclass(frozen=True)
class Meeting:
    """One event: of which session, from when to when. `day` is where it takes place."""

    session: Session
    starts_at: datetime
    ends_at: datetime
    day: date
    is_all_day: bool
    is_cancelled: bool = False


def subscription(search: Search, *, name: str, page_url: str, absolute: Callable[[str], str]) -> Iterator[bytes]:
    """The calendar of `search` in pieces: the `MOST_ROWS` soonest rows, of each session the next `MOST_MEETINGS`
    meetings, and those cancelled in the next three months. What has no date has no event.

    Args:
        name: of the calendar, as calendars show it.
        page_url: the list that it belongs to.
    """
    rows = search.rows().order_by(F("next_at").asc(nulls_last=True), "pk")[:MOST_ROWS]
    ids = dict(rows.values_list("pk", "session_ids"))
    zones = Session.objects.filter(pk__in=[one for found in ids.values() for one in found])
    calendar = _head(name, page_url, list(zones.order_by().values_list("time_zone", flat=True).distinct()))
    end = b"END:VCALENDAR\r\n"
    yield calendar.to_ical().removesuffix(end)
    keys = list(ids)
    for start in range(0, len(keys), CHUNK):
        yield b"".join(_events(search, keys[start : start + CHUNK], absolute))
    yield end


def _head(name: str, page_url: str, zones: Sequence[str]) -> Calendar:
    limit = _("The next %(meetings)s meetings of each of the %(rows)s soonest activities.") % {
        "meetings": MOST_MEETINGS,
        "rows": MOST_ROWS,
    }
    calendar = Calendar()
    calendar.add("prodid", "-//Learnmap//Learnmap//EN")
    calendar.add("version", "2.0")
    for prefix in ("", "x-wr-cal"):
        calendar.add(f"{prefix}name", name)
        calendar.add("x-wr-caldesc" if prefix else "description", limit)
    calendar.add("url", page_url)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    year = timezone.localdate().year
    for zone in sorted(zones):
        calendar.add_component(time_zone_of(zone, year - 1, year + 2))
    return calendar


def _events(search: Search, rows: Sequence[int], absolute: Callable[[str], str]) -> Iterator[bytes]:
    """The events of some rows as text. What they share is written once a row: most of a calendar is repetition."""
    found = list(with_facts(SearchRow.objects.filter(pk__in=rows)))
    changes = ListingChange.objects.filter(listing__in=[row.opportunity_id for row in found])
    changed = dict(changes.values_list("listing", "changed_at"))
    sessions: dict[int, Session] = {}
    about: dict[int, bytes] = {}
    for row in found:
        shared = _shared(row, changed.get(row.opportunity_id, row.opportunity.updated_at), absolute)
        for session in sessions_of(row):
            sessions[session.pk], about[session.pk] = session, shared
    meets: set[int] = set()
    for meeting in _meetings(search, sessions):
        meets.add(meeting.session.pk)
        yield _event(_times(meeting), about[meeting.session.pk])
    for pk in sessions.keys() - meets:
        if times := _open_days(sessions[pk]):
            yield _event(times, about[pk])


def _meetings(search: Search, sessions: dict[int, Session]) -> Iterator[Meeting]:
    """The next meetings that the search asks for, and those that would be if they were not cancelled."""
    coming = search.meetings().filter(session__in=sessions, ends_at__gte=timezone.now())
    numbered = coming.annotate(
        number=Window(RowNumber(), partition_by="session", order_by=["starts_at"]),
    ).filter(number__lte=MOST_MEETINGS)
    for one in numbered.order_by("starts_at", "session"):
        yield _as_meeting(one, sessions[one.session_id])
    for session in sessions.values():
        if session.exdates:
            yield from (one for one in _cancelled(session) if _is_asked(search, one))


def _as_meeting(one: Occurrence, session: Session) -> Meeting:
    return Meeting(session, one.starts_at, one.ends_at, one.local_on, one.is_all_day)


def _cancelled(session: Session) -> Iterator[Meeting]:
    schedule = schedule_of(session)
    if schedule is None or not schedule.rrule:
        return
    now = timezone.now().astimezone(schedule.zone).replace(tzinfo=None)
    for local in skipped_starts(schedule, now, now + CANCELLED_AHEAD, frozenset()):
        slot = slot_at(schedule, local)
        yield Meeting(session, slot.starts_at, slot.ends_at, slot.local_on, schedule.is_all_day, is_cancelled=True)


def _is_asked(search: Search, one: Meeting) -> bool:
    """Whether the days, times and dates of the search ask for this meeting, as `Search.meetings` asks the database."""
    days = DAYS_AND_TIMES.chosen_values(search, "day")
    parts = DAYS_AND_TIMES.chosen_values(search, "time")
    local = one.starts_at.astimezone(ZoneInfo(search.city.time_zone))
    if (days and one.day.isoweekday() not in days) or (parts and day_part(local.time()) not in parts):
        return False
    return (search.first("from") or "0000") <= one.day.isoformat() <= (search.first("to") or "9999")


def _event(times: str, about: bytes) -> bytes:
    return b"BEGIN:VEVENT\r\n" + times.encode() + about + b"END:VEVENT\r\n"


def _times(meeting: Meeting) -> str:
    """UID, start, end and, where it is not held, that it is cancelled."""
    zone = meeting.session.time_zone
    starts, ends = (one.astimezone(ZoneInfo(zone)) for one in (meeting.starts_at, meeting.ends_at))
    lines = [f"UID:meeting-{meeting.session.pk}-{starts.astimezone(UTC):%Y%m%dT%H%M%SZ}@{_host()}"]
    if meeting.is_all_day:
        last = max(meeting.day + timedelta(days=1), ends.date())
        lines += [f"DTSTART;VALUE=DATE:{meeting.day:%Y%m%d}", f"DTEND;VALUE=DATE:{last:%Y%m%d}"]
    else:
        lines.append(f"DTSTART;TZID={zone}:{starts:%Y%m%dT%H%M%S}")
        lines += [f"DTEND;TZID={zone}:{ends:%Y%m%dT%H%M%S}"] if meeting.ends_at > meeting.starts_at else []
    lines += ["STATUS:CANCELLED", "SEQUENCE:1"] if meeting.is_cancelled else []
    return "".join(f"{Contentline(line).to_ical().decode()}\r\n" for line in lines)


def _open_days(session: Session) -> str:
    """The lines of a session that names no meetings, as days that stay free; "" where it has no near last day."""
    period = open_period(session)
    if period is None or session.ends_on is None or session.ends_on < timezone.localdate():
        return ""
    period.add("uid", f"session-{session.pk}@{_host()}")
    return _inside(period).decode()


def _shared(row: SearchRow, changed_at: datetime, absolute: Callable[[str], str]) -> bytes:
    """The lines that all meetings of a row have in common: what, where, and when that was last changed."""
    opportunity, venue, text = row.opportunity, row.venue, row.opportunity.text
    address = absolute(opportunity.get_absolute_url())
    about = (text.summary if text else "", opportunity.provider.name, address)
    event = Event()
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("summary", opportunity.title)
    event.add("description", "\n\n".join(filter(None, about)))
    event.add("url", address)
    if venue:
        event.add("location", ", ".join(filter(None, (venue.name, venue.full_address))))
        if venue.point:
            event.add("geo", (venue.point.y, venue.point.x))
    return _inside(event)


def _inside(event: Event) -> bytes:
    return bytes(event.to_ical()).removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(b"END:VEVENT\r\n")


def _host() -> str:
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
