"""A map as shapes, words and pins in pixels, for a template to write as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.posters.ground import Box, Layer, ground, project
from maps.posters.spots import Spot
from opportunities.hues import colour_of
from opportunities.models import City

MARGIN = 0.09  # of the width and height, around the outermost pins
NARROWEST = 0.00006  # world units, about 2.4 km at the equator: a single place is shown with what is around it
PIN_PX = 12.5  # radius, with the line around it
LETTER_PX = 7.0  # width of a letter of a label, for finding those that would touch
LINES = (0, 22, -22, 40, -40)  # pixels below its middle where the name of a district may stand


@dataclass(frozen=True)
class Path:
    """An outline in SVG's path language and what it is of."""

    role: str
    d: str


@dataclass(frozen=True)
class Label:
    """A name and where its middle is, in pixels."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Pin:
    """A numbered pin in pixels; `colour` as in CSS."""

    x: float
    y: float
    number: int
    colour: str


@dataclass(frozen=True)
class Drawing:
    """Everything of a map of `width` x `height` pixels, from the bottom to the top."""

    width: int
    height: int
    paths: tuple[Path, ...]
    labels: tuple[Label, ...]
    pins: tuple[Pin, ...]


def draw(city: City, spots: Sequence[Spot], *, width: int, height: int) -> Drawing:
    """The map of `spots`, all of them in sight; of the city's middle where there are none."""
    points = project(np.array([[spot.lon, spot.lat] for spot in spots] or [[city.centre.x, city.centre.y]]))
    box = frame(points, width / height)
    scale = width / (box[2] - box[0])

    def place(world: Any) -> Any:
        return (world - np.array(box[:2])) * scale

    pins = [
        Pin(round(x, 1), round(y, 1), spot.number, colour_of(spot.hue))
        for spot, (x, y) in zip(spots, apart(place(points)), strict=False)
    ]
    layers = list(ground(city, box))
    paths = tuple(Path(layer.role, path_of(shapely.transform(layer.geometry, place))) for layer in layers)
    return Drawing(width, height, paths, tuple(_labels(layers, place, pins, (width, height))), tuple(pins))


def frame(points: NDArray[np.float64], shape: float) -> Box:
    """The box (west, north, east, south, world units) of that `shape` (width by height) which shows all `points`."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, size = (low + high) / 2, (high - low) / (1 - 2 * MARGIN)
    width = max(float(size[0]), float(size[1]) * shape, NARROWEST)
    height = width / shape
    x, y = float(middle[0]), float(middle[1])
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def apart(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """`points` (n, 2) moved until no two pins hide each other, each as little as may be."""
    moved = points.astype(float)
    wanted = 2 * PIN_PX
    for _ in range(60):
        gaps = moved[:, None] - moved[None, :]
        lengths = np.hypot(gaps[..., 0], gaps[..., 1])
        np.fill_diagonal(lengths, wanted)
        if not (lengths < wanted - 0.5).any():
            break
        # Two at the same point part along a line of their own, the same on every run.
        turn = np.arange(len(moved))[:, None] * 2.4 + np.zeros_like(lengths)
        stuck = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        way = np.where(lengths[..., None] > 1e-6, gaps / np.maximum(lengths, 1e-6)[..., None], stuck)
        moved += (way * np.maximum(wanted - lengths, 0)[..., None]).sum(axis=1) / 2
    return moved


def path_of(geometry: BaseGeometry) -> str:
    """`geometry` (pixels) as an SVG path of one decimal, without corners that nobody would see."""
    plain = shapely.simplify(geometry, 0.4)
    pieces: list[str] = []
    for part in shapely.get_parts(plain):
        closed = part.geom_type == "Polygon"
        lines = [part.exterior, *part.interiors] if closed else [part]
        for line in lines:
            corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.coords)
            if corners:
                pieces.append(f"M{corners}{'Z' if closed else ''}")
    return "".join(pieces)


def _labels(
    layers: Sequence[Layer], place: Callable[[Any], Any], pins: Sequence[Pin], size: tuple[int, int]
) -> Iterator[Label]:
    """Names of districts, each at its middle or a line beside it, where it hides no pin and no other name."""
    taken = [(pin.x - PIN_PX, pin.y - PIN_PX, pin.x + PIN_PX, pin.y + PIN_PX) for pin in pins]
    for layer in layers:
        if layer.middle is None:
            continue
        x, y = (float(one) for one in place(np.array(layer.middle)))
        half = len(layer.name) * LETTER_PX / 2
        for line in LINES:
            box = (x - half, y + line - LETTER_PX * 1.8, x + half, y + line + LETTER_PX * 0.6)
            is_inside = box[0] > 0 and box[1] > 0 and box[2] < size[0] and box[3] < size[1]
            if is_inside and not any(_touch(box, other) for other in taken):
                taken.append(box)
                yield Label(round(x, 1), round(y + line, 1), layer.name)
                break


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
