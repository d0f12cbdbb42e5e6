"""Fills build/static with what pages need from packages: fonts, icon sprite, map and page libraries, basemap."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from config.bootstrap.checkout import BUILD, NODE_MODULES, PYTHON, ROOT, Stamp, fingerprint
from config.bootstrap.console import Problem, step
from config.bootstrap.programs import Failed, run

STATIC = BUILD / "static"
STAMP = Stamp(BUILD / "static-stamp.json")
BASEMAP_STAMP = Stamp(BUILD / "basemap-stamp.json")
ICONS = NODE_MODULES / "@tabler/icons/icons/outline"
ICON_NAMES = ROOT / "site/ui/icons.txt"
TAXONOMIES = ROOT / "opportunities/data"
FONTS = ("atkinson-hyperlegible-next", "bricolage-grotesque")
# From a package's file to its place under build/static/vendor. The licences travel with the files.
LIBRARIES = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-shared.mjs": "maplibre/maplibre-gl-shared.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre/LICENSE.txt",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
    "leaflet/LICENSE": "leaflet/LICENSE.txt",
    "pmtiles/dist/esm/index.js": "pmtiles/pmtiles.mjs",
    "fflate/esm/browser.js": "fflate/fflate.mjs",
    "fflate/LICENSE": "fflate/LICENSE.txt",
}
SOURCE_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=\S+(?: \*/)?\s*$")
BACKGROUND = re.compile(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')
SYMBOL = (
    '<symbol id="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round">{}</symbol>'
)


def provide() -> None:
    """Fill build/static where the packages, the icon names or this recipe changed since it was filled."""
    sources = [ROOT / "package-lock.json", ICON_NAMES, *TAXONOMIES.rglob("*.toml"), Path(__file__)]
    mark = fingerprint(sources)
    if not (STATIC.is_dir() and STAMP.holds(static=mark)):
        with step("Fonts, icons and libraries for the pages"):
            copy_fonts()
            copy_libraries()
            write_sprite()
        STAMP.keep(static=mark)


@contextmanager
def basemap_alongside() -> Iterator[None]:
    """Build the basemap, where that is due, while other things are done; both are done at the end."""
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(build_basemap)
        yield
        if not building.done():
            with step("Basemap, begun before"):
                building.result()
        building.result()


def build_basemap() -> None:
    """Have the basemap built by the package that knows how, where anything it is built from changed."""
    recipe = [path for path in (ROOT / "maps/basemap").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    mark = fingerprint([*recipe, ROOT / "package-lock.json", ROOT / "requirements/app.txt"])
    if BASEMAP_STAMP.holds(basemap=mark):
        return
    try:
        run([PYTHON, "-m", "maps.basemap.build"])
    except Failed as failed:
        remedy = "Delete node_modules and run this again; if it stays, it is a fault of maps/basemap."
        raise failed.problem("The basemap could not be built", remedy) from failed
    BASEMAP_STAMP.keep(basemap=mark)


def put(source: Path, target: Path) -> None:
    """Copy a package's file; a pointer to a source map goes, because the map itself is not served."""
    if not source.exists():
        remedy = "Delete node_modules and run this again."
        raise Problem(f"{source.relative_to(ROOT)} is missing among the front-end packages", remedy)
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    target.write_bytes(SOURCE_MAP.sub(b"\n", content) if source.suffix in {".mjs", ".js", ".css"} else content)


def copy_fonts() -> None:
    """The latin and latin-ext files under the packages' own names, with each font's licence."""
    target = STATIC / "ui/fonts"
    for font in FONTS:
        package = NODE_MODULES / "@fontsource-variable" / font
        for file in package.glob(f"files/{font}-latin-*.woff2"):
            put(file, target / file.name)
        put(package / "LICENSE", target / f"{font}-LICENSE.txt")


def copy_libraries() -> None:
    """The libraries that pages load, as they are in the packages."""
    shutil.rmtree(STATIC / "vendor", ignore_errors=True)
    for source, target in LIBRARIES.items():
        put(NODE_MODULES / source, STATIC / "vendor" / target)


def wanted_icons() -> Iterator[tuple[str, str]]:
    """(icon name, where it is asked for) of the interface's list and of every `icon` in the taxonomies."""
    if ICON_NAMES.exists():
        for number, line in enumerate(ICON_NAMES.read_text().splitlines(), 1):
            if name := line.partition("#")[0].strip():
                yield name, f"{ICON_NAMES.relative_to(ROOT)}:{number}"
    for file in sorted(TAXONOMIES.rglob("*.toml")):
        for name in icons_in(tomllib.loads(file.read_text())):
            yield name, str(file.relative_to(ROOT))


def icons_in(value: object) -> Iterator[str]:
    """Every text under a key `icon`, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "icon" and isinstance(inner, str):
                yield inner
            yield from icons_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from icons_in(inner)


def symbol(name: str, svg: str) -> str:
    """The icon `name` as a symbol of the sprite, drawn by `svg`."""
    inner = BACKGROUND.sub("", svg.partition(">")[2].rpartition("</svg>")[0])
    return SYMBOL.format(name, re.sub(r"\s*\n\s*", "", inner))


def write_sprite() -> None:
    """build/static/ui/icons.svg with one symbol for each icon in use; raises Problem naming those that do not exist."""
    wanted: dict[str, str] = {}
    for name, where in wanted_icons():
        wanted.setdefault(name, where)
    missing = [f"{name} ({where})" for name, where in wanted.items() if not (ICONS / f"{name}.svg").exists()]
    if missing:
        remedy = "Choose outline names of the package @tabler/icons: see node_modules/@tabler/icons/icons/outline."
        raise Problem(f"There is no such icon: {', '.join(missing)}", remedy)
    symbols = "\n".join(symbol(name, (ICONS / f"{name}.svg").read_text()) for name in sorted(wanted))
    sprite = STATIC / "ui/icons.svg"
    sprite.parent.mkdir(parents=True, exist_ok=True)
    sprite.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')
