"""Anybody proposes a playlist; the people of the city decide, with words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from opportunities.languages import active_language
from opportunities.models import City, Playlist, PlaylistStop
from opportunities.services.playlists import free_slug, obstacles, publish_playlist
from people.models import User

MOST_AN_HOUR = 10  # in one city
MOST_WAITING = 200


@dataclass(frozen=True)
class Wish:
    """One stop as somebody wishes it: a name, and the number of a listing where they know one."""

    name: str
    opportunity: int | None = None


@transaction.atomic
def propose_playlist(*, city: City, name: str, intro: str, wishes: Sequence[Wish], reply_to: str = "") -> Playlist:
    """Keep a proposal for the people of `city`. Nobody else sees it, and `reply_to` never.

    Raises: ValidationError, with the code too_many where so many came within the hour that nobody reads them all.
    """
    waiting = Playlist.objects.filter(city=city, state=Playlist.State.PROPOSED)
    lately = waiting.filter(created_at__gte=timezone.now() - timedelta(hours=1)).count()
    if lately >= MOST_AN_HOUR or waiting.count() >= MOST_WAITING:
        raise ValidationError(_("Many playlists have just been proposed. Try again in an hour."), "too_many")
    here = active_language()
    playlist = Playlist(
        city=city,
        slug=free_slug(city, name),
        names={here: name},
        intros={here: intro} if intro else {},
        state=Playlist.State.PROPOSED,
        reply_to=reply_to,
    )
    playlist.full_clean()
    playlist.save()
    for position, wish in enumerate(wishes, 1):
        stop = PlaylistStop(playlist=playlist, position=position, names={here: wish.name})
        stop.full_clean()
        stop.save()
        if wish.opportunity:
            stop.opportunities.add(wish.opportunity)
    return playlist


@transaction.atomic
def decide_proposal(*, playlist: Playlist, is_good: bool, words: str, by: User) -> None:
    """Publish a proposal where it is ready, else make it a draft of the city; or decline it. `words` go to who sent it.

    Raises: ValidationError: not_proposed, no_words (a decline says why).
    """
    playlist = Playlist.objects.select_for_update(of=("self",)).select_related("city").get(pk=playlist.pk)
    if playlist.state != Playlist.State.PROPOSED:
        raise ValidationError(_("Somebody has decided on this already."), "not_proposed")
    if not is_good and not words.strip():
        raise ValidationError(_("Say in a few words why not."), "no_words")
    playlist.answer, playlist.owner = words, by
    playlist.decided_by, playlist.decided_at = by, timezone.now()
    playlist.state = Playlist.State.DRAFT if is_good else Playlist.State.DECLINED
    playlist.save()
    if is_good and not obstacles(playlist):
        publish_playlist(playlist=playlist, by=by)


def send_answer(playlist: Playlist) -> bool:
    """Write to who proposed `playlist` what became of it, then forget their address. Returns: whether it was sent."""
    if not playlist.reply_to or playlist.state == Playlist.State.PROPOSED:
        return False
    language = next(iter(playlist.names), settings.LANGUAGE_CODE)
    with translation.override(language):
        told = {"name": playlist.label, "city": playlist.city.label}
        if playlist.state == Playlist.State.DECLINED:
            body = _("Thank you for proposing “%(name)s” in %(city)s. We do not publish it.") % told
        elif playlist.state == Playlist.State.PUBLISHED:
            body = _("Your playlist “%(name)s” is now on the map of %(city)s:") % told
            body += f"\n{settings.SITE_ADDRESS}{playlist.get_absolute_url()}"
        else:
            body = _("We like your playlist “%(name)s” and are getting it ready for %(city)s.") % told
        end = _("You get no other mail from us: we have now forgotten your address.")
        text = "\n\n".join(filter(None, (body, playlist.answer, end)))
        send_mail(_("Your playlist “%(name)s”") % told, text, None, [playlist.reply_to])
    Playlist.objects.filter(pk=playlist.pk).update(reply_to="")
    return True
