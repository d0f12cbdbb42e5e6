"""What editors build pages from: one module for each family of blocks, and the body that holds them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from cms.blocks.base import Context, ShelfBlock, ShownChooserBlock, city_of, inside
from cms.blocks.live import (
    DatesBlock,
    FiguresBlock,
    LikeThisBlock,
    MapBlock,
    PlaylistBlock,
    SnapshotBlock,
    SpotlightBlock,
)
from cms.blocks.pictures import CardsBlock, FundersBlock, PictureBlock, VideoBlock
from cms.blocks.soundness import sound_children
from cms.blocks.words import ActionBlock, QuestionsBlock, QuoteBlock, SharedActionBlock, StepsBlock, TextBlock
from cms.choosers import opportunity_chooser
from cms.selectors.playlists import cards_by_number
from cms.selectors.shelves import Shelf, Wish, fulfil
from opportunities.selectors.playlist_cards import PlaylistCard

logger = logging.getLogger(__name__)


class Forgiving(blocks.StreamBlock):
    """A stream of which a part that cannot be read, or cannot be drawn, is left out; the rest of the page stands."""

    def to_python(self, value: Any) -> blocks.StreamValue:
        if isinstance(value, blocks.StreamValue):
            return value
        if isinstance(value, str):
            value = _read(value)
        if isinstance(value, list) and value and isinstance(value[0], tuple):
            return super().to_python(value)
        return super().to_python(sound_children(self, value))

    def bulk_to_python(self, values: Iterable[Any]) -> list[blocks.StreamValue]:
        found: list[blocks.StreamValue] = super().bulk_to_python([sound_children(self, value) for value in values])
        return found

    def render(self, value: blocks.StreamValue, context: Context | None = None) -> SafeString:
        if not _is_readable(value):
            return SafeString("")
        shelves = (context or {}).get("shelves") or _shelves(value, context)
        ready = {**(context or {}), "shelves": shelves, "playlist_cards": _playlist_cards(value)}
        _fetch_renditions(value)
        drawn = ((child.block_type, _drawn(child, ready)) for child in value)
        return format_html_join("\n", '<div class="block block--{}">{}</div>', ((n, html) for n, html in drawn if html))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return []


def _is_readable(stream: blocks.StreamValue) -> bool:
    """Whether the values of all blocks can be made, which happens for all of a kind at once."""
    try:
        list(stream)
    except Exception:  # shapes are judged before; what got through all the same is not worth a page
        logger.exception("A stream could not be read.")
        return False
    return True


def _drawn(child: Any, context: dict[str, Any]) -> SafeString:
    """The block as HTML; empty where it cannot be drawn, which the log tells."""
    try:
        return format_html("{}", child.render(context=context))
    except Exception:  # whatever it is, one block is not worth a page
        logger.exception("A block of the kind %s could not be drawn.", child.block_type)
        return SafeString("")


def wishes_of(stream: blocks.StreamValue) -> dict[int, Wish]:
    """What the blocks of `stream` ask of the catalogue, by the identity of the block's value."""
    if not _is_readable(stream):
        return {}
    return {id(child.value): child.block.wish(child.value) for child in stream if isinstance(child.block, ShelfBlock)}


def _shelves(stream: blocks.StreamValue, context: Context | None) -> dict[int, Shelf]:
    """The cards of all blocks that show some."""
    wishes = wishes_of(stream)
    city = city_of(context) if wishes else None
    return dict(zip(wishes, fulfil(city, list(wishes.values())), strict=True)) if city else {}


def _playlist_cards(stream: blocks.StreamValue) -> dict[int, PlaylistCard]:
    """The cards of all playlists of the stream, by number."""
    return cards_by_number({c.block.number(c.value) for c in stream if isinstance(c.block, PlaylistBlock)} - {0})


def _fetch_renditions(stream: blocks.StreamValue) -> None:
    """Look up the sizes of all pictures of the stream at once."""
    pictures = list(_pictures(child.value for child in stream))
    if pictures:
        renditions = get_image_model().get_rendition_model().objects.all()
        prefetch_related_objects(pictures, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))


def _pictures(values: Iterable[Any]) -> Iterator[AbstractImage]:
    for value in values:
        for part in inside(value):
            picture = part if isinstance(part, AbstractImage) else getattr(part, "logo", None)
            if isinstance(picture, AbstractImage):
                yield picture


class Body(Forgiving):
    """The blocks that every page may hold."""

    text = TextBlock()
    picture = PictureBlock()
    video = VideoBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    cards = CardsBlock()
    action = ActionBlock()
    shared_action = SharedActionBlock()
    like_this = LikeThisBlock()
    dates = DatesBlock()
    map = MapBlock()
    snapshot = SnapshotBlock()
    playlist = PlaylistBlock()
    spotlight = SpotlightBlock()
    figures = FiguresBlock()
    funders = FundersBlock()


class Picks(Forgiving):
    """Activities that an editor picked by hand."""

    opportunity = ShownChooserBlock(opportunity_chooser, label=_("Activity"), icon="calendar-alt")
