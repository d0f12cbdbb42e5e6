"""Small MapLibre expressions that several layers share."""

from typing import Any

Expression = list[Any]
Layer = dict[str, Any]

# MapLibre draws letters itself from the page's font where a style names no glyphs: the first family only tells it the
# weight (it looks for the word), the second is the one that exists.
REGULAR = ["Map Regular", "Atkinson Hyperlegible Next"]
MEDIUM = ["Map Semibold", "Atkinson Hyperlegible Next"]


def by_zoom(*stops: tuple[float, Any], base: float = 1.0) -> Expression:
    """A value that grows with the zoom: pairs of zoom and value, `base` as in CSS-like exponential curves."""
    curve: Expression = ["linear"] if base == 1.0 else ["exponential", base]
    return ["interpolate", curve, ["zoom"], *(part for stop in stops for part in stop)]


def name_in(language: str, fallbacks: tuple[str, ...] = ("name",)) -> Expression:
    """The name in `language` in any of the ways archives write it, else the first of `fallbacks`."""
    asked = [f"name:{language}", f"name_{language}"]
    return ["coalesce", *(["get", field] for field in (*asked, *fallbacks)), ""]


def lettering(text: Any, size: Any, *, bold: bool = False, **layout: Any) -> dict[str, Any]:
    """Layout of a label; MapLibre's own names with _ for -."""
    settings = {"text-field": text, "text-size": size, "text-font": MEDIUM if bold else REGULAR, "text-max-width": 8}
    return settings | {name.replace("_", "-"): value for name, value in layout.items()}


def inked(colour: str, halo: str, width: float = 1.4) -> dict[str, Any]:
    """Paint of a label: its colour on a halo of the ground's."""
    return {"text-color": colour, "text-halo-color": halo, "text-halo-width": width, "text-halo-blur": 0.6}
