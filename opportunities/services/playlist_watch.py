"""Every day: which playlists can no longer be finished in time, and whom to tell that nothing meets a stop."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from opportunities.models import Playlist
from opportunities.playlists.completing import plan_of, standing_of
from people.models import User


def watch_playlists() -> list[int]:
    """Flag the published playlists that cannot be finished in their weeks, unflag those that can be again.

    Returns: the numbers of the playlists of which somebody has yet to be told.
    """
    for playlist in Playlist.objects.published().select_related("city"):
        watch_playlist(playlist)
    untold = Q(stops__unmet_since__isnull=False, stops__owner_told_at__isnull=True)
    return list(Playlist.objects.published().filter(untold).values_list("pk", flat=True).distinct())


@transaction.atomic
def watch_playlist(playlist: Playlist) -> None:
    """Note of one playlist since when it cannot be finished, why, and which of its stops lack something."""
    standing = standing_of(playlist.stops.all())
    flags = [{"stop": flaw.stop, "code": flaw.code.value} for flaw in plan_of(playlist, standing).flaws]
    now = timezone.now()
    Playlist.objects.filter(pk=playlist.pk).update(
        flags=flags, flagged_at=(playlist.flagged_at or now) if flags else None
    )
    unmet = playlist.stops.filter(pk__in=standing.unmet())
    unmet.filter(unmet_since=None).update(unmet_since=now)
    met_again = playlist.stops.exclude(pk__in=standing.unmet()).filter(unmet_since__isnull=False)
    met_again.update(unmet_since=None, owner_told_at=None)


def whom_to_tell(playlist: Playlist) -> list[str]:
    """The mail addresses of its owner; where it has none, of the curators of the city; else the city's own."""
    if playlist.owner and playlist.owner.is_active:
        return [playlist.owner.email]
    curators = User.objects.filter(is_active=True, groups__curates__city=playlist.city_id).distinct()
    return [*curators.values_list("email", flat=True)] or list(filter(None, [playlist.city.contact]))


@transaction.atomic
def tell_of_gaps(playlist: Playlist) -> bool:
    """Write once which stops of `playlist` lack something. Returns: whether a mail was sent."""
    gaps = playlist.stops.select_for_update().filter(unmet_since__isnull=False, owner_told_at=None)
    told = [stop.label for stop in gaps]
    addresses = whom_to_tell(playlist)
    if not told or not addresses:
        return False
    gaps.update(owner_told_at=timezone.now())
    with translation.override(playlist.city.default_language):
        link = settings.SITE_ADDRESS + playlist.get_absolute_url()
        words = {"name": playlist.label, "stops": "\n".join(f"– {one}" for one in told), "link": link}
        send_mail(
            _("A stop of “%(name)s” needs you") % words,
            _(
                "Nothing can be joined just now at these stops of the playlist “%(name)s”:\n\n%(stops)s\n\n"
                "The playlist stays on the map and says so. Choose something else for them:\n%(link)s"
            )
            % words,
            None,
            addresses,
        )
    return True
