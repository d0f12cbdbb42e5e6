"""The API of the installation, under /api/v1/: read only and without a key. How often one may ask is the proxy's."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from maps.caching import cached_view
from maps.lean import open_to_other_sites
from opportunities.api import LICENCE, router

api = NinjaAPI(
    title="Learnmap",
    version="1",
    description=f"Learning opportunities in cities and regions, read only, without a key. {LICENCE}",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", router)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A question that makes no sense, in one sentence and with status 400."""
    wrong = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors)
    return api.create_response(request, {"problem": wrong}, status=400)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return api.create_response(request, {"problem": str(error)}, status=error.status_code)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, _error: Http404) -> HttpResponse:
    return api.create_response(request, {"problem": "There is nothing here."}, status=404)


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The description of the API for people: the same as openapi.json, on a page of our own."""
    return render(request, "api/reference.html", {"api": described()})


def described() -> dict[str, Any]:
    """What the page shows of the OpenAPI description: each operation with its parameters."""
    schema = api.get_openapi_schema()
    operations = [
        {
            "path": where,
            "summary": one["get"]["summary"],
            "description": one["get"].get("description", ""),
            "parameters": [
                {"name": each["name"], "help": each["schema"].get("description", ""), "needed": each["required"]}
                for each in one["get"]["parameters"]
            ],
        }
        for where, one in schema["paths"].items()
    ]
    return {"title": schema["info"]["title"], "description": schema["info"]["description"], "operations": operations}


def open_addresses() -> list[URLPattern]:
    """The API's addresses, kept by browsers and proxies and open to scripts on other sites as the rest of the data."""
    patterns, _app, _namespace = api.urls
    return [
        path(str(one.pattern), open_to_other_sites(cached_view(one.callback)), name=one.name)
        for one in patterns
        if isinstance(one, URLPattern) and one.name != "api-root"
    ]


urlpatterns = [path("", reference, name="api-root"), *open_addresses()]
