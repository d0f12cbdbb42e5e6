"""The basemap over HTTP: the style by theme and language, archives by byte ranges, tiles of geodata's areas."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.views.decorators.http import require_safe

from maps.basemap import build
from maps.basemap.archive import UnreadableArchiveError, Version, contents
from maps.basemap.areas import area_tile, named_boxes
from maps.basemap.choice import chosen
from maps.basemap.overlay import Overlay
from maps.basemap.palette import PALETTES
from maps.basemap.style import AREAS_MAXZOOM, AREAS_MINZOOM, style

CHUNK = 1 << 16
A_DAY = "public, max-age=86400, stale-while-revalidate=604800"
FIVE_MINUTES = "public, max-age=300, stale-while-revalidate=86400"


def archive_file(name: str) -> Path:
    """The file behind the name in an address: "world" the built one, "city" the operator's. Http404 for any other."""
    files = {"world": build.ARCHIVE, "city": chosen(settings.BASEMAP).file}
    file = files.get(name)
    if file is None or not file.is_file():
        raise Http404
    return file


def archive_address(name: str) -> str | None:
    """Where that archive is served, with its state in the address; None where there is none."""
    try:
        version = Version.of(archive_file(name))
    except (Http404, FileNotFoundError):
        return None
    return f"{reverse('basemap-archive', args=[name])}?v={version.tag}"


def overlay() -> Overlay | None:
    """The operator's archive; None where there is none or it cannot be read (the system check says why)."""
    address = archive_address("city")
    if address is None:
        return None
    try:
        return Overlay(contents(Version.of(archive_file("city"))), address)
    except UnreadableArchiveError:
        return None


@require_safe
def style_view(request: HttpRequest, theme: str, language: str) -> HttpResponse:
    """The style as JSON, or a redirection to the operator's own."""
    foreign = chosen(settings.BASEMAP).style
    if foreign:
        return HttpResponseRedirect(foreign)
    if theme not in PALETTES:
        raise Http404
    document = style(
        theme=theme,
        language=language,
        world=archive_address("world"),
        area_tiles=reverse("basemap-areas", args=[0, 0, 0]).replace("/0/0/0", "/{z}/{x}/{y}"),
        attribution=build.ATTRIBUTION,
        covered=named_boxes(),
        overlay=overlay(),
    )
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return tagged(request, body, "application/json", FIVE_MINUTES)


@require_safe
def areas_view(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A vector tile of municipalities and districts (layers "areas" and "names"); 404 outside its zooms."""
    if not (AREAS_MINZOOM <= z <= AREAS_MAXZOOM and x < 1 << z and y < 1 << z):
        raise Http404
    return tagged(request, area_tile(z, x, y), "application/vnd.mapbox-vector-tile", A_DAY)


def tagged(request: HttpRequest, body: bytes, content_type: str, caching: str) -> HttpResponse:
    """`body` under a strong ETag, or 304 where the browser has it."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    known = request.headers.get("If-None-Match", "")
    headers = {"ETag": etag, "Cache-Control": caching}
    if etag in known:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type=content_type, headers=headers)


@require_safe
def archive_view(request: HttpRequest, name: str) -> HttpResponseBase:
    """An archive, whole or the one range of bytes asked for (RFC 9110 section 14)."""
    file = archive_file(name)
    version = Version.of(file)
    headers = {"ETag": f'"{version.tag}"', "Accept-Ranges": "bytes", "Cache-Control": A_DAY}
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    asked = request.headers.get("Range", "")
    # A range of an older state would be joined to bytes of this one: then the whole file is the answer.
    if request.headers.get("If-Range", headers["ETag"]) != headers["ETag"]:
        asked = ""
    span = requested_span(asked, version.size)
    if span is None:
        headers["Content-Range"] = f"bytes */{version.size}"
        return HttpResponse(status=416, headers=headers)
    start, stop = span
    headers["Content-Length"] = str(stop - start)
    partial = (start, stop) != (0, version.size) or bool(range_of(asked))
    if partial:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{version.size}"
    body = iter(()) if request.method == "HEAD" else read(file, start, stop)
    kind = "application/vnd.pmtiles"
    return StreamingHttpResponse(body, status=206 if partial else 200, content_type=kind, headers=headers)


def range_of(header: str) -> tuple[str, str] | None:
    """First and last byte as written; None for what may be ignored: no range, several, another unit, nonsense."""
    found = re.fullmatch(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", header)
    if not found or found[0].strip() == "bytes=-" or (found[1] and found[2] and int(found[2]) < int(found[1])):
        return None
    return (found[1], found[2]) if found[1] or found[2] else None


def requested_span(header: str, size: int) -> tuple[int, int] | None:
    """Half-open span of bytes that `header` asks for, all where it asks nothing; None where the file ends before it."""
    asked = range_of(header)
    if asked is None:
        return 0, size
    first, last = asked
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else None
    if int(first) >= size:
        return None
    return int(first), min(size, int(last) + 1) if last else size


def read(file: Path, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` up to `stop`, in pieces."""
    with file.open("rb") as stream:
        stream.seek(start)
        left = stop - start
        while left > 0 and (piece := stream.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
