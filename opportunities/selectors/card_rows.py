"""What a card says something of, read in one query: a list is read more often than anything else.

No objects of models are made: twenty of each of six models took longer than the rest of the page.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import FloatField, Func, JSONField, OuterRef, QuerySet, Subquery

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
    titles: dict[str, str] | None
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
    area_names: dict[str, str] | None

    @property
    def text(self) -> tuple[str, str]:
        """Language and title, in the language of the page, else the original, else any; "" where there is no text."""
        titles = self.titles or {"": ""}
        language = next((code for code in (active_language(), self.original_language) if code in titles), None)
        return next(iter(titles.items())) if language is None else (language, titles[language])

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
        return (self.area_names or {}).get(active_language()) or self.area_name


@functools.cache
def _columns() -> tuple[Any, ...]:
    """In the order of `CardRow`. Asked for when models are ready: pages of editors are models, and show cards."""
    texts = OpportunityText.objects.filter(opportunity=OuterRef("opportunity")).order_by()
    return (
        "pk", "interest", "min_age", "max_age", "session_ids", "tags", "opportunity",
        Subquery(texts.values(titles=Titles())),
        "opportunity__original_language", "opportunity__badge", "opportunity__microcredential",
        "opportunity__certificate", "opportunity__ects",
        "opportunity__provider", "opportunity__provider__name", "opportunity__provider__verified_at",
        "opportunity__kind", "venue", "venue__name", "venue__address", "venue__postcode", "venue__locality",
        Longitude("venue__point"), Latitude("venue__point"), "venue__placement",
        "venue__area__level", "venue__area__name", "venue__area__names",
    )  # fmt: skip


def card_rows(rows: QuerySet[SearchRow]) -> Iterator[CardRow]:
    """What the cards of `rows` need, in their order, in one query."""
    return map(CardRow._make, rows.values_list(*_columns()))
