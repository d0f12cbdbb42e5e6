"""Pages of a list: the rows of a set in the order of a sort, from a place of it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from opportunities.search.index.bits import Bits, Ints, Mask
from opportunities.search.index.nearness import Centre
from opportunities.search.index.segment import ORDERS, Segment

FEW: Final = 4_096  # so few hits are sorted; more are picked out of the order of all rows
STRIDE: Final = 16_384

Columns = list[npt.NDArray[Any]]
Hits = Sequence[tuple[Segment, Bits]]


def page(hits: Hits, order: str, centre: Centre | None, offset: int, limit: int) -> list[int]:
    """The primary keys of the rows from `offset` on, at most `limit`; from one or more segments of the same city.

    Only the first, which may be large, is walked to its place; of the others all hits are sorted in.
    """
    if not hits:
        return []
    others = sum(len(bits) for _, bits in hits[1:])
    start = max(0, offset - others)  # so many of the first segment surely come before the page
    found = [
        (segment, _first(segment, bits, order, centre, offset + limit)[start if number == 0 else 0 :])
        for number, (segment, bits) in enumerate(hits)
    ]
    columns = [_columns(segment, positions, order, centre) for segment, positions in found]
    merged = [np.concatenate(each) for each in zip(*columns, strict=True)]
    places = np.lexsort(merged[::-1])[offset - start : offset - start + limit]
    return [int(pk) for pk in merged[-1][places]]


def _columns(segment: Segment, positions: Ints, order: str, centre: Centre | None) -> Columns:
    """What the rows are sorted by, the primary key last."""
    if centre and order == "nearest":
        return [centre.distances(segment, positions), segment.column["pk"][positions]]
    return [segment.column[name][positions] for name in ORDERS[order]]


def _first(segment: Segment, hits: Bits, order: str, centre: Centre | None, count: int) -> Ints:
    """The first `count` of `hits`."""
    if centre and order == "nearest":
        return centre.nearest(segment, hits, count)
    if len(hits) <= FEW:
        positions = hits.positions()
        return positions[np.lexsort(_columns(segment, positions, order, None)[::-1])[:count]]
    return _walk(segment.column[f"order_{order}"], hits.mask, min(count, len(hits)))


def _walk(order: npt.NDArray[np.int32], is_hit: Mask, count: int) -> Ints:
    """The first `count` of `order` that are hits."""
    found: list[npt.NDArray[np.int32]] = []
    start = have = 0
    while have < count and start < len(order):
        stride = order[start : start + STRIDE]
        found.append(stride[is_hit[stride]])
        have += len(found[-1])
        start += STRIDE
    return np.concatenate(found)[:count].astype(np.int64)
