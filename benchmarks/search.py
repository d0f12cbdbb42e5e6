"""Is the search as quick as promised? Ours beside supercluster, tipg, tippecanoe, PostGIS tiles and plain SQL.

    python benchmarks/search.py --sizes 10k 100k 1m

Run from the checkout, with DATABASE_URL set: it makes a database for each size beside the one named, and keeps them for
the next run (`--fresh` makes them anew, `--keep-snapshots` takes the rank indexes that are there too). Everything
listens on the loopback only and ends with the run. The report is printed, and kept as build/benchmarks/report.md.
"""

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from benchmarks.side_by_side import catalogues, report  # noqa: E402
from config.bootstrap import frontend  # noqa: E402


def main() -> None:
    asked = arguments()
    began = time.monotonic()
    found = {}
    for size in asked.sizes:
        if not asked.report:
            catalogue = prepared(size, asked, is_first=not found)
            if not asked.prepare:
                measure(catalogue, asked)
        if (result := catalogues.WORK / size / "result.json").exists():
            found[size] = json.loads(result.read_text()) | {"made": catalogues.Catalogue(size, "").made}
    say(f"{(time.monotonic() - began) / 60:.1f} minutes in all")
    if found and not asked.prepare:
        text = report.as_text(found)
        (catalogues.WORK / "report.md").write_text(text)
        print(text)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=catalogues.SIZES, default=list(catalogues.SIZES))
    parser.add_argument("--fresh", action="store_true", help="make the catalogues anew")
    parser.add_argument("--keep-snapshots", action="store_true", help="do not build rank indexes that are there")
    parser.add_argument("--prepare", action="store_true", help="only make catalogues and snapshots")
    parser.add_argument("--report", action="store_true", help="only write the report of what was measured last")
    parser.add_argument("--requests", type=int, default=100, help="of each kind, in turns; fewer of what takes seconds")
    parser.add_argument("--port", type=int, default=8141, help="the first of seven")
    return parser.parse_args()


def prepared(size: str, asked: argparse.Namespace, *, is_first: bool) -> catalogues.Catalogue:
    """The catalogue of `size` with its snapshot; before the first, the site's static files."""
    say(f"{size}: making the catalogue, or finding it made")
    catalogue = catalogues.provide(size, fresh=asked.fresh)
    if is_first:
        frontend.provide()
        catalogue.manage("collectstatic", "--no-input", "-v0")
    if not (asked.keep_snapshots and "snapshot_s" in catalogue.made):
        say(f"{size}: building the snapshot")
        catalogues.build_snapshot(catalogue)
    return catalogue


def measure(catalogue: catalogues.Catalogue, asked: argparse.Namespace) -> None:
    """Measure one size in a process of its own, for Django knows one database; it leaves result.json."""
    script = ROOT / "benchmarks" / "side_by_side" / "measure.py"
    given = (catalogue.size, str(catalogue.folder / "result.json"), str(asked.port), str(asked.requests))
    catalogue.run(sys.executable, str(script), *given, quiet=False)


def say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", flush=True)


if __name__ == "__main__":
    main()
