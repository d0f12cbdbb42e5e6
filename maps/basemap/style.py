"""The MapLibre style: the archive built at set-up, geodata's areas, an operator's archive, then names."""

from collections.abc import Sequence
from typing import Any

from maps.basemap.expressions import Layer, by_zoom, inked, lettering, name_in
from maps.basemap.overlay import Overlay, overlay_grounds, overlay_names
from maps.basemap.palette import PALETTES, Palette

Boxes = Sequence[tuple[float, float, float, float]]

WORLD = "world"
AREAS = "areas"
AREAS_MINZOOM, AREAS_MAXZOOM = 8, 10
ROUND = {"line-cap": "round", "line-join": "round"}


def layer(identity: str, kind: str, source_layer: str, paint: dict[str, Any], **more: Any) -> Layer:
    """A layer of the built archive unless `source` says another; `more` are MapLibre's own keys."""
    found = {"id": identity, "type": kind, "source": WORLD, "source-layer": source_layer, "paint": paint}
    return found | {name.replace("_", "-"): value for name, value in more.items()}


def rectangles(boxes: Boxes) -> list[list[list[tuple[float, float]]]]:
    """Coordinates of a MultiPolygon of boxes (west, south, east, north)."""
    corners = ((0, 1), (2, 1), (2, 3), (0, 3), (0, 1))
    return [[[(box[x], box[y]) for x, y in corners]] for box in boxes]


def level(number: int) -> list[Any]:
    """Filter of the layer "ground": 1 land, 2 lake, 3 island in a lake."""
    return ["==", ["get", "level"], number]


def grounds(palette: Palette) -> list[Layer]:
    """Sea, land, towns."""
    return [
        {"id": "sea", "type": "background", "paint": {"background-color": palette.water}},
        layer("land", "fill", "ground", {"fill-color": palette.land}, filter=level(1)),
        layer(
            "town",
            "fill",
            "urban",
            {"fill-color": palette.town, "fill-opacity": by_zoom((4, 0), (6, 0.9), (10, 0.9), (12, 0.6))},
            filter=["==", ["get", "core"], 0],
            minzoom=4,
        ),
        layer(
            "town-core",
            "fill",
            "urban",
            {"fill-color": palette.core, "fill-opacity": by_zoom((5, 0), (8, 0.9), (10, 0.8), (12, 0.5))},
            filter=["==", ["get", "core"], 1],
            minzoom=5,
        ),
    ]


def areas(palette: Palette) -> list[Layer]:
    """Municipalities and districts of geodata: soft tints, so that neighbours part; dotted lines where we guess."""
    tints = ["match", ["get", "tint"], 0, palette.area[0], 1, palette.area[1], 2, palette.area[2], palette.area[3]]
    tone = {"fill-color": tints, "fill-opacity": by_zoom((9, 0), (10.5, 0.85), (14, 0.8))}
    district = ["==", ["get", "level"], "district"]
    municipality = ["==", ["get", "level"], "municipality"]
    official = ["!", ["get", "approximate"]]
    return [
        layer("districts", "fill", "areas", tone, source=AREAS, filter=district, minzoom=9),
        outline("district-lines", palette.area_line, (0.5, 1.2), ["all", district, official], 9.5),
        outline("district-guesses", palette.area_line, (1, 1), ["all", district, ["!", official]], 10, [0.5, 3.5]),
        outline("municipality-lines", palette.border, (0.6, 1.6), ["all", municipality, official], 8, [3, 2]),
    ]


def outline(
    identity: str,
    colour: str,
    widths: tuple[float, float],
    only: list[Any],
    zoom: float,
    dashes: list[float] | None = None,
) -> Layer:
    """Boundaries that fade in at `zoom` and grow from the first to the second of `widths` (pixels)."""
    opacity = by_zoom((zoom, 0.2), (zoom + 1, 0.85))
    paint = {"line-color": colour, "line-width": by_zoom((10, widths[0]), (13, widths[1])), "line-opacity": opacity}
    if dashes:
        paint["line-dasharray"] = dashes
    return layer(identity, "line", "areas", paint, source=AREAS, filter=only, layout=ROUND, minzoom=zoom)


def waters(palette: Palette) -> list[Layer]:
    """Lakes and rivers above the areas they lie in, and all shores."""
    return [
        layer("lakes", "fill", "ground", {"fill-color": palette.water}, filter=level(2)),
        layer("islands", "fill", "ground", {"fill-color": palette.land}, filter=level(3)),
        layer(
            "shore",
            "line",
            "ground",
            {"line-color": palette.shore, "line-width": by_zoom((3, 0.4), (8, 0.8), (12, 1.4))},
            layout=ROUND,
            minzoom=3,
        ),
        # The lines are about 300 m off: a broad, soft band from city scale on, gone where streets would tell the lie.
        layer(
            "rivers",
            "line",
            "rivers",
            {
                "line-color": palette.water,
                "line-width": by_zoom((4, 0.5), (8, 1.5), (10, 3), (11, 5), (12, 9), (14, 34), base=1.4),
                "line-opacity": by_zoom((12.5, 1), (14.5, 0.45)),
                "line-blur": by_zoom((10, 0), (12, 1.5), (14, 10)),
            },
            layout=ROUND,
            minzoom=4,
        ),
    ]


def borders(palette: Palette) -> list[Layer]:
    """Borders of countries."""
    return [
        layer(
            "borders",
            "line",
            "borders",
            {
                "line-color": palette.border,
                "line-width": by_zoom((2, 0.5), (5, 1), (9, 2)),
                "line-opacity": by_zoom((2, 0.6), (6, 0.9), (12, 0.5)),
            },
            layout={"line-join": "round"},
        )
    ]


def label(identity: str, source_layer: str, paint: dict[str, Any], layout: dict[str, Any], **more: Any) -> Layer:
    """A layer of names; crowded ones give way by `rank` where the archive ranks them."""
    ranked = {"symbol-sort-key": ["get", "rank"]} if source_layer == "places" else {}
    return layer(identity, "symbol", source_layer, paint, layout=ranked | layout, **more)


def names(palette: Palette, language: str, covered: Boxes) -> list[Layer]:
    """Every name, those that give way first: countries, villages, districts, towns, cities, capitals."""
    return [
        country_names(palette, language),
        *district_names(palette, language, covered),
        *settlement_names(palette, language),
    ]


def country_names(palette: Palette, language: str) -> Layer:
    """Countries in spaced capitals, moved aside where a city needs the place."""
    layout = lettering(
        ["upcase", name_in(language)],
        by_zoom((2, 9.5), (6, 15)),
        bold=True,
        symbol_sort_key=["-", 0, ["get", "rank"]],
        text_letter_spacing=0.12,
        text_padding=4,
        text_variable_anchor=["center", "top", "bottom", "right", "left"],
        text_radial_offset=0.9,
    )
    ink = inked(palette.ink_soft, palette.halo)
    return label("country-names", "countries", ink, layout, minzoom=1.5, maxzoom=6.5)


def district_names(palette: Palette, language: str, covered: Boxes) -> list[Layer]:
    """Parts of cities. `covered` are the boxes where geodata names them; GeoNames' are left out there."""
    unnamed: list[Any] = ["==", ["get", "kind"], "district"]
    if covered:
        unnamed = ["all", unnamed, ["!", ["within", {"type": "MultiPolygon", "coordinates": rectangles(covered)}]]]
    size = by_zoom((10, 11), (12, 13.5), (15, 17))
    layout = lettering(name_in(language), size, bold=True, text_letter_spacing=0.04, text_padding=8)
    ink = inked(palette.ink_soft, palette.halo)
    known = ["==", ["get", "level"], "district"]
    return [
        label("district-names", "places", ink, layout, filter=unnamed, minzoom=10.2),
        label("area-names", "names", ink, layout, source=AREAS, filter=known, minzoom=10.2),
    ]


def settlement_names(palette: Palette, language: str) -> list[Layer]:
    """Villages, towns, cities, capitals, by size of letter; cities leave when one is in them."""
    name = name_in(language)
    found = []
    for kind, sizes, zooms, bold in (
        ("village", ((9, 10.5), (14, 14)), {"minzoom": 9.5}, False),
        ("town", ((6, 11), (12, 16)), {"minzoom": 6.2}, False),
        ("city", ((4, 11), (8, 15), (11, 20)), {"minzoom": 4, "maxzoom": 13}, True),
        ("capital", ((3, 11), (8, 17), (11, 24)), {"minzoom": 3, "maxzoom": 13}, True),
    ):
        ink = inked(palette.ink_soft if kind == "village" else palette.ink, palette.halo, 1.7 if bold else 1.4)
        layout = lettering(name, by_zoom(*sizes), bold=bold, text_padding=5)
        only = ["==", ["get", "kind"], kind]
        found.append(label(f"{kind}-names", "places", ink, layout, filter=only, **zooms))
    return found


def unbuilt(palette: Palette) -> list[Layer]:
    """The ground where the archive was not built: land everywhere."""
    return [{"id": "sea", "type": "background", "paint": {"background-color": palette.land}}]


def named_areas(labels: list[Layer]) -> list[Layer]:
    """Those of `labels` that do not need the built archive."""
    return [one for one in labels if one["source"] != WORLD]


def style(
    *,
    theme: str,
    language: str,
    world: str | None,
    area_tiles: str,
    attribution: str,
    covered: Boxes = (),
    overlay: Overlay | None = None,
) -> dict[str, Any]:
    """A MapLibre style document.

    `theme` light or dark; `language` a code like "lt"; `world` the address of the built archive, None where it was
    not built; `area_tiles` the template of geodata's tiles, `covered` the boxes where they name districts; `overlay`
    what an operator's archive holds.
    """
    palette = PALETTES[theme]
    sources: dict[str, Any] = {
        AREAS: {"type": "vector", "tiles": [area_tiles], "minzoom": AREAS_MINZOOM, "maxzoom": AREAS_MAXZOOM}
    }
    lower, upper = [*grounds(palette), *areas(palette), *waters(palette)], borders(palette)
    labels = names(palette, language, covered)
    if world:
        sources[WORLD] = {"type": "vector", "url": f"pmtiles://{world}", "attribution": attribution}
    else:
        lower, upper, labels = [*unbuilt(palette), *areas(palette)], [], named_areas(labels)
    if overlay:
        sources |= overlay.sources()
        upper = [*overlay_grounds(overlay, palette), *upper]
        if overlay.has_places:
            labels = [one for one in labels if one["id"] not in {"district-names", "area-names", "village-names"}]
        labels = [*overlay_names(overlay, palette, language), *labels]
    return {
        "version": 8,
        "name": f"Learnmap {theme}",
        "metadata": {"theme": theme, "language": language, "ring": palette.ring, "halo": palette.halo},
        "sources": sources,
        "layers": [*lower, *upper, *labels],
    }
