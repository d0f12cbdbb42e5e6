"""A city's list and map, small, inside a page of somebody else; and the page that makes the code for it.

Who may show it is the city's choice (`City.embed_hosts`). What it shows is any search, by the explorer's parameters,
and how it looks is said by the few of `Look`. The code never says where its maker was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from geodata.geometry import from_mercator_integers
from maps.selectors import list_page, map_settings, summary
from maps.taking import address, shareable
from opportunities.models.hosts import HOST
from opportunities.search.search import Search
from opportunities.selectors.cities import frame

SHOWN: dict[str, str | Promise] = {"both": _("Map and list"), "map": _("Map"), "list": _("List")}
COLOURS: dict[str, str | Promise] = {"auto": _("Same as the device"), "light": _("Light"), "dark": _("Dark")}
FRAME = (
    '<iframe src="{}" title="{}" width="{}" height="{}" style="border:0; border-radius:10px" loading="lazy"></iframe>'
)
USUAL_HEIGHT_PX, LOWEST_PX, HIGHEST_PX = 600, 320, 2000


@dataclass(frozen=True)
class Look:
    """What is shown and in which colours: the parameters that only an embedded page has."""

    show: str = "both"
    colours: str = "auto"

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Look:
        """The look that an address asks for; what it does not name, or names wrongly, is as usual."""
        show, colours = given.get("show", ""), given.get("colours", "")
        return cls(show if show in SHOWN else cls.show, colours if colours in COLOURS else cls.colours)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Those that are not as usual."""
        usual = Look()
        chosen = ((one.name, getattr(self, one.name), getattr(usual, one.name)) for one in fields(self))
        return [(name, value) for name, value, standard in chosen if value != standard]


@dataclass(frozen=True)
class Size:
    """How large the frame is: `width` in pixels, or 0 for all the room there is; `height` in pixels."""

    width: int
    height: int

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Size:
        return cls(_pixels(given.get("width", ""), 0), _pixels(given.get("height", ""), USUAL_HEIGHT_PX))


def _pixels(text: str, usual: int) -> int:
    return max(LOWEST_PX, min(HIGHEST_PX, int(text))) if re.fullmatch(r"[0-9]{1,6}", text) else usual


def ancestors(hosts: Iterable[str]) -> list[str]:
    """Who may frame the page, for the header: this site, for its preview, and the `hosts`, each looked at again."""
    return ["'self'", *(host for host in hosts if HOST.match(host))]


def embedded(search: Search, look: Look) -> dict[str, Any]:
    """The context of the small page."""
    number, extra = search.page, look.parameters
    found = list_page(search)
    return {
        **frame(search.city),
        **found,
        "summary": summary(search),
        "total": search.total,
        "look": look,
        "problems": search.problems,
        "pages": _turning(found["pages"], extra),
        "map": embedded_map(search),
        "page": address("explorer", search),
        "number": number,
    }


def embedded_map(search: Search) -> dict[str, str]:
    """What the script of a small map reads from the page."""
    return map_settings(search) | {"query": search.address(), "found": _found_in(search)}


def _found_in(search: Search) -> str:
    """Where the map begins to look: "west,south,east,north" round what a narrowed search finds in the city, else ""."""
    city = search.city
    if not search.active or not (cells := search.cells(city.territory.extent, round(city.zoom))):
        return ""
    first = from_mercator_integers(min(cell.west for cell in cells), min(cell.north for cell in cells))
    last = from_mercator_integers(max(cell.east for cell in cells), max(cell.south for cell in cells))
    return ",".join(f"{edge:.5f}" for edge in (first.x, last.y, last.x, first.y))


def _turning(pages: Any, extra: Sequence[tuple[str, str]]) -> dict[str, str | int]:
    """The way to the page before and after, each with what the look adds."""
    more = f"&{urlencode(extra)}" if extra else ""
    found = {"previous": pages.previous_url, "next": pages.next_url}
    return {name: url and f"{url}{more}" for name, url in found.items()} | {"number": pages.number, "of": pages.count}


def builder(search: Search, given: Mapping[str, str], origin: str) -> dict[str, Any]:
    """The context of the page that makes the code. `origin` is what absolute addresses begin with."""
    look, size = Look.read(given), Size.read(given)
    spoken = dict(settings.LANGUAGES)
    language = given.get("lang", "") if given.get("lang", "") in spoken else translation.get_language() or ""
    source = origin + _source(search, look, language)
    values = shareable(search)
    return {
        **frame(search.city),
        "summary": summary(search),
        "chips": [chip.label for chip in search.chips() if chip.parameter in values],
        "kept": parse_qsl(search.address(values)),
        "shown": _options(SHOWN, look.show),
        "colours": _options(COLOURS, look.colours),
        "spoken": _options({code: get_language_info(code)["name_local"] for code in spoken}, language),
        "size": size,
        "limits": {"low": LOWEST_PX, "high": HIGHEST_PX},
        "source": source,
        "code": _code(search, source, size, language),
        "hosts": search.city.embed_hosts,
        "page": address("explorer", search),
    }


def _source(search: Search, look: Look, language: str) -> str:
    query = "&".join(filter(None, [search.address(shareable(search)), urlencode(look.parameters)]))
    with translation.override(language):
        path = reverse("embed", args=[search.city.slug])
    return f"{path}?{query}" if query else path


def _code(search: Search, source: str, size: Size, language: str) -> str:
    with translation.override(language):
        title = str(_("Activities in %(city)s")) % {"city": search.city.label}
    return format_html(FRAME, source, title, size.width or "100%", size.height)


def _options(offered: Mapping[str, str | Promise], chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "selected": value == chosen} for value, label in offered.items()]
