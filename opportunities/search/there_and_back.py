"""Which coming meetings one is in time for and gets home from, in so many minutes each way.

It holds when who leaves home that many minutes before the meeting begins is there, and who leaves when it ends is home
that many minutes later. So one search from home answers for all meetings that begin at one time, and one, backwards,
for all that end at one; where there are too many times, the nearest of `HOURS` that is harder on the visitor stands in.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final, Self

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from geodata.reach.days import NEVER, Day
from geodata.reach.guide import guide_to
from geodata.reach.many import arrivals
from geodata.reach.on_foot import BY_DISTANCE, OnFoot
from geodata.reach.walking import Place

CITIES_KEPT: Final = 8
UNKNOWN: Final = -1
# Service changes most in the evening. Seconds of the day's clock.
HOURS: Final = np.array([0, 6, 8, 9, 12, 15, 17, 18, 19, 20, 21, 22, 23, 24, 26, 28, 30]) * 3600
MOST_EVENTS: Final = 60_000  # stops of lanes, times searches: about 20 ms

# Meetings of a fortnight stand for all: what meets less often has its next one.
COMING = """
    SELECT r.id, r.venue_id, coalesce(extract(isodow FROM o.local_on), 0)::int,
        coalesce(extract(epoch FROM o.starts_at AT TIME ZONE %(zone)s - o.local_on), %(unknown)s)::int,
        coalesce(extract(epoch FROM o.ends_at AT TIME ZONE %(zone)s - o.local_on), %(unknown)s)::int
    FROM opportunities_searchrow r LEFT JOIN opportunities_occurrence o
        ON o.session_id = ANY(r.session_ids) AND NOT o.is_all_day AND o.starts_at >= now()
        AND o.starts_at < greatest(r.next_at, now()) + interval '14 days'
    WHERE r.city_id = %(city)s AND r.venue_id IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
"""

Keys = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Meetings:
    """Coming meetings of search rows, those of one weekday and time once: the keys of `row` and `venue`, the ISO
    `weekday` (0 where nothing is dated), and when it `begins` and `ends` in seconds of that day, or `UNKNOWN`."""

    row: Keys
    venue: Keys
    weekday: Keys
    begins: Keys
    ends: Keys

    def where(self, chosen: Flags) -> Self:
        return type(self)(*(getattr(self, one.name)[chosen] for one in fields(self)))


@dataclass(frozen=True, eq=False)
class Walks:
    """Seconds on foot between venues and stops; those of the venue at position v from `first[v]` to `first[v + 1]`."""

    first: Keys
    stop: NDArray[np.intp]
    seconds: Keys


@lru_cache(maxsize=CITIES_KEPT)
def coming(city: int, zone: str, _state: object) -> Meetings:
    """The coming meetings of every row of the city that has a venue, in `_state` of the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(COMING, {"city": city, "zone": zone, "unknown": UNKNOWN})
        table = np.array(cursor.fetchall(), np.int64).reshape(-1, 5).T
    return Meetings(*table)


def are_too_many(meetings: Meetings, day: Day) -> bool:
    """Whether `HOURS` must stand for the times of the meetings, for an answer while the visitor waits."""
    times = len(np.unique(meetings.begins)) + len(np.unique(meetings.ends))
    return times * len(day.departures.event_stop) > MOST_EVENTS


@dataclass(frozen=True, eq=False)
class Home:
    """One day's ways from and to a home that take at most `within` seconds; `by_hours`: see `HOURS`."""

    day: Day
    place: Place
    walks: Walks
    within: int
    by_hours: bool
    on_foot: OnFoot = BY_DISTANCE

    def in_time(self, venue: Keys, begins: Keys) -> Flags:
        """Whether one who leaves home `within` seconds before it `begins` is then at the `venue` (position)."""
        return self._reached(venue, self.known(begins, later=False) - self.within, mirrored=False)

    def and_back(self, venue: Keys, ends: Keys) -> Flags:
        """Whether one who leaves the `venue` when it `ends` is at home within as many seconds."""
        return self._reached(venue, -(self.known(ends, later=True) + self.within), mirrored=True)

    def known(self, seconds: Keys, *, later: bool) -> Keys:
        """`seconds`, or the hours that stand for them: the `later` ones, else the earlier."""
        if not self.by_hours:
            return seconds
        place = np.searchsorted(HOURS, seconds, side="left" if later else "right") - (not later)
        hours: Keys = HOURS[place.clip(0, len(HOURS) - 1)]
        return hours

    def _reached(self, venue: Keys, leaves: Keys, *, mirrored: bool) -> Flags:
        departures = self.day.departures.mirrored if mirrored else self.day.departures
        guide = guide_to(departures.network, self.place, self.on_foot, mirrored=not mirrored)
        useful = np.minimum(guide.rest, guide.left) <= self.within
        times, which = np.unique(leaves, return_inverse=True)
        found = arrivals(departures, guide.egress, times, within=self.within, useful=useful)
        least = np.full(len(venue), NEVER, np.int64)
        numbers = self.walks.first[venue + 1] - self.walks.first[venue]
        some = np.flatnonzero(numbers)
        starts = np.cumsum(numbers[some]) - numbers[some]
        pairs = np.repeat(self.walks.first[venue[some]] - starts, numbers[some]) + np.arange(numbers.sum())
        takes = found[np.repeat(which[some], numbers[some]), self.walks.stop[pairs]] + self.walks.seconds[pairs]
        if len(some):
            least[some] = np.minimum.reduceat(takes, starts)
        return least <= self.within
