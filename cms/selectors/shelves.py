"""Cards of the catalogue on editors' pages: what a block's filters find now.

The filters of a block are the query string of the explorer. All blocks of a page ask together (`fulfil`), so that a
page with ten of them asks the database no more often than a page with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from maps.embedding import embedded_map
from opportunities.models import City, Opportunity, SearchRow
from opportunities.search.search import Search
from opportunities.selectors.cards import Card, cards

FEW, MANY = 4, 12
GROUPS = 2  # rows looked at for each card: an activity may have a row for each of its groups
LONGEST_QUERY = 2000  # characters


@dataclass(frozen=True)
class Wish:
    """What a part of a page asks for: at most `count` cards of what the explorer's query string `query` finds."""

    query: str
    count: int = FEW


@dataclass(frozen=True)
class Shelf:
    """`cards` of the `total` that were found; `url` leads to all of them on the list and map."""

    cards: tuple[Card, ...]
    total: int
    url: str


def search_of(query: str, city: City) -> Search:
    """The search that a query string of the explorer asks for in `city`. What cannot be read is left out."""
    return Search.read(parse_qs(query[:LONGEST_QUERY].replace("\0", "")), city)


def explorer_address(search: Search) -> str:
    """Where the list and map of `search` are."""
    query = search.address()
    return f"{search.city.explorer_url}?{query}" if query else search.city.explorer_url


def fulfil(city: City, wishes: Sequence[Wish]) -> list[Shelf]:
    """One shelf for each of `wishes`, in their order; the cards of all are fetched together."""
    searches = [search_of(wish.query, city) for wish in wishes]
    asked = list(zip(searches, wishes, strict=True))
    found = [search.page_ids(0, wish.count * GROUPS) if wish.count else [] for search, wish in asked]
    wanted = list(dict.fromkeys(pk for ids in found for pk in ids))
    by_row = {card.row: card for card in cards(wanted)} if wanted else {}
    return [
        Shelf(_one_each((by_row[pk] for pk in ids if pk in by_row), wish.count), search.total, explorer_address(search))
        for (search, wish), ids in zip(asked, found, strict=True)
    ]


def _one_each(found: Iterable[Card], count: int) -> tuple[Card, ...]:
    """The first `count` of `found`, without further groups of an activity that is there already."""
    by_opportunity: dict[int, Card] = {}
    for card in found:
        by_opportunity.setdefault(card.pk, card)
    return tuple(by_opportunity.values())[:count]


def shelf(city: City, query: str, count: int = FEW) -> Shelf:
    """At most `count` cards of what `query` finds in `city`."""
    return fulfil(city, [Wish(query, count)])[0]


def theme(city: City, query: str, picks: Iterable[Opportunity | None]) -> dict[str, Any]:
    """The cards of a theme: `picked` ones that are still published, in their order, then `found` by the filters."""
    order = list(dict.fromkeys(pick.pk for pick in picks if pick is not None))
    found = shelf(city, query, MANY) if query else None
    rows = SearchRow.objects.filter(opportunity__in=order).order_by("opportunity_id", "pk").distinct("opportunity_id")
    by_opportunity = {card.pk: card for card in cards(rows)} if order else {}
    return {
        "picked": [by_opportunity[pk] for pk in order if pk in by_opportunity],
        "found": [card for card in found.cards if card.pk not in by_opportunity] if found else [],
        "total": found.total if found else 0,
        "url": found.url if found else city.explorer_url,
    }


def strip(city: City, query: str) -> dict[str, Any]:
    """What a small map of `query` needs: its `settings` for the script, the `total` and the `url` of the whole map."""
    search = search_of(query, city)
    return {"settings": embedded_map(search), "total": search.total, "url": explorer_address(search), "city": city}


def counted(city: City, query: str) -> dict[str, Any]:
    """What a builder of filters says of `query`: how many it finds, its choices in words, what could not be read."""
    search = search_of(query, city)
    return {
        "query": search.address(),
        "total": search.total,
        "chips": [chip.label for chip in search.chips()],
        "problems": list(search.problems),
        "url": explorer_address(search),
    }
