"""Where things are: areas, places and their names, known addresses, answers of outside services. All points WGS 84."""

from typing import Any

from django.contrib.gis.db import models
from django.contrib.gis.db.models import functions as geography
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SRID = 4326

country_code_validator = RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters of ISO 3166-1, for example LT."))


class Exactness(models.TextChoices):
    """How exact the point of an answer is, best first."""

    ADDRESS = "address", _("the address")
    STREET = "street", _("the street")
    PLACE = "place", _("the place")
    AREA = "area", _("the area")

    @property
    def order(self) -> int:
        """0 for the most exact; for comparing two of them."""
        return list(Exactness).index(self)


class AreaQuerySet(models.QuerySet["Area"]):
    def of_level(self, level: str) -> "AreaQuerySet":
        """Those of one `Area.Level`."""
        return self.filter(level=level)

    def containing(self, point: Point) -> "AreaQuerySet":
        """Those whose boundary covers `point`, the largest level first."""
        return self.filter(geometry__covers=point).order_by(F("path__len"), "pk")

    def within(self, area: "Area") -> "AreaQuerySet":
        """`area` itself and everything below it, at any depth."""
        return self.filter(path__contains=[area.pk])

    def official(self) -> "AreaQuerySet":
        """Those whose boundary comes from a publisher and was not drawn by us."""
        return self.filter(is_approximate=False)


class Area(models.Model):
    """A piece of administrative ground. The areas of a country make a tree; levels may be missing."""

    class Level(models.TextChoices):
        """From the widest to the narrowest."""

        COUNTRY = "country", _("country")
        COUNTY = "county", _("county")
        MUNICIPALITY = "municipality", _("municipality")
        DISTRICT = "district", _("district")

    level = models.CharField(_("level"), max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    # Kept by a trigger (see the migration): the keys from the country down to this area itself.
    path = ArrayField(models.BigIntegerField(), db_default=[], editable=False, verbose_name=_("path"))
    country_code = models.CharField(_("country code"), max_length=2, validators=[country_code_validator])
    name = models.CharField(_("name"), max_length=200, help_text=_("As the people who live there write it."))
    names = models.JSONField(_("names by language"), default=dict, blank=True)
    national_code = models.CharField(_("national code"), max_length=32, blank=True)
    nuts_code = models.CharField(_("NUTS code"), max_length=8, blank=True)
    lau_code = models.CharField(_("LAU code"), max_length=16, blank=True)
    geometry = models.MultiPolygonField(_("boundary"), srid=SRID, null=True, blank=True)
    point = models.PointField(_("point"), srid=SRID, help_text=_("Lies inside the boundary; the label goes here."))
    is_approximate = models.BooleanField(
        _("approximate"), default=False, help_text=_("Drawn by us until the official boundary is loaded.")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("country_code", "name", "pk")
        indexes = [
            GinIndex(fields=["path"], name="area_path"),
            models.Index(fields=["level", "country_code"], name="area_level"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "country_code", "national_code"],
                condition=~Q(national_code=""),
                name="area_code_unique",
                violation_error_message=_("Another area of this level already has this code."),
            ),
            models.UniqueConstraint(
                fields=["country_code"],
                condition=Q(level="country"),
                name="area_country_once",
                violation_error_message=_("This country already exists."),
            ),
            models.CheckConstraint(
                condition=~Q(level="country") | Q(parent__isnull=True),
                name="area_country_on_top",
                violation_error_message=_("A country is not part of another area."),
            ),
            models.CheckConstraint(
                condition=Q(country_code__regex=r"^[A-Z]{2}$"),
                name="area_country_code",
                violation_error_message=_("Two capital letters of ISO 3166-1, for example LT."),
            ),
            models.CheckConstraint(
                condition=Q(level__in=["country", "county", "municipality", "district"]),
                name="area_level_known",
                violation_error_message=_("Choose a level."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the active language, or as it is written there."""
        language = (get_language() or "").split("-")[0]
        names: dict[str, Any] = self.names
        return str(names.get(language) or self.name)


class AreaName(models.Model):
    """One spelling by which an area is found."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="spellings", verbose_name=_("area"))
    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(_("folded"), max_length=250, help_text=_("See geodata.words.fold."))

    class Meta:
        verbose_name = _("name of an area")
        verbose_name_plural = _("names of areas")
        indexes = [
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="area_name_trigrams"),
            models.Index(OpClass("folded", "text_pattern_ops"), name="area_name_prefix"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "folded"],
                name="area_name_once",
                violation_error_message=_("The area already has this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A settlement or a part of one, from a gazetteer: a point with many names."""

    geonames_id = models.PositiveBigIntegerField(_("GeoNames number"), unique=True, null=True, blank=True)
    part_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    country_code = models.CharField(_("country code"), max_length=2, validators=[country_code_validator])
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, default="PPL", help_text=_("Feature code of GeoNames."))
    population = models.PositiveIntegerField(_("population"), default=0)
    point = models.PointField(_("point"), srid=SRID)
    admin1_code = models.CharField(_("first-level code"), max_length=20, blank=True)
    admin2_code = models.CharField(_("second-level code"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("country_code", "-population", "pk")
        indexes = [models.Index(fields=["country_code", "-population"], name="place_by_size")]
        constraints = [
            models.CheckConstraint(
                condition=Q(country_code__regex=r"^[A-Z]{2}$"),
                name="place_country_code",
                violation_error_message=_("Two capital letters of ISO 3166-1, for example LT."),
            ),
            models.CheckConstraint(
                condition=Q(geonames_id__isnull=False) | Q(part_of__isnull=False),
                name="place_has_origin",
                violation_error_message=_("A place comes from GeoNames or is part of another place."),
            ),
            models.UniqueConstraint(
                fields=["part_of", "name"],
                condition=Q(geonames_id__isnull=True),
                name="place_part_once",
                violation_error_message=_("The place already has a part of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceName(models.Model):
    """One spelling by which a place is found, in any language or script."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="spellings", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(_("folded"), max_length=250, help_text=_("See geodata.words.fold."))

    class Meta:
        verbose_name = _("name of a place")
        verbose_name_plural = _("names of places")
        indexes = [
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="place_name_trigrams"),
            models.Index(OpClass("folded", "text_pattern_ops"), name="place_name_prefix"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "folded"],
                name="place_name_once",
                violation_error_message=_("The place already has this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class KnownAddress(models.Model):
    """An address whose point somebody vouches for, most often a venue's. Written by `services.remember_address`."""

    text = models.CharField(_("address"), max_length=300)
    locality = models.CharField(_("town or village"), max_length=200, blank=True)
    country_code = models.CharField(_("country code"), max_length=2, validators=[country_code_validator])
    folded = models.CharField(_("folded"), max_length=400, help_text=_("Address and locality; see geodata.words."))
    # What a question must say for this address to be meant: the street's words apart from "street", and the house.
    street_words = ArrayField(models.CharField(max_length=100), verbose_name=_("words of the street"))
    street = models.CharField(_("street"), max_length=300, blank=True, help_text=_("The same words in one line."))
    house = models.CharField(_("house"), max_length=20, blank=True)
    locality_words = ArrayField(models.CharField(max_length=100), default=list, verbose_name=_("words of the locality"))
    point = models.PointField(_("point"), srid=SRID)
    exactness = models.CharField(_("exactness"), max_length=8, choices=Exactness, default=Exactness.ADDRESS)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("known address")
        verbose_name_plural = _("known addresses")
        indexes = [
            GinIndex(fields=["street_words"], name="known_address_words"),
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="known_address_trigrams"),
            GinIndex(OpClass("street", "gin_trgm_ops"), name="known_address_street"),
            models.Index(OpClass("folded", "text_pattern_ops"), name="known_address_prefix"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["country_code", "folded"],
                name="known_address_once",
                violation_error_message=_("This address is already known."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.text}, {self.locality}" if self.locality not in self.text else self.text


class GeocodeAnswer(models.Model):
    """What an outside service answered, "nothing found" included, so that it is not asked twice."""

    service = models.CharField(_("service"), max_length=200)
    question = models.CharField(_("question"), max_length=400, help_text=_("Folded, with countries and language."))
    answer = models.JSONField(_("answer"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("answer of a geocoding service")
        verbose_name_plural = _("answers of geocoding services")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "question"],
                name="geocode_answer_once",
                violation_error_message=_("This question has been answered."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")),
                name="geocode_answer_lives",
                violation_error_message=_("An answer expires after it was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.question}"


class TimetableQuerySet(models.QuerySet["Timetable"]):
    def covering(self, point: Point) -> "TimetableQuerySet":
        """Those of a region that holds `point`: real ones before invented ones, then the smallest first."""
        return self.filter(box__covers=point).order_by("is_invented", geography.Area("box"), "pk")

    def state(self) -> tuple[tuple[int, str], ...]:
        """What changes whenever minutes may."""
        return tuple(self.order_by("pk").values_list("pk", "snapshot"))


class Timetable(models.Model):
    """The public transport of a region, as its operator publishes it. Written by `services.timetables`.

    The departures themselves are arrays in the folder `snapshot` of the private folder, named by what they contain.
    """

    name = models.CharField(_("name"), max_length=200, unique=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    box = models.PolygonField(_("region"), srid=SRID, help_text=_("Holds every stop, and a walk around."))
    stops = models.PositiveIntegerField(_("stops"))
    lines = models.PositiveIntegerField(_("lines"))
    trips = models.PositiveIntegerField(_("trips"))
    snapshot = models.CharField(_("snapshot"), max_length=64)
    is_invented = models.BooleanField(_("invented"), default=False)
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    objects = TimetableQuerySet.as_manager()

    class Meta:
        verbose_name = _("timetable")
        verbose_name_plural = _("timetables")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on")),
                name="timetable_days_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
