"""The explorer: a city's list and map of one and the same search."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maps import selectors, taking
from maps.caching import cached_page, cached_view, never_kept
from maps.clusters import MOST_ZOOM, markers
from maps.districts import districts
from maps.reach import reached_ground
from opportunities.search.filters.places import read_box
from opportunities.search.search import Search
from opportunities.selectors.cities import city_called
from opportunities.selectors.suggestions import suggestions
from opportunities.services.misses import count_miss


@require_safe
@cached_page
def explorer(request: HttpRequest, slug: str) -> HttpResponse:
    city = city_called(slug)
    search = Search.read(dict(request.GET.lists()), city)
    is_miss = count_miss(search)
    context = {**selectors.explorer(search), "take": taking.take_along(search)}
    page = render(request, "maps/explorer.html", context)
    return never_kept(page) if is_miss else page


@require_safe
@cached_view
def view(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The markers of a search for one view of the map: `view` is west,south,east,north in degrees, `zoom` 0 to 20."""
    city = city_called(slug)
    box, zoom = read_box(request.GET.get("view", "")), _zoom(request.GET.get("zoom", ""))
    if box is None or zoom is None:
        problem = _("Give view=west,south,east,north in degrees and zoom from 0 to %(most)s.") % {"most": MOST_ZOOM}
        return JsonResponse({"problem": problem}, status=400)
    search = Search.read(dict(request.GET.lists()), city)
    found = markers(search, box=box, zoom=zoom)
    return JsonResponse({"total": sum(marker.count for marker in found), "markers": [vars(each) for each in found]})


def _zoom(text: str) -> float | None:
    try:
        zoom = float(text)
    except ValueError:
        return None
    return zoom if 0 <= zoom <= MOST_ZOOM else None


@require_safe
@cached_view
def nearby(request: HttpRequest, slug: str) -> HttpResponse:
    """The cards of a search as a fragment of a page: what a bubble of the map holds, one by one."""
    search = Search.read(dict(request.GET.lists()), city_called(slug))
    context = {"search": search, "total": search.total, **selectors.list_page(search)}
    return render(request, "maps/_cards.html", context)


@require_safe
@cached_view
def suggest(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What `q`, perhaps half-typed, may mean: groups of suggestions below the search box."""
    city = city_called(slug)
    return JsonResponse(asdict(suggestions(request.GET.get("q", ""), city)))


@require_safe
@cached_view
def areas(request: HttpRequest, slug: str) -> HttpResponseBase:
    """How many rows of a search lie in each district: its number, name and count, and the query that chooses it."""
    search = Search.read(dict(request.GET.lists()), city_called(slug))
    return JsonResponse({"areas": [asdict(each) for each in districts(search)]})


@require_safe
@cached_view
def reach(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The ground that a search by minutes reaches, in three steps, as GeoJSON."""
    search = Search.read(dict(request.GET.lists()), city_called(slug))
    return JsonResponse(reached_ground(search), content_type="application/geo+json")
