"""Pictures of pages, given to browsers: only the sizes that were made for pages, never what was uploaded."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from maps.lean import lean

FOLDER = "images"
NAME = re.compile(r"[\w.-]+\.(avif|webp|jpe?g|png|gif|svg)", re.ASCII)
FOR_A_YEAR = "public, max-age=31536000, immutable"  # another picture gets another name


@lean
@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """One size of one picture, by the name of its file."""
    path = Path(settings.MEDIA_ROOT) / FOLDER / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"))
    response["Cache-Control"] = FOR_A_YEAR
    response["X-Content-Type-Options"] = "nosniff"
    # A drawing in SVG could run scripts where it is opened alone.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
