"""The languages that a page can be read in: for the switch, the foot of the page and search engines."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_from_path, get_language_info, gettext, override
from wagtail.models import Page

from cms.selectors.languages import versions

register = template.Library()


@dataclass(frozen=True)
class LanguageLink:
    """The page being read in one language, or the nearest page above it where it `is_other`. `offer` says in that
    language that one can read on in it."""

    code: str
    name: str
    direction: str
    url: str
    offer: str
    is_current: bool
    is_other: bool


@dataclass(frozen=True)
class Alternate:
    """The address, with scheme and host, of the page in a language; "x-default" for everybody else."""

    code: str
    url: str


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """The same page in each language of its city, filters and all; also of a page that does not exist, for its error
    page. A page of editors leads to its translation, or to that of the nearest page above it."""
    page, request, current = context.get("page"), context.get("request"), get_language()
    spoken = _codes(context)
    codes = [code for code, _name in settings.LANGUAGES if code in spoken or code == current]
    if isinstance(page, Page) and page.pk:
        return [_link(one.code, one.url, is_other=not one.is_translation) for one in versions(page, codes, request)]
    address = request.get_full_path() if request else "/"
    if prefix := get_language_from_path(address):
        address = address.removeprefix(f"/{prefix}") or "/"
    return [_link(code, address if code == settings.LANGUAGE_CODE else f"/{code}{address}") for code in codes]


@register.simple_tag(takes_context=True)
def language_alternates(context: template.Context, languages: list[LanguageLink]) -> list[Alternate]:
    """What search engines are told of `languages`: the page in each, none where there is one alone."""
    request: HttpRequest | None = context.get("request")
    spoken = _codes(context)
    links = {link.code: link.url for link in languages if link.code in spoken and not link.is_other}
    if request is None or len(links) < 2:
        return []
    default = next(code for code in [settings.LANGUAGE_CODE, *spoken] if code in links)
    told = {**links, "x-default": links[default]}
    try:
        return [Alternate(code, request.build_absolute_uri(url)) for code, url in told.items()]
    except DisallowedHost:  # this is the page that refuses it
        return []


def _codes(context: template.Context) -> list[str]:
    """The languages of the page's city, its own first; all of the interface where there is no city."""
    offered = [code for code, _name in settings.LANGUAGES]
    spoken = getattr(context.get("city"), "languages", ())
    return [code for code in spoken if code in offered] or offered


def _link(code: str, url: str, *, is_other: bool = False) -> LanguageLink:
    info = get_language_info(code)
    current = code == get_language()
    with override(code):
        offer = gettext("Read this page in English")
    direction = "rtl" if info["bidi"] else "ltr"
    return LanguageLink(code, info["name_local"], direction, url, offer, is_current=current, is_other=is_other)
