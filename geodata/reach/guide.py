"""What leads a search to one place: the least that any way takes from each stop, were there never a wait.

Searches for the ways to and from one home, from and to many venues, on whatever days, share it: what is too far to help
is let go early.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geodata.reach.days import NEVER
from geodata.reach.network import Flags, Network
from geodata.reach.on_foot import BY_DISTANCE, OnFoot
from geodata.reach.walking import MOST_WALK_S, Place

GUIDES_KEPT: Final = 32
NETWORKS_KEPT: Final = 16

Clock = NDArray[np.int64]


@dataclass(frozen=True)
class Guide:
    """Seconds from each stop to the place, `NEVER` where it cannot be: on foot (`egress`), and at least, for who is
    ready to get on there (`rest`) or has just got off (`left`)."""

    egress: Clock
    rest: Clock
    left: Clock


@dataclass(frozen=True, eq=False)
class Tracks:
    """The patterns of a network one after the other, an event for each stop, and the footpaths between stops.

    `ridden` are the seconds of the quickest ride of any day between each two events, added up from the first of all;
    `below` is by how much each pattern counts below the one before, so that one running minimum serves all.
    """

    stop: Clock
    gets_on: Flags
    gets_off: Flags
    ridden: Clock
    below: Clock
    foot_from: Clock
    foot_to: Clock
    foot_seconds: Clock

    @property
    def mirrored(self) -> Tracks:
        """The same for who goes backwards."""
        return replace(
            self,
            stop=self.stop[::-1],
            gets_on=self.gets_off[::-1],
            gets_off=self.gets_on[::-1],
            ridden=self.ridden[-1] - self.ridden[::-1],
            below=self.below[-1] - self.below[::-1],
            foot_from=self.foot_to,
            foot_to=self.foot_from,
        )


@lru_cache(maxsize=GUIDES_KEPT)
def guide_to(network: Network, place: Place, on_foot: OnFoot = BY_DISTANCE, *, mirrored: bool = False) -> Guide:
    """The guide to `place`; `mirrored`: for who goes backwards, so from there."""
    tracks = _mirrored_tracks(network) if mirrored else _tracks(network)
    left = egress = walks_from(network, place, on_foot)
    better = True
    while better:
        rest = _riding(tracks, left)
        after = left.copy()
        np.minimum.at(after, tracks.foot_from, tracks.foot_seconds + rest[tracks.foot_to])
        better = bool((after < left).any())
        left = after
    return Guide(egress, rest, left)


@lru_cache(maxsize=GUIDES_KEPT)
def walks_from(network: Network, place: Place, on_foot: OnFoot = BY_DISTANCE) -> Clock:
    """Seconds on foot from `place` to each stop, or back, `NEVER` where it is too far."""
    walks = on_foot.seconds(place, network.stop_longitude, network.stop_latitude).astype(np.int64)
    walks[walks > MOST_WALK_S] = NEVER
    walks.flags.writeable = False
    return walks


def _riding(tracks: Tracks, left: Clock) -> Clock:
    """The least seconds for who gets on at each stop, rides once and has `left` seconds where one gets off."""
    ends = np.where(tracks.gets_off, left[tracks.stop], NEVER) + tracks.ridden + tracks.below
    ends = np.minimum.accumulate(ends[::-1])[::-1] - tracks.below
    events = np.flatnonzero(tracks.gets_on[:-1] & (tracks.below[:-1] == tracks.below[1:]))
    rest = np.full(len(left), NEVER, np.int64)
    np.minimum.at(rest, tracks.stop[events], ends[events + 1] - tracks.ridden[events])
    return rest


@lru_cache(maxsize=NETWORKS_KEPT)
def _tracks(network: Network) -> Tracks:
    lengths, sizes = np.diff(network.pattern_start), np.diff(network.trip_start)
    place = np.arange(sizes.sum()) - np.repeat(network.trip_start[:-1], sizes)
    event = np.repeat(network.pattern_start[network.trip_pattern], sizes) + place
    rides = np.flatnonzero(place[1:])
    quickest = np.full(len(network.pattern_stop), NEVER, np.int64)
    np.minimum.at(quickest, event[rides], network.arrival[rides + 1] - network.departure[rides])
    quickest[quickest == NEVER] = 0  # from the end of a pattern to the next one
    return Tracks(
        stop=network.pattern_stop.astype(np.int64),
        gets_on=np.asarray(network.gets_on),
        gets_off=np.asarray(network.gets_off),
        ridden=np.cumsum(quickest) - quickest,
        below=np.repeat(np.arange(len(lengths)), lengths) * (2 * NEVER),
        foot_from=network.foot_from.astype(np.int64),
        foot_to=network.foot_to.astype(np.int64),
        foot_seconds=network.foot_seconds.astype(np.int64),
    )


@lru_cache(maxsize=NETWORKS_KEPT)
def _mirrored_tracks(network: Network) -> Tracks:
    return _tracks(network).mirrored
