"""The places of a search with what they offer, numbered in the order of the list: what a poster and a snapshot show."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from opportunities.search.search import Search
from opportunities.selectors.cards import Card, cards

MOST_ROWS = 400
TOLD = 3
SAME_PLACE_DECIMALS = 4  # of a degree: about ten metres


@dataclass(frozen=True)
class Offer:
    """One activity in a few words; `language` is that of its title where it is not the page's."""

    title: str
    language: str
    words: str


@dataclass
class Spot:
    """A place (degrees) with its `number` on the map, the `hue` (1 to 12) of its first offer, and its cards."""

    number: int
    lon: float
    lat: float
    place: str
    address: str
    hue: int
    cards: list[Card] = field(default_factory=list)

    @property
    def offers(self) -> list[Offer]:
        """What is offered here, in the order of the list; the groups of one activity together."""
        groups: dict[int, list[Card]] = {}
        for card in self.cards:
            groups.setdefault(card.pk, []).append(card)
        return [
            Offer(cards[0].title, cards[0].language, " · ".join(filter(None, dict.fromkeys(_words(cards)))))
            for cards in groups.values()
        ]

    @property
    def told(self) -> list[Offer]:
        """The offers that there is room for."""
        return self.offers[:TOLD]

    @property
    def more(self) -> int:
        """How many offers are not told of one by one."""
        return max(0, len(self.offers) - TOLD)


def _words(cards: list[Card]) -> list[str]:
    return [*(card.audience for card in cards), *(card.price for card in cards)]


@dataclass(frozen=True)
class Shown:
    """`spots` in the order of the list; `left_out` counts the activities that found no room or have no place."""

    spots: tuple[Spot, ...]
    left_out: int


def shown(search: Search, *, most: int) -> Shown:
    """The first `most` places of `search`, with what is offered there (of its first `MOST_ROWS` rows)."""
    found: dict[tuple[float, float], Spot] = {}
    count = 0
    for card in cards(search.ordered()[:MOST_ROWS], origin=None, asked=search.meetings()):
        if card.point is None:
            continue
        key = (round(card.point.x, SAME_PLACE_DECIMALS), round(card.point.y, SAME_PLACE_DECIMALS))
        if key not in found:
            if len(found) == most:
                continue
            place = card.place or _("Place without a name")
            found[key] = Spot(len(found) + 1, card.point.x, card.point.y, place, card.address, card.hue)
        found[key].cards.append(card)
        count += 1
    return Shown(tuple(found.values()), search.total - count)
