"""What leads a search to one place: the least that any way takes from each stop, were there never a wait.

Searches for the ways to and from one home, from and to many venues, share it: what is too far to help is let go early.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geodata.reach.days import NEVER, Departures
from geodata.reach.walking import MOST_WALK_S, Place, seconds_between

GUIDES_KEPT: Final = 32

Clock = NDArray[np.int64]


@dataclass(frozen=True)
class Guide:
    """Seconds from each stop to the place, `NEVER` where it cannot be: on foot (`egress`), and at least (`rest`) for
    who is ready to get on there."""

    egress: Clock
    rest: Clock


@lru_cache(maxsize=GUIDES_KEPT)
def guide_to(day: Departures, place: Place) -> Guide:
    """The guide to `place` among the departures of `day`."""
    network = day.network
    egress = seconds_between(*place, network.stop_longitude, network.stop_latitude).astype(np.int64)
    egress[egress > MOST_WALK_S] = NEVER
    left, better = egress, True
    while better:
        rest = _riding(day, left)
        after = left.copy()
        np.minimum.at(after, day.foot_from, day.foot_seconds + rest[day.foot_to])
        better = bool((after < left).any())
        left = after
    return Guide(egress, rest)


def _riding(day: Departures, left: Clock) -> Clock:
    """The least seconds for who gets on at each stop, rides once and has `left` seconds where one gets off."""
    ends = np.where(day.gets_off, left[day.event_stop], NEVER) + day.ridden + day.below
    ends = np.minimum.accumulate(ends[::-1])[::-1] - day.below
    events = np.flatnonzero(day.gets_on[:-1] & (day.event_lane[:-1] == day.event_lane[1:]))
    rest = np.full(len(left), NEVER, np.int64)
    np.minimum.at(rest, day.event_stop[events], ends[events + 1] - day.ridden[events])
    return rest
