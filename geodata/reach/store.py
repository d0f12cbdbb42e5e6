"""Networks and streets on disk, each in a folder named by its content: written once, never changed, mapped by every
process. The streets in use are named in a file, which is replaced as a whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from geodata.reach.days import Day, Departures, Running, begin, build_departures, timing
from geodata.reach.network import Network
from geodata.reach.streets import Streets

DATES_KEPT = 512
DAYS_KEPT = 16  # in the memory of one process: the meetings of a page fall on many kinds of day
ORPHAN_S = 24 * 3600
UNFINISHED = ".unfinished-"
IN_USE = "in-use"


def folder_of(snapshot: str = "") -> Path:
    """Where the network `snapshot` lies, or all of them."""
    folder: Path = settings.PRIVATE_DIR / "timetables"
    return folder / snapshot


def keep(network: Network) -> str:
    """Write `network`, whole or not at all. Returns: its name, the same for the same content."""
    return _keep(network.save, folder_of())


def _keep(save: Callable[[Path], None], folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        save(unfinished)
        digest = hashlib.sha256()
        for file in sorted(unfinished.iterdir()):
            digest.update(file.name.encode())
            with file.open("rb") as stream:
                while part := stream.read(1 << 20):
                    digest.update(part)
                os.fsync(stream.fileno())
        snapshot = digest.hexdigest()
        if not (folder / snapshot).exists():
            unfinished.chmod(0o700)
            unfinished.rename(folder / snapshot)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return snapshot


def tidy(used: Collection[str], among: Path | None = None) -> None:
    """Remove networks, or what else is `among`, that are not in `used`, once nobody can be about to use them."""
    for folder in (among or folder_of()).iterdir():
        if folder.name not in used and time.time() - folder.stat().st_mtime > ORPHAN_S:
            shutil.rmtree(folder, ignore_errors=True)


def keep_streets(streets: Streets) -> str:
    """Write `streets`, and use them from now on in every process. Returns: their name."""
    folder = _streets_folder()
    snapshot = _keep(streets.save, folder)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as unfinished:
        with (Path(unfinished) / IN_USE).open("w", encoding="utf-8") as name:
            name.write(snapshot)
            name.flush()
            os.fsync(name.fileno())
        Path(name.name).replace(folder / IN_USE)
    tidy({snapshot, IN_USE}, folder)
    return snapshot


def streets_in_use() -> str:
    """The name of the streets in use, "" where there are none."""
    try:
        return (_streets_folder() / IN_USE).read_text("utf-8")
    except FileNotFoundError:
        return ""


@lru_cache(maxsize=2)
def streets(snapshot: str) -> Streets:
    """The streets of that name. Raises: OSError, ValueError where they are not there or not whole."""
    return Streets.load(_streets_folder() / snapshot)


def _streets_folder() -> Path:
    folder: Path = settings.PRIVATE_DIR / "streets"
    return folder


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
