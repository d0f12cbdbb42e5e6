"""What can be learned: undated, with texts in one or more languages and one or more sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from opportunities.languages import active_language
from opportunities.models.provenance import Provenance

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def published(self) -> OpportunityQuerySet:
        """Those that everybody may see."""
        return self.filter(status=Opportunity.Status.PUBLISHED)

    def visible_to(self, user: User | AnonymousUser) -> OpportunityQuerySet:
        """Those that `user` may see: what is published, and everything for platform staff."""
        return self if user.is_active and user.is_superuser else self.published()


class Opportunity(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel, Provenance):
    """Something to learn, offered by a provider, listed in a city.

    `live` is Wagtail's word for "published" and always agrees with `status`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for review")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    city = models.ForeignKey("opportunities.City", models.PROTECT, related_name="opportunities", verbose_name=_("city"))
    provider = models.ForeignKey(
        "opportunities.Provider", models.PROTECT, related_name="opportunities", verbose_name=_("provider")
    )
    kind = models.ForeignKey("opportunities.Kind", models.PROTECT, related_name="+", verbose_name=_("kind"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True)
    original_language = models.CharField(_("language it was written in"), max_length=8)
    interests = ParentalManyToManyField(
        "opportunities.Interest", blank=True, related_name="opportunities", verbose_name=_("interests")
    )
    competences = ParentalManyToManyField(
        "opportunities.Competence", blank=True, related_name="opportunities", verbose_name=_("key competences")
    )
    accessibility = ParentalManyToManyField(
        "opportunities.AccessibilityFeature", blank=True, related_name="opportunities", verbose_name=_("accessibility")
    )
    education_field = models.ForeignKey(
        "opportunities.EducationField",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("field of education (ISCED-F)"),
    )
    level = models.ForeignKey(
        "opportunities.QualificationLevel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("level (EQF)"),
    )
    badge = models.CharField(_("badge to earn"), max_length=200, blank=True)
    certificate = models.CharField(_("certificate to earn"), max_length=200, blank=True)
    microcredential = models.CharField(_("microcredential to earn"), max_length=200, blank=True)
    ects = models.DecimalField(_("ECTS credits"), max_digits=4, decimal_places=1, null=True, blank=True)
    takes_voucher = models.BooleanField(_("the city's voucher pays for it"), default=False)
    picture_address = models.URLField(
        _("picture at the source"),
        max_length=1000,
        blank=True,
        help_text=_("Kept as information; pages never load pictures from other sites."),
    )
    website = models.URLField(_("website"), max_length=1000, blank=True)
    published_at = models.DateTimeField(_("first listed"), null=True, blank=True)
    live = models.BooleanField(_("live"), default=False, editable=False)

    objects = OpportunityQuerySet.as_manager()

    class Meta(Provenance.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["pk"]
        indexes = [models.Index(fields=["city", "status"])]
        constraints = [
            *Provenance.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="published", live=True) | (~Q(status="published") & Q(live=False)),
                name="opportunity_live_is_published",
                violation_error_message=_("Only a published opportunity is live."),
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="opportunity_published_at_a_time",
                violation_error_message=_("A published opportunity has a time of publication."),
            ),
            models.CheckConstraint(
                condition=Q(ects__isnull=True) | Q(ects__gt=0),
                name="opportunity_ects_above_zero",
                violation_error_message=_("Credits are more than zero, or left empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Wagtail's publishing and unpublishing set `live` and know nothing of `status`: it follows.
        if self.live:
            self.status = self.Status.PUBLISHED
            self.published_at = self.published_at or timezone.now()
        elif self.status == self.Status.PUBLISHED:
            self.status = self.Status.ARCHIVED
        super().save(*args, **kwargs)

    @cached_property
    def texts_by_language(self) -> dict[str, OpportunityText]:
        return {text.language: text for text in self.texts.all()}

    @property
    def text(self) -> OpportunityText | None:
        """The text in the language of the page, else the original, else any."""
        texts = self.texts_by_language
        return texts.get(active_language()) or texts.get(self.original_language) or next(iter(texts.values()), None)

    @property
    def title(self) -> str:
        return self.text.title if self.text else str(_("Untitled"))

    @property
    def slug(self) -> str:
        return slugify(self.title)[:60] or "opportunity"

    def get_absolute_url(self) -> str:
        return reverse("opportunity", args=[self.pk, self.slug])


class OpportunityText(models.Model):
    """Title and texts in one language. `description` is HTML of a small allow-list, cleaned before it is stored."""

    opportunity = ParentalKey(Opportunity, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=300)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["opportunity", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "language"],
                name="opportunity_text_once_a_language",
                violation_error_message=_("There already is a text in this language."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="opportunity_text_has_a_title",
                violation_error_message=_("A text needs a title."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Programme(models.Model):
    """What makes an opportunity payable from an individual learning account: register number and quality decision."""

    class Decision(models.TextChoices):
        PENDING = "pending", _("Being assessed")
        POSITIVE = "positive", _("Positive")
        NEGATIVE = "negative", _("Negative")
        SUSPENDED = "suspended", _("Suspended")

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="programme")
    register_number = models.CharField(_("number in the register of programmes"), max_length=50, unique=True)
    decision = models.CharField(_("quality decision"), max_length=10, choices=Decision, default=Decision.PENDING)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.CharField(_("quality body"), max_length=150, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="pending") | (Q(decided_on__isnull=False) & ~Q(decided_by="")),
                name="programme_decision_is_signed",
                violation_error_message=_("A quality decision says who took it and when."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(decided_on__isnull=True)
                | Q(valid_until__gte=models.F("decided_on")),
                name="programme_valid_after_decision",
                violation_error_message=_("The decision cannot end before it was taken."),
            ),
        ]

    def __str__(self) -> str:
        return self.register_number

    @property
    def is_fundable(self) -> bool:
        """Whether an individual learning account may pay for it today."""
        return self.decision == self.Decision.POSITIVE and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Whether the last day of the decision has passed."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()
