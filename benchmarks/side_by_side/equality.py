"""Does the rank index say what SQL says? Total, counts, pages, map: for random filters, words and places."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.side_by_side.questions import Asker
from opportunities.search.engines import choose
from opportunities.search.engines.index import IndexEngine
from opportunities.search.engines.sql import SqlEngine
from opportunities.search.grid import Window
from opportunities.search.search import Search

PAGE = 20


def is_indexed(asker: Asker) -> bool:
    """Whether a snapshot is there that answers: not one of an earlier form."""
    return isinstance(choose(asker.city), IndexEngine)


def mismatches(asker: Asker, *, searches: int) -> list[str]:
    """What differs over `searches` random searches, in words. Raises: LookupError where the index does not answer."""
    found = []
    for number in range(searches):
        pairs = _question(asker, number)
        given: dict[str, Sequence[str]] = {}
        for name, value in pairs:
            given[name] = [*given.get(name, ()), value]
        view = asker.view(number)
        window = Window.around(tuple(float(edge) for edge in view.box.split(",")), view.zoom)
        ours = choose(asker.city)
        if not isinstance(ours, IndexEngine):
            raise LookupError("SQL answers instead of the index.")
        said, truth = (_answers(engine, Search.read(given, asker.city), window) for engine in (ours, SqlEngine()))
        found += [f"{name} of {pairs}" for name in truth if said[name] != truth[name]]
    return found


def _question(asker: Asker, number: int) -> list[tuple[str, str]]:
    """Filters; of every four searches one with a word too, and one with the nearest first."""
    pairs = asker.filters(number)
    if number % 4 == 1:
        return [("q", asker.word(number)), *pairs[:1]]
    return [*pairs, *asker.here(number)] if number % 4 == 3 else pairs


def _answers(engine: Any, search: Search, window: Window) -> Mapping[str, Any]:
    cells = engine.cells(search, window)
    return {
        "total": engine.total(search),
        "counts": {tag: count for tag, count in engine.counts(search).items() if count},
        "first page": engine.page_ids(search, 0, PAGE),
        "sixth page": engine.page_ids(search, 5 * PAGE, PAGE),
        "cells": sorted(repr(cell) for cell in cells),
    }
