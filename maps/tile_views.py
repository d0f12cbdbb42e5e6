"""Vector tiles and their description, for maps of other people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maps.caching import cached_view
from maps.lean import open_to_other_sites
from maps.tiles import Tile, description, encoded
from opportunities.search.search import Search
from opportunities.selectors.cities import city_called

MVT = "application/vnd.mapbox-vector-tile"


@open_to_other_sites
@require_safe
@cached_view
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the search in `city`, with the explorer's parameters; `lang` is the language of its words."""
    asked = Tile(z, x, y)
    if not asked.exists:
        raise Http404
    if "city" not in request.GET:
        return _which_city()
    with _language(request):
        return HttpResponse(encoded(_search(request), asked), content_type=MVT)


@open_to_other_sites
@require_safe
@cached_view
def tiles(request: HttpRequest) -> HttpResponse:
    """Where the tiles of a search are, as TileJSON."""
    if "city" not in request.GET:
        return _which_city()
    with _language(request) as language:
        return JsonResponse(description(_search(request), language))


def _search(request: HttpRequest) -> Search:
    city = city_called(request.GET["city"].replace("\x00", ""))
    return Search.read(dict(request.GET.lists()), city)


def _which_city() -> HttpResponse:
    return JsonResponse({"problem": _("Say which city: add ?city= and its name in addresses.")}, status=400)


@contextmanager
def _language(request: HttpRequest) -> Iterator[str]:
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        yield language
