"""An opportunity as an iCalendar file (RFC 5545) for the calendars that people already use."""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

import nh3
from django.utils import timezone
from icalendar import Calendar, Event

from geodata.models import Area
from opportunities.exchange.time_zones import time_zone_of
from opportunities.models import Opportunity, OpportunityText, Session
from opportunities.schedule import Schedule, kept_starts, named_starts, rule_starts, skipped_starts, slot_at
from opportunities.selectors.schedules import DaysOff, schedule_of

HORIZON = timedelta(days=400)  # days off are known and written this far back and ahead
YEARS_OF_CLOCKS = 10  # how long the time zones in the file hold for what repeats without end
LONGEST_PERIOD = timedelta(days=92)  # an open period of years would lie over everything else in a calendar


def calendar_of(opportunity: Opportunity, *, language: str, address: str) -> bytes:
    """All sessions of an opportunity as one calendar: UTF-8, folded lines, time zones included.

    A session with a rule is one repeating event, with the meetings that are not held (cancelled, holidays, breaks) as
    EXDATE; named dates are events of their own; an open period of up to three months is a whole-day event that leaves
    the days free. UIDs stay the same from one file to the next.

    Args:
        language: of the texts, where the opportunity has them; else those it has.
        address: the page of the opportunity, absolute.
    """
    sessions = list(opportunity.sessions.all())
    text = opportunity.texts_by_language.get(language) or opportunity.text
    calendar = Calendar()
    calendar.add("prodid", "-//Learnmap//Learnmap//EN")
    calendar.add("version", "2.0")
    if text:
        calendar.add("x-wr-calname", text.title)
    for zone, year in first_years(sessions).items():
        calendar.add_component(time_zone_of(zone, year, timezone.localdate().year + YEARS_OF_CLOCKS))
    days_off = skipped_days(opportunity, sessions)
    for session in sessions:
        for event in events_of(session, skip_days=days_off.get(session.pk, frozenset()), address=address):
            describe_event(event, opportunity=opportunity, session=session, text=text, address=address)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def first_years(sessions: Iterable[Session]) -> dict[str, int]:
    """The time zones that the sessions need, and the year from which on."""
    years: dict[str, int] = {}
    for schedule in filter(None, map(schedule_of, sessions)):
        if not schedule.is_all_day:
            years[schedule.time_zone] = min(schedule.starts.year, years.get(schedule.time_zone, 9999))
    return years


def skipped_days(opportunity: Opportunity, sessions: Iterable[Session]) -> dict[int, frozenset[date]]:
    """The days off of those sessions that keep any, in at most two queries."""
    resting = [session for session in sessions if session.skips_breaks or session.skips_public_holidays]
    if not resting:
        return {}
    today = timezone.localdate()
    off = DaysOff(today - HORIZON, today + HORIZON)
    held_in = [opportunity.city.area_id, *(session.venue.area_id for session in resting if session.venue)]
    wanted = [area for area in held_in if area is not None]
    paths: dict[int | None, list[int]] = dict(Area.objects.filter(pk__in=wanted).values_list("pk", "path"))
    days = {}
    for session in resting:
        venue, city = session.venue, opportunity.city
        areas = {*paths.get(city.area_id, ()), *(paths.get(venue.area_id, ()) if venue else ())}
        country = venue.country_code if venue else city.country_code
        days[session.pk] = off.for_session(session, country_code=country, areas=areas)
    return days


def events_of(session: Session, *, skip_days: frozenset[date], address: str) -> Iterator[Event]:
    """The events of one session, with their times and UIDs and nothing else yet."""
    host = urlsplit(address).hostname or "localhost"
    schedule = schedule_of(session)
    if schedule is None:
        if event := open_period(session):
            event.add("uid", f"session-{session.pk}@{host}")
            yield event
        return
    if schedule.rrule and (event := repeating_event(schedule, skip_days)):
        event.add("uid", f"session-{session.pk}@{host}")
        yield event
    for local in sorted(set(named_starts(schedule)) - set(made_starts(schedule, skip_days))):
        event = timed_event(schedule, local)
        event.add("uid", f"session-{session.pk}-{local:%Y%m%dT%H%M%S}@{host}")
        yield event


def made_starts(schedule: Schedule, skip_days: frozenset[date]) -> list[datetime]:
    """What the rule makes where a date was named too: one meeting is not two events."""
    named = schedule.rdates
    return kept_starts(schedule, min(named), max(named), skip_days) if schedule.rrule and named else []


def repeating_event(schedule: Schedule, skip_days: frozenset[date]) -> Event | None:
    """One event with the rule; None for a rule that makes no meeting."""
    far = schedule.starts + timedelta(days=10 * 366)
    first = next(rule_starts(schedule, schedule.starts, far), None)  # DTSTART must be one of the rule's own
    if first is None:
        return None
    event = timed_event(schedule, first)
    rule: dict[str, object] = {key: value.split(",") for key, value in schedule.parts.items()}
    if schedule.until:
        until = schedule.until.replace(tzinfo=schedule.zone).astimezone(UTC)
        rule["UNTIL"] = schedule.until.date() if schedule.is_all_day else until
    event.add("rrule", rule)
    now = datetime.combine(timezone.localdate(), time())
    missing = skipped_starts(schedule, max(first, now - HORIZON), now + HORIZON, skip_days)
    if missing:
        event.add("exdate", [local.date() if schedule.is_all_day else zoned(schedule, local) for local in missing])
    return event


def timed_event(schedule: Schedule, local: datetime) -> Event:
    event = Event()
    if schedule.is_all_day:
        event.add("dtstart", local.date())
        event.add("dtend", (local + schedule.duration).date())
        return event
    starts = zoned(schedule, local)
    event.add("dtstart", starts)
    if schedule.duration:
        event.add("dtend", slot_at(schedule, local).ends_at.astimezone(schedule.zone))
    return event


def zoned(schedule: Schedule, local: datetime) -> datetime:
    """The moment of a local start, with its zone; moved forward where the clocks skip it."""
    return slot_at(schedule, local).starts_at.astimezone(schedule.zone)


def open_period(session: Session) -> Event | None:
    """The days of a session that names no meetings, unless there are too many or no last one."""
    if not session.starts_on or not session.ends_on or session.ends_on - session.starts_on > LONGEST_PERIOD:
        return None
    event = Event()
    event.add("dtstart", session.starts_on)
    event.add("dtend", session.ends_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def describe_event(
    event: Event, *, opportunity: Opportunity, session: Session, text: OpportunityText | None, address: str
) -> None:
    """Add to an event what it is, where, and when that was last changed."""
    event.add("dtstamp", opportunity.updated_at)
    event.add("last-modified", opportunity.updated_at)
    event.add("summary", opportunity.title if text is None else text.title)
    about = [text.summary, plain(text.description)] if text else []
    event.add("description", "\n\n".join(part for part in [*about, address] if part))
    event.add("url", address)
    venue = session.venue
    if venue is None:
        event.add("location", session.get_delivery_display())
        return
    event.add("location", ", ".join(part for part in (venue.name, venue.full_address) if part))
    if venue.point:
        event.add("geo", (venue.point.y, venue.point.x))


def plain(markup: str) -> str:
    """HTML as text: paragraphs and list items on lines of their own, no tags, no entities."""
    lines = re.sub(r"(?i)<br\s*/?>|</(p|li|div|h\d)>", "\n", markup)
    words = html.unescape(nh3.clean(lines, tags=set()))
    return "\n".join(line for line in (" ".join(line.split()) for line in words.splitlines()) if line)
