"""Visitors tell what is wrong with a listing."""

from __future__ import annotations

from django.db import transaction

from opportunities.models import Opportunity, ProblemReport


@transaction.atomic
def report_problem(*, opportunity: Opportunity, reason: str, words: str = "", reply_to: str = "") -> ProblemReport:
    """Keep a visitor's word about `opportunity` for the curators of its city.

    Raises: ValidationError for a reason that does not exist or an e-mail address that cannot be one.
    """
    report = ProblemReport(opportunity=opportunity, reason=reason, words=words, reply_to=reply_to)
    report.full_clean()
    report.save()
    return report
