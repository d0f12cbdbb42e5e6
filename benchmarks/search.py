"""Is the search as quick as promised? Ours beside supercluster, tipg, tippecanoe and plain SQL.

    python benchmarks/search.py --sizes 10k 100k 1m

Run from the checkout, with DATABASE_URL set: it makes a database for each size beside the one named, and keeps them for
the next run (`--fresh` makes them anew). Everything listens on the loopback only and ends with the run.
"""

import argparse
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from benchmarks.side_by_side import catalogues, report  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=catalogues.SIZES, default=list(catalogues.SIZES))
    parser.add_argument("--fresh", action="store_true", help="make the catalogues anew")
    parser.add_argument("--requests", type=int, default=100, help="of each kind, in turns")
    parser.add_argument("--port", type=int, default=8141, help="the first of six")
    asked = parser.parse_args()
    found = {}
    for size in asked.sizes:
        print(f"{size}: making the catalogue, or finding it made", flush=True)
        catalogue, made_s = catalogues.provide(size, fresh=asked.fresh)
        if not found:
            catalogue.manage("collectstatic", "--no-input", "-v0")
        found[size] = measured(catalogue, asked.port, asked.requests)
        found[size]["made_s"] = made_s
    text = report.as_text(found, machine())
    (catalogues.WORK / "report.md").write_text(text)
    print(text)


def measured(catalogue: catalogues.Catalogue, port: int, requests: int) -> dict:
    """What was found at one size, by a process of its own: Django knows one database."""
    result = catalogue.folder / "result.json"
    catalogue.folder.mkdir(parents=True, exist_ok=True)
    script = ROOT / "benchmarks" / "side_by_side" / "measure.py"
    catalogue.run(sys.executable, str(script), catalogue.size, str(result), str(port), str(requests), quiet=False)
    return json.loads(result.read_text())


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory; {os.getloadavg()[1]:.1f} processes wanted them."


if __name__ == "__main__":
    main()
