"""Legs without a timetable: on foot and by bicycle, as the crow flies with a detour."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.geometry import boxes_around, great_circle_m

Floats = NDArray[np.float64]
Seconds = NDArray[np.int32]
Place = tuple[float, float]  # longitude, latitude

DETOUR: Final = 1.3  # streets are that much longer than the straight line
WALKING_M_S: Final = 4.5 / 3.6
CYCLING_M_S: Final = 15 / 3.6
MOST_WALK_S: Final = 20 * 60  # to a stop, and from one
MOST_CHANGE_S: Final = 10 * 60  # from stop to stop
LEAST_CHANGE_S: Final = 60  # to get off one vehicle and into the next


def seconds_for(metres: Floats, *, speed: float = WALKING_M_S) -> Seconds:
    """Whole seconds for straight lines of `metres` at `speed` (m/s), streets included."""
    return np.ceil(metres * DETOUR / speed).astype(np.int32)


def metres_in(seconds: float, *, speed: float = WALKING_M_S) -> float:
    """How far in a straight line one gets in `seconds`."""
    return seconds * speed / DETOUR


def seconds_between(
    longitude: float, latitude: float, longitudes: Floats, latitudes: Floats, *, speed: float = WALKING_M_S
) -> Seconds:
    """Seconds from one point to each of many (degrees)."""
    return seconds_for(great_circle_m(longitude, latitude, longitudes, latitudes), speed=speed)


def pairs_within(
    seconds: float, from_longitudes: Floats, from_latitudes: Floats, to_longitudes: Floats, to_latitudes: Floats
) -> tuple[NDArray[np.intp], NDArray[np.intp], Seconds]:
    """Every (from, to) pair of points at most `seconds` on foot from each other, by position, and how long it takes.

    They come in the order of `from`.
    """
    boxes = boxes_around(from_longitudes, from_latitudes, metres=metres_in(seconds) * 1.02)
    tree = shapely.STRtree(np.asarray(shapely.points(to_longitudes, to_latitudes)))
    one, other = tree.query(shapely.box(*boxes.T), predicate="intersects")
    takes = seconds_for(
        great_circle_m(from_longitudes[one], from_latitudes[one], to_longitudes[other], to_latitudes[other])
    )
    order = np.lexsort((other, one))
    order = order[takes[order] <= seconds]
    return one[order], other[order], takes[order]
