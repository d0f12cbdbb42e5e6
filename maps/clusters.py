"""What the map shows of a search: bubbles with counts, and single pins.

Rows are counted in a grid that is fixed to the world, so bubbles stay where they are while the map is panned.
Neighbours that would touch on the screen are merged, the biggest first, around the middle of their rows. Nothing is
left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Avg, Count, F, Max, Min, Prefetch

from geodata.geometry import from_mercator_integers
from opportunities.models import Opportunity, OpportunityText, SearchRow
from opportunities.search.filters.places import mercator_box
from opportunities.search.search import Search
from opportunities.selectors.cards import NO_INTEREST, Look, looks

WORLD_BITS = 24
TILE_BITS = 9  # a map tile is 512 pixels wide
CELL_BITS = 6  # a cell of the grid is 64 pixels wide
TOUCHING_PX = 52
MOST_ZOOM = 20
WIDEST_VIEW_PX = 16_384  # twice the widest screens; a wider view would be asked by a program, to part every pin


@dataclass
class Cell:
    """Rows that lie together: their number, the sums of their steps and the box around them."""

    count: int
    x: float
    y: float
    west: int
    north: int
    east: int
    south: int
    row: int

    def take(self, other: Cell) -> None:
        """Merge `other` into this one, the middle weighted by the number of rows."""
        both = self.count + other.count
        self.x = (self.x * self.count + other.x * other.count) / both
        self.y = (self.y * self.count + other.y * other.count) / both
        self.count = both
        self.west, self.north = min(self.west, other.west), min(self.north, other.north)
        self.east, self.south = max(self.east, other.east), max(self.south, other.south)

    @property
    def is_stack(self) -> bool:
        """Whether all its rows lie on one spot, so that zooming will never part them."""
        return self.west == self.east and self.north == self.south


@dataclass(frozen=True)
class Marker:
    """A bubble (`count` above 1) or a pin. Degrees; `box` is west, south, east, north around its rows."""

    lon: float
    lat: float
    count: int
    box: tuple[float, float, float, float]
    stack: bool
    row: int | None = None
    title: str = ""
    url: str = ""
    icon: str = ""
    hue: int = 0


def markers(search: Search, *, box: tuple[float, float, float, float], zoom: float) -> list[Marker]:
    """The markers of a search for the part of the map `box` (degrees) at `zoom` (0 to 20).

    A view wider than any screen is counted more coarsely than its zoom says.
    """
    level = max(0, min(math.floor(zoom), deepest_level(box)))
    merged = merge(cells(search, box=box, level=level), level=level)
    singles = _pins([cell.row for cell in merged if cell.count == 1])
    return [_marker(cell, singles) for cell in merged]


def deepest_level(box: tuple[float, float, float, float]) -> int:
    """The zoom, 0 to 20, down to which the view `box` (degrees) is no wider than a screen could show."""
    west, south, east, north = box
    turns = max(east - west, north - south, 1e-6) / 360
    return max(0, min(MOST_ZOOM, math.floor(math.log2(WIDEST_VIEW_PX / (1 << TILE_BITS) / turns))))


def cells(search: Search, *, box: tuple[float, float, float, float], level: int) -> list[Cell]:
    """The rows within `box`, counted by cells of the grid of zoom `level`."""
    shift = max(0, WORLD_BITS - TILE_BITS - level + CELL_BITS)
    inside = search.rows().filter(geom__bboverlaps=mercator_box(box))
    counted = (
        inside.annotate(column=F("x").bitrightshift(shift), line=F("y").bitrightshift(shift))
        .values("column", "line")
        .annotate(
            count=Count("pk"),
            middle_x=Avg("x"),
            middle_y=Avg("y"),
            west=Min("x"),
            north=Min("y"),
            east=Max("x"),
            south=Max("y"),
            row=Min("pk"),
        )
        .order_by("column", "line")
    )
    names = ("count", "middle_x", "middle_y", "west", "north", "east", "south", "row")
    return [Cell(*each) for each in counted.values_list(*names)]


def merge(found: Iterable[Cell], *, level: int) -> list[Cell]:
    """Merge cells whose middles would touch on the screen at zoom `level`, the biggest first."""
    reach = TOUCHING_PX * 2.0 ** (WORLD_BITS - TILE_BITS - level)
    kept: dict[tuple[int, int], list[Cell]] = {}
    for cell in sorted(found, key=lambda each: (-each.count, each.x, each.y)):
        column, line = int(cell.x // reach), int(cell.y // reach)
        around = (
            other
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for other in kept.get((column + across, line + down), ())
        )
        near = [(math.hypot(other.x - cell.x, other.y - cell.y), other.row, other) for other in around]
        closest = min(near, default=None, key=lambda each: each[:2])
        if closest and closest[0] < reach:
            closest[2].take(cell)
        else:
            kept.setdefault((column, line), []).append(cell)
    return [cell for group in kept.values() for cell in group]


def _pins(rows: Sequence[int]) -> dict[int, tuple[Opportunity, Look]]:
    """The opportunity of each single row and how it looks: two queries, however many there are."""
    known = looks()
    found = (
        SearchRow.objects.filter(pk__in=rows)
        .select_related("opportunity")
        .only("interest_id", "opportunity__original_language")
        .prefetch_related(Prefetch("opportunity__texts", OpportunityText.objects.defer("description")))
    )
    return {row.pk: (row.opportunity, known.get(row.interest_id or 0, NO_INTEREST)) for row in found}


def _marker(cell: Cell, singles: dict[int, tuple[Opportunity, Look]]) -> Marker:
    lon, lat = from_mercator_integers(cell.x, cell.y)
    west, south = from_mercator_integers(cell.west - 2, cell.south + 2)
    east, north = from_mercator_integers(cell.east + 2, cell.north - 2)
    box = (round(west, 5), round(south, 5), round(east, 5), round(north, 5))
    marker = Marker(round(lon, 6), round(lat, 6), cell.count, box, cell.is_stack)
    if cell.row not in singles:
        return marker
    opportunity, look = singles[cell.row]
    return replace(
        marker,
        row=cell.row,
        title=opportunity.title,
        url=opportunity.get_absolute_url(),
        icon=look.icon,
        hue=look.hue,
    )
