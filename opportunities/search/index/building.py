"""Builds a snapshot of the search table and puts it in the place of the last, all at once.

Whatever moment a build is killed at, the last snapshot stays the current one: the folder gets its name when all is on
the disk, and it becomes current by one row of the database. What lies about is removed by the next build.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from opportunities.models import SearchSnapshot
from opportunities.search.index import storage
from opportunities.search.index.live import live
from opportunities.search.index.making import arrays_of
from opportunities.search.index.postings import words_of
from opportunities.search.index.reading import Told, one_moment, read
from opportunities.search.index.snapshot import MANIFEST, file_name, home

BUILDERS = 0x6C6D_0001  # the number of PostgreSQL's advisory lock: one build at a time


def build(*, told: Told = lambda rows: None) -> SearchSnapshot | None:
    """Build a snapshot of the search table as it is now, and make it the current one.

    `told` hears of the rows that were read, a few thousand at a time. Not within a transaction. Returns: None, and
    nothing is done, where another build is running.
    """
    with _alone() as is_alone:
        if not is_alone:
            return None
        name, folder = secrets.token_hex(8), home()
        unfinished = folder / f"{name}.part"
        unfinished.mkdir(parents=True)
        position, rows = _write(unfinished, told)
        unfinished.rename(folder / name)
        last = SearchSnapshot.objects.values_list("folder", flat=True).first()
        current = _make_current(name, position, sum(rows.values()))
        _tidy(folder, keep={name, last})
    live.expect_news()
    return current


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [BUILDERS])
        (is_alone,) = cursor.fetchone()
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILDERS])


def _write(folder: Path, told: Told) -> tuple[str, dict[int, int]]:
    """Write everything as it is at one moment. Returns: that moment (pg_snapshot), and the number of rows of each
    city."""
    today = timezone.localdate().toordinal()
    with one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        (position,) = cursor.fetchone()
        cursor.execute("SELECT DISTINCT city_id FROM opportunities_searchrow")
        rows = {}
        for (city,) in cursor.fetchall():
            rows[city] = write_city(folder / file_name(city), city, today, told)
    (folder / MANIFEST).write_text(json.dumps({"rows": rows}))
    for path in (folder / MANIFEST, folder):
        _settle(path)
    return position, rows


def write_city(path: Path, city: int, first_day: int, told: Told = lambda rows: None) -> int:
    """Write the segment of a city, and read it back. Returns: the number of its rows."""
    arrays = arrays_of(read("city_id", [city], told=told), first_day=first_day)
    words = (pair for some in words_of(city, arrays) for pair in some.items())
    storage.write(path, chain(arrays.items(), words))
    storage.check(path)
    return len(arrays["pk"])


def _settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _make_current(name: str, position: str, rows: int) -> SearchSnapshot:
    """Name the snapshot in the database, and forget the changes that it holds."""
    with transaction.atomic():
        SearchSnapshot.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM opportunities_searchchange"
                " WHERE pg_visible_in_snapshot(transaction::text::xid8, %s::pg_snapshot)",
                [position],
            )
        return SearchSnapshot.objects.create(folder=name, position=position, rows=rows)


def _tidy(folder: Path, *, keep: set[str | None]) -> None:
    """Remove the snapshots that nobody opens any more. What processes have mapped stays readable until they let it
    go."""
    for path in folder.iterdir():
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
