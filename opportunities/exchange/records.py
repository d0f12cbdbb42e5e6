"""What one row of any file becomes, before anything touches the database."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from opportunities.exchange.values.ages import AgeRange
from opportunities.exchange.values.points import GeoPoint
from opportunities.exchange.values.prices import Price


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: `number` as a person finds it in the file (a spreadsheet's first line is 1), text by column."""

    number: int
    values: dict[str, str]
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Weakness:
    """One value that could not be taken as it stands. `rejects` where the whole row falls because of it."""

    row: int
    field: str
    value: str
    reason: str
    rejects: bool = False


@dataclass(slots=True)
class Text:
    """Title (plain) and description (cleaned HTML) in one language."""

    title: str = ""
    description: str = ""


@dataclass(slots=True)
class ProviderRecord:
    name: str = ""
    registration_code: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""


@dataclass(slots=True)
class VenueRecord:
    """Where it happens. `point` as the file gave it; `approximate` where it stands for a whole area."""

    name: str = ""
    address: str = ""
    postcode: str = ""
    locality: str = ""
    country: str = ""
    accessibility: tuple[str, ...] = ()
    point: GeoPoint | None = None
    approximate: bool = False

    def is_empty(self) -> bool:
        return not (self.name or self.address or self.postcode or self.locality or self.point)


@dataclass(slots=True)
class ScheduleRecord:
    """When one run meets: by a rule (`weekdays` or `rrule`), on single `dates`, or merely between two days.

    Weekdays are ISO numbers, 1 = Monday. `starts_at` and `ends_at` are times of day in `time_zone`; an end at or before
    the start is on the next day.
    """

    time_zone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    weekdays: tuple[int, ...] = ()
    starts_at: time | None = None
    ends_at: time | None = None
    dates: tuple[date, ...] = ()
    rrule: str = ""
    excluded: tuple[date, ...] = ()
    text: str = ""


@dataclass(slots=True)
class OpportunityRecord:
    """One opportunity. Terms are slugs, or the publisher's own words for them."""

    source_id: str
    row: int
    texts: dict[str, Text] = field(default_factory=dict)
    provider: ProviderRecord = field(default_factory=ProviderRecord)
    venue: VenueRecord = field(default_factory=VenueRecord)
    schedules: list[ScheduleRecord] = field(default_factory=list)
    kind: str = ""
    interests: tuple[str, ...] = ()
    guess_interests: bool = False
    competences: tuple[str, ...] = ()
    delivery: str = ""
    ages: AgeRange | None = None
    ages_text: str = ""
    price: Price | None = None
    price_text: str = ""
    languages: tuple[str, ...] = ()
    capacity: int | None = None
    places_left: int | None = None
    booking_opens_at: datetime | None = None
    booking_closes_at: datetime | None = None
    badge: str = ""
    certificate: str = ""
    microcredential: str = ""
    ects: Decimal | None = None
    level: int | None = None
    funding: tuple[str, ...] = ()
    status: str = "published"
    url: str = ""
    booking_url: str = ""
    image_url: str = ""
    deleted: bool = False
    rows: list[Row] = field(default_factory=list)
    weaknesses: list[Weakness] = field(default_factory=list)

    @property
    def title(self) -> str:
        return next((text.title for text in self.texts.values() if text.title), "")
