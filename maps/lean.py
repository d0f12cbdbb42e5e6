"""Answers for everybody alike, given without what only a person's page needs.

The map asks for markers with every movement, and other people's maps for tiles. Such an answer is the same for all: it
reads no session, knows no user, sets no cookie, and its language is the one its address names. `lean` marks such a
view; `LeanMiddleware` answers it before sessions, accounts, forms and messages are reached. What stands before the
middleware in the settings still applies: HTTPS, its headers, static files.

A whole page can be lean too (`lean_page`): for who has no session. Who has one may be signed in, or be owed a message,
and gets the page the long way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from maps.policy import policy_of_pages

View = TypeVar("View", bound=Callable[..., Any])
# What the middleware that is passed by would have said: data is neither run nor framed.
HEADERS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY"}


def lean(view: View) -> View:
    """Mark `view` as one that needs no session, user, form token or message. Only GET and HEAD are answered so."""
    view.is_lean = True  # type: ignore[attr-defined]
    return view


def lean_page(view: View) -> View:
    """Mark `view` as a page that is the same for all who have no session."""
    view.is_lean_page = True  # type: ignore[attr-defined]
    return lean(view)


def has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def open_to_other_sites(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let scripts on pages of other sites read the answers of `view`: public data that no cookie changes."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


class LeanMiddleware:
    """Answers lean views itself and passes every other request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
            with translation.override(language):
                match = _lean_match(request.path_info)
                if match and not (_is_page(match) and has_session(request)):
                    return _answer(request, match, language)
        return self.get_response(request)


def _lean_match(path: str) -> ResolverMatch | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match if getattr(match.func, "is_lean", False) else None


def _is_page(match: ResolverMatch) -> bool:
    return getattr(match.func, "is_lean_page", False)


def _answer(request: HttpRequest, match: ResolverMatch, language: str) -> HttpResponseBase:
    request.get_host()  # refuses a host that is not ours
    request.resolver_match = match
    headers = {**HEADERS, "Content-Language": language}
    if _is_page(match):
        request.user = AnonymousUser()
        headers["Content-Security-Policy"] = policy_of_pages()
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if not response.streaming:
        response.headers.setdefault("Content-Length", str(len(response.content)))  # type: ignore[attr-defined]
    return response
