"""Points in any shape, and whether they can be true. Always (longitude, latitude) in WGS 84 degrees."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from opportunities.exchange.values.parsed import Parsed

_FLOAT = r"([-+]?\d{1,3}(?:\.\d+)?)"
_WKT = re.compile(
    rf"(?:SRID=4326;\s*)?POINT\s*Z?\s*\(\s*{_FLOAT}\s+{_FLOAT}(?:\s+[-+]?\d+(?:\.\d+)?)?\s*\)", re.IGNORECASE
)
_BRACKETS = re.compile(rf"\(\s*{_FLOAT}\s*[,;]\s*{_FLOAT}\s*\)")
_PAIR = re.compile(rf"{_FLOAT}\s*[,;\s]\s*{_FLOAT}")
_COMMA_PAIR = re.compile(r"([-+]?\d{1,3},\d+)\s*[;\s]\s*([-+]?\d{1,3},\d+)")
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d+)?(?:[eE][-+]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """Degrees, WGS 84."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Territory:
    """Ground on which a source's points must lie: a box in degrees, or whatever `covers(lon, lat)` says."""

    west: float
    south: float
    east: float
    north: float
    covers: Callable[[float, float], bool] | None = None

    def holds(self, point: GeoPoint) -> bool:
        inside = self.west <= point.lon <= self.east and self.south <= point.lat <= self.north
        return inside and (self.covers is None or self.covers(point.lon, point.lat))


@dataclass(frozen=True, slots=True)
class Settled:
    """`point` to draw, or None; `reason` where it was changed (`swapped`) or refused."""

    point: GeoPoint | None
    reason: str = ""
    swapped: bool = False


def parse_point(text: str) -> Parsed[GeoPoint]:
    """`POINT(lon lat)`, "lat, lon", or "(lat, lon)" at any place of a longer text; the last such pair where several."""
    if not text.strip():
        return Parsed()
    if match := _WKT.search(text):
        return _in_range(float(match[1]), float(match[2]))
    if brackets := _BRACKETS.findall(text):
        latitude, longitude = brackets[-1]
        return _in_range(float(longitude), float(latitude))
    if match := _PAIR.fullmatch(text.strip()) or _COMMA_PAIR.fullmatch(text.strip()):
        latitude, longitude = (float(part.replace(",", ".")) for part in match.groups())
        return _in_range(longitude, latitude)
    return Parsed(reason=_("No point could be read. Write it as POINT(25.28 54.69) or as two columns."))


def parse_degrees(latitude: str, longitude: str) -> Parsed[GeoPoint]:
    """A point from two columns of decimal degrees; a decimal comma is understood."""
    if not latitude.strip() and not longitude.strip():
        return Parsed()
    lat, lon = _number(latitude), _number(longitude)
    if lat is None or lon is None:
        return Parsed(reason=_("Latitude and longitude are two decimal numbers, as in 54.69 and 25.28."))
    return _in_range(lon, lat)


def parse_projected(x: str, y: str, *, crs: str) -> Parsed[GeoPoint]:
    """A point from two columns of metres (or whatever units) in `crs`, as in "EPSG:25830". X is east, y is north.

    Raises: ValueError where `crs` is not known.
    """
    if not x.strip() and not y.strip():
        return Parsed()
    east, north = _number(x), _number(y)
    if east is None or north is None:
        return Parsed(reason=_("X and y are two numbers."))
    try:
        lon, lat = _transformer(crs).transform(east, north)
    except ProjError:
        lon = lat = math.inf
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return Parsed(reason=_("The numbers lie outside what %(crs)s can describe.") % {"crs": crs})
    return _in_range(round(lon, 7), round(lat, 7))


@lru_cache(maxsize=32)
def _transformer(crs: str) -> Transformer:
    try:
        return Transformer.from_crs(CRS.from_user_input(crs), CRS.from_epsg(4326), always_xy=True)
    except CRSError as error:
        message = _("“%(crs)s” is no coordinate system that is known here. Write its EPSG number, as in EPSG:3346.")
        raise ValueError(message % {"crs": crs}) from error


def settle(point: GeoPoint, territory: Territory | None) -> Settled:
    """Whether `point` can be true: not at 0,0, and within `territory`. Swapped axes that land inside are put right."""
    if abs(point.lon) < 0.01 and abs(point.lat) < 0.01:
        return Settled(None, _("The point 0, 0 lies in the sea and stands for “unknown”."))
    if abs(point.lat) <= 90 and (territory is None or territory.holds(point)):
        return Settled(point)
    swapped = GeoPoint(point.lat, point.lon)
    if territory is not None and abs(swapped.lat) <= 90 and territory.holds(swapped):
        return Settled(swapped, _("Longitude and latitude were swapped; put right."), swapped=True)
    if abs(point.lat) > 90:
        return Settled(None, _("A latitude lies between -90 and 90."))
    return Settled(None, _("The point lies outside the territory of this source and is not drawn."))


def _number(text: str) -> float | None:
    match = _NUMBER.fullmatch(text.strip())
    return float(match[0].replace(",", ".")) if match else None


def _in_range(lon: float, lat: float) -> Parsed[GeoPoint]:
    """Latitudes up to 180 pass here: they may be swapped longitudes, which `settle` can tell."""
    if not (-180 <= lon <= 180 and -180 <= lat <= 180):
        return Parsed(reason=_('Degrees lie between -180 and 180. Metres need a coordinate system: crs = "EPSG:...".'))
    return Parsed(GeoPoint(lon, lat))
