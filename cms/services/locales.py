"""The languages that pages can be in."""

from typing import Any

from django.conf import settings
from wagtail.models import Locale


def make_locales(**signal: Any) -> None:
    """A locale of Wagtail for each language of the interface that has none. Called after migrations."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
