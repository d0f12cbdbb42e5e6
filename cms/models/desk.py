"""What a city owns in the newsroom, beside its pages."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from cms.colours import WRITTEN, nearest_readable, readable
from opportunities.models import City

a_colour = RegexValidator(WRITTEN, _("Write the colour as #rrggbb, e.g. #0b6e69."), "colour")


class CityDesk(models.Model):
    """The colour and mark of a city, its collection of pictures and documents, and the groups of its people.

    `accent` is "#rrggbb", or empty for the usual colour; words in it can be read on a light page. On dark pages, and
    below other things, the stylesheet bends its lightness.
    """

    city = models.OneToOneField(City, models.CASCADE, related_name="desk", verbose_name=_("city"))
    accent = models.CharField(_("colour"), max_length=7, blank=True, validators=[a_colour])
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

    def clean(self) -> None:
        """Raises: ValidationError, with the nearest colour that would do, for one in which words cannot be read."""
        if self.accent and WRITTEN.match(self.accent) and not readable(self.accent):
            words = _("Words in %(colour)s cannot be read on a light page. The nearest colour that can: %(nearest)s.")
            told = {"colour": self.accent, "nearest": nearest_readable(self.accent)}
            raise ValidationError({"accent": ValidationError(words, "contrast", told)})
