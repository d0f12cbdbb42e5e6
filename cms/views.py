"""The doors to the hub and to a city."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Site
from wagtail.views import serve

from cms.models import CityPage
from opportunities.models import City
from opportunities.selectors.cities import frame


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The home of the city whose host this is; else the hub, or the only city; before there is any, what to do."""
    site = Site.find_for_request(request)
    if site and isinstance(site.root_page.specific, CityPage):
        return serve(request, "")
    cities = City.objects.all()
    if len(cities) == 1:
        return redirect(cities[0])
    return render(request, "cms/hub_page.html" if cities else "cms/no_city.html", frame(None))


@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The home of a city: its page where one is published, else its list. What the address asks was always a question
    to the list, so a query leads there."""
    found = City.objects.filter(slug=slug).first()
    if found is None:
        return serve(request, f"{slug}/")
    query = request.META["QUERY_STRING"]
    if query:
        return redirect(f"{found.explorer_url}?{query}", permanent=True)
    page = CityPage.objects.live().filter(city=found, locale__language_code=get_language()).first()
    return page.serve(request) if page else redirect(found.explorer_url)
