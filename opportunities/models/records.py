"""What happened to rows of files, which listings look alike, and what visitors reported."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import of one file: what was read and what became of it. A dry run is kept too and says so."""

    source = models.CharField(_("source"), max_length=100, db_index=True)
    file_name = models.CharField(_("file"), max_length=300)
    mapping_name = models.CharField(_("mapping"), max_length=300, blank=True)
    is_dry_run = models.BooleanField(_("dry run"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    counts = models.JSONField(_("outcomes"), default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.source}: {self.file_name}"


class ImportOutcome(models.Model):
    """A row of a file that was rejected or weakened, and why."""

    class Outcome(models.TextChoices):
        REJECTED = "rejected", _("Rejected")
        WEAKENED = "weakened", _("Weakened")
        KEPT = "kept", _("Kept although the source dropped it")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="outcomes")
    row = models.PositiveIntegerField(_("row"))
    source_id = models.CharField(_("number in the source"), max_length=300, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    field = models.CharField(_("field"), max_length=100, blank=True)
    value = models.TextField(_("value"), blank=True)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["run", "row", "pk"]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class LikelyDuplicate(models.Model):
    """Two listings that look like one. Marked for a curator, never merged by itself."""

    first = models.ForeignKey("opportunities.Opportunity", models.CASCADE, related_name="+")
    second = models.ForeignKey("opportunities.Opportunity", models.CASCADE, related_name="+")
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likely_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likely_duplicate_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class ProblemReport(models.Model):
    """A visitor's word that something about a listing is not right. No address of the visitor is kept unless given."""

    class Reason(models.TextChoices):
        WRONG = "wrong", _("Something here is not true")
        CLOSED = "closed", _("It no longer takes place")
        PLACE = "place", _("It is at another place")
        UNSAFE = "unsafe", _("I do not feel safe there")
        OTHER = "other", _("Something else")

    opportunity = models.ForeignKey("opportunities.Opportunity", models.CASCADE, related_name="problem_reports")
    reason = models.CharField(_("what is the matter"), max_length=10, choices=Reason)
    words = models.TextField(_("in your words"), max_length=2000, blank=True)
    reply_to = models.EmailField(_("your e-mail"), blank=True)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("problem report")
        verbose_name_plural = _("problem reports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.opportunity_id}"
