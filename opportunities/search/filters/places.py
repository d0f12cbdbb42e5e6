"""Where: round a place, and on a part of the map."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.contrib.gis.geos import Point, Polygon
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata.geometry import mercator_metres, point_from, round_location, to_mercator
from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Form, Given, Objection, Parameter
from opportunities.search.index.bits import Bits
from opportunities.search.index.nearness import Centre, within_box
from opportunities.search.index.segment import Segment
from opportunities.search.words import MOST_LETTERS

RADII_M = (1_000, 2_000, 5_000, 10_000, 25_000, 50_000)
USUAL_RADIUS_M = 5_000
LEAST_RADIUS_M, MOST_RADIUS_M = 500, 50_000  # what may be drawn on the map


@dataclass(frozen=True)
class Place(Filter):
    """Within a distance of a place that was typed (`near`) or of where the visitor is (`at`, rounded)."""

    kind: ClassVar[str] = "place"
    parameters: ClassVar[tuple[str, ...]] = ("near", "at", "within")

    def describe(self) -> tuple[Parameter, ...]:
        return (
            Parameter("near", Form.TEXT, gettext_lazy("From where: a street, a school, a part of town.")),
            Parameter("at", Form.POINT, gettext_lazy("The same as a point, rounded to about 300 metres; `near` wins.")),
            Parameter(
                "within",
                Form.INTEGER,
                gettext_lazy("How far from there at most, in metres; 5000 where it is left out."),
                least=LEAST_RADIUS_M,
                most=MOST_RADIUS_M,
            ),
        )

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        near = " ".join(next(iter(given.get("near", ())), "").replace("\x00", " ").split())[:MOST_LETTERS]
        at = next(iter(given.get("at", ())), "")
        within = next(iter(given.get("within", ())), "").strip()
        here = _point(at)
        if at and here is None:
            objection(_("This location could not be read, so it was left out."))
        if near:
            yield "near", near
        elif here is not None:
            here = round_location(here)
            yield "at", f"{here.x:g},{here.y:g}"
        if re.fullmatch(r"[0-9]{3,5}", within) and LEAST_RADIUS_M <= int(within) <= MOST_RADIUS_M:
            if near or here:
                yield "within", str(int(within))
        elif within:
            objection(
                _("“%(value)s” is not a distance from %(least)s to %(most)s metres, so it was left out.")
                % {"value": within[:40], "least": LEAST_RADIUS_M, "most": MOST_RADIUS_M}
            )

    @staticmethod
    def metres(chosen: Chosen) -> int:
        return int(chosen.first("within") or USUAL_RADIUS_M)

    def condition(self, chosen: Chosen) -> Q:
        if chosen.origin is None or chosen.first("minutes"):  # minutes say how far in another way
            return Q()
        reach = mercator_metres(self.metres(chosen), latitude=chosen.origin.point.y)
        return Q(geom__dwithin=(to_mercator(chosen.origin.point), reach))

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        if chosen.origin is None or chosen.first("minutes"):
            return segment.every()
        reach = mercator_metres(self.metres(chosen), latitude=chosen.origin.point.y)
        return Centre.of(chosen.origin.point).within(segment, reach)

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        if chosen.origin is None:
            return
        parameter = "near" if chosen.first("near") else "at"
        words = _("From %(place)s") if chosen.first("minutes") else _("Within %(km)s km of %(place)s")
        label = words % {"km": kilometres(self.metres(chosen)), "place": chosen.origin.label}
        yield Chip(parameter, chosen.first(parameter), label, also=("within", "minutes", "mode", "depart"))


def kilometres(metres: int) -> str:
    """ "5" or "3.4", as people write numbers in the language of the page."""
    return str(number_format(metres / 1000, 1 if metres % 1000 else 0))


def _point(text: str) -> Point | None:
    """The point of "longitude,latitude", or None."""
    try:
        x, y = (float(part) for part in text.split(","))
        return point_from(x, y)
    except ValueError:
        return None


@dataclass(frozen=True)
class Box(Filter):
    """The part of the map that was asked for with "Search this area"."""

    kind: ClassVar[str] = "box"

    def describe(self) -> tuple[Parameter, ...]:
        return (Parameter(self.name, Form.BOX, gettext_lazy("Only what lies on this part of the map.")),)

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        text = next(iter(given.get(self.name, ())), "")
        if box := read_box(text):
            yield self.name, ",".join(f"{edge:.5g}" if abs(edge) < 1 else f"{edge:.5f}" for edge in box)
        elif text:
            objection(_("This part of the map could not be read, so it was left out."))

    def condition(self, chosen: Chosen) -> Q:
        box = read_box(chosen.first(self.name))
        return Q(geom__bboverlaps=mercator_box(box)) if box else Q()

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        box = read_box(chosen.first(self.name))
        return within_box(segment, mercator_box(box).extent) if box else segment.every()

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, chosen.first(self.name), _("On this part of the map"))


def read_box(text: str) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) of "w,s,e,n", or None for what is no box of degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    inside = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if inside else None


def mercator_box(box: tuple[float, float, float, float]) -> Polygon:
    """The box of degrees (west, south, east, north) as a polygon of EPSG:3857."""
    west, south, east, north = box
    low, high = to_mercator(point_from(west, south)), to_mercator(point_from(east, north))
    polygon = Polygon.from_bbox((low.x, low.y, high.x, high.y))
    polygon.srid = 3857
    return polygon
