"""The catalogue as this process knows it: a snapshot and the edits since, looked after at most once a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from django.db import connection
from django.utils import timezone

from opportunities.search.index.bits import Bits
from opportunities.search.index.kept import Kept
from opportunities.search.index.making import arrays_of
from opportunities.search.index.news import BEGINNING, look
from opportunities.search.index.postings import words_among
from opportunities.search.index.reading import Table, Texts, one_moment, read, texts_of
from opportunities.search.index.segment import Segment
from opportunities.search.index.snapshot import Snapshot, opened

PATIENCE_S: Final = 1.0
MOST_CHANGED: Final = 20_000  # opportunities; beyond, SQL answers until there is a new snapshot


@dataclass(frozen=True)
class Part:
    """A segment, and which of its rows still hold: those that no edit has touched since."""

    segment: Segment
    standing: Bits
    kept: Kept[Bits] = field(default_factory=lambda: Kept(32))


@dataclass(frozen=True)
class State:
    """What was true at `seen` (pg_snapshot).

    `number` is that of the snapshot, `changes` how many were logged since it, `changed` the opportunities that they
    speak of, and `edits` the rows which these have now. Without a `snapshot` the index has no answers.
    """

    number: int = 0
    seen: str = BEGINNING
    changes: int = 0
    snapshot: Snapshot | None = None
    changed: frozenset[int] = frozenset()
    edits: Table | None = None
    texts: Mapping[int, Texts] = field(default_factory=dict)  # of the opportunities `changed`
    _parts: dict[int, tuple[Part, ...] | None] = field(default_factory=dict)

    @property
    def generation(self) -> str:
        return f"{self.number}.{self.changes}"

    def parts(self, city: int) -> tuple[Part, ...] | None:
        """The rows of a city in one or two segments; None where SQL must answer."""
        if city not in self._parts:
            self._parts[city] = self._parts_of(city)
        return self._parts[city]

    def _parts_of(self, city: int) -> tuple[Part, ...] | None:
        if self.snapshot is None:
            return None
        found = []
        if city in self.snapshot.rows:
            base = self.snapshot.segment(city)
            if base is None:
                return None
            touched = base.of_opportunities(np.array(sorted(self.changed), np.int64))
            found.append(Part(base, Bits.every(base.size) - touched))
        if self.edits is not None and (here := self.edits.city == city).any():
            arrays = arrays_of(self.edits.take(here), first_day=timezone.localdate().toordinal())
            made = Segment(arrays | words_among(self.texts, arrays))
            found.append(Part(made, Bits.every(made.size)))
        return tuple(found)

    def parts_without(self, opportunities: Iterable[int], cities: Set[int]) -> dict[int, tuple[Part, ...] | None]:
        """What is known of the cities that have none of the changed `opportunities`, and are not among `cities`."""
        changed = np.fromiter(opportunities, np.int64)
        return {
            city: parts
            for city, parts in self._parts.items()
            if city not in cities and not any(len(part.segment.of_opportunities(changed)) for part in parts or ())
        }


class Live:
    """The state of this process; safe for threads."""

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
                self._state = following(self._state)
            finally:
                self._lock.release()
        return self._state


def following(state: State) -> State:
    """What follows `state`, given what has committed since."""
    news = look(state.seen)
    while news.number != state.number:  # a new snapshot takes changes of before it out of the log
        state = State(news.number, news.base, snapshot=opened(news.folder) if news.folder else None)
        news = look(state.seen)
    if not news.changes:
        return replace(state, seen=news.position)
    state = replace(state, seen=news.position, changes=state.changes + news.changes)
    return _with_edits(state, news.opportunities) if state.snapshot else state


def _with_edits(state: State, opportunities: frozenset[int | None]) -> State:
    """`state` with the rows that these opportunities have now; without a snapshot where they are too many."""
    known = {one for one in opportunities if one is not None}
    changed = state.changed | known
    if len(known) < len(opportunities) or len(changed) > MOST_CHANGED:
        return replace(state, snapshot=None, changed=frozenset(), edits=None, texts={}, _parts={})
    with one_moment():
        edits, texts = read("opportunity_id", known), texts_of(known)
    parts = state.parts_without(known, set(edits.city.tolist()))
    if state.edits is not None:
        untouched = ~np.isin(state.edits.columns["opportunity"], np.array(sorted(known)))
        edits = state.edits.take(untouched).followed_by(edits)
    unchanged = {number: told for number, told in state.texts.items() if number not in known}
    return replace(state, changed=changed, edits=edits, texts=unchanged | texts, _parts=parts)


live = Live()


def generation() -> str:
    """A word that changes with every committed change of the search table, at most a second late.

    It is the same in every process that knows the same catalogue. Inside a transaction it also counts what only that
    transaction has changed, and keeps nothing of it.
    """
    if not connection.in_atomic_block:
        return live.state().generation
    news = look(BEGINNING)
    return f"{news.number}.{look(news.base).changes}"
