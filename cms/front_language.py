"""In which language somebody is met who comes to the front door, "/", and has not said any.

Every other address says its language itself and is the same page for everybody (docs/decisions/0011 and 0027).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from wagtail.models import Site

from cms.models import CityPage

COOKIE = "language"  # set by ui/language.js when somebody chooses
FRONT_DOOR = "/"


def greeting(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """`view`, which answers the front door, where it is asked in a language; "/" itself leads to the language that
    was chosen before, else to the first language of the city whose host this is. Who comes from another page of the
    site has chosen English."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.path != FRONT_DOOR:
            return view(request, *args, **kwargs)
        language = _wished(request)
        if language == settings.LANGUAGE_CODE:
            response = view(request, *args, **kwargs)
        else:
            query = request.META["QUERY_STRING"]
            response = redirect(f"/{language}/{'?' if query else ''}{query}")
            response["Cache-Control"] = "private, no-store"
        if isinstance(response, HttpResponse):
            patch_vary_headers(response, ["Cookie", "Referer"])
        return response

    return answer


def _wished(request: HttpRequest) -> str:
    offered = dict(settings.LANGUAGES)
    if (chosen := request.COOKIES.get(COOKIE, "")) in offered:
        return chosen
    if urlsplit(request.META.get("HTTP_REFERER", "")).netloc == request.get_host():
        return settings.LANGUAGE_CODE
    site = Site.find_for_request(request)
    root = site.root_page.specific if site else None
    own = root.city.default_language if isinstance(root, CityPage) else settings.LANGUAGE_CODE
    return own if own in offered else settings.LANGUAGE_CODE
