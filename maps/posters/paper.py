"""A poster as a PDF. WeasyPrint takes a second and 60 MB to load: this module is imported by who prints."""

from __future__ import annotations

import mimetypes
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

OWN = "http://own.invalid"  # a host that cannot exist: what it is asked for is looked up, never fetched
STATIC = "/static/"


def pdf(context: dict[str, Any]) -> bytes:
    """The poster of that `context` as a PDF, A4. Files are read from the static files alone; nothing is fetched."""
    text = render_to_string("maps/poster.html", {**context, "is_paper": True})
    written = BytesIO()
    rules = CSS(url=f"{OWN}{STATIC}ui/poster.css", url_fetcher=OwnFiles())
    page = HTML(string=text, base_url=OWN, url_fetcher=OwnFiles())
    page.write_pdf(written, stylesheets=[rules], pdf_variant="pdf/ua-1")
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
