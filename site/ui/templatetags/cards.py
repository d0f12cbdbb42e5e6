"""Cards of opportunities in lists.

A card has forty places to fill. Through a template that takes longer than to find what to fill them with, and a list
has twenty: so it is put together here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ui.templatetags.components import icon

register = template.Library()


@register.simple_tag
def card(shown: Any, level: int | str = "", *, on_map: bool = False) -> SafeString:
    """One opportunity (`opportunities.selectors.cards.Card`).

    Args:
        level: of its heading, 3 unless told.
        on_map: whether it stands beside a map, on which it can be shown.
    """
    return mark_safe(_card(shown, level or 3, on_map=bool(on_map)))  # noqa: S308 - every part is escaped below


@register.simple_tag
def card_items(shown: Iterable[Any], level: int | str = "", *, on_map: bool = False) -> SafeString:
    """The items of a list of cards. The groups of one opportunity follow each other: the later ones are marked, so
    that what tells them apart stands out."""
    items, before = [], None
    for one in shown:
        same = (one.title, one.provider_url)
        again = ' class="cards__again"' if same == before else ""
        items.append(f"<li{again}>{_card(one, level or 3, on_map=bool(on_map))}</li>")
        before = same
    return mark_safe("\n".join(items))  # noqa: S308 - every part is escaped below


def _card(one: Any, level: int | str, *, on_map: bool) -> str:
    point = f' data-point="{one.point.x:.6f},{one.point.y:.6f}"' if one.point else ""
    picture = f'src="{escape(one.picture)}" alt="{escape(one.picture_alt)}"'
    way = render_to_string("components/way.html", {"way": one.way}) if one.way else ""
    return f"""\
<article class="card" data-row="{one.row}"{point} data-hue="{one.hue}" data-variant="{one.variant}" \
aria-labelledby="card-{one.row}">
<div class="card__picture"><img {picture} loading="lazy" decoding="async" width="240" height="180"></div>
{_head(one, level)}
<div class="card__lines"><p class="card__line">{_for_whom(one)}</p><p class="card__line">{_when(one)}</p>{way}</div>
{_shown_on_map(one) if on_map and one.point else ""}</article>"""


def _head(one: Any, level: int | str) -> str:
    language = f' lang="{escape(one.language)}"' if one.language else ""
    verified = (
        f'<span class="verified">{icon("rosette-discount-check", _("verified"))}</span>' if one.is_verified else ""
    )
    return f"""\
<div class="card__head"><p class="card__eyebrow"><span class="card__field">{icon(one.interest_icon)}\
{escape(one.interest)}</span>{_said("kind", one.kind)}{_said("distance", one.distance)}</p>
<h{level} class="card__title" id="card-{one.row}"{language}>\
<a class="card__link" href="{escape(one.url)}">{escape(one.title)}</a></h{level}>
<p class="card__line card__line--who"><span class="card__who">\
<a class="card__provider" href="{escape(one.provider_url)}">{escape(one.provider)}</a>{verified}</span>\
{_said("where", one.place)}</p></div>"""


def _for_whom(one: Any) -> str:
    marks = "".join(f'<span class="tag tag--good">{escape(mark)}</span>' for mark in one.marks)
    earns = ""
    if one.earns:
        every = escape(" · ".join(each.label for each in one.earns))
        first = f"{icon(one.earns[0].icon)}{escape(one.earns[0].short)}"
        earns = f'<span class="card__earns" title="{every}">{first}</span>'
    return f"{_said('audience', one.audience)}{_said('price', one.price)}{marks}{earns}"


def _when(one: Any) -> str:
    following = ""
    if one.next:
        following = f'<time class="card__next" datetime="{escape(one.next_iso)}">{escape(one.next)}</time>'
    signs = "".join(f'<span title="{escape(each.label)}">{icon(each.icon, each.label)}</span>' for each in one.features)
    features = f'<span class="card__marks">{signs}</span>' if signs else ""
    also = ""
    if one.also_in:
        said, codes = escape(_("Also in:")), escape(one.also_in)
        words = f'{icon("language")}<span class="visually-hidden">{said} </span>{codes}'
        also = f'<span class="card__also" title="{said} {codes}">{words}</span>'
    return f"{following}{_said('seats', one.seats)}{_said('languages', one.languages)}{also}{features}"


def _shown_on_map(one: Any) -> str:
    title, words = escape(_("Show on the map")), escape(_("Show on the map: %(title)s") % {"title": one.title})
    return (
        '<button class="button button--quiet button--round card__on-map with-script" type="button" data-on-map'
        f' title="{title}">{icon("map-pin")}<span class="visually-hidden">{words}</span></button>'
    )


def _said(what: str, words: str) -> str:
    return f'<span class="card__{what}">{escape(words)}</span>' if words else ""
