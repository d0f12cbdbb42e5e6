"""The city that a page belongs to, and the way to the others: what the frame of every page shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language

from geodata.collation import label_in_order
from opportunities.models import City
from opportunities.remembering import remembered
from opportunities.search.tags import Facet
from opportunities.search.vocabulary import choices


@dataclass(frozen=True)
class ShownCity:
    """A city as pages show it. `url` is its home, `explorer_url` its list and map, `centre` is "longitude,latitude";
    `example` a place in it that one might type,
    `languages` the codes of its languages, its first one at the front."""

    name: str
    slug: str
    url: str
    explorer_url: str
    suggest_url: str
    centre: str
    zoom: float
    country_code: str
    is_demo: bool
    example: str
    languages: tuple[str, ...] = ()

    @classmethod
    def of(cls, city: City) -> ShownCity:
        centre = f"{city.centre.x:g},{city.centre.y:g}"
        districts = choices(Facet.AREA, city)
        return cls(
            name=city.label,
            slug=city.slug,
            url=city.get_absolute_url(),
            explorer_url=city.explorer_url,
            suggest_url=reverse("suggest", args=[city.slug]),
            centre=centre,
            zoom=city.zoom,
            country_code=city.country_code,
            is_demo=city.is_demo,
            example=districts[-1].label if districts else city.label,
            languages=tuple(sorted(city.languages, key=lambda code: code != city.default_language)),
        )


def city_called(slug: str) -> City:
    """The city of an address, kept for all who ask: nobody may change it. Raises: Http404 where there is none."""
    return remembered(("city", slug), partial(get_object_or_404, City, slug=slug))


def frame(city: City | None) -> dict[str, Any]:
    """`city` and `cities` [(name, address, whether it is this one)] for the frame of a page."""
    key = "frame", city.pk if city else None, get_language()
    return {**remembered(key, partial(_frame, city))}


def _frame(city: City | None) -> dict[str, Any]:
    in_menu = City.objects.order_by("position", label_in_order())
    return {
        "city": ShownCity.of(city) if city else None,
        "cities": [(one.label, one.get_absolute_url(), one == city) for one in in_menu],
    }
