"""An operator's archive drawn over the built one, whatever schema it follows.

Layers are told apart by their names: those of Protomaps (earth, roads, ...), OpenMapTiles (transportation, place, ...),
Natural Earth (land, lakes_eu, urban, ...), raw OpenStreetMap tags (a field `highway`), and anything else, which is
drawn as quiet lines, tints and dots with the names it has.
"""

import re
from dataclasses import dataclass
from typing import Any

from maps.basemap.archive import Contents
from maps.basemap.expressions import Expression, Layer, by_zoom, inked, lettering, name_in
from maps.basemap.palette import Palette

OVERLAY, MASK = "overlay", "overlay-mask"
ROLES = {
    "land": r"earth|land",
    "water": r"water|ocean|lakes?(_.*)?|water_polygons.*",
    "waterway": r"waterway|rivers?(_.*)?|water_lines.*",
    "green": r"landuse|landcover|park|natural|land_use|globallandcover",
    "urban": r"urban.*",
    "roads": r"roads?|transportation|streets.*|railways?",
    "buildings": r"buildings?",
    "boundaries": r"boundar(y|ies)|borders?",
    "places": r"places?|place_labels",
    "road_names": r"transportation_name|street_labels.*",
    "ignored": r"water.*_(name|label)s?|waterway_name|pois?|housenumber|aeroway|aerodrome_label|mountain_peak",
}
NAMING = re.compile(r"(^|_)(name|naam|nimi|title|label|pav)($|_)|name$|naam$|nimi$", re.IGNORECASE)

KIND: Expression = ["coalesce", *(["get", f] for f in ("kind", "class", "highway", "railway", "featurecla")), ""]
LAND_KIND: Expression = [
    "coalesce",
    *(["get", field] for field in ("kind", "leisure", "natural", "landuse", "subclass", "class")),
    "",
]
BIG = ["highway", "motorway", "trunk", "major_road", "primary"]
MIDDLE = ["medium_road", "secondary", "tertiary"]
SMALL = ["minor_road", "minor", "residential", "unclassified", "living_street", "pedestrian", "service", "street"]
PATHS = ["path", "footway", "cycleway", "track", "steps", "bridleway", "other"]
RAILS = ["rail", "railway", "light_rail", "tram", "subway", "transit", "narrow_gauge"]
GREEN = ["park", "forest", "wood", "grass", "nature_reserve", "garden", "meadow", "cemetery", "scrub", "orchard"]
GREEN += ["recreation_ground", "village_green", "pitch", "golf_course", "national_park", "protected_area", "allotments"]
SAND = ["beach", "sand"]
BUILT = ["residential", "commercial", "industrial", "retail", "urban_area", "school", "hospital", "university"]


@dataclass(frozen=True)
class Overlay:
    """An archive and the address it is served under."""

    contents: Contents
    address: str

    def with_role(self, role: str) -> list[str]:
        """Its layers that play `role`, in the archive's order."""
        return [name for name in self.contents.layers if role_of(name) == role and not self.is_raw(name)]

    def is_raw(self, name: str) -> bool:
        """Whether this layer holds OpenStreetMap's tags as they are."""
        return {"highway", "building"} <= set(self.contents.layers[name])

    @property
    def raw(self) -> list[str]:
        """Its layers of raw tags."""
        return [name for name in self.contents.layers if self.is_raw(name)]

    @property
    def others(self) -> list[str]:
        """Its layers whose meaning is unknown."""
        return [name for name in self.contents.layers if role_of(name) is None and not self.is_raw(name)]

    @property
    def has_places(self) -> bool:
        """Whether it names towns and their parts itself."""
        return bool(self.with_role("places")) and self.contents.maxzoom >= 11

    @property
    def covers_ground(self) -> bool:
        """Whether its water replaces ours: it knows water at street scale, and says where it is."""
        west, south, east, north = self.contents.bounds
        sound = west < east and south < north and (east - west) * (north - south) < 40_000
        return bool(self.with_role("water")) and self.contents.maxzoom >= 12 and sound

    def sources(self) -> dict[str, Any]:
        """The sources that its layers name."""
        attribution = self.contents.attribution
        if self.contents.is_openstreetmap and "openstreetmap" not in attribution.lower():
            link = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>'
            attribution = f"{attribution} · {link}" if attribution else link
        archive = {"type": "vector", "url": f"pmtiles://{self.address}", "attribution": attribution}
        if not self.covers_ground:
            return {OVERLAY: archive}
        west, south, east, north = self.contents.bounds
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {OVERLAY: archive, MASK: {"type": "geojson", "data": {"type": "Polygon", "coordinates": [ring]}}}


def role_of(name: str) -> str | None:
    """What a layer called `name` shows, or None."""
    return next((role for role, pattern in ROLES.items() if re.fullmatch(pattern, name, re.IGNORECASE)), None)


def drawn(identity: str, kind: str, source_layer: str, paint: dict[str, Any], **more: Any) -> Layer:
    """A layer of the operator's archive; `more` are MapLibre's own keys, `shape` a geometry type to keep."""
    shape = more.pop("shape", None)
    found: Layer = {
        "id": f"overlay-{identity}-{source_layer}",
        "type": kind,
        "source": OVERLAY,
        "source-layer": source_layer,
    }
    tests = [test for test in (["==", ["geometry-type"], shape] if shape else None, more.pop("filter", None)) if test]
    if tests:
        found["filter"] = tests[0] if len(tests) == 1 else ["all", *tests]
    return found | {"paint": paint} | more


def overlay_grounds(overlay: Overlay, palette: Palette) -> list[Layer]:
    """Its surfaces and lines, from the lowest up."""
    found: list[Layer] = []
    if overlay.covers_ground:
        ground = {"fill-color": palette.land}
        minzoom = max(overlay.contents.minzoom, 5)
        found.append({"id": MASK, "type": "fill", "source": MASK, "paint": ground, "minzoom": minzoom})
    found += [
        drawn("land", "fill", name, {"fill-color": palette.land}, shape="Polygon") for name in overlay.with_role("land")
    ]
    found += [drawn("urban", "fill", name, {"fill-color": palette.town}) for name in overlay.with_role("urban")]
    found += [greens(name, palette) for name in overlay.with_role("green")]
    for name in overlay.raw:
        found += raw_grounds(name, palette)
    for name in overlay.with_role("water"):
        found.append(drawn("water", "fill", name, {"fill-color": palette.water}, shape="Polygon"))
        found.append(stream(name, palette))
    found += [stream(name, palette) for name in overlay.with_role("waterway")]
    found += [drawn("buildings", "fill", name, houses(palette), minzoom=13) for name in overlay.with_role("buildings")]
    for name in [*overlay.with_role("roads"), *overlay.raw]:
        found += ways(name, palette)
    for name in overlay.with_role("boundaries"):
        paint: dict[str, Any] = {
            "line-color": palette.border,
            "line-width": by_zoom((3, 0.6), (12, 1.4)),
            "line-dasharray": [3, 2],
        }
        found.append(drawn("boundary", "line", name, paint))
    for name in overlay.others:
        found += unknown(name, palette)
    return found


def greens(name: str, palette: Palette) -> Layer:
    """Parks, woods, beaches and built-up ground; what else there is stays land."""
    colour = ["match", LAND_KIND, GREEN, palette.green, SAND, palette.sand, BUILT, palette.town, "rgba(0,0,0,0)"]
    return drawn("green", "fill", name, {"fill-color": colour, "fill-opacity": 0.85}, shape="Polygon")


def stream(name: str, palette: Palette) -> Layer:
    """Rivers that are lines."""
    paint = {"line-color": palette.water, "line-width": by_zoom((6, 0.6), (10, 1.6), (14, 4))}
    return drawn("stream", "line", name, paint, shape="LineString")


def houses(palette: Palette) -> dict[str, Any]:
    """Paint of buildings."""
    return {
        "fill-color": palette.building,
        "fill-outline-color": palette.building_line,
        "fill-opacity": by_zoom((13, 0), (14.5, 0.9)),
    }


def raw_grounds(name: str, palette: Palette) -> list[Layer]:
    """Surfaces of a layer of raw tags."""
    water = ["any", ["in", ["get", "natural"], ["literal", ["water", "bay"]]], ["has", "waterway"]]
    water_area = ["all", water, ["!", ["has", "building"]]]
    return [
        greens(name, palette),
        drawn("water", "fill", name, {"fill-color": palette.water}, shape="Polygon", filter=water_area),
        drawn("buildings", "fill", name, houses(palette), shape="Polygon", filter=["has", "building"], minzoom=13),
    ]


def ways(name: str, palette: Palette) -> list[Layer]:
    """Paths, railways, streets with their casing: three widths."""

    def width(extra: float) -> Expression:
        def stop(big: float, middle: float, small: float) -> Expression:
            return ["match", KIND, BIG, big + extra, MIDDLE, middle + extra, small + extra]

        stops = ((8, stop(0.8, 0.4, 0.2)), (12, stop(2.2, 1.4, 0.7)), (14, stop(5, 3.6, 2.2)), (17, stop(18, 14, 10)))
        return by_zoom(*stops, base=1.5)

    streets = ["in", KIND, ["literal", [*BIG, *MIDDLE, *SMALL]]]
    paths, rails = ["in", KIND, ["literal", PATHS]], ["in", KIND, ["literal", RAILS]]
    ends = {"line-cap": "round", "line-join": "round"}
    path = {"line-color": palette.path, "line-width": by_zoom((13, 0.5), (17, 2)), "line-dasharray": [2, 1.5]}
    rail = {"line-color": palette.rail, "line-width": by_zoom((9, 0.5), (14, 1.4))}
    casing = {"line-color": palette.road_casing, "line-width": width(1.4)}
    fill = {"line-color": palette.road, "line-width": width(0)}
    line: dict[str, Any] = {"shape": "LineString", "layout": ends}
    return [
        drawn("paths", "line", name, path, filter=paths, minzoom=13, shape="LineString"),
        drawn("rails", "line", name, rail, filter=rails, minzoom=8, shape="LineString"),
        drawn("casing", "line", name, casing, filter=streets, minzoom=10, **line),
        drawn("roads", "line", name, fill, filter=streets, minzoom=6, **line),
    ]


def unknown(name: str, palette: Palette) -> list[Layer]:
    """Surfaces, lines and points whose meaning nobody said."""
    line = {"line-color": palette.area_line, "line-width": by_zoom((6, 0.4), (12, 1), (15, 1.6)), "line-opacity": 0.8}
    dot = {"circle-color": palette.area_line, "circle-radius": by_zoom((11, 0.8), (15, 3)), "circle-opacity": 0.9}
    return [
        drawn("surface", "fill", name, {"fill-color": palette.town, "fill-opacity": 0.25}, shape="Polygon"),
        drawn("line", "line", name, line, filter=["!=", ["geometry-type"], "Point"]),
        drawn("dot", "circle", name, dot, shape="Point", minzoom=11),
    ]


def overlay_names(overlay: Overlay, palette: Palette, language: str) -> list[Layer]:
    """Its names: streets along their line, towns and their parts, and whatever else has one."""
    found: list[Layer] = []
    name, ink = name_in(language, ("name:latin", "name_en", "name")), inked(palette.ink_soft, palette.halo)
    for layer in overlay.others:
        field = next((one for one in overlay.contents.layers[layer] if NAMING.search(one)), None)
        if field:
            layout = lettering(["to-string", ["get", field]], by_zoom((9, 10), (15, 13)), text_padding=12)
            minzoom = min(14, max(9, overlay.contents.maxzoom - 2))
            found.append(drawn("names", "symbol", layer, ink, layout=layout, minzoom=minzoom))
    for layer in [*(overlay.with_role("road_names") or overlay.with_role("roads")), *overlay.raw]:
        layout = lettering(name, by_zoom((13, 10), (17, 13)), symbol_placement="line", text_max_angle=30)
        found.append(drawn("street-names", "symbol", layer, ink, layout=layout, minzoom=13, filter=["has", "name"]))
    for layer in overlay.with_role("places"):
        layout = lettering(name, by_zoom((4, 10.5), (10, 13), (14, 16)), bold=True, text_padding=6)
        found.append(drawn("places", "symbol", layer, ink, layout=layout, minzoom=9, shape="Point"))
    return found
