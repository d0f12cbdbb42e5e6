"""The page above all cities."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.models.base import BodyField, ShownAtTheDesk
from cms.selectors.hub import cities_on_hub
from opportunities.selectors.cities import frame


class HubPage(ShownAtTheDesk):
    """The first page of the installation: every city, on a map and in a list."""

    sentence = models.CharField(_("sentence"), max_length=200, blank=True)
    body = BodyField(verbose_name=_("content"))

    template = "cms/hub_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CityPage"]
    content_panels = [*Page.content_panels, FieldPanel("sentence"), FieldPanel("body")]

    class Meta:
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **frame(None), "places": cities_on_hub()}
