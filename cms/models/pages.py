"""The pages below a city's home: stories, themes, playlists, partners, questions, the map, and whatever else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page

from cms.blocks.filters import FiltersInput
from cms.models.base import BodyField, CityChildPage, PicksField
from cms.selectors import shelves, stories
from cms.selectors.playlists import cards_by_number
from opportunities.selectors.playlist_cards import playlist_cards

BELOW_A_HOME = ["cms.CityPage"]
BELOW_ANY = ["cms.CityPage", "cms.LandingPage"]


class TellingPage(CityChildPage):
    """A page with a sentence to begin with and a body of blocks."""

    lead = models.TextField(
        _("first sentence"), max_length=400, blank=True, help_text=_("Shown below the title and on cards.")
    )
    body = BodyField(verbose_name=_("content"))

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus"),
            ],
            _("Found by"),
        )
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.slug and is_taken(self.slug):
            raise ValidationError({"slug": _("The city itself uses this address. Choose another.")}, "taken")


def is_taken(slug: str) -> bool:
    """Whether a page below a city's home would never be reached: the city's own map, playlists and so on come first."""
    with override(settings.LANGUAGE_CODE):
        return resolve(f"/city/{slug}/").url_name != "wagtail_serve"


class PicturedPage(TellingPage):
    """A page with a picture of its own, shown at its head and on its card."""

    picture = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Its description is what those hear who do not see it."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("picture"), FieldPanel("body")]

    class Meta:
        abstract = True


class StoryIndexPage(TellingPage):
    """All stories of a city, the newest first."""

    template = "cms/story_index.html"
    parent_page_types = BELOW_A_HOME
    subpage_types = ["cms.StoryPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("stories")
        verbose_name_plural = _("lists of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        told = stories.page_of_stories(StoryPage.objects.child_of(self), request.GET.get("page", ""))
        return {**super().get_context(request, *args, **kwargs), **told}


class StoryPage(PicturedPage):
    """Somebody's story, told for others to follow."""

    told_on = models.DateField(_("date"), default=timezone.localdate)
    byline = models.CharField(_("who tells it"), max_length=120, blank=True)

    template = "cms/story.html"
    parent_page_types = ["cms.StoryIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *PicturedPage.content_panels[:-1],
        MultiFieldPanel([FieldPanel("told_on"), FieldPanel("byline")], _("Who and when")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        others = StoryPage.objects.sibling_of(self, inclusive=False)
        return {**super().get_context(request, *args, **kwargs), "others": stories.newest(others, 2)}


class LandingPage(PicturedPage):
    """About us, a campaign, how it works: a page of blocks."""

    template = "cms/landing.html"
    parent_page_types = BELOW_ANY

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class QuestionsPage(TellingPage):
    """Questions that people ask, with answers."""

    template = "cms/questions.html"
    parent_page_types = BELOW_ANY
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("questions and answers")
        verbose_name_plural = _("questions and answers")


class ThemePage(PicturedPage):
    """An interest or a season: what editors picked by hand, then everything that the filters find."""

    filters = models.TextField(_("what belongs to it"), max_length=2000, blank=True)
    picks = PicksField(verbose_name=_("picked by hand"), help_text=_("Shown first, in this order."))

    template = "cms/theme.html"
    parent_page_types = BELOW_ANY
    subpage_types: list[str] = []
    content_panels = [
        *PicturedPage.content_panels[:-1],
        FieldPanel("filters", widget=FiltersInput),
        FieldPanel("picks"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "shelf": shelves.theme(self.city, self.filters, [pick.value for pick in self.picks]),
        }


class MapPage(TellingPage):
    """The map of what filters find, large, inside an editor's page."""

    filters = models.TextField(_("what is on the map"), max_length=2000, blank=True)

    template = "cms/map.html"
    parent_page_types = BELOW_ANY
    subpage_types: list[str] = []
    content_panels = [
        *TellingPage.content_panels[:-1],
        FieldPanel("filters", widget=FiltersInput),
        FieldPanel("body"),
    ]

    has_map = True

    class Meta:
        verbose_name = _("map")
        verbose_name_plural = _("maps")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "strip": shelves.strip(self.city, self.filters)}


class PartnerPage(PicturedPage):
    """Somebody who makes the city's offer possible: an organisation, and what it does for it."""

    provider = models.ForeignKey(
        "opportunities.Provider",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
        help_text=_("Where its activities are listed here, they are shown below."),
    )
    website = models.URLField(_("website"), blank=True)

    template = "cms/partner.html"
    parent_page_types = BELOW_ANY
    subpage_types: list[str] = []
    content_panels = [
        *PicturedPage.content_panels[:-1],
        MultiFieldPanel([FieldPanel("provider"), FieldPanel("website")], _("Who it is")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shelf = shelves.shelf(self.city, f"provider={self.provider_id}") if self.provider_id else None
        return {**super().get_context(request, *args, **kwargs), "shelf": shelf}


class PlaylistIndexPage(TellingPage):
    """An editor's page around all playlists of the city."""

    template = "cms/playlist_index.html"
    parent_page_types = BELOW_A_HOME
    subpage_types = ["cms.PlaylistPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("playlists")
        verbose_name_plural = _("lists of playlists")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "playlists": playlist_cards(self.city)}


class PlaylistPage(PicturedPage):
    """An editor's page around one playlist: why to begin it, and for whom it is."""

    playlist = models.ForeignKey(
        "opportunities.Playlist",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("playlist"),
    )

    template = "cms/playlist.html"
    parent_page_types = ["cms.PlaylistIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*PicturedPage.content_panels[:-1], FieldPanel("playlist"), FieldPanel("body")]

    class Meta:
        verbose_name = _("page of a playlist")
        verbose_name_plural = _("pages of playlists")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        number = self.playlist_id or 0
        return {**super().get_context(request, *args, **kwargs), "card": cards_by_number([number]).get(number)}
