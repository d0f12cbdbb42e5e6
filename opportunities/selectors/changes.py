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

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from opportunities.models import ListingChange, SearchRow
from opportunities.search.search import Search

PAGE = 50
MOST_GONE = 200  # in one page of a feed; programs that need every one ask `changes_since`
FEW = 1000  # rows that are looked up one by one
# One parameter: a thousand would take longer to write down than to answer.
LISTINGS_OF_ROWS = "SELECT opportunity_id FROM opportunities_searchrow WHERE id = ANY(%s)"
FIRST_STEP, LARGEST_STEP = 200, 6400  # changes read at once
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
    found = list(islice(_here(search, since, before, most=PAGE + 1, newest_first=True), PAGE + 1))
    more, shown = len(found) > PAGE, found[:PAGE]
    bottom = Cursor(shown[-1].at, shown[-1].listing) if more else since
    changes = [*shown, *islice(_gone(search, bottom, before, most=MOST_GONE, newest_first=True), MOST_GONE)]
    changes += islice(_ended(search, since=bottom or Cursor(EPOCH), before=before, newest_first=True), MOST_GONE)
    changes.sort(key=lambda one: (one.at, one.listing), reverse=True)
    return Changes(tuple(changes), bottom if more else None, more)


def changes_since(search: Search, since: Cursor, *, limit: int) -> Changes:
    """Everything that came, changed or went after `since`, oldest first, at most `limit`.

    `next` is never None: it is where to ask on, now or tomorrow. At the end it lies a little in the past, so that
    nothing is missed that was still being saved; a change may be told twice, never not at all.
    """
    changes = [one for told in (_here, _gone) for one in islice(told(search, since, most=limit + 1), limit + 1)]
    changes += islice(_ended(search, since=since), limit + 1)
    changes.sort(key=lambda one: (one.at, one.listing))
    shown = changes[:limit]
    last = Cursor(shown[-1].at, shown[-1].listing) if shown else since
    if len(changes) > limit:
        return Changes(tuple(shown), last, more=True)
    settled = max(since, Cursor(timezone.now() - SETTLED))
    return Changes(tuple(shown), min(last, settled), more=False)


def _here(
    search: Search, since: Cursor | None, before: Cursor | None = None, *, most: int, newest_first: bool = False
) -> Iterator[Change]:
    """What matches, in the order of its last change. Where little does, it is read and put in order; where much does,
    the changes are read in their order until enough of them match."""
    changes = _within(ListingChange.objects.filter(city=search.city, is_listed=True), since, before)
    if search.total <= FEW:
        found = RawSQL(LISTINGS_OF_ROWS, [search.page_ids(limit=FEW)])  # noqa: S611 - nothing of the question is in it
        changes = changes.filter(listing__in=found)
        yield from (_change(one, is_here=True) for one in _in_order(changes, newest_first=newest_first)[:most])
        return
    for part in _in_steps(changes, newest_first=newest_first):
        matching = part.filter(listing__in=_among(search, part))
        yield from (_change(one, is_here=True) for one in _in_order(matching, newest_first=newest_first)[:most])


def _gone(
    search: Search, since: Cursor | None, before: Cursor | None = None, *, most: int, newest_first: bool = False
) -> Iterator[Change]:
    """What is no longer listed, or was changed since it came and does not match, in the order of its last change."""
    left = ListingChange.objects.filter(Q(is_listed=False) | Q(changed_at__gt=F("first_at")), city=search.city)
    for part in _in_steps(_within(left, since, before), newest_first=newest_first):
        found = part.exclude(is_listed=True, listing__in=_among(search, part))
        yield from (_change(one, is_here=False) for one in _in_order(found, newest_first=newest_first)[:most])


def _in_steps(changes: QuerySet[ListingChange], *, newest_first: bool) -> Iterator[QuerySet[ListingChange]]:
    """`changes` in their order, some at once: ever more, for where few match, many must be read."""
    size = FIRST_STEP
    while border := _in_order(changes, newest_first=newest_first).values_list("changed_at", "listing")[size - 1 : size]:
        at, listing = border[0]
        if newest_first:
            yield _within(changes, Cursor(at, listing - 1), None)
            changes = _within(changes, None, Cursor(at, listing))
        else:
            yield _within(changes, None, Cursor(at, listing + 1))
            changes = _within(changes, Cursor(at, listing), None)
        size = min(4 * size, LARGEST_STEP)
    yield changes


def _in_order(changes: QuerySet[ListingChange], *, newest_first: bool) -> QuerySet[ListingChange]:
    return changes.order_by(*(("-changed_at", "-listing") if newest_first else ("changed_at", "listing")))


def _among(search: Search, changes: QuerySet[ListingChange]) -> QuerySet[SearchRow, int]:
    """Which listings of `changes` match."""
    return (
        search.rows().filter(opportunity__in=changes.values("listing")).order_by().values_list("opportunity", flat=True)
    )


def _within(changes: QuerySet[ListingChange], since: Cursor | None, before: Cursor | None) -> QuerySet[ListingChange]:
    """`changes` after `since` and before `before`. The time alone is said, too: that is what an index understands."""
    if since:
        later = Q(changed_at__gt=since.at) | Q(changed_at=since.at, listing__gt=since.listing)
        changes = changes.filter(later, changed_at__gte=since.at)
    if before:
        earlier = Q(changed_at__lt=before.at) | Q(changed_at=before.at, listing__lt=before.listing)
        changes = changes.filter(earlier, changed_at__lte=before.at)
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
    of_the_same = SearchRow.objects.filter(opportunity=OuterRef("opportunity"))
    goes_on = Q(last_on__isnull=True) | Q(last_on__gt=OuterRef("last_on"))
    told_already = Q(last_on=OuterRef("last_on"), pk__gt=OuterRef("pk"))
    ended = (
        SearchRow.objects.filter(
            city=search.city, last_on__lt=timezone.localdate(), last_on__gte=_day_before(since, zone)
        )
        .exclude(Exists(of_the_same.filter(goes_on | told_already)))
        .values_list("last_on", "opportunity")
    )
    if before:
        ended = ended.filter(last_on__lte=_day_before(before, zone))
    order = ("-last_on", "-opportunity") if newest_first else ("last_on", "opportunity")
    for last, listing in ended.order_by(*order).iterator():
        if last is None:
            continue
        here = Cursor(_end_of(last, zone), listing)
        if since < here and (before is None or here < before):
            yield Change(listing, here.at, is_here=False)


def _day_before(cursor: Cursor, zone: ZoneInfo) -> date:
    return cursor.at.astimezone(zone).date() - timedelta(days=1)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone)
