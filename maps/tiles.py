"""Vector tiles of a search, for other people's maps: the same filters and the same numbers as the list and our own map.

Every row lies in exactly one tile of a zoom, by the steps of `SearchRow.x` and `y`; nothing is left out and nothing is
drawn twice. Up to `LAST_OF_BUBBLES` a tile has one feature for each square of the grid, after that one for each spot;
each has the `count` of what lies there. What lies alone is named. So the counts over all the tiles of a zoom add up to
the number of rows that have a point. Features stand in no margin of a neighbour: a client draws a circle over an edge
itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from shapely import Point

from geodata.geometry import from_mercator_integers
from opportunities.models import OpportunityText, SearchRow
from opportunities.search.grid import DEEPEST, WORLD_BITS, Cell, Degrees
from opportunities.search.search import Search
from opportunities.selectors.cards import NO_INTEREST, looks

ADDRESS = "/tiles/{z}/{x}/{y}.mvt"
LAYER = "activities"
EXTENT = 4096
LAST_OF_BUBBLES = 14
LAST_WORTH_ASKING = 16  # from here on clients enlarge what they have: every spot is there
FIELDS = {
    "count": "Number: how many activities lie here",
    "stack": "Boolean: all of them on one spot",
    "id": "Number: of the activity that lies here alone",
    "title": "String",
    "url": "String: its page",
    "kind": "String: group, course, camp ...",
    "interest": "String: its field",
    "icon": "String: the name of a Tabler icon",
    "hue": "Number: the colour of the field, 1 to 12",
}


@dataclass(frozen=True)
class Tile:
    """Tile `x`, `y` of zoom `z`, counted from the north-western corner of the world as web maps do."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    @property
    def bits(self) -> int:
        """How many bits of a step lie within the tile."""
        return WORLD_BITS - self.z

    @property
    def box(self) -> Degrees:
        """The middles of its outermost steps: a box that touches what is inside and nothing else."""
        first, last = (self.x << self.bits, self.y << self.bits), (1 << self.bits) - 1
        north_west = from_mercator_integers(*first)
        south_east = from_mercator_integers(first[0] + last, first[1] + last)
        return north_west.x, south_east.y, south_east.x, north_west.y

    def place(self, x: float, y: float) -> tuple[int, int]:
        """Where the steps `x`, `y` are in the tile, 0 to EXTENT - 1 from its north-western corner."""
        across, down = (
            (step + 0.5 - (corner << self.bits)) * EXTENT / (1 << self.bits)
            for step, corner in ((x, self.x), (y, self.y))
        )
        return min(EXTENT - 1, max(0, int(across))), min(EXTENT - 1, max(0, int(down)))


def encoded(search: Search, tile: Tile) -> bytes:
    """The tile (Mapbox Vector Tile 2.1) of what answers `search`; no bytes where nothing lies in it."""
    level = tile.z if tile.z <= LAST_OF_BUBBLES else DEEPEST
    cells = search.cells(tile.box, level)
    if not cells:
        return b""
    alone = _alone(cell.row for cell in cells if cell.count == 1 and cell.row)
    features = [
        {
            "geometry": Point(tile.place(cell.x, cell.y)),
            "properties": alone.get(cell.row or 0) or _several(cell),
            **({"id": cell.row} if cell.count == 1 else {}),
        }
        for cell in cells
    ]
    options = {"y_coord_down": True, "extents": EXTENT}
    return bytes(mapbox_vector_tile.encode([{"name": LAYER, "features": features}], default_options=options))


def _several(cell: Cell) -> dict[str, Any]:
    return {"count": cell.count, "stack": cell.is_stack}


def _alone(rows: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What is said of each row that lies alone: a fixed number of queries, however many there are."""
    known = looks()
    found = (
        SearchRow.objects.filter(pk__in=list(rows))
        .select_related("opportunity__kind")
        .only("interest_id", "opportunity__original_language", "opportunity__kind__slug")
        .prefetch_related(Prefetch("opportunity__texts", OpportunityText.objects.defer("description", "summary")))
    )
    properties = {}
    for row in found:
        look = known.get(row.interest_id or 0, NO_INTEREST)
        properties[row.pk] = {
            "count": 1,
            "id": row.opportunity_id,
            "title": row.opportunity.title,
            "url": settings.SITE_ADDRESS + row.opportunity.get_absolute_url(),
            "kind": row.opportunity.kind.slug,
            "interest": look.label,
            "icon": look.icon,
            "hue": look.hue,
        }
    return properties


def description(search: Search, language: str) -> dict[str, Any]:
    """TileJSON 3.0: where the tiles of `search` are, and what they hold."""
    query = "&".join(filter(None, [f"city={search.city.slug}", f"lang={language}", search.address()]))
    west, south, east, north = search.city.territory.extent
    return {
        "tilejson": "3.0.0",
        "name": search.city.label,
        "description": _("Activities for learning, with the filters of this address."),
        "scheme": "xyz",
        "tiles": [f"{settings.SITE_ADDRESS}{ADDRESS}?{query}"],
        "minzoom": 0,
        "maxzoom": LAST_WORTH_ASKING,
        "bounds": [round(edge, 5) for edge in (west, south, east, north)],
        "center": [round(search.city.centre.x, 5), round(search.city.centre.y, 5), round(search.city.zoom)],
        "vector_layers": [{"id": LAYER, "fields": FIELDS}],
    }
