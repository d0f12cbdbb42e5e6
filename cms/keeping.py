"""Pages of editors, as browsers and proxies may keep them.

They change with the catalogue, with the time, and with what editors do: Wagtail logs each of their acts, so the numbers
of the last entries of its two logs name an edition.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.db import connection
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import condition
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.models import ModelLogEntry, PageLogEntry

from maps.caching import MADE_ANEW, NOBODYS, PUBLIC, canonical, etag_of, pages
from maps.lean import has_session, lean_page
from opportunities.search.index import generation

View = Callable[..., HttpResponseBase]
KEEPABLE = {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}


def kept_page(view: View) -> View:
    """A page that everybody without a session may keep for a minute; for who has one it is made anew, and kept by
    nobody. An address that has moved leads to where it has gone."""
    conditional = condition(etag_func=_etag)(_remembering(_led_on(view)))

    @lean_page
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if has_session(request) or request.method not in {"GET", "HEAD"}:
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = MADE_ANEW
            patch_vary_headers(response, ["Cookie"])
            return response
        response = conditional(request, *args, **kwargs)
        response["Cache-Control"] = PUBLIC if response.status_code in KEEPABLE else NOBODYS
        return response

    return answer


def edition() -> str:
    """A word that changes with whatever an editor does: two looks at the end of an index."""
    return "-".join(str(log.objects.aggregate(last=Max("pk"))["last"]) for log in (PageLogEntry, ModelLogEntry))


def _etag(request: HttpRequest, *args: object, **kwargs: object) -> str:
    """The name of the answer, worked out once for a request."""
    known: str | None = getattr(request, "name_of_answer", None)
    if known is None:
        known = request.name_of_answer = _name(request)  # type: ignore[attr-defined]
    return known


def _name(request: HttpRequest) -> str:
    pairs = ((name, value) for name, values in request.GET.lists() for value in values)
    return etag_of(
        path=f"{request.get_host()}{request.path}",
        query=canonical(pairs),
        language=get_language() or "",
        generation=f"{generation()}/{edition()}",
        at=timezone.now(),
    )


def _remembering(view: View) -> View:
    """`view`, asked once for each edition of the last addresses; what a transaction has not made true is forgotten."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if connection.in_atomic_block:
            return view(request, *args, **kwargs)
        key = request.scheme, request.get_host(), _etag(request)
        if (known := pages.known(key)) is None:
            made = view(request, *args, **kwargs)
            if made.status_code != HTTPStatus.OK or not isinstance(made, HttpResponse):
                return made
            known = pages.get(key, lambda: made)
        return HttpResponse(known.content, content_type=known["Content-Type"])

    return answer


def _led_on(view: View) -> View:
    """`view`, drawn, and its missing pages looked for among the redirects: what is lean is answered before all
    middleware that would do so."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response
        except Http404:
            missing = HttpResponseNotFound()
            led: HttpResponseBase = RedirectMiddleware(lambda _request: missing).process_response(request, missing)
            if led is missing:
                raise
            return led

    return answer
