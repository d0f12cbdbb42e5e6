"""Cards of playlists, for lists on any page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.utils.translation import ngettext
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from opportunities import wording
from opportunities.languages import FALLBACK, active_language
from opportunities.models import City, Interest, Playlist, PlaylistStop
from opportunities.selectors.cards import NO_INTEREST, Look, looks
from opportunities.selectors.playlist_words import hours_words, weeks_words


@dataclass(frozen=True)
class PlaylistCard:
    """One playlist in a list. `language` is that of its name where it is not the page's; `facts` are words. The drawing
    `picture`, an address, stands in where there is no `photo`."""

    pk: int
    url: str
    title: str
    language: str
    intro: str
    badge: str
    stops: int
    facts: tuple[str, ...]
    by: str
    picture: str
    icon: str
    hue: int
    city: str
    photo: AbstractImage | None


def playlist_card(playlist: Playlist) -> PlaylistCard:
    """The card of one playlist, published or not: at most five queries."""
    return playlist_cards_of(Playlist.objects.filter(pk=playlist.pk))[0]


def playlist_cards(city: City) -> list[PlaylistCard]:
    """The cards of the published playlists of `city`, in its order: four queries, however many there are."""
    return playlist_cards_of(Playlist.objects.published().filter(city=city))


def playlist_cards_of(playlists: QuerySet[Playlist]) -> list[PlaylistCard]:
    """The cards of `playlists`, in their order: four queries, of which two for pictures if there are any."""
    needed = Q(stops__is_optional=False)
    found = (
        playlists.select_related("city", "provider")
        .annotate(number_of_stops=Count("stops"), hours=Sum("stops__hours", filter=needed))
        .prefetch_related(Prefetch("stops", with_interests(PlaylistStop.objects.all())), with_photo())
    )
    known = looks()
    return [card_of(one, known, one.number_of_stops, one.hours) for one in found]


def with_interests(stops: QuerySet[PlaylistStop]) -> QuerySet[PlaylistStop]:
    return stops.prefetch_related(Prefetch("interests", Interest.objects.only("pk").order_by("pk")))


def with_photo() -> Prefetch:
    """The pictures with the sizes that were made of them: two queries, none where there is no picture."""
    return Prefetch("photo", get_image_model().objects.prefetch_renditions())


def card_of(playlist: Playlist, known: Mapping[int, Look], stops: int, hours: int | None) -> PlaylistCard:
    """The card of a playlist of so many `stops`, whose mandatory ones take `hours`: no query if its stops are there."""
    look = look_of(playlist, known)
    facts = (
        ngettext("%(count)s stop", "%(count)s stops", stops) % {"count": stops},
        hours_words(hours),
        weeks_words(playlist.weeks),
        wording.ages(playlist.min_age, None),
    )
    return PlaylistCard(
        pk=playlist.pk,
        url=playlist.get_absolute_url(),
        title=playlist.label,
        language=foreign(playlist.names),
        intro=playlist.intro,
        badge=playlist.badge,
        stops=stops,
        facts=tuple(filter(None, facts)),
        by=playlist.provider.name if playlist.provider else playlist.city.label,
        picture=look.picture(playlist.pk),
        icon=look.icon,
        hue=look.hue,
        city=playlist.city.label,
        photo=playlist.photo,
    )


def look_of(playlist: Playlist, known: Mapping[int, Look]) -> Look:
    """How a playlist looks: as was chosen for it, else as its first stop."""
    if playlist.look_id:
        return known.get(playlist.look_id, NO_INTEREST)
    return next((look for stop in playlist.stops.all() if (look := look_of_stop(stop, known)).label), NO_INTEREST)


def look_of_stop(stop: PlaylistStop, known: Mapping[int, Look]) -> Look:
    """How a stop looks: as was chosen for it, else as the first interest it asks for."""
    chosen = stop.look_id or next((one.pk for one in stop.interests.all()), 0)
    return known.get(chosen, NO_INTEREST)


def foreign(texts: Mapping[str, str]) -> str:
    """The language in which one of `texts` is shown, "" where it is that of the page."""
    here = active_language()
    return "" if not texts or here in texts else FALLBACK if FALLBACK in texts else next(iter(texts))
