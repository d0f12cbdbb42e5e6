"""What every page asks for and hardly ever changes, kept for a minute by each process.

Unlike Django's cache this keeps the things themselves: to unpack every choice of every filter for every request takes
longer than to search. So nobody may change what `remembered` returns.

An edition is what pages show beside the search table: cities, menus, terms, the pages of editors. Whoever changes any
of it begins a new one (`new_edition`), and all processes forget within a second what they kept of the last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection, transaction

KEPT_SECONDS = 60
EDITION_SECONDS = 1

Thing = TypeVar("Thing")
_kept: dict[Hashable, tuple[float, int, Any]] = {}
_seen: list[tuple[float, int]] = []  # when the edition was last asked for, and which it was


def remembered(key: Hashable, make: Callable[[], Thing]) -> Thing:
    """What `make` gave in this edition when it was last asked for under `key`, at most a minute ago."""
    now, current = time.monotonic(), edition()
    known = _kept.get(key)
    if known and known[1] == current and now - known[0] < KEPT_SECONDS:
        thing: Thing = known[2]
        return thing
    _kept[key] = now, current, (made := make())
    return made


def edition() -> int:
    """The number of the edition, at most a second old. Inside a transaction it stays as it was."""
    now, (asked_at, number) = time.monotonic(), _seen[-1] if _seen else (0.0, 0)
    if connection.in_atomic_block or (_seen and now - asked_at < EDITION_SECONDS):
        return number
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM opportunities_edition")
        number = int(cursor.fetchone()[0])
    _seen[:] = [(now, number)]
    return number


def new_edition() -> None:
    """Begin a new edition when the transaction is over: before that, others would keep the old under the new number.
    What this process kept it forgets at once, for who changes something reads it in the same transaction, too."""
    _kept.clear()
    transaction.on_commit(_begin)


def _begin() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('opportunities_edition')")
    _seen.clear()


def forget() -> None:
    """Begin anew, as a new process would."""
    _kept.clear()
    _seen.clear()
