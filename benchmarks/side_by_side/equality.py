"""Does the rank index say what SQL says? Total, counts, pages, map: for random filters."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.side_by_side.questions import Asker
from opportunities.search.engines import choose
from opportunities.search.engines.sql import SqlEngine
from opportunities.search.grid import Window
from opportunities.search.search import Search

PAGE = 20


def mismatches(asker: Asker, *, searches: int) -> list[str]:
    """What differs over `searches` random searches, in words."""
    found = []
    for number in range(searches):
        pairs = asker.filters(number)
        given: dict[str, Sequence[str]] = {}
        for name, value in pairs:
            given[name] = [*given.get(name, ()), value]
        search = Search.read(given, asker.city)
        box = tuple(float(edge) for edge in asker.view(number).box.split(","))
        window = Window.around(box, asker.view(number).zoom)
        ours, truth = (_answers(engine, search, window) for engine in (choose(asker.city), SqlEngine()))
        found += [f"{name} of {pairs}" for name in truth if ours[name] != truth[name]]
    return found


def _answers(engine: Any, search: Search, window: Window) -> Mapping[str, Any]:
    cells = engine.cells(search, window)
    return {
        "total": engine.total(search),
        "counts": {tag: count for tag, count in engine.counts(search).items() if count},
        "first page": engine.page_ids(search, 0, PAGE),
        "sixth page": engine.page_ids(search, 5 * PAGE, PAGE),
        "cells": sorted(repr(cell) for cell in cells),
    }
