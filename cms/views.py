"""The doors to the hub and to a city."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Site
from wagtail.views import serve

from cms.front_language import greeting
from cms.models import CityDesk, CityPage, HubPage
from cms.selectors.hub import cities_on_hub
from maps.lean import lean
from opportunities.models import City
from opportunities.selectors.cities import frame

A_YEAR_S = 31_536_000


@require_safe
@greeting
def home(request: HttpRequest) -> HttpResponseBase:
    """The home of the city whose host this is; else the hub, or the only city; before there is any, what to do."""
    site = Site.find_for_request(request)
    root = site.root_page.localized.specific if site else None
    if isinstance(root, CityPage):
        return serve(request, "")
    cities = City.objects.only("slug")[:2]
    if len(cities) == 1:
        return redirect(cities[0])
    if not cities:
        return render(request, "cms/no_city.html", frame(None))
    if isinstance(root, HubPage):
        return serve(request, "")
    return render(request, "cms/hub_page.html", {**frame(None), "places": cities_on_hub()})


@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The home of a city: its page where one is published, else its list. What an address asks was always a question
    to the list, so a query leads there; a city with a host of its own is at home there."""
    found = City.objects.filter(slug=slug).first()
    if found is None:
        return serve(request, f"{slug}/")
    if query := request.META["QUERY_STRING"]:
        return redirect(f"{found.explorer_url}?{query}", permanent=True)
    page = CityPage.objects.live().filter(city=found, locale__language_code=get_language()).first()
    if page is None:
        return redirect(found.explorer_url)
    address = page.get_url(request)
    return redirect(address) if address and address != request.path else page.serve(request)


@lean
@require_safe
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """The colour of a city as a stylesheet. Its address changes with the colour, so it may be kept for a year."""
    desk = get_object_or_404(CityDesk, city__slug=slug)
    text = f":root {{ --accent: {desk.accent}; }}\n" if desk.accent else ""
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    if request.META["QUERY_STRING"] == desk.accent[1:]:
        patch_cache_control(response, public=True, max_age=A_YEAR_S, immutable=True)
    return response
