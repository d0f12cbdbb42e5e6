"""A filtered view as a poster, HTML and PDF: a numbered map, the list of addresses, the code of the live view."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from maps.basemap.palette import LIGHT
from maps.posters.drawing import draw
from maps.posters.spots import shown
from maps.taking import address, shareable
from opportunities import wording
from opportunities.models import City
from opportunities.search.search import Search

OWN = "http://own.invalid"  # a host that cannot exist: what it is asked for is looked up, never fetched
STATIC = "/static/"
MOST_SPOTS = 40
MAP_PX = (1040, 760)
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Code:
    """A QR code as an SVG path in steps of one module; `size` modules a side with its quiet zone."""

    size: int
    d: str


def code_of(text: str) -> Code | None:
    """The code of `text`; None where it is too long for one."""
    try:
        drawn = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        return None
    pieces = [
        f"M{x},{y}h1v1h-1z" for y, row in enumerate(drawn.matrix_iter(border=2)) for x, dark in enumerate(row) if dark
    ]
    return Code(drawn.symbol_size(border=2)[0], "".join(pieces))


def poster(search: Search, *, title: str, absolute: Callable[[str], str]) -> dict[str, Any]:
    """The context of the template "maps/poster.html": what it shows and how.

    Where the visitor is takes no part: a poster hangs on a wall.

    Args:
        title: the headline, plain text; the name of what is chosen where it is empty.
        absolute: makes the path of a page an address that works elsewhere.
    """
    found = Search.read({**shareable(search)}, search.city)
    seen = shown(found, most=MOST_SPOTS)
    chosen = " · ".join(chip.label for chip in found.chips()) or found.city.label
    page = absolute(address("explorer", found))
    return {
        "city": found.city,
        "title": title.strip()[:LONGEST_TITLE] or chosen,
        "chosen": chosen,
        "drawing": draw(found.city, seen.spots, width=MAP_PX[0], height=MAP_PX[1]),
        "palette": LIGHT,
        "spots": seen.spots,
        "left_out": seen.left_out,
        "total": found.total,
        "code": code_of(page),
        "page": page,
        "today": wording.calendar_day(timezone.localdate()),
        "source": attribution(found.city),
    }


def attribution(city: City) -> str:
    """Whose data the drawn ground is."""
    named = "Natural Earth, GSHHG"
    source = city.area.source if city.area else ""
    return f"{named}, {source}" if source else named


def pdf(context: dict[str, Any]) -> bytes:
    """The poster of that `context` as a PDF, A4. Files are read from the static files alone; nothing is fetched."""
    text = render_to_string("maps/poster.html", {**context, "is_paper": True})
    written = BytesIO()
    HTML(string=text, base_url=OWN, url_fetcher=OwnFiles()).write_pdf(written, pdf_variant="pdf/ua-1")
    return written.getvalue()


class OwnFiles(URLFetcher):
    """Gives WeasyPrint the project's static files, and refuses every other address."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file behind `url`. Raises: ValueError where it is none of the static files."""
        prefix = f"{OWN}{STATIC}"
        name = unquote(url.removeprefix(prefix)) if url.startswith(prefix) else ""
        found = finders.find(name) if name else None
        if not found:
            message = f"Only the project's own files may be part of a poster: {url}"
            raise ValueError(message)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(str(found)).read_bytes(), headers={"Content-Type": kind})
