"""What is new, changed or gone in a search: for feeds, newest first, and for programs that follow along, oldest first.

Nobody keeps what a search found yesterday. So what changed and does not match *now* is told as gone, whether or not it
matched before: who never had it passes over it, as RFC 6721 asks. What only just arrived and does not match is not
told, nor is anything told of what falls out of a search by the clock alone, but for what has ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import total_ordering
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from opportunities.models import ListingChange, SearchRow
from opportunities.search.search import Search

PAGE = 50
MOST_GONE = 200  # in one page of a feed; programs that need every one ask `changes_since`
SETTLED = timedelta(minutes=10)  # who follows along asks again for so long, for what was being saved meanwhile
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@total_ordering
@dataclass(frozen=True)
class Cursor:
    """A place in the order of changes: the time of one, and its listing among those of the same time."""

    at: datetime
    listing: int = 0

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.listing}"

    def __lt__(self, other: Cursor) -> bool:
        return (self.at, self.listing) < (other.at, other.listing)

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor that `text` is: one of ours, or a day or a moment in ISO 8601. None for anything else."""
        if re.fullmatch(r"[0-9]{1,16}-[0-9]{1,18}", text):
            at, _dash, listing = text.partition("-")
            return cls(EPOCH + timedelta(microseconds=int(at)), int(listing))
        try:
            moment = parse_datetime(text)
            day = None if moment else parse_date(text)
        except ValueError:
            return None
        if moment is None and day is not None:
            moment = datetime.combine(day, time())
        if moment is None or not 1970 <= moment.year < 9999:
            return None
        return cls(max(EPOCH, moment if moment.tzinfo else timezone.make_aware(moment)))


@dataclass(frozen=True)
class Change:
    """One listing and when it last changed. `is_here`: it matches the search now; else it is gone from it."""

    listing: int
    at: datetime
    is_here: bool
    first_at: datetime | None = None


@dataclass(frozen=True)
class Changes:
    """A page of changes. `next` is where the following page begins, None where there is none; `more` whether that page
    has anything yet."""

    changes: tuple[Change, ...]
    next: Cursor | None
    more: bool


def newest(search: Search, *, before: Cursor | None = None, since: Cursor | None = None) -> Changes:
    """What matches, the last changed first, `PAGE` at once; with what went in the time that the page covers."""
    here = _within(_matching(search), since, before).order_by("-changed_at", "-listing")
    found = list(here[: PAGE + 1])
    more, shown = len(found) > PAGE, found[:PAGE]
    bottom = Cursor(shown[-1].changed_at, shown[-1].listing) if more else since
    gone = _within(_left(search), bottom, before).order_by("-changed_at", "-listing")[:MOST_GONE]
    changes = [_change(one, is_here=True) for one in shown] + [_change(one, is_here=False) for one in gone]
    changes += islice(_ended(search, since=bottom or Cursor(EPOCH), before=before, newest_first=True), MOST_GONE)
    changes.sort(key=lambda one: (one.at, one.listing), reverse=True)
    return Changes(tuple(changes), bottom if more else None, more)


def changes_since(search: Search, since: Cursor, *, limit: int) -> Changes:
    """Everything that came, changed or went after `since`, oldest first, at most `limit`.

    `next` is never None: it is where to ask on, now or tomorrow. At the end it lies a little in the past, so that
    nothing is missed that was still being saved; a change may be told twice, never not at all.
    """
    here = _within(_matching(search), since, None).order_by("changed_at", "listing")[: limit + 1]
    gone = _within(_left(search), since, None).order_by("changed_at", "listing")[: limit + 1]
    changes = [_change(one, is_here=True) for one in here] + [_change(one, is_here=False) for one in gone]
    changes += islice(_ended(search, since=since), limit + 1)
    changes.sort(key=lambda one: (one.at, one.listing))
    shown = changes[:limit]
    last = Cursor(shown[-1].at, shown[-1].listing) if shown else since
    if len(changes) > limit:
        return Changes(tuple(shown), last, more=True)
    settled = max(since, Cursor(timezone.now() - SETTLED))
    return Changes(tuple(shown), min(last, settled), more=False)


def _matching(search: Search) -> QuerySet[ListingChange]:
    listings = search.rows().order_by().values("opportunity")
    return ListingChange.objects.filter(city=search.city, is_listed=True, listing__in=listings)


def _left(search: Search) -> QuerySet[ListingChange]:
    """What is no longer listed, or was changed since it came and does not match."""
    listings = search.rows().order_by().values("opportunity")
    changed = Q(is_listed=False) | Q(changed_at__gt=F("first_at"))
    return ListingChange.objects.filter(changed, city=search.city).exclude(is_listed=True, listing__in=listings)


def _within(changes: QuerySet[ListingChange], since: Cursor | None, before: Cursor | None) -> QuerySet[ListingChange]:
    if since:
        changes = changes.filter(Q(changed_at__gt=since.at) | Q(changed_at=since.at, listing__gt=since.listing))
    if before:
        changes = changes.filter(Q(changed_at__lt=before.at) | Q(changed_at=before.at, listing__lt=before.listing))
    return changes


def _change(one: ListingChange, *, is_here: bool) -> Change:
    return Change(one.listing, one.changed_at, is_here, one.first_at)


def _ended(
    search: Search, *, since: Cursor, before: Cursor | None = None, newest_first: bool = False
) -> Iterator[Change]:
    """What ended after `since`, at the midnight after its last day; nothing where the search shows what has ended.

    Read as it is asked for: a catalogue of many years has more than anybody takes.
    """
    if "past" in search.values:
        return
    zone = ZoneInfo(search.city.time_zone)
    ended = (
        SearchRow.objects.filter(city=search.city)
        .values("opportunity")
        .annotate(goes_on=Count("pk", filter=Q(last_on__isnull=True)), last=Max("last_on"))
        .filter(goes_on=0, last__lt=timezone.localdate(), last__gte=_day_before(since, zone))
        .values_list("last", "opportunity")
    )
    if before:
        ended = ended.filter(last__lte=_day_before(before, zone))
    order = ("-last", "-opportunity") if newest_first else ("last", "opportunity")
    for last, listing in ended.order_by(*order).iterator():
        here = Cursor(_end_of(last, zone), listing)
        if since < here and (before is None or here < before):
            yield Change(listing, here.at, is_here=False)


def _day_before(cursor: Cursor, zone: ZoneInfo) -> date:
    return cursor.at.astimezone(zone).date() - timedelta(days=1)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone)
