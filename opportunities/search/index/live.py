"""The catalogue as this process knows it: looked after at most once a second, when somebody asks."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.db import connection

from opportunities.search.index.news import BEGINNING, look

PATIENCE_S = 1.0


@dataclass(frozen=True)
class State:
    """What was true at `seen` (pg_snapshot): `number` of the snapshot, and how many `changes` were logged since it."""

    number: int = 0
    seen: str = BEGINNING
    changes: int = 0

    @property
    def generation(self) -> str:
        return f"{self.number}.{self.changes}"


class Live:
    """One for each process; safe for threads."""

    def __init__(self) -> None:
        self._state = State()
        self._looked_at = float("-inf")
        self._lock = threading.Lock()

    def expect_news(self) -> None:
        """Look again at the next question: this process has just changed something itself."""
        self._looked_at = float("-inf")

    def state(self) -> State:
        """The state of at most a second ago. While another thread looks, this one takes what is known."""
        if time.monotonic() - self._looked_at >= PATIENCE_S and self._lock.acquire(blocking=False):
            try:
                self._looked_at = time.monotonic()
                self._state = _next(self._state)
            finally:
                self._lock.release()
        return self._state


def _next(state: State) -> State:
    """What follows `state`, given what has committed since."""
    news = look(state.seen)
    while news.number != state.number:  # a new snapshot takes changes of before it out of the log
        state = State(news.number, news.base)
        news = look(state.seen)
    return State(news.number, news.position, state.changes + news.changes)


live = Live()


def generation() -> str:
    """A word that changes with every committed change of the search table, at most a second late.

    It is the same in every process that knows the same catalogue. Inside a transaction it also counts what only that
    transaction has changed, and keeps nothing of it.
    """
    state = _next(State()) if connection.in_atomic_block else live.state()
    return state.generation
