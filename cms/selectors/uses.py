"""What uses a row that somebody wants to delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.models import CityDesk, CityPage
from opportunities.models import City

EXAMPLES = 5
# A city's own playlists would go with it without a word.
ALSO = {(City, "playlists")}


@dataclass(frozen=True)
class Use:
    """So many rows of one kind; `examples` are the names of a few of them."""

    kind: str
    count: int
    examples: tuple[str, ...]


def uses_of(row: models.Model) -> list[Use]:
    """What would stop `row` from being deleted, or be lost with it; empty where it may go. The homes of a city go with
    it, unless there is something below them."""
    found = _files_and_pages(row) if isinstance(row, City) else []
    found += [
        _use(relation.related_model, relation.field.name, row)
        for relation in row._meta.related_objects
        if relation.related_model is not CityPage and _holds(row, relation)
    ]
    return [use for use in found if use.count]


def _holds(row: models.Model, relation: Any) -> bool:
    return relation.on_delete in (models.PROTECT, models.RESTRICT) or (
        (type(row), relation.get_accessor_name()) in ALSO
    )


def _files_and_pages(city: City) -> list[Use]:
    """The pages below the homes of `city`, and what lies in its collection and those within."""
    homes = CityPage.objects.filter(city=city)
    below = Page.objects.filter(pk__in=[page.pk for home in homes for page in home.get_descendants()])
    desk = CityDesk.objects.filter(city=city).select_related("collection").first()
    folders = desk.collection.get_descendants(inclusive=True) if desk else ()
    files = [(kind.objects.filter(collection__in=folders), kind) for kind in (get_image_model(), get_document_model())]
    return [_told(below, Page), *(_told(rows, kind) for rows, kind in files)]


def uses_of_home(page: CityPage) -> list[Use]:
    """What hangs on the home of a city: the city itself, and all pages below."""
    below = page.get_descendants()
    city = Use(capfirst(str(City._meta.verbose_name)), 1, (str(page.city),))
    return [city, *([_told(below, below.model)] if below.exists() else [])]


def _use(model: type[models.Model], column: str, row: models.Model) -> Use:
    return _told(model._default_manager.filter(**{column: row}), model)


def _told(rows: models.QuerySet[models.Model], model: type[models.Model]) -> Use:
    count = rows.count()
    examples = tuple(str(one) for one in rows.order_by("pk")[:EXAMPLES]) if count else ()
    return Use(capfirst(str(model._meta.verbose_name_plural)), count, examples)
