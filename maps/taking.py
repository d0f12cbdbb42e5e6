"""How a view travels: the addresses under which one and the same search is a feed, a calendar, a file, a code.

They never say where a visitor is. Who searched from their own location gets the addresses of the same search without
it: what is printed, sent round or asked for again every hour by some server must not tell where somebody was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.geometry import distance_m
from maps.selectors import pages, summary
from opportunities import wording
from opportunities.models import City
from opportunities.search.asking import Values
from opportunities.search.search import Search
from opportunities.selectors.cards import cards
from opportunities.selectors.cities import frame

PRINTED_AT_ONCE = 100
MOST_AROUND = 3  # cities beyond the border
AROUND_M = 300_000
# What belongs to the visitor's own location and means nothing, or something else, without it.
LOCATED = frozenset({"at", "within", "minutes", "mode", "depart"})
# What belongs to one city and means nothing in another. Where somebody is stays as it is: the other list is then sorted
# by how far it is from there.
OF_ONE_CITY = frozenset({"area", "bbox", "near", "outline", "past", "playlist", "provider"})


@dataclass(frozen=True)
class Way:
    """One way to take a list along: its address and what to call it."""

    name: str
    url: str
    icon: str
    label: str
    help: str


def shareable(search: Search) -> Values:
    """What is chosen, without where the visitor is."""
    if "at" not in search.values:
        return search.values
    return {parameter: found for parameter, found in search.values.items() if parameter not in LOCATED}


def address(name: str, search: Search) -> str:
    """The path and query of the door `name` (of the URL names of the map) for `search`, wherever the visitor is."""
    query = search.address(shareable(search))
    return reverse(name, args=[search.city.slug]) + (f"?{query}" if query else "")


def elsewhere(search: Search) -> str:
    """The query that asks another city for the same."""
    return search.address({name: found for name, found in search.values.items() if name not in OF_ONE_CITY})


def beyond(search: Search) -> list[tuple[str, str]]:
    """Names of the cities around, the nearest first, with the address of the same search there."""
    query = elsewhere(search)
    centre = search.city.centre
    others = City.objects.exclude(pk=search.city.pk).only("slug", "name", "names", "centre")
    around = sorted((distance_m(centre, other.centre), other.pk, other) for other in others)
    near = [other for metres, _key, other in around[:MOST_AROUND] if metres <= AROUND_M]
    return [(other.label, f"{other.explorer_url}?{query}" if query else other.explorer_url) for other in near]


def name_of(search: Search) -> str:
    """What a feed or a calendar of `search` is called: "Vilnius · Robotics · Age 12"; without where the visitor is."""
    chosen = [chip.label for chip in search.chips() if chip.parameter not in LOCATED]
    return " · ".join([search.city.label, *chosen])


def ways(search: Search) -> list[Way]:
    """Every way to take a list along, in the order in which people may want them."""
    told = [
        ("print", "printer", _("Print the list"), _("On paper, with a code that leads back here.")),
        ("calendar", "calendar-plus", _("Calendar"), _("The meetings in your calendar. It stays up to date.")),
        ("changes", "rss", _("What is new"), _("For your news reader: what is new, changed or gone.")),
        ("sheet", "table", _("Table"), _("A CSV file that every spreadsheet opens.")),
        ("places", "map-pin", _("Map data"), _("A GeoJSON file for map programs.")),
        ("embed-builder", "app-window", _("On your own site"), _("A small map and list inside a page of yours.")),
        ("code", "qrcode", _("QR code"), _("For a poster: who scans it gets to this list.")),
    ]
    return [Way(name, address(name, search), icon, label, words) for name, icon, label, words in told]


def take_along(search: Search) -> dict[str, Any]:
    """The context of the menu "Take this list with you"."""
    found = ways(search)
    return {
        "beyond": beyond(search),
        "ways": found,
        "page": address("explorer", search),
        "is_located": "at" in search.values,
        "by_name": {way.name: way.url for way in found},
    }


def licence_words(city: City) -> str:
    """Under which terms the data is passed on, in a sentence."""
    return _("Listings of %(city)s on Learnmap. Each names its source and licence; name them when you pass it on.") % {
        "city": city.label
    }


def printed_page(search: Search) -> dict[str, Any]:
    """The context of the list on paper: `PRINTED_AT_ONCE` a page, in the order of the list."""
    origin = search.origin.point if search.origin else None
    last = max(1, -(-search.total // PRINTED_AT_ONCE))
    number = min(search.page, last)
    above = (number - 1) * PRINTED_AT_ONCE
    found = cards(search.page_ids(above, PRINTED_AT_ONCE), origin=origin, asked=search.meetings())
    return {
        **frame(search.city),
        "summary": summary(search),
        "today": wording.calendar_day(timezone.localdate()),
        "chips": [chip.label for chip in search.chips()],
        "cards": found,
        "part": f"{wording.whole(above + 1)}–{wording.whole(above + len(found))}" if last > 1 else "",
        "pages": pages(search, number, last),
        "page": address("explorer", search),
        "code": address("code", search),
        "is_located": "at" in search.values,
    }
