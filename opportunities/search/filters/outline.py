"""Where: inside an outline that was drawn on the map."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import shapely
from django.contrib.gis.geos import GeometryCollection, GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata.geometry import MERCATOR, point_from, to_mercator
from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Form, Given, Objection, Parameter
from opportunities.search.index.bits import Bits
from opportunities.search.index.nearness import within_box
from opportunities.search.index.segment import Segment

MOST_CORNERS = 100
LONGEST = MOST_CORNERS * 2 * 24
DECIMALS = 5  # of a degree: about a metre
LINE_M = 0.001  # how thick the line is taken to be
Corner = tuple[float, float]


@dataclass(frozen=True)
class Outline(Filter):
    """The corners of a drawn outline, one after another: "lon_lat_lon_lat_...", in degrees; it closes by itself.

    Underscores need no escape in an address, so a shared one stays short and readable.
    """

    kind: ClassVar[str] = "outline"

    def describe(self) -> tuple[Parameter, ...]:
        corners = gettext_lazy(
            "Only what lies inside an outline: the longitude and latitude of its corners in degrees, all joined by _."
        )
        return (Parameter(self.name, Form.TEXT, corners, most=LONGEST, example="25.27_54.68_25.29_54.68_25.28_54.69"),)

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        text = next(iter(given.get(self.name, ())), "")
        if not text:
            return
        corners = read_corners(text)
        if corners is None:
            objection(_("This outline could not be read, so it was left out."))
        elif len(corners) > MOST_CORNERS:
            objection(_("An outline has at most %(most)s corners, so yours was left out.") % {"most": MOST_CORNERS})
        elif ground(corners) is None:
            objection(_("An outline needs three corners that do not lie in a line, so yours was left out."))
        else:
            if crosses_itself(corners):
                objection(_("Your outline crosses itself. You see what lies in any of its parts."))
            yield self.name, "_".join(_degrees(part) for corner in corners for part in corner)

    def condition(self, chosen: Chosen) -> Q:
        inside = ground(read_corners(chosen.first(self.name)) or [])
        return Q(geom__intersects=inside) if inside else Q()

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        inside = ground(read_corners(chosen.first(self.name)) or [])
        if inside is None:
            return segment.every()
        around = within_box(segment, inside.extent).positions()
        across, up = segment.column["east"][around], segment.column["north"][around]
        drawn = shapely.from_wkb(bytes(inside.wkb))
        surely, perhaps = (_contained(drawn.buffer(by), across, up) for by in (-LINE_M, LINE_M))
        # What lies on the line is PostGIS's to say: two ways of reckoning may differ in the last bit.
        return Bits.at(around[surely], segment.size) if (surely == perhaps).all() else None

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, chosen.first(self.name), _("Inside my outline"))


def read_corners(text: str) -> list[Corner] | None:
    """The corners (longitude, latitude) of "lon_lat_lon_lat_...", rounded, none twice in a row; None for other text."""
    try:
        numbers = [float(part) for part in text[: LONGEST + 1].split("_")]
    except ValueError:
        return None
    if len(text) > LONGEST or len(numbers) % 2 or not all(map(math.isfinite, numbers)):
        return None
    degrees = [round(number, DECIMALS) for number in numbers]
    corners = list(zip(degrees[::2], degrees[1::2], strict=True))
    if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in corners):
        return None
    following = [*corners[1:], corners[0]]
    return [corner for corner, then in zip(corners, following, strict=True) if corner != then]


def ground(corners: list[Corner]) -> GEOSGeometry | None:
    """What the outline encloses, in EPSG:3857, where its sides are straight as on the map; None where that is nothing.

    An outline that crosses itself encloses all its parts.
    """
    drawn = _polygon(corners)
    if drawn is None:
        return None
    if drawn.valid:
        return drawn if drawn.area else None
    try:
        mended = drawn.make_valid()
    except GEOSException:
        return None
    parts = MultiPolygon([part for part in _flat(mended) if isinstance(part, Polygon)], srid=MERCATOR)
    return parts if parts.area else None


def crosses_itself(corners: list[Corner]) -> bool:
    """Whether two sides of the outline meet elsewhere than at their corner."""
    drawn = _polygon(corners)
    return drawn is not None and not drawn.valid


def _contained(drawn: shapely.Geometry, across: npt.NDArray[Any], up: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    shapely.prepare(drawn)
    return np.asarray(shapely.contains_xy(drawn, across, up))


def _polygon(corners: list[Corner]) -> Polygon | None:
    if len(set(corners)) < 3:
        return None
    ring = [to_mercator(point_from(*corner)).coords for corner in corners]
    return Polygon([*ring, ring[0]], srid=MERCATOR)


def _flat(mended: GEOSGeometry) -> Iterator[GEOSGeometry]:
    """The single parts of a collection, however deep."""
    if isinstance(mended, GeometryCollection):  # a MultiPolygon is one too
        for part in mended:
            yield from _flat(part)
    else:
        yield mended


def _degrees(number: float) -> str:
    """`number` with as many decimals as it needs: "25.28", "-0.00001", "25"."""
    text = f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
