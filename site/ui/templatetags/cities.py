"""What the frame of a page takes from the city's newsroom."""

from typing import Any

from django import template

from cms.selectors.faces import Face, face_of
from maps.taking import OF_ONE_CITY, elsewhere
from opportunities.search.search import Search

register = template.Library()


@register.simple_tag(takes_context=True)
def city_face(context: template.Context, city: Any) -> Face:
    """The colour, mark, menu, partners and contact of `city` (with a slug); an empty face where there is none."""
    slug = getattr(city, "slug", None)
    request = context.get("request")
    return face_of(slug, request.get_host().partition(":")[0]) if slug and request else Face()


@register.simple_tag(takes_context=True)
def city_links(context: template.Context) -> list[tuple[str, str, bool, str]]:
    """Of each of the page's `cities` its name, address, whether it is the present one, and the address of its list. On
    a page with a search the others are asked the same."""
    search = context.get("search")
    query = elsewhere(search) if isinstance(search, Search) else ""
    cities = context.get("cities") or ()
    return [
        (name, f"{url}explore/?{query}" if query else url, is_current, f"{url}explore/")
        for name, url, is_current in cities
    ]


@register.simple_tag
def of_one_city() -> str:
    """The parameters of a search that stay behind when another city is asked the same, for a script."""
    return " ".join(sorted(OF_ONE_CITY))
