"""The words a catalogue is sorted by: interests, competences, kinds, accessibility, fields of education, levels.

The rows come from `opportunities/data/*.toml` (`manage.py load_taxonomies`); primary keys are small integers and stay
the same from load to load, because the search table keeps them as tags.
"""

from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opportunities.languages import FALLBACK, active_language


def in_active_language(texts: dict[str, str]) -> str:
    """The text of `texts` ({language: text}) in the active language, else in English, else any; "" where none is."""
    return texts.get(active_language()) or texts.get(FALLBACK) or next(iter(texts.values()), "")


AnyTerm = TypeVar("AnyTerm", bound="Term")


class TermQuerySet(models.QuerySet[AnyTerm]):
    def current(self) -> Self:
        """Those that may still be chosen: not retired."""
        return self.filter(retired_at__isnull=True)


class Term(models.Model):
    """One entry of a taxonomy, known by its slug and named in several languages."""

    id = models.AutoField(primary_key=True)
    slug = models.SlugField(
        _("slug"), max_length=60, unique=True, error_messages={"unique": _("Another entry already has this slug.")}
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    names = models.JSONField(_("names"), default=dict, help_text=_("Language code to name, English at least."))
    retired_at = models.DateTimeField(
        _("retired"), null=True, blank=True, editable=False, help_text=_("Gone from the data file, but still in use.")
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(names__has_key=FALLBACK),
                name="%(class)s_named_in_english",
                violation_error_message=_("Give at least an English name."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the visitor's language, else in English, else in any."""
        return in_active_language(self.names) or self.slug


class InterestQuerySet(TermQuerySet["Interest"]):
    def fields(self) -> Self:
        """The tops of the tree."""
        return self.filter(parent__isnull=True)

    def leaves(self) -> Self:
        """Those without anything below them."""
        return self.filter(parent__isnull=False, children__isnull=True)


class Interest(Term):
    """What somebody likes to do: one of twelve fields, or a narrower interest within one."""

    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("within"), null=True, blank=True, related_name="children"
    )
    icon = models.CharField(_("icon"), max_length=60, help_text=_("Name of a Tabler outline icon."))
    hue = models.PositiveSmallIntegerField(_("hue"), help_text=_("1 to 12: the colour of the field it belongs to."))
    same_as = models.JSONField(
        _("same as"),
        default=list,
        blank=True,
        help_text=_("Identifiers of the same thing elsewhere: OpenActive, ESCO."),
    )
    keywords = models.JSONField(
        _("keywords"), default=dict, blank=True, help_text=_("Language code to words that point to this interest.")
    )

    objects = InterestQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Term.Meta):
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(hue__range=(1, 12)),
                name="interest_hue_in_range",
                violation_error_message=_("The hue is a number from 1 to 12."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="interest_not_within_itself",
                violation_error_message=_("An interest cannot lie within itself."),
            ),
        ]


class Competence(Term):
    """A key competence for lifelong learning (Council Recommendation 2018/C 189/01)."""

    icon = models.CharField(_("icon"), max_length=60, help_text=_("Name of a Tabler outline icon."))
    uri = models.CharField(_("identifier"), max_length=300, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("key competence")
        verbose_name_plural = _("key competences")


class Kind(Term):
    """What sort of thing an opportunity is: a group, a camp, a course, ..."""

    icon = models.CharField(_("icon"), max_length=60, help_text=_("Name of a Tabler outline icon."))
    descriptions = models.JSONField(_("descriptions"), default=dict, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("kind")
        verbose_name_plural = _("kinds")

    @property
    def description(self) -> str:
        """One sentence in the visitor's language, else in English."""
        return in_active_language(self.descriptions)


class AccessibilityFeature(Term):
    """What makes a venue or a session usable by more people."""

    icon = models.CharField(_("icon"), max_length=60, help_text=_("Name of a Tabler outline icon."))

    class Meta(Term.Meta):
        verbose_name = _("accessibility feature")
        verbose_name_plural = _("accessibility features")


class EducationField(Term):
    """A broad field of education and training (ISCED-F 2013)."""

    code = models.CharField(
        _("code"), max_length=2, unique=True, error_messages={"unique": _("Another field already has this code.")}
    )
    uri = models.CharField(_("identifier"), max_length=300, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("field of education")
        verbose_name_plural = _("fields of education")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^(0[0-9]|10)$"),
                name="educationfield_broad_code",
                violation_error_message=_("A broad field has two digits, 00 to 10."),
            ),
        ]


class QualificationLevel(Term):
    """A level of the European Qualifications Framework, which the Lithuanian one (LTQF) matches one to one."""

    level = models.PositiveSmallIntegerField(
        _("level"), unique=True, error_messages={"unique": _("This level is already there.")}
    )
    descriptions = models.JSONField(_("descriptions"), default=dict, blank=True)
    uri = models.CharField(_("identifier"), max_length=300, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("qualification level")
        verbose_name_plural = _("qualification levels")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(level__range=(1, 8)),
                name="qualificationlevel_in_range",
                violation_error_message=_("The level is a number from 1 to 8."),
            ),
        ]

    @property
    def description(self) -> str:
        """What somebody at this level knows and can do, in the visitor's language, else in English."""
        return in_active_language(self.descriptions)
