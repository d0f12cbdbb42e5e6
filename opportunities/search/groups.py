"""Which sessions one search row stands for: those of a place that differ in nothing but when they meet.

A visitor asks several things at once: nine years old, Tuesdays, up to 30 euros, with a free place. All of it must hold
for one and the same session. So sessions with other ages, another price, other languages or another answer to "can I
join?" get a row, a card and a pin of their own. Only days and times are united in a row, where each meeting is kept.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from opportunities.models import Occurrence, Session

WEEKS_A_MONTH = 4


@dataclass(frozen=True)
class Meeting:
    """A dated meeting: its day and time on the clock where it takes place (None: the whole day), and the moments."""

    on: date
    begins: time | None
    starts_at: datetime
    ends_at: datetime


class Standing(enum.IntEnum):
    """Whether somebody can join a session: there is a place; nobody said that there is none; no."""

    FREE = 1
    OPEN = 2
    CLOSED = 3


def coming_meetings(sessions: Sequence[Session], now: datetime) -> dict[int, list[Meeting]]:
    """The meetings of each session, by its number, that have not ended; in order."""
    zones = {session.pk: ZoneInfo(session.time_zone) for session in sessions}
    found: dict[int, list[Meeting]] = defaultdict(list)
    coming = Occurrence.objects.filter(session__in=zones, ends_at__gte=now).order_by("starts_at")
    columns = ("session_id", "starts_at", "ends_at", "local_on", "is_all_day")
    for session_id, starts_at, ends_at, on, all_day in coming.values_list(*columns):
        begins = None if all_day else starts_at.astimezone(zones[session_id]).time()
        found[session_id].append(Meeting(on, begins, starts_at, ends_at))
    return found


def groups(
    sessions: Iterable[Session], meetings: Mapping[int, Sequence[Meeting]], now: datetime
) -> list[list[Session]]:
    """Part the sessions of one opportunity into those that one row can stand for, in the order of their numbers."""
    found: dict[tuple[object, ...], list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda one: one.pk):
        coming = meetings.get(session.pk, ())
        key = (
            session.venue_id,
            session.delivery,
            session.min_age,
            session.max_age,
            asked_price(session, coming),
            tuple(sorted(session.languages)),
            standing(session, coming, now),
            bool(coming),
        )
        found[key].append(session)
    return list(found.values())


def standing(session: Session, coming: Sequence[Meeting], now: datetime) -> Standing:
    """Whether one can join `session` now."""
    last_on = last_day(session, still_meets=bool(coming))
    has_ended = last_on is not None and last_on < timezone.localdate(now)
    if has_ended or not session.takes_bookings(now):
        return Standing.CLOSED
    return Standing.FREE if session.places_left else Standing.OPEN


def asked_price(session: Session, coming: Sequence[Meeting]) -> Decimal | None:
    """What is paid for a month (four weeks) or, without a monthly price, for the whole; None where nobody said.

    A price for each time counts as often as it meets in four weeks, but never more often than it still meets. Where
    nobody said when it meets, it counts once; a price for a term or a year counts as a whole.
    """
    if session.price is None or session.price_unit != Session.PriceUnit.MEETING:
        return session.price
    if not coming:
        return session.price * max(1, WEEKS_A_MONTH * len(session.weekdays))
    weeks = (coming[-1].on - coming[0].on).days / 7 + 1
    return session.price * min(len(coming), max(1, round(WEEKS_A_MONTH * len(coming) / weeks)))


def last_day(session: Session, *, still_meets: bool) -> date | None:
    """The last day a session speaks of; None where it goes on without end or says nothing."""
    if session.ends_on:
        return session.ends_on
    goes_on = still_meets if session.rrule else bool(session.weekdays)
    if goes_on or not session.starts_on:
        return None
    return max([session.starts_on, *(date.fromisoformat(text[:10]) for text in session.rdates)])


def span(sessions: Sequence[Session], meetings: Mapping[int, Sequence[Meeting]]) -> tuple[date | None, date | None]:
    """The first and the last day of everything known; no last day where it goes on or where nothing is known."""
    firsts = [session.starts_on for session in sessions if session.starts_on]
    firsts += [meetings[session.pk][0].on for session in sessions if meetings.get(session.pk)]
    lasts = [last_day(session, still_meets=bool(meetings.get(session.pk))) for session in sessions]
    if not lasts or None in lasts:
        return min(firsts, default=None), None
    return min(firsts, default=None), max(day for day in lasts if day)


def due_at(sessions: Sequence[Session], meetings: Mapping[int, Sequence[Meeting]], now: datetime) -> datetime | None:
    """When time alone will next change what a row of `sessions` says: a meeting begins or ends, booking opens or
    closes, the last day is over. None: never."""
    moments = [moment for session in sessions for moment in (session.booking_opens_at, session.booking_closes_at)]
    for session in sessions:
        coming = meetings.get(session.pk, ())
        moments += [next((one.starts_at for one in coming if one.starts_at > now), None)]
        moments += [min((one.ends_at for one in coming if one.starts_at <= now), default=None)]
        moments += [midnight_after(last_day(session, still_meets=bool(coming)))]
    return min((moment for moment in moments if moment and moment > now), default=None)


def midnight_after(day: date | None) -> datetime | None:
    """The moment at which `day` is over, on the clock of this installation."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None
