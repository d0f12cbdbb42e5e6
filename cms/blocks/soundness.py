"""What a stream may hold, judged by its shape before anything reads it.

Streams are kept as JSON, and JSON outlives the code that wrote it: a block was renamed, a script wrote half a value. A
block that is not what its kind expects is left out instead of breaking the page.
"""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

LARGEST_KEY = 2**63 - 1


def sound_children(stream: Any, raw: Any) -> list[dict[str, Any]]:
    """Those items of `raw` that the StreamBlock `stream` can read; none where `raw` is no list of items at all."""
    return [item for item in raw if _is_item(stream, item)] if isinstance(raw, list | tuple) else []


def _is_item(stream: Any, item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        return False
    block = stream.child_blocks.get(item["type"])
    return block is not None and "value" in item and is_sound(block, item["value"])


def is_sound(block: blocks.Block, raw: Any) -> bool:
    """Whether `block` can make a value of `raw` (JSON), at any depth."""
    if isinstance(block, ImageBlock):
        return _is_key(raw) or _is_struct(block, raw)
    if isinstance(block, blocks.StructBlock):
        return _is_struct(block, raw)
    if isinstance(block, blocks.ListBlock):
        return isinstance(raw, list) and all(is_sound(block.child_block, _unwrapped(item)) for item in raw)
    if isinstance(block, blocks.StreamBlock):
        return isinstance(raw, list) and all(_is_item(block, item) for item in raw)
    if isinstance(block, blocks.ChooserBlock):
        return _is_key(raw)
    if isinstance(block, blocks.IntegerBlock):
        return raw is None or (isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= LARGEST_KEY)
    if isinstance(block, blocks.BooleanBlock):
        return raw is None or isinstance(raw, bool)
    if isinstance(block, blocks.RichTextBlock):
        return isinstance(raw, str)
    return raw is None or isinstance(raw, str)


def _is_key(raw: Any) -> bool:
    return raw is None or (isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= LARGEST_KEY)


def _is_struct(block: blocks.StructBlock, raw: Any) -> bool:
    if not isinstance(raw, dict):
        return False
    return all(is_sound(child, raw[name]) for name, child in block.child_blocks.items() if name in raw)


def _unwrapped(item: Any) -> Any:
    """What is in an item of a list, which is wrapped as {"type": "item", "value", "id"} or bare: as ListBlock tells."""
    is_wrapped = isinstance(item, dict) and {"id", "value", "type"} <= item.keys() and item["type"] == "item"
    return item["value"] if is_wrapped else item
