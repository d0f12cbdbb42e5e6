"""How long does an import take, and how much memory? Run from the checkout, with DATABASE_URL set:

    python benchmarks/import.py FILE MAPPING

It makes a database of its own beside the one named, imports the file into it twice, and drops it again.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from opportunities.services.importing import import_opportunities  # noqa: E402
from opportunities.services.taxonomies import load_taxonomies  # noqa: E402


def measure(label: str, file: Path, mapping: Path) -> None:
    """Import once and print seconds on the clock, seconds of this process, and the most memory it has ever held."""
    clock, cpu = time.perf_counter(), time.process_time()
    run = import_opportunities(file=file, source="benchmark", mapping=mapping)
    took, used = time.perf_counter() - clock, time.process_time() - cpu
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    done = ", ".join(f"{run.counts[name]:,} {name}" for name in ("read", "created", "unchanged", "rejected"))
    load = os.getloadavg()[0]
    print(f"{label}: {took:.1f} s ({used:.1f} s in Python), {megabytes:.0f} MB at most; {done}; load {load:.1f}")


def main(file: Path, mapping: Path) -> None:
    name = connection.settings_dict["NAME"]
    settings.PRIVATE_DIR = Path(tempfile.mkdtemp())
    connection.settings_dict.setdefault("TEST", {})["NAME"] = f"{name}_benchmark"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        load_taxonomies()
        measure("first", file, mapping)
        measure("again", file, mapping)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
