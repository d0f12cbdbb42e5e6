"""What many pages share and platform staff keep: who pays, and what people are asked to do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import TranslatableMixin


class Funder(models.Model):
    """Somebody who pays: a programme, a ministry, a foundation. Every city may show it."""

    name = models.CharField(_("name"), max_length=120)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )

    class Meta:
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CallToAction(TranslatableMixin, models.Model):
    """One thing that people are asked to do, on as many pages as one likes; changed once for all of them."""

    title = models.CharField(_("title"), max_length=120)
    words = models.CharField(_("words"), max_length=300, blank=True)
    label = models.CharField(_("words on the button"), max_length=40)
    link = models.CharField(
        _("link"), max_length=300, help_text=_("An address, or one of this site that begins with “/”.")
    )

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("call to action")
        verbose_name_plural = _("calls to action")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
