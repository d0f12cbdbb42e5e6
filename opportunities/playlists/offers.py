"""What meets the stops of a playlist at this moment: published, not over, open for booking, for the right age."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from geodata.geometry import from_mercator_integers
from opportunities.models import Occurrence, SearchRow
from opportunities.playlists.travel import LonLat
from opportunities.search.requirements import Requirement, any_condition
from opportunities.search.tags import Facet, Seats, tag

OPEN = tag(Facet.SEATS, Seats.OPEN)
COLUMNS = (
    "pk", "opportunity_id", "city_id", "interest_id", "tags", "min_age", "max_age", "session_ids",
    "next_bookable_at", "first_on", "last_on", "x", "y",
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A row of the search table that can be joined. `point` is (longitude, latitude), None where nobody knows or it is
    online; without `next_at` it has no dated meetings, and one comes when one likes."""

    row: int
    opportunity: int
    city: int
    interest: int | None
    tags: frozenset[int]
    min_age: int | None
    max_age: int | None
    sessions: tuple[int, ...]
    next_at: datetime | None
    first_on: date | None
    last_on: date | None
    point: LonLat | None

    def meets(self, requirement: Requirement) -> bool:
        return requirement.admits(
            opportunity=self.opportunity, city=self.city, tags=self.tags, min_age=self.min_age, max_age=self.max_age
        )


def open_offers(condition: Q, *, most: int | None = None) -> list[Offer]:
    """What of the search table can be joined and meets `condition`, the soonest first, at most `most`.

    One query, and a second where something has no meeting to come: had it any before, it is over for today at least.
    """
    rows = SearchRow.objects.upcoming().filter(condition, tags__contains=[OPEN])
    found = rows.order_by(F("next_bookable_at").asc(nulls_last=True), "pk").values_list(*COLUMNS)
    offers = [_offer(*values) for values in (found if most is None else found[:most])]
    without = {session for offer in offers if offer.next_at is None for session in offer.sessions}
    had = set(Occurrence.objects.filter(session__in=without).values_list("session", flat=True)) if without else set()
    return [offer for offer in offers if offer.next_at or had.isdisjoint(offer.sessions)]


def _offer(
    row: int, opportunity: int, city: int, interest: int | None, tags: list[int], min_age: int | None,
    max_age: int | None, sessions: list[int], next_at: datetime | None, first_on: date | None, last_on: date | None,
    x: int | None, y: int | None,
) -> Offer:  # fmt: skip
    at = from_mercator_integers(x, y) if x is not None and y is not None else None
    return Offer(
        row=row,
        opportunity=opportunity,
        city=city,
        interest=interest,
        tags=frozenset(tags),
        min_age=min_age,
        max_age=max_age,
        sessions=tuple(sessions),
        next_at=next_at,
        first_on=first_on,
        last_on=last_on,
        point=(at.x, at.y) if at else None,
    )


def offers_of(requirements: Sequence[Requirement]) -> dict[int, list[Offer]]:
    """What meets each of `requirements`, by stop, the soonest first: at most two queries for all of them."""
    found = open_offers(any_condition(requirements))
    return {one.stop: [offer for offer in found if offer.meets(one)] for one in requirements}


def one_each(offers: Iterable[Offer]) -> list[Offer]:
    """The first offer of each opportunity: a group that meets in two places is one thing to do."""
    found: dict[int, Offer] = {}
    for offer in offers:
        found.setdefault(offer.opportunity, offer)
    return list(found.values())
