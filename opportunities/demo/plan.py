"""What a demo city is made of, before there is a database: plain values, the same for the same city, seed and day."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

SEED = "learnmap-1"


def stream(*names: object) -> random.Random:
    """A sequence of random numbers of its own for whatever `names` say; always the same one."""
    return random.Random(":".join(map(str, (SEED, *names))))  # noqa: S311 - invented listings, not secrets


@dataclass
class VenuePlan:
    """A place. `at` is (longitude, latitude), None where nobody knows; `placement` says how exact it is."""

    number: int
    type: str
    district: str
    name: str
    address: str
    postcode: str
    at: tuple[float, float] | None
    placement: str
    accessibility: list[str]
    weight: int = 1


@dataclass
class ProviderPlan:
    """An organisation. `home` are the numbers of the venues it mostly uses, `size` how many listings it has."""

    number: int
    kind: str
    name: str
    slug: str
    fields: list[str]
    size: int
    about: str
    website: str
    email: str
    phone: str
    registration_code: str
    is_verified: bool
    home: list[int] = field(default_factory=list)


@dataclass
class TextPlan:
    language: str
    title: str
    summary: str
    description: str


@dataclass
class SessionPlan:
    """The fields of `opportunities.models.Session`; `venue` is a venue's number, None online."""

    venue: int | None
    delivery: str = "on-site"
    min_age: int | None = None
    max_age: int | None = None
    ages_text: str = ""
    price: Decimal | None = None
    price_unit: str = "once"
    price_text: str = ""
    languages: list[str] = field(default_factory=list)
    capacity: int | None = None
    places_left: int | None = None
    booking_url: str = ""
    booking_opens_at: datetime | None = None
    booking_closes_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    start_time: time | None = None
    end_time: time | None = None
    weekdays: list[int] = field(default_factory=list)
    rrule: str = ""
    rdates: list[str] = field(default_factory=list)
    exdates: list[str] = field(default_factory=list)
    skips_public_holidays: bool = False
    skips_breaks: bool = False
    schedule_text: str = ""


@dataclass
class ProgrammePlan:
    """What a quality body said about a programme for individual learning accounts."""

    register_number: str
    decision: str
    decided_on: date | None
    decided_by: str
    valid_until: date | None


@dataclass
class ListingPlan:
    """An opportunity. `interests`: slugs, the main one first. `published_days` and `confirmed_days` ago."""

    number: int
    provider: int
    kind: str
    audience: str
    interests: list[str]
    competences: list[str] = field(default_factory=list)
    accessibility: list[str] = field(default_factory=list)
    education_field: str = ""
    level: int | None = None
    badge: str = ""
    certificate: str = ""
    microcredential: str = ""
    ects: Decimal | None = None
    takes_voucher: bool = False
    website: str = ""
    status: str = "published"
    published_days: int = 0
    confirmed_days: int = 0
    original_language: str = ""
    texts: list[TextPlan] = field(default_factory=list)
    sessions: list[SessionPlan] = field(default_factory=list)
    programme: ProgrammePlan | None = None
    fault: str = ""


@dataclass
class CityPlan:
    """Everything of one city. `duplicates` are pairs of numbers of listings, `problems` (number, reason, words)."""

    slug: str
    venues: list[VenuePlan]
    providers: list[ProviderPlan]
    listings: list[ListingPlan]
    duplicates: list[tuple[int, int]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
