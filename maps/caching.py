"""Answers that browsers and proxies may keep, and ask again for cheaply.

An answer is named by a strong ETag made of the search table's generation, the address, its language and the quarter of
an hour. Whoever already has it gets 304 without anything being looked up. The quarter lets an answer follow what no
saving announces: the day ends where the city is (in every time zone on a quarter of an hour), a meeting begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import condition

from geodata.models import Timetable
from maps.lean import lean
from opportunities.search.index import generation

PUBLIC = "public, max-age=60, stale-while-revalidate=600"
OWN = "private, max-age=60"
NOBODYS = "private, no-store"
DEGREES = {"view", "bbox"}
DECIMALS = 5  # about a metre
LONGEST_BOX = 200  # characters
QUARTER_S = 900

View = Callable[..., HttpResponseBase]


def cached_view(view: View) -> View:
    """A lean view whose answers may be kept: for a minute, and shown up to ten more while asked for anew.

    An answer to where a device is (`at`) is kept by nobody, one to a typed place (`near`, perhaps a home) only by the
    browser that asked. Answers other than 200 and 304 are not kept.
    """
    conditional = condition(etag_func=_etag)(view)

    @lean
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        is_located = "at" in request.GET
        response = (view if is_located else conditional)(request, *args, **kwargs)
        if is_located or response.status_code not in {200, 304}:
            del response["ETag"]
            response["Cache-Control"] = NOBODYS
        else:
            response["Cache-Control"] = OWN if "near" in request.GET else PUBLIC
        return response

    return answer


def canonical(pairs: Iterable[tuple[str, str]]) -> str:
    """The query of `pairs` (name, value) in one order, without blanks and doubles, degrees to about a metre: equal
    questions give equal texts."""
    tidy = {(name, _rounded(value) if name in DEGREES else value.strip()) for name, value in pairs}
    return urlencode(sorted(pair for pair in tidy if pair[1]))


def _rounded(text: str) -> str:
    if len(text) > LONGEST_BOX:
        return text
    try:
        return ",".join(f"{float(part):.{DECIMALS}f}" for part in text.split(","))
    except ValueError:
        return text.strip()


def etag_of(*, path: str, query: str, language: str, generation: str, at: datetime) -> str:
    """The strong ETag, with its quotation marks, of the answer to `path` and canonical `query` at the moment `at`."""
    quarter = int(at.timestamp() // QUARTER_S)
    told = "\n".join((path, query, language, generation, str(quarter)))
    return f'"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'


def _etag(request: HttpRequest, *args: object, **kwargs: object) -> str:
    pairs = ((name, value) for name, values in request.GET.lists() for value in values)
    return etag_of(
        path=request.path,
        query=canonical(pairs),
        language=get_language() or "",
        generation=generation() if "minutes" not in request.GET else f"{generation()} {Timetable.objects.state()}",
        at=timezone.now(),
    )
