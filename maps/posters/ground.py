"""The ground under a poster: land, water and towns out of the basemap's archive, districts out of geodata."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray
from pmtiles.reader import MmapSource, Reader
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.models import Area
from maps.basemap import build
from maps.basemap.ground import DEEPEST
from opportunities.languages import active_language
from opportunities.models import City

Box = tuple[float, float, float, float]
ROLES = {1: "land", 2: "water", 3: "land"}
MOST_TILES = 36


@dataclass(frozen=True)
class Layer:
    """One thing to draw: what it is ("land", "water", "town", "river", "district") and its outline in world units.

    World units are Web Mercator from 0 to 1, x eastwards, y southwards. A `name` is written at its `middle`.
    """

    role: str
    geometry: BaseGeometry
    name: str = ""
    middle: tuple[float, float] | None = None


def project(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes and latitudes, (n, 2) degrees, as world units, (n, 2)."""
    lon, lat = lonlat[:, 0], np.clip(lonlat[:, 1], -85.05, 85.05)
    return np.column_stack([(lon + 180) / 360, (1 - np.arcsinh(np.tan(np.radians(lat))) / math.pi) / 2])


def ground(city: City, box: Box) -> Iterator[Layer]:
    """What lies within `box` (west, north, east, south in world units), from the bottom to the top."""
    yield from _survey(box)
    yield from _districts(city, box)


def _survey(box: Box) -> Iterator[Layer]:
    """Land, lakes, towns and rivers; nothing where the archive was not built."""
    if not build.ARCHIVE.is_file():
        return
    with build.ARCHIVE.open("rb") as file:
        reader = Reader(MmapSource(file))
        tiles = [(x, y, _decoded(reader.get(DEEPEST, x, y))) for x, y in _tiles(box)]
    for name in ("ground", "urban", "rivers"):
        for x, y, layers in tiles:
            for feature in layers.get(name, {}).get("features", ()):
                role = ROLES.get(feature["properties"].get("level"), "town" if name == "urban" else "river")
                yield from _clipped(role, _placed(feature["geometry"], layers[name]["extent"], x, y), box)


def _tiles(box: Box) -> list[tuple[int, int]]:
    side = 1 << DEEPEST
    west, north, east, south = (min(side - 1, max(0, math.floor(edge * side))) for edge in box)
    return [(x, y) for x in range(west, east + 1) for y in range(north, south + 1)][:MOST_TILES]


def _decoded(packed: bytes | None) -> dict[str, Any]:
    """The layers of a tile by name; none where there is no tile."""
    if not packed:
        return {}
    layers: dict[str, Any] = mapbox_vector_tile.decode(gzip.decompress(packed), default_options={"y_coord_down": True})
    return layers


def _placed(geometry: dict[str, Any], extent: int, x: int, y: int) -> BaseGeometry:
    side = 1 << DEEPEST
    return shapely.transform(shape(geometry), lambda points: (points / extent + (x, y)) / side)


def _districts(city: City, box: Box) -> Iterator[Layer]:
    if city.area_id is None:
        return
    language = active_language()
    known = Area.objects.filter(parent=city.area_id, level=Area.Level.DISTRICT)
    for area in known.only("name", "names", "geometry", "point"):
        if area.geometry is None:
            continue
        outline = shapely.transform(shapely.from_wkb(bytes(area.geometry.wkb)), project)
        middle = project(np.array([[area.point.x, area.point.y]]))[0]
        name = area.names.get(language) or area.name
        yield from _clipped("district", outline, box, name=name, middle=(float(middle[0]), float(middle[1])))


def _clipped(role: str, geometry: BaseGeometry, box: Box, **named: object) -> Iterator[Layer]:
    part = shapely.clip_by_rect(geometry, *box)
    if not part.is_empty:
        yield Layer(role, part, **named)  # type: ignore[arg-type]
