"""Everything that the page of one opportunity or of one provider shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.db.models.functions import GeometryDistance
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from opportunities import wording
from opportunities.exchange.linked_data import linked_data_of
from opportunities.exchange.text import safe_html
from opportunities.languages import active_language
from opportunities.models import Occurrence, Opportunity, Provider, SearchRow, Session, Venue
from opportunities.schedule_words import describe
from opportunities.search.vocabulary import language_name
from opportunities.selectors.cards import NO_INTEREST, Card, Look, cards, earns, features, looks, marks
from opportunities.selectors.cities import frame
from opportunities.selectors.schedules import schedule_of
from opportunities.selectors.ways import asked_way
from people.models import User

DATES_SHOWN = 10
SIMILAR_SHOWN = 4
LISTED_SHOWN = 24


@dataclass(frozen=True)
class Fact:
    """One line of the panel of facts."""

    icon: str
    label: str
    value: str


@dataclass(frozen=True)
class TextVersion:
    """A language that a listing is written in. `url` is its page there, "" where the interface is not in it."""

    code: str
    name: str
    url: str
    is_original: bool


@dataclass(frozen=True)
class ShownSession:
    """One run, in words."""

    schedule: str
    span: str
    audience: str
    price: str
    delivery: str
    seats: str
    is_full: bool
    languages: str
    booking_url: str
    venue: Venue | None


@dataclass(frozen=True)
class ShownDate:
    """One coming meeting: its local start, in words and for machines, and where."""

    words: str
    until: str
    starts: datetime
    place: str


def opportunities_with_all(user: User | AnonymousUser) -> QuerySet[Opportunity]:
    """The opportunities that `user` may see, with everything their page needs in a fixed number of queries."""
    return (
        Opportunity.objects.visible_to(user)
        .select_related("city", "provider", "kind", "level", "education_field", "programme")
        .defer("latest_revision")
        .prefetch_related(
            "texts",
            "interests",
            "competences",
            "accessibility",
            Prefetch("sessions", Session.objects.order_by("starts_on", "pk")),
            "sessions__venue__accessibility",
        )
    )


def opportunity_page(opportunity: Opportunity, *, request: HttpRequest) -> dict[str, Any]:
    """The context of an opportunity's page. Expects a row of `opportunities_with_all`."""
    sessions = list(opportunity.sessions.all())
    venues = list(dict.fromkeys(session.venue for session in sessions if session.venue))
    meetings = next_meetings(sessions)
    dates = shown_dates(sessions, meetings)
    address = request.build_absolute_uri(opportunity.get_absolute_url())
    look = look_of(opportunity)
    text = opportunity.text
    programme = getattr(opportunity, "programme", None)
    return {
        **frame(opportunity.city),
        "opportunity": opportunity,
        "text": text,
        "description": mark_safe(safe_html(text.description)) if text else "",  # noqa: S308 - cleaned just now
        "text_language": text.language if text and text.language != active_language() else "",
        "text_language_name": language_name(text.language) if text else "",
        "also_in": [one for one in text_versions(opportunity) if text and one.code != text.language],
        "look": look,
        "picture": look.picture(opportunity.pk),
        "facts": facts(opportunity, sessions, dates),
        "sessions": [shown_session(session) for session in sessions],
        "dates": dates,
        "venues": venues,
        "asked_way": asked_way(opportunity.city, dict(request.GET.lists()), sessions, meetings),
        "features": sorted({feature for venue in [*venues, None] for feature in features(opportunity, venue)}, key=str),
        "marks": marks(voucher=opportunity.takes_voucher, ila=bool(programme and programme.is_fundable)),
        "programme": programme,
        "booking_url": next((s.booking_url for s in sessions if s.booking_url), "") or opportunity.website,
        "is_full": bool(sessions) and not any(session.takes_bookings(timezone.now()) for session in sessions),
        "similar": similar(opportunity),
        "calendar_url": reverse("opportunity-calendar", args=[opportunity.pk]) if dates else "",
        "report_url": reverse("opportunity-report", args=[opportunity.pk]),
        "share_url": address,
        "linked_data": linked_data_of(opportunity, address=address, meetings=meetings),
    }


def text_versions(opportunity: Opportunity) -> list[TextVersion]:
    """Every language that `opportunity` is written in, the original first. Nothing is translated by a machine."""

    def version(code: str) -> TextVersion:
        with override(code):
            url = opportunity.get_absolute_url() if code in offered else ""
        return TextVersion(code, language_name(code), url, code == opportunity.original_language)

    offered = dict(settings.LANGUAGES)
    return sorted(map(version, opportunity.texts_by_language), key=lambda one: not one.is_original)


def look_of(opportunity: Opportunity) -> Look:
    """How its first interest looks."""
    first = next(iter(opportunity.interests.all()), None)
    return looks().get(first.pk, NO_INTEREST) if first else NO_INTEREST


def facts(opportunity: Opportunity, sessions: list[Session], dates: list[ShownDate]) -> list[Fact]:
    """What decides, in the order in which people ask: when, where, for whom, for how much, in which language."""
    by_age = sorted(sessions, key=lambda one: one.min_age or 0)
    ages = dict.fromkeys(wording.ages(one.min_age, one.max_age) or one.ages_text for one in by_age)
    found = [
        Fact("calendar", pgettext("the next meeting", "Next"), dates[0].words if dates else _when_in_words(sessions)),
        Fact("map-pin", _("Where"), " · ".join(dict.fromkeys(_where(one) for one in sessions))),
        Fact("user", _("For whom"), " · ".join(filter(None, ages))),
        Fact("coin-euro", _("Price"), wording.lowest_price(sessions)),
        Fact("users", pgettext("how many can take part", "Places"), wording.joining(sessions) or _capacity(sessions)),
        Fact("language", _("Language"), " · ".join(_languages(sessions))),
        Fact("award", _("What you can earn"), " · ".join(one.label for one in earns(opportunity))),
        Fact("stairs-up", _("Level"), opportunity.level.label if opportunity.level else ""),
        Fact("school", _("Field"), opportunity.education_field.label if opportunity.education_field else ""),
    ]
    return [fact for fact in found if fact.value]


def _when_in_words(sessions: list[Session]) -> str:
    words = (one.schedule_text or wording.span(one.starts_on, one.ends_on) for one in sessions)
    return next((each for each in words if each), "")


def _where(session: Session) -> str:
    return str(session.venue) if session.venue else session.get_delivery_display()


def _capacity(sessions: list[Session]) -> str:
    told = [one.capacity for one in sessions if one.capacity is not None]
    return _("%(count)s in all") % {"count": sum(told)} if told else ""


def _languages(sessions: list[Session]) -> list[str]:
    return list(dict.fromkeys(language_name(code) for one in sessions for code in one.languages))


def shown_session(session: Session) -> ShownSession:
    schedule = schedule_of(session)
    return ShownSession(
        schedule=session.schedule_text or (describe(schedule, today=timezone.localdate()) if schedule else ""),
        span="" if schedule else wording.span(session.starts_on, session.ends_on),
        audience=wording.ages(session.min_age, session.max_age) or session.ages_text,
        price=wording.price(session),
        delivery=session.get_delivery_display(),
        seats=wording.joining([session]),
        is_full=not session.takes_bookings(timezone.now()),
        languages=" · ".join(_languages([session])),
        booking_url=session.booking_url,
        venue=session.venue,
    )


def next_meetings(sessions: Iterable[Session]) -> list[Occurrence]:
    """The next meetings of all sessions, soonest first."""
    coming = Occurrence.objects.filter(session__in=list(sessions), ends_at__gte=timezone.now())
    return list(coming.order_by("starts_at", "pk")[:DATES_SHOWN])


def shown_dates(sessions: Iterable[Session], meetings: Iterable[Occurrence]) -> list[ShownDate]:
    """The meetings as local times, in words."""
    by_pk = {session.pk: session for session in sessions}
    found = []
    for meeting in meetings:
        session = by_pk[meeting.session_id]
        zone = ZoneInfo(session.time_zone)
        starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
        words = wording.day(meeting.local_on) if meeting.is_all_day else wording.moment(starts)
        until = "" if meeting.is_all_day or ends == starts else f"{ends:%H:%M}"
        found.append(ShownDate(words, until, starts, _where(session)))
    return found


def similar(opportunity: Opportunity) -> list[Card]:
    """Others of the same interests in this city, the nearest first where this one has a point."""
    own = opportunity.search_rows.first()
    if own is None or own.interest_id is None:
        return []
    rows = SearchRow.objects.filter(city=opportunity.city_id, interest=own.interest_id).exclude(opportunity=opportunity)
    rows = rows.upcoming()
    rows = rows.order_by(GeometryDistance("geom", own.geom), "pk") if own.geom else rows.order_by("next_at", "pk")
    point = next((session.venue.point for session in opportunity.sessions.all() if session.venue), None)
    return cards(rows[:SIMILAR_SHOWN], origin=point)


def provider_page(provider: Provider, *, page: str) -> dict[str, Any]:
    """The context of a provider's page: who they are and what they offer, what still takes place first."""
    rows = SearchRow.objects.filter(provider=provider).upcoming().order_by("next_at", "pk")
    shown: Page[SearchRow] = Paginator(rows, LISTED_SHOWN).get_page(page)
    first = (shown.number - 1) * LISTED_SHOWN
    return {
        **frame(provider.city),
        "provider": provider,
        "cards": cards(rows[first : first + LISTED_SHOWN]),
        "total": shown.paginator.count,
        "page_of_list": shown,
    }
