"""What machines of other sites ask for: the picture of a page, and which addresses there are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.models import CityDesk
from opportunities.exchange.share_picture import share_picture

PLAIN = "#0b5f52"  # where no city chose a colour


@require_safe
@cache_control(public=True, max_age=86_400)
def page_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a public page: its own, in the size that other sites ask for, else one of its words."""
    page = get_object_or_404(Page.objects.live().public().filter(depth__gt=1), pk=pk).specific
    if own := getattr(page, "picture", None):
        return redirect(own.get_rendition("fill-1200x630|format-jpeg").url)
    city = getattr(page, "city", None)
    desk = CityDesk.objects.filter(city=city).first() if city else None
    words = [getattr(page, "lead", "") or getattr(page, "sentence", "")]
    picture = share_picture(
        over=city.label if city else "Learnmap",
        title=page.title,
        words=words,
        colour=desk.accent if desk and desk.accent else PLAIN,
    )
    return HttpResponse(picture, content_type="image/png")


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may look at: everything public; the map is at "sitemap.xml"."""
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")
