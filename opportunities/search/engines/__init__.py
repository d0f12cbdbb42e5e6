"""Who answers the questions of a `Search`: SQL, which is the truth, or the rank index, which is quick.

Both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from django.db import connection

from opportunities.models import City
from opportunities.search.asking import Filter
from opportunities.search.engines.index import IndexEngine
from opportunities.search.engines.sql import SqlEngine
from opportunities.search.grid import Cell, Window
from opportunities.search.index.live import live

if TYPE_CHECKING:
    from opportunities.search.search import Search


class Engine(Protocol):
    """What can be asked about the rows of a search."""

    def total(self, search: Search, *, leave_out: Iterable[Filter] = ()) -> int:
        """How many rows there are; with the filters in `leave_out` not applied."""

    def counts(self, search: Search) -> dict[int, int]:
        """How many rows each tag would give, its own filter left out. Tags of none may be missing.

        Of choices too many to list (`OpenChoices`) the commonest are there, and those chosen: see `commonest`.
        """

    def page_ids(self, search: Search, offset: int, limit: int) -> list[int]:
        """The numbers of the search rows from place `offset` on of the list, at most `limit`."""

    def cells(self, search: Search, window: Window) -> list[Cell]:
        """The rows in each square of the window that has any, in no order."""


def choose(city: City) -> Engine:
    """The engine for a search in `city`, of the catalogue as it is now."""
    if connection.in_atomic_block:  # only SQL sees what this transaction alone has changed
        return SqlEngine()
    state = live.state()
    parts = state.parts(city.pk)
    return SqlEngine() if parts is None else IndexEngine(parts)
