"""One run of an opportunity, and its dated meetings."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opportunities.models.opportunity import Opportunity
from opportunities.schedule import ScheduleError, known_zones, rule_parts


class Session(models.Model):
    """One run: where or online, for whom, when, for how much.

    Ages are in years and include both ends. Times are wall-clock times of `time_zone`; `weekdays` are ISO numbers
    (1 Monday to 7 Sunday). What a source said in words that could not be read with certainty is kept in `ages_text`,
    `price_text` and `schedule_text`.
    """

    class Delivery(models.TextChoices):
        ON_SITE = "on-site", _("On site")
        ONLINE = "online", _("Online")
        BLENDED = "blended", _("Partly online")

    class PriceUnit(models.TextChoices):
        ONCE = "once", _("for the whole")
        MEETING = "meeting", _("each time")
        MONTH = "month", _("a month")
        TERM = "term", _("a term")
        YEAR = "year", _("a year")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="sessions", verbose_name=_("opportunity"))
    venue = models.ForeignKey(
        "opportunities.Venue", models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("venue")
    )
    delivery = models.CharField(_("on site or online"), max_length=10, choices=Delivery, default=Delivery.ON_SITE)
    min_age = models.PositiveSmallIntegerField(_("youngest"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("oldest"), null=True, blank=True)
    ages_text = models.CharField(_("ages in words"), max_length=200, blank=True)
    price = models.DecimalField(_("price"), max_digits=9, decimal_places=2, null=True, blank=True)
    price_unit = models.CharField(_("price for"), max_length=10, choices=PriceUnit, default=PriceUnit.ONCE)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    price_text = models.CharField(_("price in words"), max_length=300, blank=True)
    languages = ArrayField(models.CharField(max_length=8), verbose_name=_("languages spoken"), default=list, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    places_left = models.PositiveIntegerField(_("places left"), null=True, blank=True)
    booking_opens_at = models.DateTimeField(_("booking opens"), null=True, blank=True)
    booking_closes_at = models.DateTimeField(_("booking closes"), null=True, blank=True)
    booking_url = models.URLField(_("where to book"), max_length=1000, blank=True)

    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    start_time = models.TimeField(_("from"), null=True, blank=True)
    end_time = models.TimeField(_("to"), null=True, blank=True)
    weekdays = ArrayField(models.PositiveIntegerField(), verbose_name=_("weekdays"), default=list, blank=True)
    rrule = models.CharField(_("recurrence rule"), max_length=500, blank=True)
    rdates = ArrayField(models.CharField(max_length=25), verbose_name=_("further dates"), default=list, blank=True)
    exdates = ArrayField(models.CharField(max_length=25), verbose_name=_("cancelled dates"), default=list, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50)
    skips_public_holidays = models.BooleanField(_("not on public holidays"), default=False)
    skips_breaks = models.BooleanField(_("not in school holidays"), default=False)
    schedule_text = models.CharField(_("schedule in words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["opportunity", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(min_age__lte=F("max_age")),
                name="session_ages_in_order",
                violation_error_message=_("The youngest age is above the oldest."),
            ),
            models.CheckConstraint(
                condition=(Q(min_age__isnull=True) | Q(min_age__lte=120))
                & (Q(max_age__isnull=True) | Q(max_age__lte=120)),
                name="session_ages_of_people",
                violation_error_message=_("Ages go from 0 to 120."),
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="session_price_not_negative",
                violation_error_message=_("A price cannot be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="session_days_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(places_left__isnull=True) | Q(places_left__lte=F("capacity")),
                name="session_places_within_capacity",
                violation_error_message=_("More places are left than there are."),
            ),
            models.CheckConstraint(
                condition=Q(booking_opens_at__isnull=True)
                | Q(booking_closes_at__isnull=True)
                | Q(booking_opens_at__lt=F("booking_closes_at")),
                name="session_booking_opens_before_it_closes",
                violation_error_message=_("Booking closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="session_weekdays_are_weekdays",
                violation_error_message=_("Weekdays go from 1 (Monday) to 7 (Sunday)."),
            ),
            models.CheckConstraint(
                condition=~Q(delivery="online") | Q(venue__isnull=True),
                name="session_online_has_no_venue",
                violation_error_message=_("An online session has no venue."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity} ({self.pk})"

    def takes_bookings(self, now: datetime) -> bool:
        """Whether nobody says that it is full, or that booking is not open at this moment."""
        is_early = self.booking_opens_at is not None and self.booking_opens_at > now
        is_late = self.booking_closes_at is not None and self.booking_closes_at <= now
        return not (is_early or is_late or self.places_left == 0)

    def clean(self) -> None:
        """Refuse a zone or a rule that cannot be kept, at its field, before it is saved."""
        if self.time_zone not in known_zones():
            raise ValidationError({"time_zone": _("There is no such time zone. Write for example Europe/Vilnius.")})
        if self.rrule:
            try:
                rule_parts(self.rrule)
            except ScheduleError as error:
                raise ValidationError({"rrule": error.messages}) from error


class Break(models.Model):
    """Days on which term-time sessions do not meet, in a country or one of its areas."""

    country_code = models.CharField(_("country"), max_length=2)
    area = models.ForeignKey(
        "geodata.Area", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    names = models.JSONField(_("names by language"), default=dict)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering = ["first_on", "country_code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on")),
                name="break_days_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["country_code", "area", "first_on"],
                nulls_distinct=False,
                name="break_once",
                violation_error_message=_("A break of this area already begins on this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_code} {self.first_on} – {self.last_on}"


class Occurrence(models.Model):
    """One dated meeting of a session, within the rolling horizon."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="occurrences")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    local_on = models.DateField(_("day where it takes place"))
    is_all_day = models.BooleanField(_("whole day"), default=False)

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["session", "local_on"])]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="occurrence_once"),
            models.CheckConstraint(
                condition=Q(starts_at__lte=F("ends_at")),
                name="occurrence_ends_after_start",
                violation_error_message=_("A meeting cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.starts_at:%Y-%m-%d %H:%M}"
