"""What a city owns in the newsroom, beside its pages."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from opportunities.models import City

a_colour = RegexValidator(r"^#[0-9a-f]{6}$", _("Write the colour as #rrggbb, e.g. #0b6e69."), "colour")


class CityDesk(models.Model):
    """The colour and mark of a city, its collection of pictures and documents, and the groups of its people.

    `accent` is for light pages, `accent_dark` for dark ones: "#rrggbb", or empty for the usual one. Whether they can be
    read is checked by the form that sets them.
    """

    city = models.OneToOneField(City, models.CASCADE, related_name="desk", verbose_name=_("city"))
    accent = models.CharField(_("colour on light pages"), max_length=7, blank=True, validators=[a_colour])
    accent_dark = models.CharField(_("colour on dark pages"), max_length=7, blank=True, validators=[a_colour])
    logo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="+", verbose_name=_("collection"))
    editors = models.ForeignKey(Group, models.PROTECT, related_name="edits", verbose_name=_("editors"))
    curators = models.ForeignKey(Group, models.PROTECT, related_name="curates", verbose_name=_("curators"))

    class Meta:
        verbose_name = _("desk of a city")
        verbose_name_plural = _("desks of cities")

    def __str__(self) -> str:
        return str(self.city)
