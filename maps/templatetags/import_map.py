"""The import map of pages with a map."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from maps import policy

register = template.Library()


@register.simple_tag
def import_map() -> SafeString:
    """The element to the letter: the header names it by its hash."""
    return mark_safe(f'<script type="importmap">{policy.import_map()}</script>')  # noqa: S308 - addresses of our own
