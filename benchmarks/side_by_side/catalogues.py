"""A database for each size, beside the one that DATABASE_URL names."""

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
    def environment(self) -> Mapping[str, str]:
        """What our own programs need to see it."""
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "PRIVATE_DIR": str(self.folder / "private"),
            "SEARCH_SNAPSHOT_DIR": str(self.folder / "snapshot"),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "site", ROOT))),
        }

    @property
    def plain_url(self) -> str:
        """The database's address as everybody but Django writes it."""
        return urlunsplit(urlsplit(self.database_url)._replace(scheme="postgresql"))

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


def provide(size: str, *, fresh: bool) -> tuple[Catalogue, float | None]:
    """The catalogue of `size` and how many seconds it took to make; None where it was there."""
    address = urlsplit(os.environ["DATABASE_URL"])
    catalogue = Catalogue(size, urlunsplit(address._replace(path=f"{address.path}_{size}")))
    name = sql.Identifier(f"{address.path.strip('/')}_{size}")
    with psycopg.connect(urlunsplit(address._replace(scheme="postgresql")), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name._obj[0]]).fetchone()
        if known and not fresh:
            return catalogue, None
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    shutil.rmtree(catalogue.folder, ignore_errors=True)
    (catalogue.folder / "private").mkdir(parents=True)
    began = time.perf_counter()
    catalogue.manage("migrate", "--no-input", "-v0")
    catalogue.manage("load_demo", "-v0")
    catalogue.run(sys.executable, "-c", MULTIPLY.format(rows=SIZES[size]))
    with psycopg.connect(catalogue.plain_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return catalogue, time.perf_counter() - began
