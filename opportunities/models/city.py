"""The cities that an installation serves."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point, Polygon
from django.contrib.postgres.fields import ArrayField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opportunities.languages import active_language
from opportunities.models.hosts import a_host


class City(models.Model):  # type: ignore[django-manager-missing]  # the plugin loses a manager in a circle of modules
    """A city or region with a catalogue, a map and an address of its own.

    `territory` is the bounding polygon (WGS 84) in which its places are expected: what lies outside is reported and not
    drawn. `area`, where boundaries are loaded, is the municipality whose districts its filter offers.
    """

    slug = models.SlugField(_("name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    names = models.JSONField(_("names by language"), default=dict, blank=True)
    country_code = models.CharField(_("country"), max_length=2)
    area = models.ForeignKey(
        "geodata.Area", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    centre = models.PointField(_("centre of the map"))
    zoom = models.FloatField(_("zoom of the map"), default=11)
    territory = models.PolygonField(_("territory"))
    time_zone = models.CharField(_("time zone"), max_length=50)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    languages = ArrayField(models.CharField(max_length=8), verbose_name=_("languages"), default=list)
    default_language = models.CharField(_("first language"), max_length=8, default="en")
    consent_age = models.PositiveSmallIntegerField(
        _("age of consent"),
        default=16,
        help_text=_("From this age people decide about their own data; 13 to 16 by the law of the country."),
    )
    contact = models.EmailField(_("contact"), blank=True, help_text=_("Shown at the foot of the city's pages."))
    voucher_name = models.CharField(_("name of the city's voucher"), max_length=100, blank=True)
    embed_hosts = ArrayField(
        models.CharField(max_length=260, validators=[a_host]),
        verbose_name=_("sites that may show this city inside their pages"),
        help_text=_("Names of hosts, separated by commas: www.library.lt, *.schools.lt"),
        default=list,
        blank=True,
    )
    is_demo = models.BooleanField(_("invented for demonstration"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent_age__range=(13, 16)),
                name="city_consent_age",
                violation_error_message=_("The law allows an age of consent from 13 to 16."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the page, else its own."""
        return self.names.get(active_language()) or self.name

    def get_absolute_url(self) -> str:
        """The home of the city."""
        return reverse("city", args=[self.slug])

    @property
    def explorer_url(self) -> str:
        """The list and map of the city."""
        return reverse("explorer", args=[self.slug])

    @staticmethod
    def box(west: float, south: float, east: float, north: float) -> Polygon:
        """A territory as a rectangle of degrees."""
        territory = Polygon.from_bbox((west, south, east, north))
        territory.srid = 4326
        return territory

    def covers(self, point: Point) -> bool:
        return bool(self.territory.covers(point))
