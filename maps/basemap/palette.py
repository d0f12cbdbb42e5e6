"""The colours of the basemap, by theme: the page's ink and paper, quiet enough for coloured pins to stand out.

Hexadecimal because MapLibre reads no oklch(); each stands beside the token of the page that it follows.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """One colour a role."""

    water: str
    shore: str
    water_text: str
    land: str
    town: str
    core: str
    green: str
    sand: str
    area: tuple[str, str, str, str]
    area_line: str
    border: str
    road: str
    road_casing: str
    path: str
    rail: str
    building: str
    building_line: str
    ink: str
    ink_soft: str
    halo: str
    ring: str


LIGHT = Palette(
    water="#bfd8df",
    shore="#a6c5ce",
    water_text="#5f8089",
    land="#f6f2ea",
    town="#efe8db",
    core="#e9e0d0",
    green="#dfe6d0",
    sand="#f0e8d2",
    area=("#f3ead9", "#e9eddd", "#f4e8e1", "#f7f2e4"),
    area_line="#c9baa1",
    border="#b8a88f",
    road="#fdfbf7",
    road_casing="#e0d6c6",
    path="#dccfbb",
    rail="#cdc3b5",
    building="#e6dccb",
    building_line="#d9cdb9",
    ink="#4a4138",
    ink_soft="#7d7164",
    halo="#faf7f1",
    ring="#a89a85",
)

DARK = Palette(
    water="#1b3440",
    shore="#2a4855",
    water_text="#6f8f9b",
    land="#24211d",
    town="#2a2722",
    core="#302b25",
    green="#252a20",
    sand="#2e2a20",
    area=("#2e2a24", "#2b2d27", "#312b28", "#2a2723"),
    area_line="#544a3d",
    border="#6d604f",
    road="#3a342c",
    road_casing="#1d1a17",
    path="#3a342c",
    rail="#3d372f",
    building="#302b25",
    building_line="#3a342d",
    ink="#cdc4b6",
    ink_soft="#a89d8d",
    halo="#1b1815",
    ring="#73685a",
)

PALETTES = {"light": LIGHT, "dark": DARK}
