"""Keeps the search table true: the one place that writes `SearchRow` and, through `texts.py`, `SearchText`.

`refresh` is called in the transaction that changed something, with everything that changed at once. It reads and writes
sets, never row by row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from geodata.geometry import to_mercator, to_mercator_integers
from opportunities.models import Interest, Opportunity, SearchRow, Session, Venue
from opportunities.search.groups import (
    Meeting,
    Standing,
    asked_price,
    coming_meetings,
    due_at,
    groups,
    midnight_after,
    span,
    standing,
)
from opportunities.search.history import note_changes
from opportunities.search.index.live import live
from opportunities.search.meetings import meeting_number
from opportunities.search.requirements import Matcher
from opportunities.search.tags import Award, Delivery, Facet, Funding, Seats, day_part, language_value, slot, tag
from opportunities.search.texts import write_texts

CHUNK = 2_000
DELIVERY = {
    Session.Delivery.ON_SITE: Delivery.ON_SITE,
    Session.Delivery.ONLINE: Delivery.ONLINE,
    Session.Delivery.BLENDED: Delivery.BLENDED,
}
# What one can join has a tag for that, whether a free place is known or only nobody said that there is none.
SEATS = {
    Standing.FREE: {tag(Facet.SEATS, Seats.FREE), tag(Facet.SEATS, Seats.OPEN)},
    Standing.OPEN: {tag(Facet.SEATS, Seats.OPEN)},
    Standing.CLOSED: set[int](),
}
AWARDS = {
    Award.BADGE: "badge",
    Award.CERTIFICATE: "certificate",
    Award.MICROCREDENTIAL: "microcredential",
    Award.CREDITS: "ects",
}


def refresh(opportunity_ids: Iterable[int]) -> int:
    """Bring the search rows and texts of these opportunities up to date. Returns: how many rows they now have.

    What is not published, or gone, has none afterwards.
    """
    ids = sorted(set(opportunity_ids))
    with transaction.atomic():
        transaction.on_commit(live.expect_news)
        return sum(_refresh_chunk(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


def refresh_due(now: datetime | None = None) -> int:
    """Refresh what time alone has changed: see `SearchRow.due_at`.

    Returns: the number of rows refreshed. Costs next to nothing when nothing is due: meant to run every few minutes.
    """
    due = SearchRow.objects.filter(due_at__lte=now or timezone.now())
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
class _Known:
    """What the rows of a chunk need, read in a fixed number of queries."""

    interests: dict[int, list[int]]
    ancestors: dict[int, list[int]]
    competences: dict[int, list[int]]
    access: dict[int, list[int]]
    venues: dict[int, Venue]
    venue_access: dict[int, list[int]]
    playlists: Matcher
    meetings: dict[int, list[Meeting]]
    now: datetime

    @classmethod
    def of(cls, opportunities: Sequence[Opportunity]) -> _Known:
        ids = [opportunity.pk for opportunity in opportunities]
        sessions = [session for opportunity in opportunities for session in opportunity.sessions.all()]
        venue_ids = {session.venue_id for session in sessions if session.venue_id}
        now = timezone.now()
        return cls(
            interests=_links(Opportunity.interests.through, "opportunity_id", "interest_id", ids),
            ancestors=_ancestors(),
            competences=_links(Opportunity.competences.through, "opportunity_id", "competence_id", ids),
            access=_links(Opportunity.accessibility.through, "opportunity_id", "accessibilityfeature_id", ids),
            venues=Venue.objects.select_related("area").defer("area__geometry").in_bulk(venue_ids),
            venue_access=_links(Venue.accessibility.through, "venue_id", "accessibilityfeature_id", venue_ids),
            playlists=Matcher.of_published(),
            meetings=coming_meetings(sessions, now),
            now=now,
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


def _rows_of(opportunity: Opportunity, known: _Known) -> list[SearchRow]:
    found = groups(opportunity.sessions.all(), known.meetings, known.now) or [[]]
    return [_row(opportunity, sessions, known) for sessions in found]


def _row(opportunity: Opportunity, sessions: Sequence[Session], known: _Known) -> SearchRow:
    """The row of a group of sessions; of an opportunity of which nobody said when, there are none."""
    one = next(iter(sessions), None)
    venue = known.venues[one.venue_id] if one and one.venue_id else None
    coming = {session.pk: known.meetings.get(session.pk, ()) for session in sessions}
    meetings = [meeting for each in coming.values() for meeting in each]
    next_at = min((meeting.starts_at for meeting in meetings if meeting.starts_at >= known.now), default=None)
    first_on, last_on = span(sessions, coming)
    can_join = standing(one, coming[one.pk], known.now) if one else Standing.OPEN
    interests = known.interests.get(opportunity.pk, [])
    point = venue.point if venue else None
    x, y = to_mercator_integers(point) if point else (None, None)
    min_age, max_age = (one.min_age, one.max_age) if one else (None, None)
    tags = SEATS[can_join] | _lasting_tags(opportunity, interests, sessions, venue, coming, known)
    playlists = known.playlists.playlists(
        opportunity=opportunity.pk, city=opportunity.city_id, tags=tags, min_age=min_age, max_age=max_age
    )
    return SearchRow(
        opportunity=opportunity,
        venue=venue,
        city_id=opportunity.city_id,
        provider_id=opportunity.provider_id,
        interest_id=interests[0] if interests else None,
        geom=to_mercator(point) if point else None,
        x=x,
        y=y,
        tags=sorted(tags | {tag(Facet.PLAYLIST, pk) for pk in playlists}),
        min_age=min_age,
        max_age=max_age,
        price=asked_price(one, coming[one.pk]) if one else None,
        days=sorted({meeting.on.toordinal() for meeting in meetings}),
        meetings=sorted({meeting_number(meeting.on, meeting.begins) for meeting in meetings}),
        first_on=first_on,
        last_on=last_on,
        next_at=next_at,
        next_bookable_at=None if can_join == Standing.CLOSED else next_at,
        due_at=_due_at(opportunity, sessions, coming, known.now),
        published_at=opportunity.published_at or known.now,
        session_ids=[session.pk for session in sessions],
        lead=one.pk if one else 0,
    )


def _lasting_tags(
    opportunity: Opportunity,
    interests: Sequence[int],
    sessions: Sequence[Session],
    venue: Venue | None,
    coming: Mapping[int, Sequence[Meeting]],
    known: _Known,
) -> set[int]:
    """What it is, where, and when it meets; without whether one can join."""
    of_sessions = {number for session in sessions for number in _tags_of_session(session, coming[session.pk])}
    return _tags_of_opportunity(opportunity, interests, known) | _tags_of_venue(venue, known) | of_sessions


def _due_at(
    opportunity: Opportunity, sessions: Sequence[Session], coming: Mapping[int, Sequence[Meeting]], now: datetime
) -> datetime | None:
    programme = getattr(opportunity, "programme", None)
    decided = midnight_after(programme.valid_until) if programme and programme.is_fundable else None
    return min(filter(None, (due_at(sessions, coming, now), decided)), default=None)


def _tags_of_opportunity(opportunity: Opportunity, interests: Sequence[int], known: _Known) -> set[int]:
    numbers = {tag(Facet.KIND, opportunity.kind_id)}
    numbers |= {tag(Facet.INTEREST, pk) for interest in interests for pk in known.ancestors[interest]}
    numbers |= {tag(Facet.COMPETENCE, pk) for pk in known.competences.get(opportunity.pk, ())}
    numbers |= {tag(Facet.ACCESS, pk) for pk in known.access.get(opportunity.pk, ())}
    numbers |= {tag(Facet.AWARD, award) for award, column in AWARDS.items() if getattr(opportunity, column)}
    numbers.add(tag(Facet.PROVIDER, opportunity.provider_id))
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


def _tags_of_session(session: Session, coming: Sequence[Meeting]) -> set[int]:
    numbers = {tag(Facet.DELIVERY, DELIVERY[Session.Delivery(session.delivery)])}
    numbers |= {tag(Facet.LANGUAGE, language_value(code)) for code in session.languages}
    if session.price == 0:
        numbers.add(tag(Facet.FUNDING, Funding.FREE))
    for weekday, begins in _weekly(session, coming):
        numbers.add(tag(Facet.WEEKDAY, weekday))
        if begins is not None:
            part = day_part(begins)
            numbers |= {tag(Facet.DAY_PART, part), tag(Facet.SLOT, slot(weekday, part))}
    return numbers


def _weekly(session: Session, meetings: Sequence[Meeting]) -> set[tuple[int, time | None]]:
    """On which weekdays and when a session begins: by its coming meetings, else by what its source says."""
    if meetings:
        return {(meeting.on.isoweekday(), meeting.begins) for meeting in meetings}
    return {(weekday, session.start_time) for weekday in session.weekdays}
