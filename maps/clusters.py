"""What the map shows of a search: bubbles with counts, and single pins.

Rows are counted in a grid that is fixed to the world (`opportunities.search.grid`). Neighbours that would touch on the
screen are merged, the biggest first, around the middle of their rows. So that bubbles stay as they are while the map is
panned, squares are counted whole, and some more all around the view, where merging could begin otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geodata.geometry import from_mercator_integers
from opportunities.addresses import address
from opportunities.search.grid import DEEPEST, TILE_BITS, WORLD_BITS, Cell, Window
from opportunities.search.search import Search
from opportunities.selectors.card_rows import pin_rows, text_of
from opportunities.selectors.cards import NO_INTEREST, Look, looks

TOUCHING_PX = 52
MARGIN = 3  # squares around the view whose bubbles take part in the merging
MOST_ZOOM = DEEPEST
WIDEST_VIEW_PX = 16_384  # twice the widest screens; a wider view would be asked by a program, to part every pin


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
    merged = merge(search.cells(box, level, margin=MARGIN), level=level)
    shown = Window.around(box, level, margin=1).steps
    merged = [cell for cell in merged if shown[0] <= cell.x <= shown[2] and shown[1] <= cell.y <= shown[3]]
    singles = _pins([cell.row for cell in merged if cell.row is not None])
    return [_marker(cell, singles) for cell in merged]


def deepest_level(box: tuple[float, float, float, float]) -> int:
    """The zoom, 0 to 20, down to which the view `box` (degrees) is no wider than a screen could show."""
    west, south, east, north = box
    turns = max(east - west, north - south, 1e-6) / 360
    return max(0, min(MOST_ZOOM, math.floor(math.log2(WIDEST_VIEW_PX / (1 << TILE_BITS) / turns))))


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
        near = [(math.hypot(other.x - cell.x, other.y - cell.y), other.x, other.y, other) for other in around]
        closest = min(near, default=None, key=lambda each: each[:3])
        if closest and closest[0] < reach:
            closest[3].take(cell)
        else:
            kept.setdefault((column, line), []).append(cell)
    return [cell for group in kept.values() for cell in group]


def _pins(rows: Sequence[int]) -> dict[int, tuple[str, str, Look]]:
    """Title, address and look of each single row: one query, however many there are."""
    known = looks()
    found = {}
    for row in pin_rows(rows) if rows else ():
        _language, title = text_of(row.titles_as_json, row.original_language)
        url = address("opportunity", row.opportunity, title)
        found[row.pk] = (title or _("Untitled"), url, known.get(row.interest or 0, NO_INTEREST))
    return found


def _marker(cell: Cell, singles: dict[int, tuple[str, str, Look]]) -> Marker:
    lon, lat = from_mercator_integers(cell.x, cell.y)
    west, south = from_mercator_integers(cell.west - 2, cell.south + 2)
    east, north = from_mercator_integers(cell.east + 2, cell.north - 2)
    box = (round(west, 5), round(south, 5), round(east, 5), round(north, 5))
    place = (round(lon, 6), round(lat, 6), cell.count, box, cell.is_stack)
    if cell.row is None or cell.row not in singles:
        return Marker(*place)
    title, url, look = singles[cell.row]
    return Marker(*place, row=cell.row, title=title, url=url, icon=look.icon, hue=look.hue)
