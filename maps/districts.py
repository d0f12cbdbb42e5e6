"""Counts of a search by district, for the shaded map and for the list beside it."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.models import Area
from opportunities.search.search import Search
from opportunities.search.tags import Facet
from opportunities.search.vocabulary import choices


@dataclass(frozen=True)
class District:
    """`id` is the number of the area, as in the tiles of its boundary; `count` what choosing it would give.

    `lon` and `lat` (degrees) are where its number may be written.
    """

    id: int
    name: str
    lon: float
    lat: float
    count: int
    chosen: bool
    query: str


def districts(search: Search) -> list[District]:
    """The areas right below the city's own, by name, counted without the choice of districts itself.

    `query` is the address of the same search in this district alone, or without it where it alone is chosen.
    """
    chosen = search.values.get("area", ())
    offered = choices(Facet.AREA, search.city)
    points = dict(Area.objects.filter(pk__in=[int(one.value) for one in offered]).values_list("pk", "point"))
    return [
        District(
            id=int(one.value),
            name=one.label,
            lon=round(points[int(one.value)].x, 5),
            lat=round(points[int(one.value)].y, 5),
            count=search.counts.get(one.tag, 0),
            chosen=one.value in chosen,
            query=search.address({**search.values, "area": () if chosen == (one.value,) else (one.value,)}),
        )
        for one in offered
        if int(one.value) in points
    ]
