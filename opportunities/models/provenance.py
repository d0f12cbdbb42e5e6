"""Where a row comes from and who vouches for it: the same fields on everything that files bring in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Provenance(models.Model):
    """Source, licence and last confirmation of a row.

    Rows typed in on the site have an empty `source`; rows from files are known again by (`source`, `source_id`).
    `source_digest` is the fingerprint of what the file said last, so that a second run knows what did not change.
    `edited_at` is set when a person changes the row by hand.
    """

    # Wagtail would look for references to pages and pictures at every save; these rows hold none.
    wagtail_reference_index_ignore = True

    source = models.CharField(_("source"), max_length=100, blank=True)
    source_id = models.CharField(_("number in the source"), max_length=300, blank=True)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    edited_at = models.DateTimeField(_("changed by hand"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source=""),
                name="%(class)s_known_by_source",
                violation_error_message=_("This source already has a row of this number."),
            ),
            models.CheckConstraint(
                condition=Q(source="") | ~Q(source_id=""),
                name="%(class)s_source_has_a_number",
                violation_error_message=_("A row of a source needs its number there."),
            ),
        ]
