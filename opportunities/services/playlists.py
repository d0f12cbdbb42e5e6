"""Changes of a playlist and of its stops, and whether it may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from opportunities.models import City, Playlist, PlaylistStop
from opportunities.models.playlist import MOST_STOPS
from opportunities.playlists.completing import plan_of, standing_of
from opportunities.search.requirements import LINKS, requirements_of
from opportunities.search.table import refresh
from opportunities.selectors.playlist_words import flaw_words
from opportunities.services.editing import in_playlist
from opportunities.services.playlist_photos import PhotoChange, change_photo
from people.models import User

RESERVED = {"propose"}


@transaction.atomic
def create_playlist(*, city: City, names: Mapping[str, str], by: User | None) -> Playlist:
    """A draft of `city` with these names by language, looked after by `by`. Raises: ValidationError."""
    playlist = Playlist(city=city, names=dict(names), owner=by, slug=free_slug(city, next(iter(names.values()), "")))
    playlist.full_clean(exclude=["intros", "badges", "flags"])
    playlist.save()
    return playlist


def free_slug(city: City, name: str) -> str:
    """A name in addresses after `name` that no playlist of `city` has yet."""
    wish = slugify(name)[:50] or "playlist"
    taken = {*RESERVED, *city.playlists.values_list("slug", flat=True)}
    return next(one for one in (wish, *(f"{wish}-{number}" for number in range(2, 10_000))) if one not in taken)


@transaction.atomic
def save_playlist(*, playlist: Playlist, photo: PhotoChange | None = None) -> None:
    """Keep what was changed of `playlist` and bring the search up to date. Raises: ValidationError."""
    if playlist.slug in RESERVED:
        raise ValidationError({"slug": _("Another page already has this name in addresses.")})
    playlist.full_clean()
    if photo:
        change_photo(playlist, photo, playlist.city)
    playlist.save()
    follow(playlist)


@transaction.atomic
def save_stop(*, stop: PlaylistStop, chosen: Mapping[str, Sequence[int]], photo: PhotoChange | None = None) -> None:
    """Keep a stop with what it asks for: keys by the name of a criterion, "opportunities" and "cities".

    A new one goes to the end. Raises: ValidationError (many_stops where there are twenty already).
    """
    playlist = Playlist.objects.select_for_update().get(pk=stop.playlist_id)
    before = set(in_playlist(playlist)) if playlist.state == Playlist.State.PUBLISHED else set()
    if stop.pk is None:
        if playlist.stops.count() >= MOST_STOPS:
            raise ValidationError(_("A playlist has at most %(most)d stops.") % {"most": MOST_STOPS}, "many_stops")
        stop.position = (playlist.stops.aggregate(last=Max("position"))["last"] or 0) + 1
    stop.full_clean()
    if photo:
        change_photo(stop, photo, playlist.city)
    stop.save()
    for name in LINKS:
        getattr(stop, name).set(chosen.get(name, ()))
    follow(playlist, before)


@transaction.atomic
def move_stop(*, stop: PlaylistStop, by: int) -> None:
    """Change places with the stop `by` places on (or back, where it is below zero); at the ends nothing happens."""
    stops = list(PlaylistStop.objects.select_for_update().filter(playlist=stop.playlist_id).order_by("position"))
    here = [one.pk for one in stops].index(stop.pk)
    there = here + by
    if not 0 <= there < len(stops):
        return
    stops[here], stops[there] = stops[there], stops[here]
    for position, one in enumerate(stops, 1):
        one.position = position
    PlaylistStop.objects.bulk_update(stops, ["position"])


@transaction.atomic
def remove_stop(*, stop: PlaylistStop) -> None:
    """Take a stop away; those after it move up."""
    playlist = stop.playlist
    before = set(in_playlist(playlist))
    stop.delete()
    rest = list(playlist.stops.order_by("position"))
    for position, one in enumerate(rest, 1):
        one.position = position
    PlaylistStop.objects.bulk_update(rest, ["position"])
    follow(playlist, before)


def follow(playlist: Playlist, before: set[int] | None = None) -> None:
    """Refresh the search rows that belong to `playlist` now, and those that did `before`."""
    refresh({*in_playlist(playlist), *(before or ())})


def obstacles(playlist: Playlist) -> list[str]:
    """Why `playlist` cannot be published, in words; empty where it can."""
    stops = list(playlist.stops.all())
    wishes = {one.stop for one in requirements_of(playlist.stops.all()) if one.is_wish}
    found = []
    if all(stop.is_optional for stop in stops):
        found.append(_("Give it at least one stop that may not be left out."))
    found += [
        _("Say what meets stop %(number)s, “%(stop)s”.") % {"number": number, "stop": stop.label}
        for number, stop in enumerate(stops, 1)
        if stop.pk in wishes
    ]
    return found


def warnings(playlist: Playlist) -> dict[int, str]:
    """What stands in the way of finishing `playlist` in its weeks when one begins today: words, by stop."""
    standing = standing_of(playlist.stops.all())
    return {flaw.stop: flaw_words(flaw) for flaw in plan_of(playlist, standing).flaws}


@transaction.atomic
def publish_playlist(*, playlist: Playlist, by: User) -> None:
    """Show `playlist` to everybody. Raises: ValidationError with every reason why it cannot be."""
    if found := obstacles(playlist):
        raise ValidationError(found, "not_ready")
    playlist.state = Playlist.State.PUBLISHED
    playlist.decided_by, playlist.decided_at = by, timezone.now()
    playlist.save()
    follow(playlist)


@transaction.atomic
def take_down_playlist(*, playlist: Playlist, by: User) -> None:
    """Make `playlist` a draft again; its address answers nobody but its authors."""
    playlist.state = Playlist.State.DRAFT
    playlist.decided_by, playlist.decided_at = by, timezone.now()
    playlist.save()
    follow(playlist)


@transaction.atomic
def delete_playlist(*, playlist: Playlist) -> None:
    """Take `playlist` away for good, and out of the search."""
    before = set(in_playlist(playlist))
    playlist.delete()
    refresh(before)
