"""The page for inside other people's pages, and the one that makes the code for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maps import embedding
from opportunities.models import City
from opportunities.search.search import Search


@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """List and map of a search, to be framed by the hosts that the city allows, and by nobody else."""
    city = get_object_or_404(City, slug=slug)
    search = Search.read(dict(request.GET.lists()), city)
    look = embedding.Look.read(request.GET)
    response = render(request, "maps/embed.html", embedding.embedded(search, look))
    response._csp_replace = {"frame-ancestors": embedding.ancestors(city.embed_hosts)}  # type: ignore[attr-defined]
    return response


@require_safe
def builder(request: HttpRequest, slug: str) -> HttpResponse:
    """The code that shows a search in a page of one's own, with a preview."""
    search = Search.read(dict(request.GET.lists()), get_object_or_404(City, slug=slug))
    origin = f"{request.scheme}://{request.get_host()}"
    return render(request, "maps/embed_builder.html", embedding.builder(search, request.GET, origin))
