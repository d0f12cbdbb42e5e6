"""The doors through which a search leaves: feed, calendar, GeoJSON, table, code, paper. All read the same search."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maps import feeds, taking
from maps.caching import cached_page, cached_view
from maps.lean import open_to_other_sites
from opportunities.exchange import atom, geojson, sheets, subscriptions
from opportunities.search.search import Search
from opportunities.selectors.changes import Cursor
from opportunities.selectors.cities import city_called
from opportunities.selectors.listed import listed

PIECES_AT_ONCE = 50


def searched(request: HttpRequest, slug: str) -> Search:
    """The search of an address. Raises: Http404 for a city that is not there."""
    return Search.read(dict(request.GET.lists()), city_called(slug))


@require_safe
@open_to_other_sites
@cached_view
def changes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What is new, changed and gone. `since` and `before` are a day, a moment, or a cursor of the feed's own."""
    search = searched(request, slug)
    given = {name: request.GET[name] for name in ("since", "before") if request.GET.get(name)}
    cursors = {name: Cursor.read(text) for name, text in given.items()}
    if None in cursors.values():
        problem = _("Give since and before as a day (2026-11-21), a moment, or what the feed itself gave.")
        return JsonResponse({"problem": problem}, status=400)
    text = feeds.feed(search, absolute=request.build_absolute_uri, **cursors)
    return HttpResponse(text, content_type=atom.MEDIA_TYPE)


@require_safe
@open_to_other_sites
@cached_view
def calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The coming meetings, to subscribe to."""
    search = searched(request, slug)
    page = request.build_absolute_uri(taking.address("explorer", search))
    pieces = subscriptions.subscription(
        search, name=f"{taking.name_of(search)} · Learnmap", page_url=page, absolute=request.build_absolute_uri
    )
    return _streamed(pieces, media_type=subscriptions.MEDIA_TYPE, file_name=f"{slug}.ics")


@require_safe
@open_to_other_sites
@cached_view
def places(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every row as GeoJSON."""
    search = searched(request, slug)
    about = {
        "name": taking.name_of(search),
        "source": request.build_absolute_uri(taking.address("explorer", search)),
        "licence": taking.licence_words(search.city),
        "problems": search.problems,
    }
    rows = listed(search.ordered(), absolute=request.build_absolute_uri)
    pieces = geojson.feature_collection(rows, about=about)
    return _streamed(pieces, media_type=geojson.MEDIA_TYPE, file_name=f"{slug}.geojson")


@require_safe
@open_to_other_sites
@cached_view
def sheet(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every row as a line of a table."""
    search = searched(request, slug)
    pieces = sheets.table(listed(search.ordered(), absolute=request.build_absolute_uri))
    name = f"{slug}-{timezone.localdate():%Y-%m-%d}.csv"
    return _streamed(pieces, media_type=sheets.MEDIA_TYPE, file_name=name, is_download=True)


@require_safe
@cached_view
def code(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The address of the list as a QR code; 400 where it is too long to be one."""
    page = request.build_absolute_uri(taking.address("explorer", searched(request, slug)))
    try:
        drawn = segno.make(page, error="m", micro=False)
    except segno.DataOverflowError:
        return HttpResponse(_("This address is too long for a QR code."), status=400, content_type="text/plain")
    picture = BytesIO()
    drawn.save(picture, kind="svg", scale=4, light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_safe
@cached_page
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole list on paper, with the address of the page and its code."""
    search = searched(request, slug)
    page = request.build_absolute_uri(taking.address("explorer", search))
    return render(request, "maps/print.html", {**taking.printed_page(search), "page_url": page})


def _streamed(
    pieces: Iterator[bytes], *, media_type: str, file_name: str, is_download: bool = False
) -> StreamingHttpResponse:
    kind = "attachment" if is_download else "inline"
    headers = {"Content-Disposition": f'{kind}; filename="{file_name}"'}
    return StreamingHttpResponse(_in_language(pieces, get_language() or "en"), content_type=media_type, headers=headers)


def _in_language(pieces: Iterator[bytes], language: str) -> Iterator[bytes]:
    """`pieces` in `language`, some at once: they are made when the request and its own language are over."""
    while True:
        with override(language):
            some = list(islice(pieces, PIECES_AT_ONCE))
        if not some:
            return
        yield b"".join(some)
