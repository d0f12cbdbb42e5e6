"""The filters of a block: the query string of the explorer, chosen with the explorer's own form."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.selectors.shelves import LONGEST_QUERY


class FiltersInput(forms.HiddenInput):
    """Says what is chosen and how much that finds, and opens the form. The value is a query string."""

    template_name = "cms/admin/filters_input.html"
    input_type = "text"

    class Media:
        js = ["cms/filters.js"]
        css = {"all": ["cms/filters.css"]}

    @property
    def is_hidden(self) -> bool:
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return tidy(super().value_from_datadict(data, files, name) or "")


def tidy(text: str) -> str:
    """The query string in `text`, which may be a whole address of the explorer, without what has no value.

    >>> tidy("https://learnmap.example/vilnius/explore/?interest=chess&age=")
    'interest=chess'
    """
    text = text.strip().replace("\\0", "")
    query = text.partition("?")[2] if "?" in text else text
    try:
        pairs = parse_qsl(urlsplit(f"?{query}").query)
    except ValueError:
        return ""
    return urlencode(pairs)


class FiltersBlock(blocks.FieldBlock):
    """What a block shows, as the address of the explorer says it after its question mark."""

    def __init__(self, required: bool = False, help_text: Any = None, **options: Any) -> None:  # noqa: FBT001, FBT002 - as Wagtail's blocks
        self.field_options = {"required": required, "help_text": help_text, "max_length": LONGEST_QUERY}
        super().__init__(**options)

    @cached_property
    def field(self) -> forms.CharField:
        return forms.CharField(widget=FiltersInput(), **self.field_options)

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    class Meta:
        icon = "search"
        label = _("What is shown")
        default = ""
