"""The ground one reaches, as areas to shade on a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from geodata.geometry import degrees_of, point_from
from geodata.reach.walking import MOST_WALK_S, WALKING_M_S, Place, metres_in

CORNERS = 6  # of a quarter of a circle
PRECISION_M = 30
LEAST_LEFT_S = 120  # less would be specks


def shade(
    start: Place,
    minutes: int,
    *,
    speed: float = WALKING_M_S,
    longitude: NDArray[np.float64] | None = None,
    latitude: NDArray[np.float64] | None = None,
    seconds: NDArray[np.int64] | None = None,
) -> dict[str, Any]:
    """The GeoJSON geometry of everywhere within `minutes` of `start`, drawn to about 30 m.

    It is a circle for who goes straight from the start at `speed` (m/s), and one round every stop at `longitude` and
    `latitude` that is reached after `seconds`, for who walks on from there.
    """
    radius = [metres_in(minutes * 60, speed=speed)]
    xs, ys = np.array([start[0]]), np.array([start[1]])
    if longitude is not None and latitude is not None and seconds is not None:
        left = np.minimum(minutes * 60 - seconds, MOST_WALK_S)
        near = np.flatnonzero(left >= LEAST_LEFT_S)
        xs, ys = np.append(xs, longitude[near]), np.append(ys, latitude[near])
        radius += (metres_in(1) * left[near]).tolist()
    across, up = degrees_of(1, latitude=point_from(*start).y)
    circles = shapely.buffer(shapely.points(xs / across, ys / up), radius, quad_segs=CORNERS)
    ground = shapely.simplify(shapely.union_all(circles), PRECISION_M)
    degrees = shapely.transform(ground, lambda corners: np.round(corners * [across, up], 5))
    return dict(mapping(degrees))
