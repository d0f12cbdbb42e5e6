"""Answers that browsers and proxies may keep, and ask again for cheaply.

An answer is named by a strong ETag made of the search table's generation, the edition of what else pages show, the
address, its language, the release and the quarter of an hour. Whoever already has it gets 304 without anything being
looked up. The quarter lets an answer follow what no saving announces: the day ends where the city is (in every time
zone on a quarter of an hour), a meeting begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, wraps
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import condition

from geodata.models import Timetable
from geodata.reach import store
from maps.lean import has_session, lean, lean_page
from opportunities.remembering import edition
from opportunities.search.index import generation
from opportunities.search.index.kept import Kept

PUBLIC = "public, max-age=60, stale-while-revalidate=600"
OWN = "private, max-age=60"
NOBODYS = "private, no-store"
MADE_ANEW = "private, no-cache"
PARTS_OF_A_RELEASE = ("*.py", "*.html", "*.mo")
DEGREES = {"view", "bbox"}
DECIMALS = 5  # about a metre
LONGEST_BOX = 200  # characters
QUARTER_S = 900

MOST_PAGES = 128  # of about 120 kB

View = Callable[..., HttpResponseBase]
pages: Kept[HttpResponse] = Kept(MOST_PAGES)


def cached_view(view: View) -> View:
    """A lean view whose answers may be kept: for a minute, and shown up to ten more while asked for anew.

    An answer to where a device is (`at`) is kept by nobody, one to a typed place (`near`, perhaps a home) only by the
    browser that asked. Answers other than 200 and 304 are not kept.
    """
    return lean(_answering(view))


def cached_page(view: Callable[..., HttpResponse]) -> View:
    """A page whose answers may be kept as those of `cached_view`, for all who have no session; the page of who has one
    is made anew. What others asked last is kept in this process, too."""
    everybodys = _answering(_remembering(view))

    @lean_page
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not has_session(request):
            return everybodys(request, *args, **kwargs)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = MADE_ANEW
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def never_kept(response: HttpResponse) -> HttpResponse:
    """`response`, to be kept by nobody: the next who asks the same must be heard."""
    response["Cache-Control"] = NOBODYS
    return response


def _answering(view: View) -> View:
    conditional = condition(etag_func=_etag)(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        is_located = "at" in request.GET
        response = (view if is_located else conditional)(request, *args, **kwargs)
        if is_located or response.status_code not in {200, 304} or response.get("Cache-Control") == NOBODYS:
            del response["ETag"]
            response["Cache-Control"] = NOBODYS
        else:
            response["Cache-Control"] = OWN if "near" in request.GET else PUBLIC
        return response

    return answer


def _remembering(view: Callable[..., HttpResponse]) -> View:
    """`view`, asked once for each of the last addresses. What concerns where somebody is, or what a transaction has not
    yet made true, is forgotten at once."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.GET.keys() & {"at", "near"} or connection.in_atomic_block:
            return view(request, *args, **kwargs)
        key = request.scheme, request.get_host(), _etag(request)
        if (known := pages.known(key)) is None:
            made = view(request, *args, **kwargs)
            if made.status_code != HTTPStatus.OK or made.get("Cache-Control") == NOBODYS:
                return made
            known = pages.get(key, lambda: made)
        return HttpResponse(known.content, content_type=known["Content-Type"])

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
    told = "\n".join((path, query, language, generation, str(quarter), release()))
    return f'"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'


@cache
def release() -> str:
    """A word that changes with the code, the templates, the translations or the styles of this installation."""
    digest = hashlib.blake2b(digest_size=12)
    own = [Path(app.path) for app in apps.get_app_configs() if _is_own(Path(app.path))]
    files = {file for folder in own for kind in PARTS_OF_A_RELEASE for file in folder.rglob(kind)}
    files.add(Path(settings.STATIC_ROOT) / "staticfiles.json")
    for file in sorted(filter(Path.is_file, files)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_own(folder: Path) -> bool:
    """Whether an app is ours rather than a package's; those stand below a folder of their own, too."""
    return folder.is_relative_to(settings.BASE_DIR) and "site-packages" not in folder.parts


def _etag(request: HttpRequest, *args: object, **kwargs: object) -> str:
    pairs = ((name, value) for name, values in request.GET.lists() for value in values)
    state = f"{generation()} {edition()}"
    return etag_of(
        path=request.path,
        query=canonical(pairs),
        language=get_language() or "",
        generation=state
        if "minutes" not in request.GET
        else f"{state} {Timetable.objects.state()}{store.streets_in_use()}",
        at=timezone.now(),
    )
