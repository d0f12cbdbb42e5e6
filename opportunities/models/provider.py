"""Organisations that offer learning."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from opportunities.models.opportunity import Opportunity
from opportunities.models.provenance import Provenance


class ProviderQuerySet(models.QuerySet["Provider"]):
    def listed(self) -> ProviderQuerySet:
        """Those that everybody may see: they have something published."""
        return self.filter(Exists(Opportunity.objects.published().filter(provider=OuterRef("pk"))))


class Provider(Provenance):
    class Kind(models.TextChoices):
        YOUTH_ORGANISATION = "youth-organisation", _("Youth organisation")
        NGO = "ngo", _("Non-governmental organisation")
        SCHOOL = "school", _("School")
        VET = "vet", _("Vocational school")
        HIGHER_EDUCATION = "higher-education", _("College or university")
        CULTURE = "culture", _("Library, museum or culture centre")
        SPORT = "sport", _("Sports organisation")
        MUNICIPALITY = "municipality", _("Municipal body")
        COMPANY = "company", _("Company")
        FREELANCE = "freelance", _("Freelance teacher")
        INFORMAL = "informal", _("Informal group")
        UNKNOWN = "unknown", _("Organisation")

    city = models.ForeignKey("opportunities.City", models.PROTECT, related_name="providers", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.UNKNOWN)
    registration_code = models.CharField(_("registration code"), max_length=50, blank=True)
    about = models.TextField(_("about"), blank=True)
    website = models.URLField(_("website"), max_length=1000, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=100, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )

    objects = ProviderQuerySet.as_manager()

    class Meta(Provenance.Meta):
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["name", "pk"]
        constraints = [
            *Provenance.Meta.constraints,
            models.UniqueConstraint(
                fields=["city", "registration_code"],
                condition=~Q(registration_code=""),
                name="provider_registered_once_a_city",
                violation_error_message=_(
                    "An organisation with this registration code is already listed in this city."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return slugify(self.name)[:60] or "provider"

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    def get_absolute_url(self) -> str:
        return reverse("provider", args=[self.pk, self.slug])
