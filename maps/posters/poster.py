"""A filtered view as a poster: a numbered map, the list of addresses, the code of the live view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from django.utils import timezone

from maps.basemap.palette import LIGHT
from maps.posters.drawing import draw
from maps.posters.spots import shown
from maps.taking import address, shareable
from opportunities import wording
from opportunities.models import City
from opportunities.search.search import Search

MOST_SPOTS = 40
MAP_PX = (1040, 760)
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Code:
    """A QR code as an SVG path in steps of one module; `size` modules a side with its quiet zone."""

    size: int
    d: str


def code_of(text: str) -> Code | None:
    """The code of `text`; None where it is too long for one."""
    try:
        drawn = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        return None
    pieces = [
        f"M{x},{y}h1v1h-1z" for y, row in enumerate(drawn.matrix_iter(border=2)) for x, dark in enumerate(row) if dark
    ]
    return Code(int(drawn.symbol_size(border=2)[0]), "".join(pieces))


def poster(search: Search, *, title: str, absolute: Callable[[str], str]) -> dict[str, Any]:
    """The context of the template "maps/poster.html": what it shows and how.

    Where the visitor is takes no part: a poster hangs on a wall.

    Args:
        title: the headline, plain text; the name of what is chosen where it is empty.
        absolute: makes the path of a page an address that works elsewhere.
    """
    found = Search.read({**shareable(search)}, search.city)
    seen = shown(found, most=MOST_SPOTS)
    chosen = " · ".join(chip.label for chip in found.chips())
    page = absolute(address("explorer", found))
    return {
        "city": found.city,
        "title": title.strip()[:LONGEST_TITLE] or chosen or found.city.label,
        "chosen": chosen,
        "drawing": draw(found.city, seen.spots, width=MAP_PX[0], height=MAP_PX[1]),
        "palette": LIGHT,
        "spots": seen.spots,
        "left_out": seen.left_out,
        "total": found.total,
        "code": code_of(page),
        "page": page,
        "today": wording.calendar_day(timezone.localdate()),
        "source": attribution(found.city),
    }


def attribution(city: City) -> str:
    """Whose data the drawn ground is."""
    named = "Natural Earth, GSHHG"
    source = city.area.source if city.area else ""
    return f"{named}, {source}" if source else named
