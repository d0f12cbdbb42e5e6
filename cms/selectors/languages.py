"""A page in other languages: where it is read there, or the nearest page above it that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from opportunities.models import City

ROOT_DEPTH, HUB_DEPTH = 1, 2


@dataclass(frozen=True)
class Version:
    """Where a page, or in its place the nearest one above it, is read in the language `code`."""

    code: str
    url: str
    is_translation: bool


def versions(page: Page, codes: Iterable[str], request: HttpRequest | None = None) -> list[Version]:
    """`page` in each language of `codes`, itself among them. Of a city that has no page in a language its list is
    taken; a hub is left out.

    Only what is published counts. Two queries, however many languages and pages there are.
    """
    line = [page, *page.get_ancestors().defer_streamfields().order_by("-depth")]
    keys = [
        one.translation_key for one in line if one.depth > (HUB_DEPTH if hasattr(type(page), "city") else ROOT_DEPTH)
    ]
    found = Page.objects.live().filter(translation_key__in=keys).select_related("locale")
    there = {(one.locale.language_code, one.translation_key): one for one in found.defer_streamfields()}
    return [each for code in codes if (each := _nearest(code, keys, there, page, request))]


def _nearest(code: str, keys: list, there: dict, page: Page, request: HttpRequest | None) -> Version | None:  # type: ignore[type-arg]
    for key in keys:
        one = there.get((code, key))
        url = one.get_url(request) if one else None
        if url:
            return Version(code, url, is_translation=key == page.translation_key)
    city: City | None = getattr(page, "city", None)
    if city is None:
        return None
    with override(code):
        return Version(code, reverse("explorer", args=[city.slug]), is_translation=False)
