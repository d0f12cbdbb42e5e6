"""Playlists: stops in an order, each met by any of a few opportunities."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from opportunities.languages import FALLBACK
from opportunities.models.taxonomy import in_active_language


class PlaylistQuerySet(models.QuerySet["Playlist"]):
    def published(self) -> PlaylistQuerySet:
        """Those that everybody may see."""
        return self.filter(is_published=True)


class Playlist(ClusterableModel):
    """A way through a city's offer, such as "First steps in robotics"."""

    city = models.ForeignKey("opportunities.City", models.CASCADE, related_name="playlists", verbose_name=_("city"))
    slug = models.SlugField(_("name in addresses"), max_length=60)
    names = models.JSONField(_("names"), default=dict, help_text=_("Language code to name, English at least."))
    is_published = models.BooleanField(_("published"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PlaylistQuerySet.as_manager()

    class Meta:
        verbose_name = _("playlist")
        verbose_name_plural = _("playlists")
        ordering = ["city", "position", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "slug"],
                name="playlist_slug_once_a_city",
                violation_error_message=_("Another playlist of this city already has this name in addresses."),
            ),
            models.CheckConstraint(
                condition=Q(names__has_key=FALLBACK),
                name="playlist_named_in_english",
                violation_error_message=_("Give at least an English name."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the page, else in English."""
        return in_active_language(self.names)


class PlaylistStop(ClusterableModel):
    """One step of a playlist. Any of its opportunities will do."""

    playlist = ParentalKey(Playlist, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField(_("position"))
    names = models.JSONField(_("names"), default=dict, help_text=_("Language code to name, English at least."))
    opportunities = ParentalManyToManyField(
        "opportunities.Opportunity", related_name="playlist_stops", blank=True, verbose_name=_("opportunities")
    )

    class Meta:
        verbose_name = pgettext_lazy("of a playlist", "stop")
        verbose_name_plural = pgettext_lazy("of a playlist", "stops")
        ordering = ["playlist", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["playlist", "position"],
                name="playlist_stop_once_a_position",
                violation_error_message=_("Another stop is already at this position."),
            ),
            models.CheckConstraint(
                condition=Q(names__has_key=FALLBACK),
                name="playlist_stop_named_in_english",
                violation_error_message=_("Give at least an English name."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the page, else in English."""
        return in_active_language(self.names)
