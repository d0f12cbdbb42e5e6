"""Where learning takes place."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opportunities.models.provenance import Provenance


class Placement(models.TextChoices):
    """How exactly a point is known: a pin may promise a door, a street or only a part of town."""

    EXACT = "exact", _("Exact place")
    STREET = "street", _("On this street")
    PLACE = "place", _("Somewhere in this place")
    AREA = "area", _("Somewhere in this area")
    NONE = "none", _("Place not known")


class Venue(Provenance):
    """A place with an address. A venue without a point is listed, never drawn."""

    city = models.ForeignKey("opportunities.City", models.PROTECT, related_name="venues", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=300, blank=True)
    address = models.CharField(_("street and number"), max_length=300, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    locality = models.CharField(_("town"), max_length=150, blank=True)
    country_code = models.CharField(_("country"), max_length=2)
    point = models.PointField(_("point"), null=True, blank=True)
    placement = models.CharField(_("how exact"), max_length=10, choices=Placement, default=Placement.NONE)
    area = models.ForeignKey(
        "geodata.Area",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
        help_text=_("The smallest area that contains the point; found when the point is saved."),
    )
    accessibility = models.ManyToManyField(
        "opportunities.AccessibilityFeature", blank=True, related_name="venues", verbose_name=_("accessibility")
    )
    access_notes = models.TextField(_("about access"), blank=True)

    class Meta(Provenance.Meta):
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name", "pk"]
        constraints = [
            *Provenance.Meta.constraints,
            models.CheckConstraint(
                condition=Q(point__isnull=True, placement=Placement.NONE)
                | (Q(point__isnull=False) & ~Q(placement=Placement.NONE)),
                name="venue_point_says_how_exact",
                violation_error_message=_("A venue with a point says how exact it is, one without has none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address or self.locality

    @property
    def full_address(self) -> str:
        town = f"{self.postcode} {self.locality}".strip()
        return ", ".join(part for part in (self.address, town) if part)
