"""The cities of the installation with their figures, for the hub."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language_info

from opportunities.models import City, SearchRow

KEPT_S = 600  # what is counted over a whole catalogue


@dataclass(frozen=True)
class CityOnHub:
    """A city as the hub shows it. `point` is "longitude,latitude"; the figures are of what can be found now, the
    languages by their own names, `accent` is "#rrggbb" or empty."""

    name: str
    url: str
    explorer_url: str
    point: str
    listings: int
    providers: int
    languages: tuple[str, ...]
    is_demo: bool
    slug: str
    accent: str


def cities_on_hub() -> list[CityOnHub]:
    """Every city, in the order that the installation gives them. Two queries, one of them every ten minutes."""
    figures = _figures()
    return [
        CityOnHub(
            name=city.label,
            url=city.get_absolute_url(),
            explorer_url=reverse("explorer", args=[city.slug]),
            point=f"{city.centre.x:.5f},{city.centre.y:.5f}",
            listings=figures.get(city.pk, (0, 0))[0],
            providers=figures.get(city.pk, (0, 0))[1],
            languages=tuple(own_name(code) for code in city.languages if code in dict(settings.LANGUAGES)),
            is_demo=city.is_demo,
            slug=city.slug,
            accent=city.desk.accent if hasattr(city, "desk") else "",
        )
        for city in City.objects.select_related("desk").defer("territory")
    ]


def own_name(code: str) -> str:
    """A language as those who speak it call it, with a capital letter: "Lietuviškai"."""
    name: str = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]


def _figures() -> dict[int, tuple[int, int]]:
    """How many listings and providers each city has, by its key."""

    def count() -> dict[int, tuple[int, int]]:
        rows = SearchRow.objects.upcoming().order_by().values_list("city")
        counted = rows.annotate(Count("pk"), Count("provider", distinct=True))
        return {city: (listings, providers) for city, listings, providers in counted}

    return cache.get_or_set("hub:figures", count, KEPT_S) or {}
