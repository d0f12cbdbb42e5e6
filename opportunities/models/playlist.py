"""Playlists: stops in an order. A stop is a requirement, not a fixed event: a playlist outlives what it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from opportunities.models.city import City
from opportunities.models.taxonomy import in_active_language

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User

MOST_WEEKS = 104
MOST_NEEDED = 6
MOST_STOPS = 20


class PlaylistQuerySet(models.QuerySet["Playlist"]):
    def published(self) -> PlaylistQuerySet:
        """Those that everybody may see."""
        return self.filter(state=Playlist.State.PUBLISHED)

    def visible_to(self, user: User | AnonymousUser) -> PlaylistQuerySet:
        """Those that `user` may see: what is published, and what they may change."""
        return self.filter(
            Q(state=Playlist.State.PUBLISHED) | Q(pk__in=Playlist.objects.editable_by(user).values("pk"))
        )

    def editable_by(self, user: User | AnonymousUser) -> PlaylistQuerySet:
        """Those that `user` may change: their own, those they were invited to, those of the cities they work for."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(
            Q(owner=user)
            | Q(pk__in=PlaylistAuthor.objects.filter(user=user).values("playlist"))
            | Q(city__in=cities_curated_by(user))
        )

    def decidable_by(self, user: User | AnonymousUser) -> PlaylistQuerySet:
        """Those that `user` may publish, take down or decline: a co-author writes, the city answers for it."""
        return self.filter(city__in=cities_curated_by(user))


def cities_curated_by(user: User | AnonymousUser) -> models.QuerySet[City]:
    """The cities whose playlists `user` may publish: the groups of a city's people hang on its desk in the newsroom."""
    if not user.is_authenticated or not user.is_active:
        return City.objects.none()
    if user.is_superuser:
        return City.objects.all()
    return City.objects.filter(Q(desk__curators__user=user) | Q(desk__editors__user=user)).distinct()


class Playlist(models.Model):
    """A way through a city's offer, such as "My first robot", with the badge it leads to.

    It belongs to a provider, or to the city where none is given; `owner` is the person who is told when nothing meets a
    stop. `weeks` is how long it takes when one begins today, `min_age` (years) from when on one can begin.
    `flagged_at` is when it was found that it cannot be finished in that time, `flags` why, one {"stop", "code"} for
    each stop: see `opportunities.playlists.plan`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Proposed")
        PUBLISHED = "published", _("Published")
        DECLINED = "declined", _("Declined")

    city = models.ForeignKey("opportunities.City", models.CASCADE, related_name="playlists", verbose_name=_("city"))
    provider = models.ForeignKey(
        "opportunities.Provider",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="playlists",
        verbose_name=_("organisation"),
        help_text=_("Whose playlist it is; the city's where none is chosen."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="playlists",
        verbose_name=_("looked after by"),
    )
    slug = models.SlugField(_("name in addresses"), max_length=60)
    names = models.JSONField(_("names"), default=dict, help_text=_("Language code to name."))
    intros = models.JSONField(_("introductions"), default=dict, blank=True)
    badges = models.JSONField(_("badge it leads to"), default=dict, blank=True)
    look = models.ForeignKey(
        "opportunities.Interest",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("The drawing of this interest."),
    )
    photo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("own picture")
    )
    weeks = models.PositiveSmallIntegerField(_("weeks it takes"), default=12)
    min_age = models.PositiveSmallIntegerField(_("youngest"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, db_index=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    reply_to = models.EmailField(_("e-mail of who proposed it"), blank=True)
    answer = models.TextField(_("words to who proposed it"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    flagged_at = models.DateTimeField(null=True, blank=True, editable=False)
    flags = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

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
                condition=~Q(names={}),
                name="playlist_named",
                violation_error_message=_("Give the playlist a name."),
            ),
            models.CheckConstraint(
                condition=Q(weeks__range=(1, MOST_WEEKS)),
                name="playlist_weeks_in_range",
                violation_error_message=_("A playlist takes from 1 to 104 weeks."),
            ),
            models.CheckConstraint(
                condition=Q(min_age__isnull=True) | Q(min_age__lte=120),
                name="playlist_age_of_people",
                violation_error_message=_("Ages go from 0 to 120."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("playlist", args=[self.city.slug, self.slug])

    @property
    def label(self) -> str:
        """The name in the language of the page, else in English, else in any."""
        return in_active_language(self.names)

    @property
    def intro(self) -> str:
        return in_active_language(self.intros)

    @property
    def badge(self) -> str:
        return in_active_language(self.badges)


class PlaylistStop(models.Model):
    """One step of a playlist: what has to be done there, and what meets it.

    An offer meets it that is named in `opportunities`, or that has one of its `interests` (or of what lies below), one
    of its `competences`, `kinds`, `providers` and `areas`, as far as these are given, in one of its `cities`: in the
    playlist's own where none is. `needs` different offers have to be done. `hours` are an estimate.
    """

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField(_("position"))
    names = models.JSONField(_("names"), default=dict, help_text=_("Language code to name."))
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    look = models.ForeignKey(
        "opportunities.Interest", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    photo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("own picture")
    )
    hours = models.PositiveSmallIntegerField(_("hours, about"), null=True, blank=True)
    min_age = models.PositiveSmallIntegerField(_("youngest"), null=True, blank=True)
    is_optional = models.BooleanField(_("may be left out"), default=False)
    needs = models.PositiveSmallIntegerField(_("how many of them"), default=1)
    opportunities = models.ManyToManyField(
        "opportunities.Opportunity", related_name="playlist_stops", blank=True, verbose_name=_("activities")
    )
    interests = models.ManyToManyField(
        "opportunities.Interest", blank=True, related_name="+", verbose_name=_("interests")
    )
    competences = models.ManyToManyField(
        "opportunities.Competence", blank=True, related_name="+", verbose_name=_("key competences")
    )
    kinds = models.ManyToManyField("opportunities.Kind", blank=True, related_name="+", verbose_name=_("kinds"))
    providers = models.ManyToManyField(
        "opportunities.Provider", blank=True, related_name="+", verbose_name=_("organisations")
    )
    areas = models.ManyToManyField("geodata.Area", blank=True, related_name="+", verbose_name=_("districts"))
    cities = models.ManyToManyField("opportunities.City", blank=True, related_name="+", verbose_name=_("cities"))
    unmet_since = models.DateTimeField(null=True, blank=True, editable=False)
    owner_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("of a playlist", "stop")
        verbose_name_plural = pgettext_lazy("of a playlist", "stops")
        ordering = ["playlist", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["playlist", "position"],
                name="playlist_stop_once_a_position",
                deferrable=Deferrable.DEFERRED,
                violation_error_message=_("Another stop is already at this position."),
            ),
            models.CheckConstraint(
                condition=~Q(names={}),
                name="playlist_stop_named",
                violation_error_message=_("Give the stop a name."),
            ),
            models.CheckConstraint(
                condition=Q(needs__range=(1, MOST_NEEDED)),
                name="playlist_stop_needs_in_range",
                violation_error_message=_("From 1 to 6."),
            ),
            models.CheckConstraint(
                condition=(Q(min_age__isnull=True) | Q(min_age__lte=120)) & (Q(hours__isnull=True) | Q(hours__gte=1)),
                name="playlist_stop_age_and_hours",
                violation_error_message=_("Ages go from 0 to 120, hours from 1."),
            ),
            models.CheckConstraint(
                condition=Q(owner_told_at__isnull=True) | Q(unmet_since__isnull=False),
                name="playlist_stop_told_of_a_gap",
                violation_error_message=_("Only a stop that nothing meets is told of."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the page, else in English, else in any."""
        return in_active_language(self.names)

    @property
    def text(self) -> str:
        return in_active_language(self.texts)


class PlaylistAuthor(models.Model):
    """Somebody of another organisation who may edit one playlist, and nothing else."""

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.CharField(_("organisation"), max_length=300, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        ordering = ["joined_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["playlist", "user"],
                name="playlist_author_once",
                violation_error_message=_("This person already writes this playlist."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class PlaylistInvitation(models.Model):
    """A letter to one person: whoever holds its link, once and before it is too old, becomes a co-author."""

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    organisation = models.CharField(_("organisation"), max_length=300, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["playlist", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="playlist_invitation_open_once",
                violation_error_message=_("This person has been invited already."),
            )
        ]

    def __str__(self) -> str:
        return self.email
