"""Visitors tell what is wrong with a listing."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opportunities.models import Opportunity, ProblemReport

MOST_AN_HOUR = 20  # of one listing


@transaction.atomic
def report_problem(*, opportunity: Opportunity, reason: str, words: str = "", reply_to: str = "") -> ProblemReport:
    """Keep a visitor's word about `opportunity` for the curators of its city.

    Raises: ValidationError for a reason that does not exist, for an e-mail address that cannot be one, and with the
    code too_many where so many told of this listing within the hour that nobody reads them all.
    """
    lately = ProblemReport.objects.filter(opportunity=opportunity, created_at__gte=timezone.now() - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise ValidationError(
            _("Many people have just told us about this. We are looking into it; try again in an hour."), "too_many"
        )
    report = ProblemReport(opportunity=opportunity, reason=reason, words=words, reply_to=reply_to)
    report.full_clean()
    report.save()
    return report
