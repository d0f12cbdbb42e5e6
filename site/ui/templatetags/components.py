"""What the templates of every page are built with, beside the partials in `templates/components/`."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

# As json_script does it: nothing in the data can end the element or begin a comment.
UNSAFE_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """One symbol of the sprite; decoration for those who see it unless `label` says it in words."""
    address = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


# A page of filters has hundreds of choices. An include for each would take most of the time of the whole page, so these
# two lists are put together here.


@register.simple_tag
def choices(name: str, offered: Iterable[Any], kind: str = "checkbox") -> SafeString:
    """Lines to tick: for each of `offered` {value, label, count or None, selected, icon, children} a control called
    `name`, with its children indented below it."""
    return _join(_choice(name, each, kind) + _below(name, each, kind) for each in offered)


@register.simple_tag
def chips(name: str, offered: Iterable[Any], kind: str = "checkbox") -> SafeString:
    """Chips to press: as `choices`, with the colour of the choice's `hue` where it has one."""
    return _join(_chip(name, each, kind) for each in offered)


class Told(NamedTuple):
    """All that a choice says but how many: the same on page after page, so what is made of it is kept."""

    value: str
    label: str
    icon: str
    hue: int
    is_chosen: bool
    is_none: bool

    @classmethod
    def of(cls, choice: Any) -> "Told":
        chosen = bool(choice.selected)
        return cls(choice.value, str(choice.label), choice.icon, choice.hue or 0, chosen, choice.count == 0)


def _choice(name: str, choice: Any, kind: str) -> str:
    return f"{_choice_but_count(name, kind, Told.of(choice))}{_count(choice.count, 'choice__count')}</label>"


def _below(name: str, choice: Any, kind: str) -> str:
    return f'<div class="filter__below">{choices(name, choice.children, kind)}</div>' if choice.children else ""


def _chip(name: str, choice: Any, kind: str) -> str:
    return f"{_chip_but_count(name, kind, Told.of(choice))}{_count(choice.count, 'chip__count')}</label>"


@lru_cache(maxsize=8192)
def _choice_but_count(name: str, kind: str, told: Told) -> str:
    none = " chip--none" if told.is_none else ""
    sign = icon(told.icon) if told.icon else ""
    return f'<label class="choice{none}">{_control(name, kind, told)}{sign}<span>{escape(told.label)}</span>'


@lru_cache(maxsize=8192)
def _chip_but_count(name: str, kind: str, told: Told) -> str:
    styles = ("" if told.icon else " chip--plain") + (" chip--none" if told.is_none else "")
    colour = f' data-hue="{told.hue}"' if told.hue else ""
    sign = f'<span class="chip__disc">{icon(told.icon)}</span>' if told.icon else ""
    control = _control(name, kind, told)
    return f'<label class="chip{styles}"{colour}>{control}{sign}<span>{escape(told.label)}</span>'


def _join(parts: Iterable[str]) -> SafeString:
    return mark_safe("\n".join(parts))  # noqa: S308 - every part is escaped where it is made


def _control(name: str, kind: str, told: Told) -> str:
    checked = " checked" if told.is_chosen else ""
    return f'<input type="{kind}" name="{name}" value="{escape(told.value)}"{checked}>'


def _count(count: int | None, style: str) -> str:
    return "" if count is None else f'<span class="{style}">{_grouped(count, get_language())}</span>'


@lru_cache(maxsize=4096)
def _grouped(number: int, language: str | None) -> str:
    """1,069 or 1 069, as `language`, which is the active one, writes it."""
    return escape(intcomma(number))


@register.simple_tag
def front_page() -> str:
    """The address of the first page in the language being read."""
    language = get_language() or settings.LANGUAGE_CODE
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


@register.simple_tag
def url_with(url: str, **parameters: str) -> str:
    """`url` with a query string of `parameters`."""
    return f"{url}?{urlencode(parameters)}"


@register.simple_tag
def is_demo() -> bool:
    """Whether the listings of this installation are invented."""
    return bool(settings.DEMO)


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """`data` as a block of linked data that search engines read; empty where there is none."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False).translate(UNSAFE_IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


@register.filter
def initials(name: str) -> str:
    """The first letters of at most two words of `name`, for where there is no picture."""
    words = [word for word in name.replace("“", " ").replace("„", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def host(address: str) -> str:
    """The host of an address, as people name it: "www.video.example" is "video.example"."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
