"""Changes of what maps keep."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

from maps.models import MapSnapshot
from opportunities.models import City
from opportunities.search.search import Search


def searched(city: City, query: str) -> Search:
    """The search that `query`, an address after its question mark, asks of `city`."""
    return Search.read(parse_qs(query), city)


def taken(city: City, query: str, *, title: str, absolute: Callable[[str], str]) -> str:
    """The HTML file of `query` of `city` as it is now, in the language of the moment."""
    from maps.posters.snapshot import snapshot  # folium is loaded by who takes a picture: half a second, 40 MB

    return snapshot(searched(city, query), title=title, absolute=absolute)


def keep_snapshot(*, city: City, title: str, query: str, absolute: Callable[[str], str]) -> MapSnapshot:
    """Keep `query` of `city` as it is now, to be shown in pages."""
    html = taken(city, query, title=title, absolute=absolute)
    return MapSnapshot.objects.create(city=city, title=title, query=query, html=html)
