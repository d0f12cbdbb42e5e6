"""Land, lakes and rivers as features of the archive: full detail in Europe, a fifth of it elsewhere."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.basemap import gshhg

# West, south, east, north: where cities use Learnmap first. Others give their own archive (see docs/basemap.md).
EUROPE = (-25.0, 34.0, 45.0, 72.0)
AROUND = (
    (-180.0, -90.0, -25.0, 90.0),
    (45.0, -90.0, 180.0, 90.0),
    (-25.0, -90.0, 45.0, 34.0),
    (-25.0, 72.0, 45.0, 90.0),
)
DEEPEST = 7
# About 5 m, finer than the archive's own grid.
GRID_DEGREES = 0.00005
# Coasts lose what is smaller than 80 m: the survey itself is no better. Rivers keep their bends.
COAST_DEGREES = 0.0007
SMALLEST_KM2 = {"f": 0.4, "h": 25.0}

Feature = dict[str, Any]


def feature(layer: str, geometry: BaseGeometry, minzoom: int, **properties: object) -> Feature:
    """A GeoJSON feature with tippecanoe's directions; properties that are None are left out."""
    fine = shapely.set_precision(geometry, GRID_DEGREES, mode="pointwise")
    return {
        "type": "Feature",
        "tippecanoe": {"layer": layer, "minzoom": max(0, min(DEEPEST, minzoom))},
        "properties": {name: value for name, value in properties.items() if value is not None},
        "geometry": shapely.geometry.mapping(fine),
    }


def clipped(geometry: BaseGeometry, resolution: str) -> BaseGeometry:
    """The part of `geometry` that this resolution is responsible for: "f" within Europe, "h" around it."""
    if resolution == "f":
        return shapely.clip_by_rect(geometry, *EUROPE)
    west, south, east, north = geometry.bounds
    if west >= EUROPE[0] and south >= EUROPE[1] and east <= EUROPE[2] and north <= EUROPE[3]:
        return shapely.Polygon()
    parts = [shapely.clip_by_rect(geometry, *box) for box in AROUND]
    return shapely.union_all([part for part in parts if not part.is_empty])


def rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The line `points` (n, 2) with its corners cut twice (Chaikin): a river bends, it does not break."""
    for _ in range(2):
        before, after = points[:-1], points[1:]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], cut, points[-1:]])
    return points


def land() -> Iterator[Feature]:
    """Layer "ground": polygons with `level` 1 land, 2 lake, 3 island in a lake."""
    for resolution, smallest in SMALLEST_KM2.items():
        for shape in gshhg.shapes("gshhs", resolution):
            if shape.area < smallest or shape.level > gshhg.ICE or len(shape.points) < 4:
                continue
            part = clipped(shapely.Polygon(shape.points), resolution)
            if part.is_empty:
                continue
            # An island of 1 km² appears at zoom 7, one of 16,000 km² in the first view.
            minzoom = int(DEEPEST + 0.5 - math.log2(max(shape.area, 0.01)) / 2)
            part = shapely.simplify(part, COAST_DEGREES)
            level = gshhg.LAND if shape.level == gshhg.ICE else shape.level
            yield feature("ground", part, minzoom, level=level)


def rivers() -> Iterator[Feature]:
    """Layer "rivers": lines without names, the longest from zoom 4; outside Europe only those."""
    for resolution in SMALLEST_KM2:
        for shape in gshhg.shapes("rivers", resolution):
            if len(shape.points) < 2:
                continue
            part = clipped(shapely.LineString(rounded(shape.points)), resolution)
            if part.length < (0.05 if resolution == "f" else 3):
                continue
            minzoom = 4 if part.length > 2 else 5 if part.length > 0.7 else 6
            yield feature("rivers", part, minzoom)
