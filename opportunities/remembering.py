"""What every page asks for and hardly ever changes, kept for a minute by each process.

Unlike Django's cache this keeps the things themselves: to unpack every choice of every filter for every request takes
longer than to search. So nobody may change what `remembered` returns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

KEPT_SECONDS = 60

Thing = TypeVar("Thing")
_kept: dict[Hashable, tuple[float, Any]] = {}


def remembered(key: Hashable, make: Callable[[], Thing]) -> Thing:
    """What `make` gave when it was last asked for under `key`, at most a minute ago."""
    now = time.monotonic()
    known = _kept.get(key)
    if known and now - known[0] < KEPT_SECONDS:
        thing: Thing = known[1]
        return thing
    _kept[key] = now, (made := make())
    return made


def forget() -> None:
    """Begin anew, as a new process would."""
    _kept.clear()
