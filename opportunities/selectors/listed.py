"""A row of the search table as other programs get it: the same facts in every format, in plain English keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.utils import timezone

from opportunities.models import Opportunity, OpportunityText, SearchRow, Session, Venue

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    RowWithTerms = WithAnnotations[SearchRow, "Terms"]

CHUNK = 500  # rows in memory at once


class Terms(TypedDict):
    """The slugs of a row's terms."""

    interests: list[str]
    competences: list[str]
    accessibility: list[str]
    venue_accessibility: list[str]


@dataclass(frozen=True)
class Listed:
    """One opportunity at one of its places, for one group of people: what one card of the list stands for.

    `id` stays the same as long as the first of its sessions stays. Terms (kind, interests...) are slugs; languages are
    ISO codes; ages are years and include both ends; addresses of pages are absolute. Longitude and latitude are WGS 84
    and None where the place is not known; `placement` says how exactly it is.
    """

    id: str
    opportunity: int
    url: str
    title: str
    titles: dict[str, str]
    summary: str
    kind: str
    interests: tuple[str, ...]
    competences: tuple[str, ...]
    accessibility: tuple[str, ...]
    eqf_level: int | None
    provider: str
    provider_url: str
    delivery: str
    languages: tuple[str, ...]
    min_age: int | None
    max_age: int | None
    price: Decimal | None
    price_unit: str
    price_text: str
    currency: str
    voucher: bool
    places_left: int | None
    starts_on: date | None
    ends_on: date | None
    next_at: datetime | None
    booking_url: str
    website: str
    venue: str
    address: str
    postcode: str
    locality: str
    longitude: float | None
    latitude: float | None
    placement: str
    source: str
    source_id: str
    licence: str
    confirmed_at: datetime | None
    changed_at: datetime


def listed(rows: QuerySet[SearchRow], *, absolute: Callable[[str], str]) -> Iterator[Listed]:
    """Each of `rows`, in their order, read in chunks: memory does not grow with their number.

    Args:
        absolute: makes the path of a page an address that works elsewhere.
    """
    for row in with_terms(with_facts(rows)).iterator(chunk_size=CHUNK):
        yield _listed(row, absolute)


def with_facts(rows: QuerySet[SearchRow]) -> QuerySet[SearchRow]:
    """`rows` with their opportunities, texts, providers, venues and sessions, in three queries a chunk."""
    return (
        rows.select_related("opportunity__provider", "opportunity__kind", "opportunity__level", "venue")
        .defer("tags", "days", "meetings", "geom", "opportunity__latest_revision")
        .prefetch_related(
            Prefetch("opportunity__texts", OpportunityText.objects.defer("description")), "opportunity__sessions"
        )
    )


def with_terms(rows: QuerySet[SearchRow]) -> QuerySet[RowWithTerms]:
    """`rows` with the slugs of their terms: `interests`, `competences`, `accessibility` and `venue_accessibility`."""
    through = {
        "interests": (Opportunity.interests.through, "opportunity", "interest"),
        "competences": (Opportunity.competences.through, "opportunity", "competence"),
        "accessibility": (Opportunity.accessibility.through, "opportunity", "accessibilityfeature"),
        "venue_accessibility": (Venue.accessibility.through, "venue", "accessibilityfeature"),
    }
    found: QuerySet[RowWithTerms] = rows.annotate(  # type: ignore[assignment]
        **{
            name: ArraySubquery(links.objects.filter(**{owner: OuterRef(owner)}).order_by("pk").values(f"{term}__slug"))
            for name, (links, owner, term) in through.items()
        }
    )
    return found


def sessions_of(row: SearchRow) -> list[Session]:
    """The sessions that `row` stands for; all are read already."""
    own = set(row.session_ids)
    return [session for session in row.opportunity.sessions.all() if session.pk in own]


def _listed(row: RowWithTerms, absolute: Callable[[str], str]) -> Listed:
    opportunity, venue, sessions = row.opportunity, row.venue, sessions_of(row)
    first = min((one for one in sessions if one.price is not None), key=lambda one: one.price or 0, default=None)
    point = venue.point if venue else None
    text = opportunity.text
    left = [one.places_left for one in sessions if one.places_left is not None]
    return Listed(
        id=f"{opportunity.pk}-{row.lead}",
        opportunity=opportunity.pk,
        url=absolute(opportunity.get_absolute_url()),
        title=opportunity.title,
        titles={one.language: one.title for one in opportunity.texts.all()},
        summary=text.summary if text else "",
        kind=opportunity.kind.slug,
        interests=tuple(row.interests),
        competences=tuple(row.competences),
        accessibility=tuple(dict.fromkeys([*row.accessibility, *row.venue_accessibility])),
        eqf_level=opportunity.level.level if opportunity.level else None,
        provider=opportunity.provider.name,
        provider_url=absolute(opportunity.provider.get_absolute_url()),
        delivery=sessions[0].delivery if sessions else "",
        languages=tuple(dict.fromkeys(code for one in sessions for code in one.languages)),
        min_age=row.min_age,
        max_age=row.max_age,
        price=first.price if first else None,
        price_unit=first.price_unit if first else "",
        price_text="" if first else next((one.price_text for one in sessions if one.price_text), ""),
        currency=first.currency if first else "",
        voucher=opportunity.takes_voucher,
        places_left=sum(left) if left and len(left) == len(sessions) else None,
        starts_on=row.first_on,
        ends_on=row.last_on,
        next_at=row.next_at if row.next_at and row.next_at >= timezone.now() else None,
        booking_url=next((one.booking_url for one in sessions if one.booking_url), ""),
        website=opportunity.website,
        venue=venue.name if venue else "",
        address=venue.address if venue else "",
        postcode=venue.postcode if venue else "",
        locality=venue.locality if venue else "",
        longitude=round(point.x, 6) if point else None,
        latitude=round(point.y, 6) if point else None,
        placement=venue.placement if venue else "",
        source=opportunity.source,
        source_id=opportunity.source_id,
        licence=opportunity.licence,
        confirmed_at=opportunity.confirmed_at,
        changed_at=opportunity.updated_at,
    )
