"""What other sites show beside a shared address."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from opportunities.models import Opportunity

register = template.Library()


@register.inclusion_tag("frame/share.html", takes_context=True)
def share(context: template.Context) -> dict[str, Any]:
    """The Open Graph elements of the page of an opportunity or of editors; nothing for other pages."""
    request, page, opportunity = (context.get(name) for name in ("request", "page", "opportunity"))
    if request is None:
        return {}
    if isinstance(opportunity, Opportunity) and "linked_data" in context:
        kind, title, picture = "article", opportunity.title, reverse("opportunity-picture", args=[opportunity.pk])
        words = getattr(context.get("text"), "summary", "")
    elif isinstance(page, Page) and page.pk:
        kind, title, picture = "website", page.title, reverse("page-picture", args=[page.pk])
        words = page.search_description or getattr(page, "lead", "") or getattr(page, "sentence", "")
    else:
        return {}
    return {
        "kind": kind,
        "title": title,
        "words": words,
        "url": request.build_absolute_uri(request.path),
        "picture": request.build_absolute_uri(picture),
        "language": get_language(),
    }
