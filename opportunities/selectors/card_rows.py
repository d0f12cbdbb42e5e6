"""What a card says something of, read in one query: a list is read more often than anything else.

No objects of models are made: twenty of each of six models took longer than the rest of the page.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import FloatField, Func, JSONField, OuterRef, Subquery

from geodata.geometry import Position
from geodata.models import Area
from opportunities.languages import active_language
from opportunities.models import OpportunityText, SearchRow


class Titles(Func):
    """The titles of an opportunity by language."""

    template = "jsonb_object_agg(language, title)"
    output_field = JSONField()


class Longitude(Func):
    """The x of a point, without making a point of it."""

    function = "ST_X"
    output_field = FloatField()


class Latitude(Longitude):
    function = "ST_Y"


class CardRow(NamedTuple):
    """A search row with what its card needs of others; what a row without a venue cannot know is None."""

    pk: int
    interest: int | None
    min_age: int | None
    max_age: int | None
    session_ids: list[int]
    tags: list[int]
    opportunity: int
    titles_as_json: str | None
    original_language: str
    badge: str
    microcredential: str
    certificate: str
    ects: Decimal | None
    provider: int
    provider_name: str
    verified_at: datetime | None
    kind: int
    venue: int | None
    venue_name: str | None
    address: str | None
    postcode: str | None
    locality: str | None
    longitude: float | None
    latitude: float | None
    placement: str | None
    area_level: str | None
    area_name: str | None
    area_names_as_json: str | None

    @property
    def text(self) -> tuple[str, str]:
        """Language and title, in the language of the page, else the original, else any; "" where there is no text."""
        return text_of(self.titles_as_json, self.original_language)

    @property
    def other_languages(self) -> list[str]:
        """The codes of the languages, beside that of `text`, in which it is written too."""
        titles: dict[str, str] = json.loads(self.titles_as_json) if self.titles_as_json else {}
        return [code for code in titles if code != self.text[0]]

    @property
    def position(self) -> Position | None:
        return None if self.longitude is None or self.latitude is None else Position(self.longitude, self.latitude)

    @property
    def full_address(self) -> str:
        town = f"{self.postcode or ''} {self.locality or ''}".strip()
        return ", ".join(part for part in (self.address, town) if part)

    @property
    def district(self) -> str:
        """The part of town, where it is known."""
        if self.area_level != Area.Level.DISTRICT or self.area_name is None:
            return ""
        names: dict[str, str] = json.loads(self.area_names_as_json or "{}")
        return names.get(active_language()) or self.area_name


class PinRow(NamedTuple):
    """A search row with what a pin of the map says of it."""

    pk: int
    interest: int | None
    opportunity: int
    titles_as_json: str | None
    original_language: str


def text_of(titles_as_json: str | None, original_language: str) -> tuple[str, str]:
    """Language and title, in the language of the page, else the original, else any; "" where there is no text."""
    titles: dict[str, str] = json.loads(titles_as_json) if titles_as_json else {"": ""}
    language = next((code for code in (active_language(), original_language) if code in titles), None)
    return next(iter(titles.items())) if language is None else (language, titles[language])


def _columns() -> tuple[Any, ...]:
    """In the order of `CardRow`. Asked for when models are ready: pages of editors are models, and show cards."""
    return (
        "pk", "interest", "min_age", "max_age", "session_ids", "tags", "opportunity",
        _titles(),
        "opportunity__original_language", "opportunity__badge", "opportunity__microcredential",
        "opportunity__certificate", "opportunity__ects",
        "opportunity__provider", "opportunity__provider__name", "opportunity__provider__verified_at",
        "opportunity__kind", "venue", "venue__name", "venue__address", "venue__postcode", "venue__locality",
        Longitude("venue__point"), Latitude("venue__point"), "venue__placement",
        "venue__area__level", "venue__area__name", "venue__area__names",
    )  # fmt: skip


def _titles() -> Subquery:
    texts = OpportunityText.objects.filter(opportunity=OuterRef("opportunity")).order_by()
    return Subquery(texts.values(titles=Titles()))


def _of_a_pin() -> tuple[Any, ...]:
    """In the order of `PinRow`."""
    return ("pk", "interest", "opportunity", _titles(), "opportunity__original_language")


@functools.cache
def _statement(columns: Callable[[], tuple[Any, ...]]) -> str:
    """As text: to put it together anew for each list would take three times as long as to answer it."""
    sql, _no_parameters = SearchRow.objects.order_by().values_list(*columns()).query.sql_with_params()
    return f'{sql} WHERE "{SearchRow._meta.db_table}"."id" = ANY(%s)'


def card_rows(ids: Sequence[int]) -> list[CardRow]:
    """What the cards of these rows need, in this order, in one query; without those that have gone meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(_columns), [list(ids)])
        found = {row.pk: row for row in map(CardRow._make, cursor)}
    return [found[pk] for pk in ids if pk in found]


def pin_rows(ids: Sequence[int]) -> list[PinRow]:
    """What the pins of these rows say, in any order, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(_of_a_pin), [list(ids)])
        return list(map(PinRow._make, cursor))
