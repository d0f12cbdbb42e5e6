"""How one walks: by distance with a detour, but from and to a home along the streets where they are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from geodata.reach import store
from geodata.reach.streets import seconds_along
from geodata.reach.walking import Floats, Place, Seconds, seconds_between


@dataclass(frozen=True)
class OnFoot:
    """Walks from and to `home` follow the `streets` of that name (see `store.streets`); without them none does."""

    home: Place | None = None
    streets: str = ""

    def seconds(self, place: Place, longitudes: Floats, latitudes: Floats) -> Seconds:
        """Seconds from `place` to each of many (degrees), or back. Raises: as `store.streets`."""
        if self.streets and place == self.home:
            return seconds_along(store.streets(self.streets), place, longitudes, latitudes)
        return seconds_between(*place, longitudes, latitudes)

    def between(self, start: Place, end: Place) -> int:
        """Seconds from one place to another, of which either may be home."""
        place, other = (end, start) if end == self.home else (start, end)
        return int(self.seconds(place, np.array([other[0]]), np.array([other[1]]))[0])


BY_DISTANCE: Final = OnFoot()
