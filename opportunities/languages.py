"""The language of the page, as the catalogue counts languages: without regions."""

from __future__ import annotations

from django.utils.translation import get_language

FALLBACK = "en"


def active_language() -> str:
    """The two or three letters of the active language; English where none is active."""
    return (get_language() or FALLBACK).partition("-")[0]
