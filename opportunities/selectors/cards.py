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
from django.core.cache import cache
from django.db.models import Prefetch, QuerySet
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from geodata.geometry import distance_m
from geodata.models import Area
from opportunities import wording
from opportunities.languages import active_language
from opportunities.models import (
    AccessibilityFeature,
    Interest,
    Occurrence,
    Opportunity,
    OpportunityText,
    Placement,
    SearchRow,
    Session,
    Venue,
)
from opportunities.models.taxonomy import in_active_language
from opportunities.search.reach import Plan
from opportunities.search.tags import Facet, Funding, tag
from opportunities.selectors.ways import Way, way_to

PICTURES_A_FIELD = 4
KEPT_SECONDS = 60
# A list is read more often than anything else: only the columns that a card says something of are fetched.
OF_A_CARD = (
    "interest_id", "min_age", "max_age", "session_ids", "tags",
    "opportunity__original_language", "opportunity__badge", "opportunity__microcredential",
    "opportunity__certificate", "opportunity__ects",
    "opportunity__provider__name", "opportunity__provider__verified_at", "opportunity__kind__names",
    "venue__name", "venue__address", "venue__postcode", "venue__locality", "venue__point", "venue__placement",
    "venue__area__level", "venue__area__name", "venue__area__names",
)  # fmt: skip
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
    point: Point | None
    is_exact: bool
    earns: tuple[Feature, ...] = ()
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
        return static(f"ui/pictures/{self.drawing or f'{self.field}-{number % PICTURES_A_FIELD + 1}'}.svg")


NO_INTEREST = Look("", "sparkles", 11, "community")


def looks() -> dict[int, Look]:
    """How each interest looks, by primary key, in the language of the page."""

    def build() -> dict[int, tuple[dict[str, str], str, int, str, str]]:
        interests = {interest.pk: interest for interest in Interest.objects.all()}

        def field_of(interest: Interest) -> str:
            while interest.parent_id:
                interest = interests[interest.parent_id]
            return interest.slug

        return {
            pk: (one.names, one.icon, one.hue, field_of(one), drawings().get(one.slug, ""))
            for pk, one in interests.items()
        }

    kept = cache.get_or_set("looks", build, KEPT_SECONDS) or {}
    return {pk: Look(in_active_language(names), *rest) for pk, (names, *rest) in kept.items()}


@functools.cache
def drawings() -> dict[str, str]:
    """Which drawing stands for which interest: from slug to the name of a file of ui/pictures."""
    drawn: dict[str, str] = tomllib.loads(PICTURES.read_text("utf-8"))
    return drawn


def _signs() -> dict[int, Feature]:
    """What stands for each accessibility feature, by its tag, in the language of the page."""

    def build() -> list[tuple[int, str, dict[str, str]]]:
        return [(tag(Facet.ACCESS, one.pk), one.icon, one.names) for one in AccessibilityFeature.objects.all()]

    kept = cache.get_or_set("signs", build, KEPT_SECONDS) or []
    return {number: Feature(icon, in_active_language(names)) for number, icon, names in kept}


def cards(
    rows: QuerySet[SearchRow],
    *,
    origin: Point | None = None,
    asked: QuerySet[Occurrence] | None = None,
    plan: Plan | None = None,
) -> list[Card]:
    """The cards of `rows`, in their order, with the distance from `origin` and, for a `plan`, the way to each.

    The number of queries is fixed.

    "Next" is the next of the meetings `asked` for, so that who seeks evenings is not told of a morning.
    """
    found = list(
        rows.select_related("opportunity__provider", "opportunity__kind", "venue__area")
        .only(*OF_A_CARD)
        .prefetch_related(
            Prefetch("opportunity__texts", OpportunityText.objects.only("opportunity", "language", "title")),
            Prefetch("opportunity__sessions", Session.objects.only(*OF_A_SESSION)),
        )
    )
    sessions = [session for row in found for session in row.opportunity.sessions.all()]
    meetings = next_meetings(sessions, Occurrence.objects.all() if asked is None else asked)
    known, signs = looks(), _signs()
    return [_card(row, known.get(row.interest_id or 0, NO_INTEREST), signs, meetings, origin, plan) for row in found]


def next_meetings(sessions: Iterable[Session], among: QuerySet[Occurrence]) -> dict[int, Occurrence]:
    """The next meeting `among` those, of each session that has one, by the session's number: one query."""
    ids = [session.pk for session in sessions]
    coming = among.filter(session__in=ids, starts_at__gte=timezone.now())
    return {one.session_id: one for one in coming.order_by("session_id", "starts_at").distinct("session_id")}


def _card(
    row: SearchRow,
    look: Look,
    signs: dict[int, Feature],
    meetings: dict[int, Occurrence],
    origin: Point | None,
    plan: Plan | None,
) -> Card:
    opportunity, venue = row.opportunity, row.venue
    sessions = [session for session in opportunity.sessions.all() if session.pk in row.session_ids]
    text = opportunity.text
    point = venue.point if venue else None
    starts, words = _next(sessions, meetings)
    coming = (meetings[one.pk] for one in sessions if one.pk in meetings)
    meeting = min(coming, key=lambda one: one.starts_at, default=None)
    return Card(
        pk=opportunity.pk,
        row=row.pk,
        url=opportunity.get_absolute_url(),
        title=opportunity.title,
        language=text.language if text and text.language != active_language() else "",
        picture=look.picture(opportunity.pk),
        picture_alt="",
        variant=opportunity.pk % 3,
        provider=opportunity.provider.name,
        provider_url=opportunity.provider.get_absolute_url(),
        is_verified=opportunity.provider.is_verified,
        place=place_words(venue, sessions),
        distance=wording.distance(distance_m(origin, point)) if origin and point else "",
        audience=wording.ages(row.min_age, row.max_age) or next((s.ages_text for s in sessions if s.ages_text), ""),
        price=wording.lowest_price(sessions),
        next=words,
        next_iso=starts.isoformat() if starts else "",
        seats=wording.joining(sessions),
        languages=wording.languages(code for session in sessions for code in session.languages),
        features=tuple(signs[number] for number in row.tags if number in signs),
        interest=look.label,
        interest_icon=look.icon,
        hue=look.hue,
        kind=opportunity.kind.label,
        marks=marks(voucher=VOUCHER in row.tags, ila=ILA in row.tags),
        earns=earns(opportunity),
        address=venue.full_address if venue else "",
        point=point,
        is_exact=bool(venue and venue.placement == Placement.EXACT),
        way=way_to(plan, point, meeting) if plan and point else None,
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


def place_words(venue: Venue | None, sessions: Sequence[Session]) -> str:
    """Where it is, in a word or two: the part of town, else the venue; "Online", or that nobody said."""
    if venue is None:
        online = sessions and all(one.delivery == Session.Delivery.ONLINE for one in sessions)
        return _("Online") if online else _("Place not stated")
    district = venue.area.label if venue.area and venue.area.level == Area.Level.DISTRICT else ""
    return district or str(venue) or venue.locality


def features(opportunity: Opportunity, venue: Venue | None) -> tuple[Feature, ...]:
    """What makes it usable by more people, at this venue or anywhere."""
    known: list[AccessibilityFeature] = list(opportunity.accessibility.all())
    if venue:
        known += venue.accessibility.all()
    return tuple(Feature(one.icon, one.label) for one in dict.fromkeys(known))


def marks(*, voucher: bool, ila: bool) -> tuple[str, ...]:
    """Who helps to pay."""
    return tuple(words for words, helps in ((_("City voucher"), voucher), (_("ILA"), ila)) if helps)


def earns(opportunity: Opportunity) -> tuple[Feature, ...]:
    """What one can leave with, each by its sign and name; the rarest first."""
    ects = _("%(number)s ECTS") % {"number": number_format(opportunity.ects.normalize())} if opportunity.ects else ""
    found = (
        ("rosette-discount-check", _("Microcredential"), opportunity.microcredential),
        ("award", _("Badge"), opportunity.badge),
        ("certificate", _("Certificate"), opportunity.certificate),
        ("school", _("Credits"), ects),
    )
    return tuple(Feature(icon, f"{kind}: {name}", name if name == ects else kind) for icon, kind, name in found if name)
