"""The home page of a city, one in each of its languages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms.blocks import wishes_of
from cms.models.base import BodyField, ShownAtTheDesk
from cms.models.pages import StoryPage, ThemePage
from cms.selectors.home import home_of
from opportunities.models import City
from opportunities.selectors.cities import frame


class CityPage(ShownAtTheDesk):
    """The first thing that people see of a city. Its slug is the city's; all other pages of the city lie below it."""

    city = models.ForeignKey(City, models.PROTECT, related_name="pages", verbose_name=_("city"))
    sentence = models.CharField(
        _("sentence"), max_length=200, blank=True, help_text=_("What can be found here, in one sentence.")
    )
    body = BodyField(verbose_name=_("content"))
    partners = models.CharField(
        _("partners and funders"),
        max_length=300,
        blank=True,
        help_text=_("Shown at the foot of every page of the city."),
    )

    template = "cms/city_page.html"
    parent_page_types = ["cms.HubPage"]
    content_panels = [*Page.content_panels, FieldPanel("sentence"), FieldPanel("body"), FieldPanel("partners")]
    promote_panels = [MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("Found by"))]

    class Meta:
        verbose_name = _("city home")
        verbose_name_plural = _("city homes")

    has_map = True

    @property
    def city_page(self) -> CityPage:
        return self

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context(request, *args, **kwargs), **frame(self.city)}
        told, themes = StoryPage.objects.descendant_of(self), ThemePage.objects.descendant_of(self)
        home, shelves = home_of(self.city, told=told, themes=themes, wishes=wishes_of(self.body))
        return {**context, "home": home, "shelves": shelves}
