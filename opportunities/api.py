"""The catalogue for programs: the same search as the pages, told as JSON and described as OpenAPI.

Read only and for everybody. The parameters of a search are those of the list's address, taken from the filters
themselves; what makes no sense is left out and said in `problems`, as on the page.
"""

# No `from __future__ import annotations`: the types below are read when the module is loaded.

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import check_for_language, override
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field, create_model

from opportunities import schemas
from opportunities.models import (
    AccessibilityFeature,
    City,
    Competence,
    Interest,
    Kind,
    Occurrence,
    QualificationLevel,
)
from opportunities.search.asking import Parameter
from opportunities.search.choosing import Choices, DaysAndTimes, OpenChoices
from opportunities.search.filters import COUNTED, FILTERS
from opportunities.search.search import SORTS, Search
from opportunities.search.tags import Facet, bounds
from opportunities.search.vocabulary import Choice, by_value
from opportunities.selectors.changes import Cursor, changes_since
from opportunities.selectors.listed import listed
from opportunities.selectors.pages import opportunities_with_all

MOST_ROWS = 100
MOST_PAGES = 100_000
MOST_CHANGES = 200
COMING_MEETINGS = 20
LICENCE = "Each listing names its source and licence. Name both, and this site, when you pass it on."

router = Router(tags=["Learning opportunities"])


def told(parameter: Parameter) -> tuple[Any, Any]:
    """A parameter of a filter as pydantic wants it: its type, and what to say of it."""
    choices = f" One of: {', '.join(parameter.values)}." if parameter.values else ""
    about: dict[str, Any] = {
        "description": f"{parameter.help}{choices}",
        "examples": [parameter.example] if parameter.example else None,
        "json_schema_extra": {"x-form": str(parameter.form), "x-many": parameter.many},
    }
    return (list[str], Field(default=[], **about))


def parameters() -> dict[str, tuple[Any, Any]]:
    """The parameters of every filter, and those of the list."""
    found = {parameter.name: told(parameter) for one in FILTERS for parameter in one.describe()}
    found["sort"] = (list[str], Field(default=[], description=f"The order. One of: {', '.join(SORTS)}."))
    words = "Language of the words: " + ", ".join(code for code, _name in settings.LANGUAGES) + "."
    found["lang"] = (str, Field(default="en", description=words))
    return found


# Values are not refused by type: `Search.read` says in words what it left out, here as on the page.
fields: Any = parameters()
Asked: Any = create_model("Asked", __base__=Schema, **fields)


class Page(Schema):
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1
    page_size: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 20
    counts: bool = Field(default=False, description="Also say how many each further choice would give.")


class Since(Schema):
    since: str = Field(
        default="1970-01-01", description="`next` of the answer before; to begin with, a day or a moment (ISO 8601)."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_CHANGES)] = MOST_CHANGES


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """The words of the catalogue in `language`, if it is one of the site's."""
    known = dict(settings.LANGUAGES)
    with override(language if language in known and check_for_language(language) else settings.LANGUAGE_CODE):
        yield


def searched(request: HttpRequest, city: str) -> Search:
    return Search.read(dict(request.GET.lists()), get_object_or_404(City, slug=city))


@router.get("/cities", response=list[schemas.CityOut], summary="The cities of this site", url_name="api-cities")
def cities(request: HttpRequest) -> list[schemas.CityOut]:
    return [schemas.city(one, request.build_absolute_uri) for one in City.objects.all()]


@router.get(
    "/cities/{slug:city}/opportunities",
    response={200: schemas.ListOut, 400: schemas.Problem, 404: schemas.Problem},
    summary="What a search finds in a city, page by page",
    url_name="api-list",
)
def opportunities(request: HttpRequest, city: str, asked: Query[Asked], page: Query[Page]) -> schemas.ListOut:
    """The same rows as the list and the map of the city: one for each place and group of people."""
    with speaking(asked.lang):
        search = searched(request, city)
        first = (page.page - 1) * page.page_size
        rows = search.page_rows(first, page.page_size)
        return schemas.ListOut(
            total=search.total,
            page=page.page,
            pages=max(1, -(-search.total // page.page_size)),
            items=[schemas.listing(one) for one in listed(rows, absolute=request.build_absolute_uri)],
            counts=counts(search) if page.counts else None,
            problems=list(search.problems),
            licence=LICENCE,
        )


def counts(search: Search) -> dict[str, list[schemas.CountOut]]:
    """How many rows each choice of each counted parameter would give, where it gives any."""
    return {
        parameter: [
            schemas.CountOut(value=each.value, label=str(each.label), count=search.counts[each.tag])
            for each in _offered(search, one, facet)
            if search.counts.get(each.tag)
        ]
        for one in COUNTED
        for parameter, facet in one.facets.items()
    }


def _offered(search: Search, one: Choices | DaysAndTimes, facet: Facet) -> Iterable[Choice]:
    if not isinstance(one, OpenChoices):
        return by_value(facet, search.city).values()
    low, high = bounds(facet)
    return one.named([number for number in search.counts if low <= number <= high])


@router.get(
    "/cities/{slug:city}/changes",
    response={200: schemas.ChangesOut, 400: schemas.Problem, 404: schemas.Problem},
    summary="What came, changed or went since you asked last",
    url_name="api-changes",
)
def changes(request: HttpRequest, city: str, asked: Query[Asked], since: Query[Since]) -> schemas.ChangesOut:
    """Oldest first. Keep `next` and give it as `since` the next time: tomorrow, or at once while `more` is true. A
    change may be told twice, never not at all; what only the clock changes is not told, but for what has ended."""
    cursor = Cursor.read(since.since)
    if cursor is None:
        raise HttpError(400, "Give since as `next` of an earlier answer, a day (2026-11-21) or a moment.")
    with speaking(asked.lang):
        search = searched(request, city)
        found = changes_since(search, cursor, limit=since.limit)
        here = search.rows().filter(opportunity__in=[one.listing for one in found.changes if one.is_here])
        items = [schemas.listing(one) for one in listed(here.order_by("pk"), absolute=request.build_absolute_uri)]
        return schemas.changes_out(found, items, problems=search.problems, licence=LICENCE)


@router.get(
    "/opportunities/{int:number}",
    response={200: schemas.OpportunityOut, 404: schemas.Problem},
    summary="Everything about one opportunity",
    url_name="api-opportunity",
)
def opportunity(request: HttpRequest, number: int, lang: str = "en") -> schemas.OpportunityOut:
    """With all its sessions, where and when they are, and the next dated meetings."""
    with speaking(lang):
        shown = opportunities_with_all(AnonymousUser()).filter(pk=number).first()
        if shown is None:
            raise Http404
        coming = Occurrence.objects.filter(session__opportunity=shown, ends_at__gte=timezone.now())
        meetings = list(coming.order_by("starts_at", "pk")[:COMING_MEETINGS])
        return schemas.opportunity(shown, meetings, request.build_absolute_uri)


@router.get("/taxonomies", response=schemas.TaxonomiesOut, summary="The terms that listings use", url_name="api-terms")
def taxonomies(request: HttpRequest) -> schemas.TaxonomiesOut:
    """Slugs are what searches take and listings give; names are by language."""
    return schemas.TaxonomiesOut(
        interests=[schemas.term(one, parent=one.parent) for one in Interest.objects.select_related("parent")],
        kinds=[schemas.term(one) for one in Kind.objects.all()],
        competences=[schemas.term(one) for one in Competence.objects.all()],
        accessibility=[schemas.term(one) for one in AccessibilityFeature.objects.all()],
        levels=[schemas.term(one) for one in QualificationLevel.objects.all()],
    )
