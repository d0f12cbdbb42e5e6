"""What a page may load and run, where the settings cannot say it: the import map of pages with a map.

An import map must stand in the page itself. A nonce would let it, but a page with a nonce is another page each time,
and nobody could keep it. So the header names the map by its hash, the same on every page.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.templatetags.static import static

if TYPE_CHECKING:
    from collections.abc import Mapping

MODULES: Mapping[str, str] = {
    "maplibre-gl": "vendor/maplibre/maplibre-gl.mjs",
    "maplibre-gl/worker": "vendor/maplibre/maplibre-gl-worker.mjs",
    "pmtiles": "vendor/pmtiles/pmtiles.mjs",
    "fflate": "vendor/fflate/fflate.mjs",
}


@functools.cache
def import_map() -> str:
    """Where modules find each other, as the text of the element."""
    return json.dumps({"imports": {name: static(path) for name, path in MODULES.items()}})


@functools.cache
def import_map_source() -> str:
    """The import map as a source of scripts in the header."""
    digest = hashlib.sha256(import_map().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class PolicyMiddleware(CSPMiddleware):
    """The policy of the settings, with the import map among the scripts."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 - as the package calls it
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        parts.update = {**(parts.update or {}), "script-src": [import_map_source()]}
        return parts


def policy_of_pages() -> str:
    """The header of a page that needs nothing of its own."""
    return build_policy(**asdict(PolicyParts(update={"script-src": [import_map_source()]})))
