"""What stands in for an offer that has gone: the nearest that can be joined and asks for the same.

"The same" is, best first: the same main interest; the same field and kind; the same competence and kind. It must be for
the stop's age, and within the same district or reach of where the old one was held; what is online is within reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.contrib.gis.geos import Point
from django.db.models import Prefetch, Q

from geodata.geometry import distance_m
from opportunities.models import Interest, Opportunity, Session
from opportunities.playlists.offers import Offer, one_each, open_offers
from opportunities.search.requirements import Requirement
from opportunities.search.tags import Facet, tag

REACHABLE_M = 10_000
MOST = 3
MOST_LOOKED_AT = 300
SAME_INTEREST, SAME_FIELD, SAME_COMPETENCE = range(3)


@dataclass(frozen=True)
class Gone:
    """A named offer that cannot be joined any more, and what it was: its `groups` of tags, the best likeness first.

    `title` is "" where it is not published any more: pages do not name it then.
    """

    stop: int
    opportunity: int
    title: str
    city: int
    place: Point | None
    district: int | None
    groups: tuple[tuple[frozenset[int], ...], ...]


@dataclass(frozen=True)
class Substitute:
    """An offer that stands in. `likeness` is one of SAME_INTEREST, SAME_FIELD and SAME_COMPETENCE; `away_m` the metres
    from the old place, None where one of the two has none."""

    stop: int
    offer: Offer
    instead_of: str
    likeness: int
    away_m: float | None

    @property
    def starts_at(self) -> datetime | None:
        return self.offer.next_at


def gone_from(requirements: Iterable[Requirement], offers: dict[int, list[Offer]]) -> list[Gone]:
    """The named offers of those stops that now lack some: four queries, none where nothing is missing."""
    missing = {
        (one.stop, opportunity)
        for one in requirements
        if len(one_each(offers[one.stop])) < max(one.needs, 1)
        for opportunity in set(one.named) - {offer.opportunity for offer in offers[one.stop]}
    }
    if not missing:
        return []
    found = (
        Opportunity.objects.filter(pk__in={opportunity for _stop, opportunity in missing})
        .select_related(None)
        .defer("latest_revision")
        .prefetch_related(
            "texts", "interests", "competences", Prefetch("sessions", Session.objects.select_related("venue"))
        )
    )
    by_pk = {opportunity.pk: opportunity for opportunity in found}
    parents = dict(Interest.objects.values_list("pk", "parent_id"))
    return [_gone(stop, by_pk[pk], parents) for stop, pk in sorted(missing)]


def _gone(stop: int, opportunity: Opportunity, parents: Mapping[int, int | None]) -> Gone:
    main = next(iter(opportunity.interests.all()), None)
    field = (parents.get(main.pk) or main.pk) if main else None
    competences = frozenset(tag(Facet.COMPETENCE, one.pk) for one in opportunity.competences.all())
    kind = frozenset([tag(Facet.KIND, opportunity.kind_id)])
    venue = next((session.venue for session in opportunity.sessions.all() if session.venue), None)
    return Gone(
        stop=stop,
        opportunity=opportunity.pk,
        title=opportunity.title if opportunity.status == Opportunity.Status.PUBLISHED else "",
        city=opportunity.city_id,
        place=venue.point if venue else None,
        district=venue.area_id if venue else None,
        groups=(
            (frozenset([tag(Facet.INTEREST, main.pk)]),) if main else (frozenset(),),
            (frozenset([tag(Facet.INTEREST, field)]) if field else frozenset(), kind),
            (competences, kind),
        ),
    )


def substitutes(gone: Sequence[Gone], requirements: Iterable[Requirement]) -> dict[int, list[Substitute]]:
    """What stands in at each stop, at most three, the most alike and then the nearest first: one query."""
    if not gone:
        return {}
    ages = {one.stop: one for one in requirements}
    candidates = open_offers(reduce(or_, map(_alike, gone)), most=MOST_LOOKED_AT)
    found: dict[int, list[Substitute]] = {}
    for one in gone:
        found.setdefault(one.stop, []).extend(_substitutes(one, ages[one.stop], candidates))
    return {stop: _best(several) for stop, several in found.items()}


def _alike(gone: Gone) -> Q:
    """The rows of the same city that are like what has gone, in any way."""
    ways = Q(pk__in=[])
    for groups in gone.groups:
        if all(groups):
            way = Q(city=gone.city)
            for group in groups:
                way &= Q(tags__overlap=sorted(group))
            ways |= way
    return ways & ~Q(opportunity=gone.opportunity)


def _substitutes(gone: Gone, requirement: Requirement, candidates: Iterable[Offer]) -> Iterator[Substitute]:
    for offer in candidates:
        likeness = _likeness(gone, offer)
        if likeness is None or offer.opportunity in requirement.named or not _is_welcome(requirement, offer):
            continue
        away = distance_m(gone.place, Point(*offer.point, srid=4326)) if gone.place and offer.point else None
        same_district = gone.district is not None and tag(Facet.AREA, gone.district) in offer.tags
        if away is None or away <= REACHABLE_M or same_district:
            yield Substitute(gone.stop, offer, gone.title, likeness, away)


def _likeness(gone: Gone, offer: Offer) -> int | None:
    if offer.city != gone.city or offer.opportunity == gone.opportunity:
        return None
    for likeness, groups in enumerate(gone.groups):
        if all(groups) and all(not group.isdisjoint(offer.tags) for group in groups):
            return likeness
    return None


def _is_welcome(requirement: Requirement, offer: Offer) -> bool:
    age = requirement.age
    return age is None or (offer.min_age or 0) <= age <= (age if offer.max_age is None else offer.max_age)


def _best(several: list[Substitute]) -> list[Substitute]:
    ordered = sorted(
        several,
        key=lambda one: (one.likeness, one.away_m is None, round(one.away_m or 0, -2), one.offer.row),
    )
    found: dict[int, Substitute] = {}
    for one in ordered:
        found.setdefault(one.offer.opportunity, one)
    return list(found.values())[:MOST]
