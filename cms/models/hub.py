"""The page above all cities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.models.base import BodyField


class HubPage(Page):
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
