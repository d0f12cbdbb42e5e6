"""Listings that look like one, within a source and across sources: marked for a curator, never merged."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Q
from django.utils.translation import gettext_noop

from geodata.geometry import distance_m
from geodata.words import fold
from opportunities.models import City, LikelyDuplicate, Opportunity, OpportunityText, Session
from opportunities.services.importing.places import BATCH

NEAR_M = 150
# A title that stands more often than this in one city is compared with its neighbours in time only.
MOST_COMPARED = 60


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two listings are compared by. Empty values mean "not known" and contradict nothing."""

    pk: int
    point: Point | None
    place: str
    provider: str
    delivery: str
    starts_on: Any
    start_time: Any
    weekdays: tuple[int, ...]
    ages: tuple[int | None, int | None]


def mark_duplicates(city: City, touched: Collection[int]) -> int:
    """Compare `touched` opportunities with all of `city` and mark the pairs that look alike. Returns: how many.

    Alike means: the same title but for case and diacritics, at the same place (within 150 m, or the same words, or both
    online from one provider), and nothing known of dates, times and ages that speaks against it.
    """
    LikelyDuplicate.objects.filter(Q(first__in=touched) | Q(second__in=touched)).delete()
    wanted = set(touched)
    pairs = {}
    for block in _blocks(city, wanted):
        for one, other in _candidates(block):
            if (one.pk in wanted or other.pk in wanted) and (reasons := _reasons(one, other)):
                pairs[min(one.pk, other.pk), max(one.pk, other.pk)] = reasons
    marks = [LikelyDuplicate(first_id=one, second_id=other, reasons=why) for (one, other), why in sorted(pairs.items())]
    LikelyDuplicate.objects.bulk_create(marks, batch_size=BATCH)
    return len(marks)


def _blocks(city: City, wanted: set[int]) -> Iterator[list[Likeness]]:
    """Listings of one title, only where there are several and one of them is wanted."""
    by_title: dict[str, set[int]] = defaultdict(set)
    listed = OpportunityText.objects.filter(opportunity__city=city).exclude(
        opportunity__status=Opportunity.Status.ARCHIVED
    )
    for pk, title in listed.values_list("opportunity_id", "title").iterator(chunk_size=5_000):
        by_title[fold(title)].add(pk)
    blocks = [keys for title, keys in by_title.items() if title and len(keys) > 1 and keys & wanted]
    known = _likenesses({pk for keys in blocks for pk in keys})
    for keys in blocks:
        yield [known[pk] for pk in sorted(keys) if pk in known]


def _likenesses(keys: Collection[int]) -> dict[int, Likeness]:
    """By the first session of each: what an import calls one listing rarely differs in more than dates."""
    columns = (
        "opportunity", "venue__point", "venue__name", "venue__address", "venue__locality",
        "opportunity__provider__name", "delivery", "starts_on", "start_time", "weekdays", "min_age", "max_age",
    )  # fmt: skip
    found: dict[int, Likeness] = {}
    sessions = Session.objects.filter(opportunity__in=keys).order_by("-pk").values_list(*columns)
    for pk, point, name, address, locality, provider, delivery, starts_on, start_time, weekdays, low, high in sessions:
        place = fold(" ".join(filter(None, (name, address, locality))))
        when = (starts_on, start_time, tuple(weekdays))
        found[pk] = Likeness(pk, point, place, fold(provider), delivery, *when, ages=(low, high))
    return found


def _candidates(block: list[Likeness]) -> Iterator[tuple[Likeness, Likeness]]:
    if len(block) <= MOST_COMPARED:
        yield from combinations(block, 2)
        return
    ordered = sorted(block, key=lambda one: (str(one.starts_on), str(one.start_time), one.place, one.pk))
    for place, one in enumerate(ordered):
        yield from ((one, other) for other in ordered[place + 1 : place + 6])


def _reasons(one: Likeness, other: Likeness) -> list[str]:
    """Why two listings of one title look like one; empty where they do not."""
    where = _same_place(one, other)
    if not where or _contradict(one, other):
        return []
    same = [gettext_noop("the same title"), where]
    if one.starts_on and one.starts_on == other.starts_on:
        same.append(gettext_noop("the same first day"))
    if one.provider == other.provider:
        same.append(gettext_noop("the same provider"))
    return same


def _same_place(one: Likeness, other: Likeness) -> str:
    if one.point and other.point:
        return gettext_noop("the same place") if distance_m(one.point, other.point) <= NEAR_M else ""
    if one.place and one.place == other.place:
        return gettext_noop("the same place")
    online = one.delivery == other.delivery == Session.Delivery.ONLINE
    return gettext_noop("both online") if online and one.provider == other.provider else ""


def _contradict(one: Likeness, other: Likeness) -> bool:
    """Whether both know something and do not agree on it."""
    for name in ("starts_on", "start_time", "weekdays"):
        first, second = getattr(one, name), getattr(other, name)
        if first and second and first != second:
            return True
    known = one.ages != (None, None) and other.ages != (None, None)
    return known and one.ages != other.ages
