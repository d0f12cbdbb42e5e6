"""Networks on disk, each in a folder named by its content: written once, never changed, mapped by every process."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from geodata.reach.days import Day, Departures, Running, begin, build_departures, timing
from geodata.reach.network import Network

DATES_KEPT = 512
DAYS_KEPT = 16  # in the memory of one process: the meetings of a page fall on many kinds of day
ORPHAN_S = 24 * 3600
UNFINISHED = ".unfinished-"


def folder_of(snapshot: str = "") -> Path:
    """Where the network `snapshot` lies, or all of them."""
    folder: Path = settings.PRIVATE_DIR / "timetables"
    return folder / snapshot


def keep(network: Network) -> str:
    """Write `network`, whole or not at all. Returns: its name, the same for the same content."""
    folder_of().mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder_of()))
    try:
        network.save(unfinished)
        digest = hashlib.sha256()
        for file in sorted(unfinished.iterdir()):
            digest.update(file.name.encode())
            with file.open("rb") as stream:
                while part := stream.read(1 << 20):
                    digest.update(part)
                os.fsync(stream.fileno())
        snapshot = digest.hexdigest()
        if not folder_of(snapshot).exists():
            unfinished.chmod(0o700)
            unfinished.rename(folder_of(snapshot))
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return snapshot


def tidy(used: Collection[str]) -> None:
    """Remove networks that are not in `used`, once nobody can be about to use them."""
    for folder in folder_of().iterdir():
        if folder.name not in used and time.time() - folder.stat().st_mtime > ORPHAN_S:
            shutil.rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=DAYS_KEPT)
def network(snapshot: str) -> Network:
    """The network of that name. Raises: OSError, ValueError where it is not there or not whole."""
    return Network.load(folder_of(snapshot))


def day_of(snapshot: str, day: date) -> Day:
    """The departures of one day of that network. Raises: as `network`."""
    return Day(_departures(snapshot, _timing(snapshot, day)), begin(network(snapshot), day))


@lru_cache(maxsize=DATES_KEPT)
def _timing(snapshot: str, day: date) -> tuple[Running, ...]:
    return timing(network(snapshot), day)


@lru_cache(maxsize=DAYS_KEPT)
def _departures(snapshot: str, running: tuple[Running, ...]) -> Departures:
    """Most days of a timetable are alike: what stays in memory is what differs."""
    return build_departures(network(snapshot), running)
