"""Everything that the page of a playlist shows; its card is made in `playlist_cards`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage

from geodata.geometry import Position
from opportunities import wording
from opportunities.models import City, Playlist, PlaylistStop, SearchRow
from opportunities.playlists.completing import Standing, plan_of, standing_of
from opportunities.playlists.offers import Offer, one_each
from opportunities.playlists.plan import Meeting, Pick, Plan
from opportunities.playlists.progress import Anonymous, Progress
from opportunities.search.asking import Origin
from opportunities.selectors.cards import Card, cards, looks
from opportunities.selectors.cities import frame
from opportunities.selectors.playlist_cards import (
    PlaylistCard,
    card_of,
    foreign,
    look_of_stop,
    playlist_card,
    playlist_cards,
    with_interests,
    with_photo,
)
from opportunities.selectors.playlist_ways import way_through
from opportunities.selectors.playlist_words import flaw_words, hours_words, meeting_words, substitute_words

__all__ = ["PlaylistCard", "playlist_card", "playlist_cards", "playlist_page", "playlists_page"]

MOST_SHOWN = 3  # offers of one stop that needs fewer
MOST_CARDS = 80


@dataclass(frozen=True)
class StopOffer:
    """One thing to do at a stop. `reason` says why it stands in for another, "" where it meets the stop itself; `when`
    is its meeting in the plan, "" where it is not in it."""

    card: Card
    reason: str = ""
    when: str = ""


@dataclass(frozen=True)
class Tick:
    """One box to tick when something was done."""

    label: str
    is_done: bool


@dataclass(frozen=True)
class ShownStop:
    """One stop of the line, with its number from 1, in words.

    `done` is how many were finished, as far as we know; `more` how many further things meet it; `is_replaced` whether
    something stands in for what has gone, `instead_of` its title if that may be said; `problem` what is the matter, ""
    where nothing is.
    """

    pk: int
    number: int
    title: str
    language: str
    text: str
    text_language: str
    picture: str
    icon: str
    hue: int
    facts: tuple[str, ...]
    is_optional: bool
    needs: int
    done: int
    offers: tuple[StopOffer, ...]
    more: int
    is_replaced: bool
    instead_of: str
    photo: AbstractImage | None
    problem: str

    @property
    def ticks(self) -> list[Tick]:
        """As many boxes as things have to be done here."""
        if self.needs == 1:
            return [Tick(_("I have done this"), self.done > 0)]
        numbers = range(1, self.needs + 1)
        told = _("%(number)s of %(all)s done")
        return [Tick(told % {"number": number, "all": self.needs}, self.done >= number) for number in numbers]

    @property
    def first(self) -> Card | None:
        """What one is led to: what is planned, else what stands first."""
        planned = [one.card for one in self.offers if one.when]
        return next(iter([*planned, *(one.card for one in self.offers)]), None)

    @property
    def point(self) -> Position | None:
        """Where that is; None where nobody knows, or it is online."""
        return self.first.point if self.first else None


@dataclass(frozen=True)
class PlannedDate:
    """One meeting of the plan: the number of its stop, when, and what it is."""

    number: int
    when: str
    card: Card
    meeting: Meeting


def playlists_page(city: City) -> dict[str, Any]:
    """The context of the page with all playlists of a city."""
    return {
        **frame(city),
        "playlists": playlist_cards(city),
        "propose_url": reverse("playlist-propose", args=[city.slug]),
    }


def playlist_page(
    playlist: Playlist,
    *,
    on: date | None = None,
    origin: Origin | None = None,
    by_way: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The context of a playlist's page, in a number of queries that does not depend on its stops.

    Args:
        on: the day on which one begins; today unless told.
        origin: from where distances and the way count.
        by_way: the shortest way rather than the playlist's own order.
        progress: of the visitor; of one without an account unless told.
    """
    rows = with_interests(PlaylistStop.objects.prefetch_related(with_photo()))
    prefetch_related_objects([playlist], Prefetch("stops", rows), with_photo())
    stops = list(playlist.stops.all())
    standing = standing_of(PlaylistStop.objects.filter(playlist=playlist))
    plan = plan_of(playlist, standing, on=on)
    reading = _Reading(playlist, stops, standing, plan, origin, progress or Anonymous())
    shown = reading.stops()
    hours = sum(stop.hours or 0 for stop in stops if not stop.is_optional)
    city, slug = playlist.city.slug, playlist.slug
    return {
        **frame(playlist.city),
        "playlist": playlist,
        "card": card_of(playlist, looks(), len(stops), hours),
        "intro_language": foreign(playlist.intros),
        "stops": shown,
        "dates": reading.dates(),
        "way": way_through([(one.number, one.title, one.point) for one in shown], origin=origin, shortest=by_way),
        "by_way": by_way,
        "origin": origin,
        "begins_on": on if on and on > timezone.localdate() else None,
        "explorer_url": f"{reverse('explorer', args=[city])}?playlist={slug}",
        "all_url": reverse("playlists", args=[city]),
        "calendar_url": reverse("playlist-calendar", args=[city, slug]) if plan.picks else "",
        "mandatory": sum(not one.is_optional for one in shown),
    }


@dataclass(frozen=True)
class _Reading:
    """What the page of one playlist is made of."""

    playlist: Playlist
    rows: Sequence[PlaylistStop]
    standing: Standing
    plan: Plan
    origin: Origin | None
    progress: Progress

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.playlist.city.time_zone)

    @cached_property
    def picks(self) -> dict[int, list[Pick]]:
        return {stop.pk: [pick for pick in self.plan.picks if pick.stop == stop.pk] for stop in self.rows}

    @cached_property
    def shown(self) -> dict[int, list[Offer]]:
        """The offers that each stop shows: what is planned first, then the soonest."""
        found = {}
        for stop in self.rows:
            offers = one_each(sorted(self.standing.offers[stop.pk], key=lambda one: not self._planned(stop.pk, one)))
            found[stop.pk] = offers[: max(MOST_SHOWN, stop.needs)]
        return found

    def _planned(self, stop: int, offer: Offer) -> Pick | None:
        """The pick of the plan that is this offer, at the place and in the group where it meets."""
        picks = (pick for pick in self.picks[stop] if pick.offer == offer.opportunity)
        return next((pick for pick in picks if pick.meeting.session in (0, *offer.sessions)), None)

    @cached_property
    def cards(self) -> dict[int, Card]:
        """The cards of whatever is shown, by row."""
        wanted = [offer.row for offers in self.shown.values() for offer in offers]
        wanted += [one.offer.row for several in self.standing.substitutes.values() for one in several]
        rows = SearchRow.objects.filter(pk__in=wanted[:MOST_CARDS])
        return {card.row: card for card in cards(rows, origin=self.origin.point if self.origin else None)}

    def stops(self) -> list[ShownStop]:
        known, done = looks(), self.progress.done(self.playlist)
        problems = {flaw.stop: flaw_words(flaw) for flaw in self.plan.flaws}
        found = []
        for number, stop in enumerate(self.rows, 1):
            look = look_of_stop(stop, known)
            look = look if look.label else known.get(self.playlist.look_id or 0, look)
            instead = self.standing.substitutes.get(stop.pk, [])
            offers = self.offers(stop)
            nothing = _("Nothing can be joined for this stop just now.") if not offers else ""
            found.append(
                ShownStop(
                    pk=stop.pk,
                    number=number,
                    title=stop.label,
                    language=foreign(stop.names),
                    text=stop.text,
                    text_language=foreign(stop.texts),
                    picture=look.picture(stop.pk),
                    icon=look.icon,
                    hue=look.hue,
                    facts=self.facts(stop),
                    is_optional=stop.is_optional,
                    needs=stop.needs,
                    done=done.get(stop.pk, 0),
                    offers=offers,
                    more=max(0, len(one_each(self.standing.offers[stop.pk])) - len(self.shown[stop.pk])),
                    is_replaced=bool(instead),
                    instead_of=instead[0].instead_of if instead else "",
                    photo=stop.photo,
                    problem=problems.get(stop.pk, nothing),
                )
            )
        return found

    def facts(self, stop: PlaylistStop) -> tuple[str, ...]:
        needs = _("any %(count)s of these") % {"count": stop.needs} if stop.needs > 1 else ""
        age = wording.ages(stop.min_age, None) if stop.min_age != self.playlist.min_age else ""
        return tuple(filter(None, (needs, hours_words(stop.hours), age)))

    def offers(self, stop: PlaylistStop) -> tuple[StopOffer, ...]:
        """What meets the stop, then what stands in."""
        found = [(offer, "") for offer in self.shown[stop.pk]]
        instead = self.standing.substitutes.get(stop.pk, [])
        found += [(one.offer, substitute_words(one, self.zone)) for one in instead]
        return tuple(
            StopOffer(self.cards[offer.row], reason, self._when(stop.pk, offer))
            for offer, reason in found
            if offer.row in self.cards
        )

    def _when(self, stop: int, offer: Offer) -> str:
        pick = self._planned(stop, offer)
        return meeting_words(pick.meeting, self.zone) if pick else ""

    def dates(self) -> list[PlannedDate]:
        """The plan as a list of dates."""
        numbers = {stop.pk: number for number, stop in enumerate(self.rows, 1)}
        rows = {
            pick: offer.row
            for stop in self.rows
            for offer in self.standing.usable(stop.pk)
            if (pick := self._planned(stop.pk, offer)) and offer.row in self.cards
        }
        return [
            PlannedDate(
                numbers[pick.stop], meeting_words(pick.meeting, self.zone), self.cards[rows[pick]], pick.meeting
            )
            for pick in self.plan.picks
            if pick in rows
        ]
