"""The shapes of the API's answers, and how rows become them."""

# No `from __future__ import annotations`: the types below are read when the module is loaded.

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from django.contrib.gis.geos import Point
from ninja import Field, Schema

from opportunities.exchange.text import safe_html
from opportunities.models import City, Occurrence, Opportunity, Session, Venue
from opportunities.models.taxonomy import Term
from opportunities.selectors.changes import Changes
from opportunities.selectors.listed import Listed

Absolute = Callable[[str], str]


class Problem(Schema):
    problem: str = Field(description="What was wrong with the question, in words.")


class PointOut(Schema):
    """A GeoJSON point (RFC 7946): longitude and latitude in degrees, WGS 84."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class CityOut(Schema):
    slug: str
    name: str
    names: dict[str, str]
    country_code: str
    time_zone: str
    currency: str
    languages: list[str]
    centre: PointOut
    url: str


class ListingOut(Schema):
    """One opportunity at one of its places, for one group of people: the same facts as in the CSV and GeoJSON files."""

    id: str
    opportunity: int
    url: str
    title: str
    titles: dict[str, str]
    summary: str
    kind: str
    interests: list[str]
    competences: list[str]
    accessibility: list[str]
    eqf_level: int | None
    provider: str
    provider_url: str
    delivery: str
    languages: list[str]
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
    placement: str
    geometry: PointOut | None
    source: str
    source_id: str
    licence: str
    confirmed_at: datetime | None
    changed_at: datetime


class CountOut(Schema):
    """A further choice, and how many rows it would give."""

    value: str
    label: str
    count: int


class ListOut(Schema):
    total: int
    page: int
    pages: int
    items: list[ListingOut]
    counts: dict[str, list[CountOut]] | None = Field(description="By parameter, where they were asked for.")
    problems: list[str] = Field(description="What of the question was left out, and why, in words.")
    licence: str


class ChangeOut(Schema):
    """One listing that came or changed (`items` has its rows), or that is gone from this search."""

    opportunity: int
    changed_at: datetime
    is_gone: bool


class ChangesOut(Schema):
    changes: list[ChangeOut]
    items: list[ListingOut]
    next: str
    more: bool
    problems: list[str]
    licence: str


class TextOut(Schema):
    """`description` is HTML of paragraphs, lists, links and emphasis, and nothing else."""

    title: str
    summary: str
    description: str


class VenueOut(Schema):
    name: str
    address: str
    postcode: str
    locality: str
    country_code: str
    placement: str
    accessibility: list[str]
    access_notes: str
    geometry: PointOut | None


class SessionOut(Schema):
    """One run. Times are wall-clock times of `time_zone`; weekdays are ISO numbers, 1 is Monday."""

    id: int
    delivery: str
    min_age: int | None
    max_age: int | None
    price: Decimal | None
    price_unit: str
    price_text: str
    currency: str
    languages: list[str]
    capacity: int | None
    places_left: int | None
    booking_url: str
    starts_on: date | None
    ends_on: date | None
    start_time: time | None
    end_time: time | None
    weekdays: list[int]
    rrule: str
    time_zone: str
    schedule_text: str
    venue: VenueOut | None


class MeetingOut(Schema):
    session: int
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool


class ProviderOut(Schema):
    id: int
    name: str
    kind: str
    url: str
    website: str
    is_verified: bool


class OpportunityOut(Schema):
    id: int
    city: str
    url: str
    original_language: str
    texts: dict[str, TextOut]
    kind: str
    interests: list[str]
    competences: list[str]
    accessibility: list[str]
    eqf_level: int | None
    provider: ProviderOut
    sessions: list[SessionOut]
    meetings: list[MeetingOut]
    voucher: bool
    website: str
    source: str
    source_id: str
    licence: str
    confirmed_at: datetime | None
    published_at: datetime | None
    changed_at: datetime


class TermOut(Schema):
    slug: str
    names: dict[str, str]
    parent: str | None


class TaxonomiesOut(Schema):
    interests: list[TermOut]
    kinds: list[TermOut]
    competences: list[TermOut]
    accessibility: list[TermOut]
    levels: list[TermOut]


def point(where: Point | None) -> PointOut | None:
    return PointOut(coordinates=(round(where.x, 6), round(where.y, 6))) if where else None


def city(one: City, absolute: Absolute) -> CityOut:
    facts = {name: getattr(one, name) for name in ("slug", "name", "names", "country_code", "time_zone", "currency")}
    centre = PointOut(coordinates=(one.centre.x, one.centre.y))
    return CityOut(**facts, languages=one.languages, centre=centre, url=absolute(one.get_absolute_url()))


def listing(one: Listed) -> ListingOut:
    facts = dict(vars(one))
    longitude, latitude = facts.pop("longitude"), facts.pop("latitude")
    placed = longitude is not None and latitude is not None
    return ListingOut(**facts, geometry=PointOut(coordinates=(longitude, latitude)) if placed else None)


def changes_out(found: Changes, items: list[ListingOut], *, problems: Iterable[str], licence: str) -> ChangesOut:
    return ChangesOut(
        changes=[
            ChangeOut(opportunity=one.listing, changed_at=one.at, is_gone=not one.is_here) for one in found.changes
        ],
        items=items,
        next=str(found.next),
        more=found.more,
        problems=list(problems),
        licence=licence,
    )


def venue(one: Venue) -> VenueOut:
    names = ("name", "address", "postcode", "locality", "country_code", "placement", "access_notes")
    access = [feature.slug for feature in one.accessibility.all()]
    return VenueOut(**{name: getattr(one, name) for name in names}, accessibility=access, geometry=point(one.point))


def session(one: Session) -> SessionOut:
    names = [name for name in SessionOut.model_fields if name not in {"id", "venue"}]
    return SessionOut(
        id=one.pk, **{name: getattr(one, name) for name in names}, venue=venue(one.venue) if one.venue else None
    )


def opportunity(one: Opportunity, meetings: Sequence[Occurrence], absolute: Absolute) -> OpportunityOut:
    names = ("original_language", "website", "source", "source_id", "licence", "confirmed_at", "published_at")
    provider = one.provider
    return OpportunityOut(
        **{name: getattr(one, name) for name in names},
        id=one.pk,
        city=one.city.slug,
        url=absolute(one.get_absolute_url()),
        texts={
            text.language: TextOut(title=text.title, summary=text.summary, description=safe_html(text.description))
            for text in one.texts.all()
        },
        kind=one.kind.slug,
        interests=[each.slug for each in one.interests.all()],
        competences=[each.slug for each in one.competences.all()],
        accessibility=[each.slug for each in one.accessibility.all()],
        eqf_level=one.level.level if one.level else None,
        provider=ProviderOut(
            id=provider.pk,
            name=provider.name,
            kind=provider.kind,
            url=absolute(provider.get_absolute_url()),
            website=provider.website,
            is_verified=provider.is_verified,
        ),
        sessions=[session(each) for each in one.sessions.all()],
        meetings=[
            MeetingOut(
                session=each.session_id, starts_at=each.starts_at, ends_at=each.ends_at, is_all_day=each.is_all_day
            )
            for each in meetings
        ],
        voucher=one.takes_voucher,
        changed_at=one.updated_at,
    )


def term(one: Term, *, parent: Term | None = None) -> TermOut:
    return TermOut(slug=one.slug, names=one.names, parent=parent.slug if parent else None)
