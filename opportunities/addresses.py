"""Addresses of pages of the catalogue by number and name alone, for lists that make no objects of models."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language

LONGEST_SLUG = 60


def address(kind: str, pk: int, name: str) -> str:
    """The page of the "opportunity" or "provider" `pk` called `name`, in the language of the page."""
    return f"{_before(kind, get_language())}{pk}-{slug(kind, name)}/"


def slug(kind: str, name: str) -> str:
    """`name` as the address says it; the `kind` where it has no letter that an address can say."""
    return slugify(name)[:LONGEST_SLUG] or kind


@lru_cache(maxsize=64)
def _before(kind: str, language: str | None) -> str:
    """What stands before the number: to look it up for every card would take longer than to write the card."""
    return reverse(kind, args=[0, kind]).removesuffix(f"0-{kind}/")
