"""Keeps the search table true: the one place that writes `SearchRow` and, through `texts.py`, `SearchText`.

`refresh` is called in the transaction that changed something, with everything that changed at once. It reads and writes
sets, never row by row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from geodata.geometry import to_mercator, to_mercator_integers
from opportunities.models import (
    Interest,
    Occurrence,
    Opportunity,
    SearchRow,
    Session,
    Venue,
)
from opportunities.search.history import note_changes
from opportunities.search.tags import Delivery, Facet, Funding, day_part, language_value, slot, tag
from opportunities.search.texts import write_texts

CHUNK = 2_000
DELIVERY = {
    Session.Delivery.ON_SITE: Delivery.ON_SITE,
    Session.Delivery.ONLINE: Delivery.ONLINE,
    Session.Delivery.BLENDED: Delivery.BLENDED,
}


def refresh(opportunity_ids: Iterable[int]) -> int:
    """Bring the search rows and texts of these opportunities up to date. Returns: how many rows they now have.

    What is not published, or gone, has none afterwards.
    """
    ids = sorted(set(opportunity_ids))
    with transaction.atomic():
        return sum(_refresh_chunk(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


def refresh_due(now: datetime | None = None) -> int:
    """Refresh what time alone has changed: the next meeting has begun, or a quality decision ended yesterday.

    Returns: the number of rows refreshed. Meant to run every hour.
    """
    now = now or timezone.now()
    ended = Q(
        opportunity__programme__valid_until__lt=timezone.localdate(now),
        tags__contains=[tag(Facet.FUNDING, Funding.ILA)],
    )
    due = SearchRow.objects.filter(Q(next_at__lt=now) | ended)
    return refresh(due.values_list("opportunity_id", flat=True))


def _refresh_chunk(ids: Sequence[int]) -> int:
    opportunities = list(
        Opportunity.objects.published()
        .filter(pk__in=ids)
        .select_related("programme")
        .prefetch_related("sessions")
        .defer("latest_revision")
    )
    known = _Known.of(opportunities)
    rows = [row for opportunity in opportunities for row in _rows_of(opportunity, known)]
    kept = SearchRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["opportunity", "venue", "lead"],
        update_fields=[f.name for f in SearchRow._meta.fields if f.name not in {"id", "opportunity", "venue", "lead"}],
    )
    SearchRow.objects.filter(opportunity__in=ids).exclude(pk__in=[row.pk for row in kept]).delete()
    write_texts(ids, published=[opportunity.pk for opportunity in opportunities])
    note_changes(ids)
    return len(kept)


@dataclass(frozen=True)
class _Meeting:
    on: date
    begins: time | None
    starts_at: datetime


@dataclass(frozen=True)
class _Known:
    """What the rows of a chunk need, read in a fixed number of queries."""

    interests: dict[int, list[int]]
    ancestors: dict[int, list[int]]
    competences: dict[int, list[int]]
    access: dict[int, list[int]]
    venues: dict[int, Venue]
    venue_access: dict[int, list[int]]
    meetings: dict[int, list[_Meeting]]

    @classmethod
    def of(cls, opportunities: Sequence[Opportunity]) -> _Known:
        ids = [opportunity.pk for opportunity in opportunities]
        sessions = [session for opportunity in opportunities for session in opportunity.sessions.all()]
        venue_ids = {session.venue_id for session in sessions if session.venue_id}
        return cls(
            interests=_links(Opportunity.interests.through, "opportunity_id", "interest_id", ids),
            ancestors=_ancestors(),
            competences=_links(Opportunity.competences.through, "opportunity_id", "competence_id", ids),
            access=_links(Opportunity.accessibility.through, "opportunity_id", "accessibilityfeature_id", ids),
            venues=Venue.objects.select_related("area").defer("area__geometry").in_bulk(venue_ids),
            venue_access=_links(Venue.accessibility.through, "venue_id", "accessibilityfeature_id", venue_ids),
            meetings=_meetings(sessions),
        )


def _links(through: Any, one: str, other: str, ids: Iterable[int]) -> dict[int, list[int]]:
    """The many-to-many rows of `ids`, in the order in which they were added."""
    found: dict[int, list[int]] = defaultdict(list)
    for left, right in through.objects.filter(**{f"{one}__in": list(ids)}).order_by("pk").values_list(one, other):
        found[left].append(right)
    return found


def _ancestors() -> dict[int, list[int]]:
    """Each interest with itself and everything above it."""
    parents = dict(Interest.objects.values_list("pk", "parent_id"))
    lines: dict[int, list[int]] = {}
    for pk in parents:
        line: list[int] = []
        above: int | None = pk
        while above is not None:
            line.append(above)
            above = parents[above]
        lines[pk] = line
    return lines


def _meetings(sessions: Sequence[Session]) -> dict[int, list[_Meeting]]:
    """The coming meetings of each session, in order, with the time on the clock where they take place."""
    zones = {session.pk: ZoneInfo(session.time_zone) for session in sessions}
    found: dict[int, list[_Meeting]] = defaultdict(list)
    coming = Occurrence.objects.filter(session__in=zones, ends_at__gte=timezone.now()).order_by("starts_at")
    for session_id, starts_at, on, all_day in coming.values_list("session_id", "starts_at", "local_on", "is_all_day"):
        begins = None if all_day else starts_at.astimezone(zones[session_id]).time()
        found[session_id].append(_Meeting(on, begins, starts_at))
    return found


def _rows_of(opportunity: Opportunity, known: _Known) -> list[SearchRow]:
    by_venue: dict[int | None, list[Session]] = defaultdict(list)
    for session in opportunity.sessions.all():
        by_venue[session.venue_id].append(session)
    if not by_venue:
        by_venue[None] = []
    return [_row(opportunity, venue_id, sessions, known) for venue_id, sessions in by_venue.items()]


def _row(opportunity: Opportunity, venue_id: int | None, sessions: Sequence[Session], known: _Known) -> SearchRow:
    venue = known.venues[venue_id] if venue_id else None
    meetings = [meeting for session in sessions for meeting in known.meetings.get(session.pk, ())]
    first_on, last_on = _span(sessions, known)
    interests = known.interests.get(opportunity.pk, [])
    min_age, max_age = _ages(sessions)
    point = venue.point if venue else None
    x, y = to_mercator_integers(point) if point else (None, None)
    prices = [session.price for session in sessions if session.price is not None]
    now = timezone.now()
    return SearchRow(
        opportunity=opportunity,
        venue=venue,
        city_id=opportunity.city_id,
        provider_id=opportunity.provider_id,
        interest_id=interests[0] if interests else None,
        geom=to_mercator(point) if point else None,
        x=x,
        y=y,
        tags=sorted(
            _tags_of_opportunity(opportunity, interests, known)
            | _tags_of_venue(venue, known)
            | {number for session in sessions for number in _tags_of_session(session, known)}
        ),
        min_age=min_age,
        max_age=max_age,
        price=min(prices, default=None),
        days=sorted({meeting.on.toordinal() for meeting in meetings}),
        first_on=first_on,
        last_on=last_on,
        next_at=min((meeting.starts_at for meeting in meetings if meeting.starts_at >= now), default=None),
        published_at=opportunity.published_at or now,
    )


def _tags_of_opportunity(opportunity: Opportunity, interests: Sequence[int], known: _Known) -> set[int]:
    numbers = {tag(Facet.KIND, opportunity.kind_id)}
    numbers |= {tag(Facet.INTEREST, pk) for interest in interests for pk in known.ancestors[interest]}
    numbers |= {tag(Facet.COMPETENCE, pk) for pk in known.competences.get(opportunity.pk, ())}
    numbers |= {tag(Facet.ACCESS, pk) for pk in known.access.get(opportunity.pk, ())}
    if opportunity.level_id:
        numbers.add(tag(Facet.LEVEL, opportunity.level_id))
    if opportunity.takes_voucher:
        numbers.add(tag(Facet.FUNDING, Funding.VOUCHER))
    programme = getattr(opportunity, "programme", None)
    if programme and programme.is_fundable:
        numbers.add(tag(Facet.FUNDING, Funding.ILA))
    return numbers


def _tags_of_venue(venue: Venue | None, known: _Known) -> set[int]:
    if venue is None:
        return set()
    areas = venue.area.path if venue.area else ()
    return {tag(Facet.AREA, pk) for pk in areas} | {
        tag(Facet.ACCESS, pk) for pk in known.venue_access.get(venue.pk, ())
    }


def _tags_of_session(session: Session, known: _Known) -> set[int]:
    numbers = {tag(Facet.DELIVERY, DELIVERY[Session.Delivery(session.delivery)])}
    numbers |= {tag(Facet.LANGUAGE, language_value(code)) for code in session.languages}
    if session.price == 0:
        numbers.add(tag(Facet.FUNDING, Funding.FREE))
    for weekday, begins in _weekly(session, known.meetings.get(session.pk, ())):
        numbers.add(tag(Facet.WEEKDAY, weekday))
        if begins is not None:
            part = day_part(begins)
            numbers |= {tag(Facet.DAY_PART, part), tag(Facet.SLOT, slot(weekday, part))}
    return numbers


def _weekly(session: Session, meetings: Sequence[_Meeting]) -> set[tuple[int, time | None]]:
    """On which weekdays and when a session begins: by its coming meetings, else by what its source says."""
    if meetings:
        return {(meeting.on.isoweekday(), meeting.begins) for meeting in meetings}
    return {(weekday, session.start_time) for weekday in session.weekdays}


def _ages(sessions: Sequence[Session]) -> tuple[int | None, int | None]:
    """The widest span of ages; an end that one session leaves open is open."""
    told = [session for session in sessions if session.min_age is not None or session.max_age is not None]
    lows = [session.min_age for session in told]
    highs = [session.max_age for session in told]
    lowest = min((age or 0 for age in lows), default=None)
    highest = None if None in highs else max((age for age in highs if age is not None), default=None)
    return lowest, highest


def _span(sessions: Sequence[Session], known: _Known) -> tuple[date | None, date | None]:
    """The first and the last day of everything known; no last day where it goes on or where nothing is known."""
    meetings = [meeting for session in sessions for meeting in known.meetings.get(session.pk, ())]
    firsts = [session.starts_on for session in sessions if session.starts_on] + [meeting.on for meeting in meetings]
    lasts = [_last_day(session, still_meets=bool(known.meetings.get(session.pk))) for session in sessions]
    if not lasts or None in lasts:
        return min(firsts, default=None), None
    return min(firsts, default=None), max(day for day in lasts if day)


def _last_day(session: Session, *, still_meets: bool) -> date | None:
    """The last day a session speaks of; None where it goes on without end or says nothing."""
    if session.ends_on:
        return session.ends_on
    goes_on = still_meets if session.rrule else bool(session.weekdays)
    if goes_on or not session.starts_on:
        return None
    return max([session.starts_on, *(date.fromisoformat(text[:10]) for text in session.rdates)])
