"""Page-shaped reads of the catalogue: cards for lists, everything of one opportunity, one provider."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geodata.geometry import Position, distance_m
from opportunities import wording
from opportunities.addresses import address
from opportunities.languages import active_language
from opportunities.models import (
    AccessibilityFeature,
    Interest,
    Kind,
    Occurrence,
    Opportunity,
    Placement,
    SearchRow,
    Session,
    Venue,
)
from opportunities.models.taxonomy import in_active_language
from opportunities.remembering import remembered
from opportunities.search.reach import Plan
from opportunities.search.tags import Facet, Funding, tag
from opportunities.selectors.card_rows import CardRow, card_rows
from opportunities.selectors.ways import Way, way_to

PICTURES_A_FIELD = 4
OF_A_SESSION = (
    "opportunity", "delivery", "ages_text", "price", "price_unit", "price_text", "currency", "languages",
    "places_left", "booking_opens_at", "booking_closes_at", "starts_on", "ends_on", "schedule_text", "time_zone",
)  # fmt: skip
VOUCHER, ILA = tag(Facet.FUNDING, Funding.VOUCHER), tag(Facet.FUNDING, Funding.ILA)
PICTURES = Path(__file__).resolve().parents[1] / "data" / "pictures.toml"


@dataclass(frozen=True)
class Feature:
    """A sign with its meaning in words."""

    icon: str
    label: str
    short: str = ""


@dataclass(frozen=True)
class Card:
    """One opportunity at one place, in the words of a list. `row` is the number of its search row.

    `variant` (0 to 2) turns or crops the drawing, so that a list of one interest is not one picture twenty times.
    """

    pk: int
    row: int
    url: str
    title: str
    language: str
    picture: str
    picture_alt: str
    variant: int
    provider: str
    provider_url: str
    is_verified: bool
    place: str
    distance: str
    audience: str
    price: str
    next: str
    next_iso: str
    seats: str
    languages: str
    features: tuple[Feature, ...]
    interest: str
    interest_icon: str
    hue: int
    kind: str
    marks: tuple[str, ...]
    point: Position | None
    is_exact: bool
    earns: tuple[Feature, ...] = ()
    also_in: str = ""
    address: str = ""
    way: Way | None = None


@dataclass(frozen=True)
class Look:
    """How an interest looks: its own name, icon and drawing, the hue and the further drawings of its field."""

    label: str
    icon: str
    hue: int
    field: str
    drawing: str = ""

    def picture(self, number: int) -> str:
        """The address of the interest's drawing, else of one of its field, the same for the same `number`."""
        return _address_of_drawing(self.drawing or f"{self.field}-{number % PICTURES_A_FIELD + 1}")


@functools.cache
def _address_of_drawing(name: str) -> str:
    return static(f"ui/pictures/{name}.svg")


@dataclass(frozen=True)
class Words:
    """What a card says of what many have in common, by number, in the language of the page."""

    looks: dict[int, Look]
    signs: dict[int, Feature]
    kinds: dict[int, str]


NO_INTEREST = Look("", "sparkles", 11, "community")


def looks() -> dict[int, Look]:
    """How each interest looks, by primary key, in the language of the page."""
    return remembered(("looks", get_language()), _looks)


def _looks() -> dict[int, Look]:
    interests = {interest.pk: interest for interest in Interest.objects.all()}

    def field_of(interest: Interest) -> str:
        while interest.parent_id:
            interest = interests[interest.parent_id]
        return interest.slug

    return {
        pk: Look(in_active_language(one.names), one.icon, one.hue, field_of(one), drawings().get(one.slug, ""))
        for pk, one in interests.items()
    }


@functools.cache
def drawings() -> dict[str, str]:
    """Which drawing stands for which interest: from slug to the name of a file of ui/pictures."""
    drawn: dict[str, str] = tomllib.loads(PICTURES.read_text("utf-8"))
    return drawn


def _signs() -> dict[int, Feature]:
    """What stands for each accessibility feature, by its tag."""
    return {tag(Facet.ACCESS, one.pk): Feature(one.icon, one.label) for one in AccessibilityFeature.objects.all()}


def _words() -> Words:
    return Words(looks(), _signs(), {one.pk: one.label for one in Kind.objects.all()})


def cards(
    rows: QuerySet[SearchRow] | Sequence[int],
    *,
    origin: Point | None = None,
    asked: QuerySet[Occurrence] | None = None,
    plan: Plan | None = None,
) -> list[Card]:
    """The cards of `rows` (or of their numbers), in their order, with the distance from `origin` and, for a `plan`, the
    way to each.

    Three queries, and one for the numbers, however many rows there are.

    "Next" is the next of the meetings `asked` for, so that who seeks evenings is not told of a morning.
    """
    found = card_rows(list(rows.values_list("pk", flat=True)) if isinstance(rows, QuerySet) else rows)
    ids = {pk for one in found for pk in one.session_ids}
    sessions = {session.pk: session for session in Session.objects.filter(pk__in=ids).only(*OF_A_SESSION)}
    meetings = next_meetings(sessions.values(), Occurrence.objects.all() if asked is None else asked)
    words = remembered(("words of cards", get_language()), _words)

    def made(row: CardRow) -> Card:
        own = [sessions[pk] for pk in sorted(row.session_ids) if pk in sessions]
        return _card(row, own, words, meetings, origin, plan)

    return [made(row) for row in found]


def next_meetings(sessions: Iterable[Session], among: QuerySet[Occurrence]) -> dict[int, Occurrence]:
    """The next meeting `among` those, of each session that has one, by the session's number: one query."""
    ids = [session.pk for session in sessions]
    coming = among.filter(session__in=ids, starts_at__gte=timezone.now())
    return {one.session_id: one for one in coming.order_by("session_id", "starts_at").distinct("session_id")}


def _card(
    row: CardRow,
    sessions: list[Session],
    words: Words,
    meetings: dict[int, Occurrence],
    origin: Point | None,
    plan: Plan | None,
) -> Card:
    language, title = row.text
    look = words.looks.get(row.interest or 0, NO_INTEREST)
    at = row.position
    starts, when = _next(sessions, meetings)
    coming = (meetings[one.pk] for one in sessions if one.pk in meetings)
    meeting = min(coming, key=lambda one: one.starts_at, default=None)
    return Card(
        pk=row.opportunity,
        row=row.pk,
        url=address("opportunity", row.opportunity, title),
        title=title or _("Untitled"),
        language=language if language != active_language() else "",
        picture=look.picture(row.opportunity),
        picture_alt="",
        variant=row.opportunity % 3,
        provider=row.provider_name,
        provider_url=address("provider", row.provider, row.provider_name),
        is_verified=row.verified_at is not None,
        place=place_words(row, sessions),
        distance=wording.distance(distance_m(origin, at)) if origin and at else "",
        audience=wording.ages(row.min_age, row.max_age) or next((s.ages_text for s in sessions if s.ages_text), ""),
        price=wording.lowest_price(sessions),
        next=when,
        next_iso=starts.isoformat() if starts else "",
        seats=wording.joining(sessions),
        languages=wording.languages(code for session in sessions for code in session.languages),
        features=tuple(words.signs[number] for number in row.tags if number in words.signs),
        interest=look.label,
        interest_icon=look.icon,
        hue=look.hue,
        kind=words.kinds.get(row.kind, ""),
        marks=marks(voucher=VOUCHER in row.tags, ila=ILA in row.tags),
        earns=earns(row),
        also_in=wording.languages(row.other_languages),
        address=row.full_address,
        point=at,
        is_exact=row.placement == Placement.EXACT,
        way=way_to(plan, at, meeting) if plan and at else None,
    )


def _next(sessions: Sequence[Session], meetings: dict[int, Occurrence]) -> tuple[datetime | None, str]:
    """When the first of `sessions` meets next, as a time and in words; else what is known of their dates."""
    coming = [(meetings[one.pk].starts_at, one) for one in sessions if one.pk in meetings]
    if not coming:
        words = (one.schedule_text or wording.span(one.starts_on, one.ends_on) for one in sessions)
        return None, next((each for each in words if each), "")
    starts_at, session = min(coming, key=lambda pair: pair[0])
    local = starts_at.astimezone(ZoneInfo(session.time_zone))
    return local, wording.day(local.date()) if meetings[session.pk].is_all_day else wording.moment(local)


def place_words(row: CardRow, sessions: Sequence[Session]) -> str:
    """Where it is, in a word or two: the part of town, else the venue; "Online", or that nobody said."""
    if row.venue is None:
        online = sessions and all(one.delivery == Session.Delivery.ONLINE for one in sessions)
        return _("Online") if online else _("Place not stated")
    return row.district or row.venue_name or row.address or row.locality or ""


def features(opportunity: Opportunity, venue: Venue | None) -> tuple[Feature, ...]:
    """What makes it usable by more people, at this venue or anywhere."""
    known: list[AccessibilityFeature] = list(opportunity.accessibility.all())
    if venue:
        known += venue.accessibility.all()
    return tuple(Feature(one.icon, one.label) for one in dict.fromkeys(known))


def marks(*, voucher: bool, ila: bool) -> tuple[str, ...]:
    """Who helps to pay."""
    return ((_("City voucher"),) if voucher else ()) + ((_("ILA"),) if ila else ())


def earns(opportunity: Opportunity | CardRow) -> tuple[Feature, ...]:
    """What one can leave with, each by its sign and name; the rarest first."""
    found = []
    if opportunity.microcredential:
        found.append(_earned("rosette-discount-check", _("Microcredential"), opportunity.microcredential))
    if opportunity.badge:
        found.append(_earned("award", _("Badge"), opportunity.badge))
    if opportunity.certificate:
        found.append(_earned("certificate", _("Certificate"), opportunity.certificate))
    if opportunity.ects:
        number = _("%(number)s ECTS") % {"number": number_format(opportunity.ects.normalize())}
        found.append(Feature("school", f"{_('Credits')}: {number}", number))
    return tuple(found)


def _earned(icon: str, kind: str, name: str) -> Feature:
    return Feature(icon, f"{kind}: {name}", kind)
