"""Streets one may walk along, as a graph: small, mapped into memory from files that nobody changes.

SciPy is loaded by the first search only: 40 MB that a site without streets does not need.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geodata.geometry import EARTH_RADIUS_M, great_circle_m
from geodata.reach.walking import WALKING_M_S, Floats, Place, Seconds, seconds_for

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from scipy.spatial import cKDTree

SOURCE: Final = "© OpenStreetMap contributors"
MOST_AWAY_M: Final = 200  # of a place from its street
MOST_WALK_M: Final = 90 * 60 * WALKING_M_S  # longer ways are not looked for
PLACES_KEPT: Final = 16

Numbers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Streets:
    """Points (degrees); those next to point p are `neighbour[first[p]:first[p + 1]]`, so many `metres` away."""

    longitude: Floats
    latitude: Floats
    first: Numbers
    neighbour: Numbers
    metres: Floats

    def save(self, folder: Path) -> None:
        """Write every array to a file of its own in `folder`, which must exist."""
        for one in fields(self):
            np.save(folder / f"{one.name}.npy", getattr(self, one.name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Streets:
        """The graph saved in `folder`, its arrays mapped. Raises: OSError, ValueError."""
        return cls(*(np.load(folder / f"{one.name}.npy", mmap_mode="r", allow_pickle=False) for one in fields(cls)))

    @cached_property
    def _tree(self) -> cKDTree:
        from scipy.spatial import cKDTree

        return cKDTree(_in_space(self.longitude, self.latitude))

    @cached_property
    def _graph(self) -> csr_matrix:
        from scipy.sparse import csr_matrix

        size = len(self.longitude)
        return csr_matrix((self.metres, self.neighbour, self.first), shape=(size, size))

    def nearest(self, longitudes: Floats, latitudes: Floats) -> tuple[Floats, NDArray[np.intp]]:
        """Metres to the nearest point, infinite beyond `MOST_AWAY_M`, and its number."""
        away, point = self._tree.query(_in_space(longitudes, latitudes), distance_upper_bound=MOST_AWAY_M)
        return away, np.minimum(point, len(self.longitude) - 1)

    def metres_from(self, point: int) -> Floats:
        """Metres along the streets to each point, infinite beyond `MOST_WALK_M`."""
        from scipy.sparse.csgraph import dijkstra

        found = dijkstra(self._graph, indices=point, limit=MOST_WALK_M)
        return np.asarray(found, dtype=np.float64)


@lru_cache(maxsize=PLACES_KEPT)
def _around(streets: Streets, place: Place) -> Floats | None:
    """Metres from `place` to each point of the graph; None where it is too far from any street."""
    away, point = streets.nearest(np.array([place[0]]), np.array([place[1]]))
    return streets.metres_from(int(point[0])) + away[0] if np.isfinite(away[0]) else None


def seconds_along(streets: Streets, place: Place, longitudes: Floats, latitudes: Floats) -> Seconds:
    """Seconds on foot from `place` to each of many (degrees), or back.

    By distance with a detour where either end is further than `MOST_AWAY_M` from a street; where the way is longer than
    `MOST_WALK_M`, by distance too, but no less than that.
    """
    straight = great_circle_m(*place, longitudes, latitudes)
    takes = seconds_for(straight)
    around = _around(streets, place)
    if around is None or not len(longitudes):
        return takes
    away, point = streets.nearest(longitudes, latitudes)
    metres = np.maximum(np.minimum(around[point] + away, MOST_WALK_M), straight)
    along = np.ceil(metres / WALKING_M_S).astype(np.int32)
    along = np.where(metres < MOST_WALK_M, along, np.maximum(along, takes))
    return np.where(np.isfinite(away), along, takes).astype(np.int32)


def _in_space(longitude: Floats, latitude: Floats) -> Floats:
    """Metres from the centre of the Earth, a row for each point: near ones are as far apart as on the ground."""
    along, up = np.radians(longitude), np.radians(latitude)
    axes = [np.cos(up) * np.cos(along), np.cos(up) * np.sin(along), np.sin(up)]
    return np.asarray(np.column_stack(axes) * EARTH_RADIUS_M)
