"""What blocks have in common: where they are shown, and what they ask of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms.choosers import SHOWN
from cms.selectors.shelves import Shelf, Wish, fulfil
from opportunities.models import City

Context = Mapping[str, Any]


def city_of(context: Context | None) -> City | None:
    """The city of the page that a block is part of; in the preview of a block alone, the first one."""
    page = (context or {}).get("page")
    return getattr(page, "city", None) or City.objects.first()


class ShelfBlock(blocks.StructBlock):
    """A block that shows cards. `wish` says which; the body asks for those of all its blocks together."""

    def wish(self, value: Any) -> Wish:
        return Wish(value.get("filters") or "")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        ready: Shelf | None = context.get("shelves", {}).get(id(value))
        city = city_of(context)
        if ready is None and city:
            ready = fulfil(city, [self.wish(value)])[0]
        return {**context, "shelf": ready}


class ShownChooserBlock(blocks.ChooserBlock):
    """Chooses a row of the catalogue. Only what is public can be chosen, and what no longer is is not shown."""

    def __init__(self, viewset: ChooserViewSet, **options: Any) -> None:
        self.viewset = viewset
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return "wagtail.blocks.IntegerBlock", (), {}

    @cached_property
    def target_model(self) -> type[Model]:
        model: type[Model] = self.viewset.model
        return model

    @cached_property
    def widget(self) -> Any:
        return self.viewset.widget_class()

    @cached_property
    def field(self) -> Any:
        field = super().field
        field.queryset = self.shown()
        return field

    def shown(self) -> QuerySet[Any]:
        return SHOWN[self.target_model][0]()

    def bulk_to_python(self, values: list[int | None]) -> list[Any]:
        found = {row.pk: row for row in self.shown().filter(pk__in=[value for value in values if value])}
        return [found.get(value) for value in values]

    def to_python(self, value: int | None) -> Any:
        return self.bulk_to_python([value])[0]


def inside(value: Any) -> Iterator[Any]:
    """`value` and everything within it that is neither a stream, a struct nor a list."""
    if isinstance(value, blocks.StructValue):
        for child in value.values():
            yield from inside(child)
    elif isinstance(value, blocks.list_block.ListValue):
        for child in value:
            yield from inside(child)
    else:
        yield value
