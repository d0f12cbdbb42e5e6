"""What all pages share: a body of blocks, and the city they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import Body, Picks
from opportunities.models import City
from opportunities.selectors.cities import frame

if TYPE_CHECKING:
    from cms.models.city import CityPage


class NamelessStreamField(StreamField):
    """A stream of `stream` blocks. Migrations do not name the blocks: a new one changes no table."""

    stream: type[StreamBlock]

    def __init__(self, **options: Any) -> None:
        super().__init__(self.stream(), **{"blank": True, **options})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options


class BodyField(NamelessStreamField):
    """The body of a page."""

    stream = Body


class PicksField(NamelessStreamField):
    """Activities that an editor picked by hand."""

    stream = Picks


class ShownAtTheDesk(Page):
    """A page that is previewed beside its form: there, the policy of public pages does not hold, which forbids frames
    and Wagtail's own tools."""

    class Meta:
        abstract = True

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        response: HttpResponseBase = super().serve_preview(request, mode_name)
        response._csp_exempt = True  # type: ignore[attr-defined]
        return response


class CityChildPage(ShownAtTheDesk):
    """A page below a city's home: it knows its city and shows that city's frame."""

    class Meta:
        abstract = True

    @cached_property
    def city_page(self) -> CityPage:
        """The home of the city, in the language of this page."""
        from_above = self.get_ancestors().filter(depth=CITY_DEPTH).specific()
        return from_above.get()

    @cached_property
    def city(self) -> City:
        return self.city_page.city

    @property
    def has_map(self) -> bool:
        """Whether the page needs what a map needs."""
        body = getattr(self, "body", None)
        return body is not None and any(item["type"] == "map" for item in body.raw_data)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **frame(self.city)}


CITY_DEPTH = 3  # below the tree's root and the hub
