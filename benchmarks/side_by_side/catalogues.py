"""A database for each size, beside the one that DATABASE_URL names."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "benchmarks"
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
MULTIPLY = "import django; django.setup(); from tests.multiplied import multiply; multiply({rows})"


@dataclass(frozen=True)
class Catalogue:
    """One size: its database, and the folder in which everything made of it lies."""

    size: str
    database_url: str

    @property
    def folder(self) -> Path:
        return WORK / self.size

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshot"

    @property
    def environment(self) -> Mapping[str, str]:
        """What our own programs need to see it."""
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "PRIVATE_DIR": str(self.folder / "private"),
            "SEARCH_SNAPSHOT_DIR": str(self.snapshots),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "site", ROOT))),
        }

    @property
    def plain_url(self) -> str:
        """The database's address as everybody but Django writes it."""
        return urlunsplit(urlsplit(self.database_url)._replace(scheme="postgresql"))

    @property
    def made(self) -> dict[str, float]:
        """What making it took: `catalogue_s`, `snapshot_s`, `snapshot_mb`; only what is known."""
        kept = self.folder / "made.json"
        return json.loads(kept.read_text()) if kept.exists() else {}

    def remember(self, **made: float) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "made.json").write_text(json.dumps(self.made | made))

    def manage(self, *command: str) -> float:
        """Run a management command. Returns: seconds."""
        return self.run(sys.executable, str(ROOT / "manage.py"), *command)

    def run(self, *command: str, quiet: bool = True) -> float:
        """Run a program that sees this catalogue; what it says is shown unless `quiet`. Returns: seconds."""
        began = time.perf_counter()
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=quiet, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command[:3])} failed:\n{(done.stderr or '')[-3000:]}")
        return time.perf_counter() - began


def provide(size: str, *, fresh: bool) -> Catalogue:
    """The catalogue of `size`: the one that is there, brought up to the schema of today, or one made anew."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"{address.path.strip('/')}_{size}"
    catalogue = Catalogue(size, urlunsplit(address._replace(path=f"/{name}")))
    if ensure_database(urlunsplit(address._replace(scheme="postgresql")), name, fresh=fresh):
        _make(catalogue)
    else:
        catalogue.manage("migrate", "--no-input", "-v0")
    return catalogue


def ensure_database(server: str, name: str, *, fresh: bool = False) -> bool:
    """Make the database `name` on the `server` unless it is there. Returns: whether it is new."""
    with psycopg.connect(server, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known and not fresh:
            return False
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True


def _make(catalogue: Catalogue) -> None:
    shutil.rmtree(catalogue.folder, ignore_errors=True)
    (catalogue.folder / "private").mkdir(parents=True)
    began = time.perf_counter()
    catalogue.manage("migrate", "--no-input", "-v0")
    catalogue.manage("load_demo", "-v0")
    catalogue.run(sys.executable, "-c", MULTIPLY.format(rows=SIZES[catalogue.size]))
    with psycopg.connect(catalogue.plain_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    catalogue.remember(catalogue_s=time.perf_counter() - began)


def build_snapshot(catalogue: Catalogue) -> None:
    """Build the rank index anew, and remember how long that took and how much it holds."""
    took = catalogue.manage("build_search_snapshot", "-v0")
    newest = max(catalogue.snapshots.glob("*/*"), key=lambda folder: folder.stat().st_mtime)
    octets = sum(each.stat().st_size for each in newest.rglob("*") if each.is_file())
    catalogue.remember(snapshot_s=took, snapshot_mb=octets / 1e6)
