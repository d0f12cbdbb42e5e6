"""The only coordinate arithmetic. Points are WGS 84 (EPSG:4326), x = longitude, y = latitude, in degrees."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from django.contrib.gis.geos import Point
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer
from pyproj.exceptions import CRSError

WGS84 = 4326
MERCATOR = 3857
MERCATOR_HALF_M = 20_037_508.342789244  # from the zero meridian to the edge of the square world, in its own metres
WORLD = 1 << 24  # the square Mercator world is cut into this many steps each way: 2.4 m at the equator
MERCATOR_LIMIT = 85.051128779806
EARTH_RADIUS_M = 6_371_008.8  # of a sphere as large as the ellipsoid
METRES_PER_DEGREE = 111_320.0
VISITOR_GRID_M = 300

_ellipsoid = Geod(ellps="WGS84")


class Position(NamedTuple):
    """Longitude and latitude of a place, where a whole point would be too much."""

    x: float
    y: float


@lru_cache(maxsize=64)
def _to_wgs84(srid: int) -> Transformer:
    return Transformer.from_crs(srid, WGS84, always_xy=True)


def point_from(x: float, y: float, srid: int = WGS84) -> Point:
    """The WGS 84 point of `x` (easting or longitude) and `y` (northing or latitude) in EPSG:`srid`.

    Raises: ValueError for a code that EPSG does not have, and for coordinates that are nowhere on Earth.
    """
    if srid != WGS84:
        try:
            x, y = _to_wgs84(srid).transform(x, y)
        except CRSError as error:
            message = f"There is no coordinate system EPSG:{srid}."
            raise ValueError(message) from error
    if not (math.isfinite(x) and math.isfinite(y) and -180 <= x <= 180 and -90 <= y <= 90):
        message = f"These coordinates of EPSG:{srid} are nowhere on Earth."
        raise ValueError(message)
    return Point(x, y, srid=WGS84)


def to_mercator_integers(point: Point) -> tuple[int, int]:
    """Web Mercator steps of `point`: x grows eastwards, y southwards, both from 0 to 2^24 - 1.

    Latitudes beyond the square world (85.05 degrees) are drawn at its edge.
    """
    latitude = math.radians(max(-MERCATOR_LIMIT, min(MERCATOR_LIMIT, point.y)))
    x = (point.x + 180) / 360 * WORLD
    y = (1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * WORLD
    return max(0, min(WORLD - 1, int(x))), max(0, min(WORLD - 1, int(y)))


def to_mercator(point: Point) -> Point:
    """`point` in Web Mercator metres (EPSG:3857), at most at the edge of the square world."""
    latitude = math.radians(max(-MERCATOR_LIMIT, min(MERCATOR_LIMIT, point.y)))
    x = point.x / 180 * MERCATOR_HALF_M
    y = math.asinh(math.tan(latitude)) / math.pi * MERCATOR_HALF_M
    return Point(x, y, srid=MERCATOR)


def mercator_metres(metres: float, *, latitude: float) -> float:
    """How long `metres` on the ground are on a Web Mercator map at this `latitude`."""
    return metres / max(math.cos(math.radians(latitude)), 1e-6)


def from_mercator_integers(x: float, y: float) -> Position:
    """The middle of the step (`x`, `y`) of `to_mercator_integers`; fractions of steps are places between them."""
    longitude = (x + 0.5) / WORLD * 360 - 180
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 0.5) / WORLD))))
    return Position(longitude, latitude)


def distance_m(one: Point | Position, other: Point | Position) -> float:
    """Metres between two points along the ellipsoid."""
    return float(_ellipsoid.inv(one.x, one.y, other.x, other.y)[2])


def great_circle_m(
    longitude: ArrayLike, latitude: ArrayLike, longitudes: ArrayLike, latitudes: ArrayLike
) -> NDArray[np.float64]:
    """Metres along the sphere between many points (degrees) at once, to within 0.6 % of `distance_m`."""
    x, y, xs, ys = (np.radians(side) for side in (longitude, latitude, longitudes, latitudes))
    half = np.sin((ys - y) / 2) ** 2 + np.cos(y) * np.cos(ys) * np.sin((xs - x) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1))), dtype=np.float64)


def degrees_of(metres: float, *, latitude: float) -> tuple[float, float]:
    """How many degrees of (longitude, latitude) `metres` are at this `latitude`, to within 1 %."""
    shrink = max(math.cos(math.radians(latitude)), 1e-6)
    return metres / (METRES_PER_DEGREE * shrink), metres / METRES_PER_DEGREE


def box_around(point: Point, *, metres: float) -> tuple[float, float, float, float]:
    """(west, south, east, north) of the box which holds everything within `metres` of `point`."""
    across, up = degrees_of(metres, latitude=point.y)
    return point.x - across, point.y - up, point.x + across, point.y + up


def boxes_around(
    longitudes: NDArray[np.float64], latitudes: NDArray[np.float64], *, metres: float
) -> NDArray[np.float64]:
    """The same as `box_around` for many points, one row each."""
    up = np.full(len(latitudes), metres / METRES_PER_DEGREE)
    across = up / np.maximum(np.cos(np.radians(latitudes)), 1e-6)
    return np.column_stack([longitudes - across, latitudes - up, longitudes + across, latitudes + up])


def round_location(point: Point) -> Point:
    """`point` moved to a grid of about 300 m: near enough for "near me", too coarse for "lives here"."""
    _, up = degrees_of(VISITOR_GRID_M, latitude=0)
    latitude = round(point.y / up) * up
    # The width of a cell follows from its row, so that the same place always rounds to the same point.
    across, _ = degrees_of(VISITOR_GRID_M, latitude=latitude)
    longitude = round(point.x / across) * across
    return Point(round(max(-180, min(180, longitude)), 4), round(max(-90, min(90, latitude)), 4), srid=WGS84)
