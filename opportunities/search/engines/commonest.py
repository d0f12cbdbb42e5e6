"""Of what there is too much to list, the commonest: whoever counts a million rows may have met as many providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from opportunities.search.choosing import OpenChoices
from opportunities.search.filters import FILTERS
from opportunities.search.index.bits import Ints, Mask
from opportunities.search.tags import bounds

if TYPE_CHECKING:
    from opportunities.search.search import Search

MOST: Final = 40


def commonest(tags: Ints, numbers: Ints, search: Search) -> dict[int, int]:
    """The count of each tag, from the sorted `tags` and the `numbers` of rows that have them.

    Of choices too many to list (`OpenChoices`) only the `MOST` commonest, ties by tag, and those that are chosen.
    """
    kept = numbers > 0
    for one in FILTERS:
        if isinstance(one, OpenChoices):
            low, high = bounds(one.facet)
            begin, end = np.searchsorted(tags, (low, high + 1))
            span = slice(begin, end)
            kept[span] &= _are_commonest(numbers[span]) | np.isin(tags[span], one.tags(search))
    return dict(zip(tags[kept].tolist(), numbers[kept].tolist(), strict=True))


def _are_commonest(numbers: Ints) -> Mask:
    """Which are among the `MOST` greatest; of equal ones the first.

    Counts how often each number occurs, which is quicker than to sort hundreds of thousands.
    """
    if len(numbers) <= MOST:
        return np.ones(len(numbers), np.bool_)
    as_great = np.cumsum(np.bincount(numbers)[::-1])[::-1]  # how many are at least as great as each number
    least = np.flatnonzero(as_great >= MOST)[-1]
    found: Mask = numbers > least
    found[np.flatnonzero(numbers == least)[: MOST - found.sum()]] = True
    return found
