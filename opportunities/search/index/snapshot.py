"""A snapshot: the segments of all cities as the search table was at one moment, in files that processes share.

    SEARCH_SNAPSHOT_DIR / the database / the snapshot / manifest.json, 1.segment, 2.segment ...

Each city is a segment of its own, so a question costs what its city costs, however many there are beside it. A segment
is opened when it is first asked. Every byte is compared with a checksum where nobody waits for it: by the build before
it puts the snapshot in the place of the last, and by a background job (`is_sound`).
"""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path

from django.conf import settings
from django.db import connection

from opportunities.search.index import storage
from opportunities.search.index.segment import Segment

MANIFEST = "manifest.json"
log = logging.getLogger(__name__)


class Snapshot:
    """An opened snapshot. Raises, when made: OSError, ValueError or KeyError for what is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        told = json.loads((folder / MANIFEST).read_bytes())
        self.rows: dict[int, int] = {int(city): rows for city, rows in told["rows"].items()}
        self._segments: dict[int, Segment | None] = {}
        self._lock = threading.Lock()

    def segment(self, city: int) -> Segment | None:
        """The rows of a city: none of a city that had none, None where its file is missing or damaged."""
        with self._lock:
            if city not in self._segments:
                self._segments[city] = self._open(city)
            return self._segments[city]

    def _open(self, city: int) -> Segment | None:
        try:
            return Segment(storage.read(self.folder / file_name(city)))
        except (OSError, storage.DamagedError) as error:
            log.error("The search answers by SQL: %s of the snapshot cannot be used (%r).", file_name(city), error)
            return None


def file_name(city: int) -> str:
    return f"{city}.segment"


def home() -> Path:
    """The folder for the snapshots of this database. One that was restored from a copy is another database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, oid FROM pg_control_system(), pg_database WHERE datname = current_database()"
        )
        system, number = cursor.fetchone()
    return Path(settings.SEARCH_SNAPSHOT_DIR) / f"{system}-{number}"


def opened(name: str) -> Snapshot | None:
    """The snapshot of this `name`; None, with a line in the log, where it is missing or damaged."""
    try:
        return Snapshot(home() / name)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        log.error("The search answers by SQL: the snapshot %s cannot be used (%r).", name, error)
        return None


def is_sound(name: str) -> bool:
    """Whether every byte of the snapshot of this `name` is as it was written; if not, a line in the log says where."""
    snapshot = opened(name)
    if snapshot is None:
        return False
    for city in snapshot.rows:
        try:
            storage.check(snapshot.folder / file_name(city))
        except (OSError, storage.DamagedError) as error:
            log.error("%s of the snapshot %s is damaged (%r).", file_name(city), name, error)
            return False
    return True
