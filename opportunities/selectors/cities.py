"""The city that a page belongs to, and the way to the others: what the frame of every page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opportunities.models import City


@dataclass(frozen=True)
class ShownCity:
    """A city as pages show it. `centre` is "longitude,latitude"."""

    name: str
    slug: str
    url: str
    centre: str
    zoom: float
    country_code: str
    is_demo: bool

    @classmethod
    def of(cls, city: City) -> ShownCity:
        centre = f"{city.centre.x:g},{city.centre.y:g}"
        return cls(city.label, city.slug, city.get_absolute_url(), centre, city.zoom, city.country_code, city.is_demo)


def frame(city: City | None) -> dict[str, Any]:
    """`city` and `cities` [(name, address, whether it is this one)] for the frame of a page."""
    return {
        "city": ShownCity.of(city) if city else None,
        "cities": [(one.label, one.get_absolute_url(), one == city) for one in City.objects.all()],
    }
