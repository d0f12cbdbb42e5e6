"""Answers by SQL alone: always possible, always right, and slower the more rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Min, Sum

from opportunities.search.asking import Filter
from opportunities.search.choosing import Choices, DaysAndTimes
from opportunities.search.engines.commonest import commonest
from opportunities.search.filters import COUNTED, DAYS_AND_TIMES
from opportunities.search.grid import Cell, Window, cell_shift, part_shift, spot, spread
from opportunities.search.meetings import Wish
from opportunities.search.tags import Facet, bounds, tag

if TYPE_CHECKING:
    from opportunities.search.search import Search


class SqlEngine:
    """See `Engine`."""

    def total(self, search: Search, *, leave_out: Iterable[Filter] = ()) -> int:
        return search.rows(leave_out=leave_out).count()

    def page_ids(self, search: Search, offset: int, limit: int) -> list[int]:
        return list(search.ordered().values_list("pk", flat=True)[offset : offset + limit])

    def cells(self, search: Search, window: Window) -> list[Cell]:
        west, north, east, south = window.steps
        shift, part = cell_shift(window.level), part_shift(window.level)
        counted = (
            search.rows()
            .filter(x__range=(west, east), y__range=(north, south))
            .annotate(column=F("x").bitrightshift(shift), line=F("y").bitrightshift(shift))
            .values("column", "line")
            .annotate(
                count=Count("pk"),
                sum_x=Sum(F("x").bitrightshift(part)),
                sum_y=Sum(F("y").bitrightshift(part)),
                west=Min("x"),
                north=Min("y"),
                east=Max("x"),
                south=Max("y"),
                row=Min("pk"),
            )
            .order_by()
        )
        names = ("count", "sum_x", "sum_y", "west", "north", "east", "south", "row")
        return [_cell(window.level, *each) for each in counted.values_list(*names)]

    def counts(self, search: Search) -> dict[int, int]:
        found = _tag_counts(search)
        if DAYS_AND_TIMES.is_active(search.values) or Wish.has_dates(search):
            found |= _slot_counts(search)
        return found


def _cell(level: int, count: int, sum_x: int, sum_y: int, *rest: int) -> Cell:
    *extent, row = rest
    if extent[:2] == extent[2:]:
        return spot(count, extent[0], extent[1], row)
    shift = part_shift(level)
    return spread(level, count, (sum_x, sum_y), [edge >> shift for edge in extent])


def _tag_counts(search: Search) -> dict[int, int]:
    """One pass over the rows: each keeps which counted filters it passes, and counts where all the others pass."""
    active = [one for one in COUNTED if one.is_active(search.values)]
    passes = {
        f"passes_{one.name}": ExpressionWrapper(one.condition(search), output_field=BooleanField()) for one in active
    }
    base = search.rows(leave_out=active).annotate(**passes).values_list("tags", *passes)
    try:
        sql, parameters = base.query.sql_with_params()
    except EmptyResultSet:  # nothing can match: Django would not even ask
        return {}
    columns = ", ".join(["tags", *passes])
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH base ({columns}) AS MATERIALIZED ({sql})"  # noqa: S608 - names of ours; values are parameters
            f" SELECT tag, count(*) FROM base, unnest(base.tags) AS tag WHERE {_other_filters_pass(active)}"
            " GROUP BY tag ORDER BY tag",
            parameters,
        )
        told = np.array(cursor.fetchall(), np.int64).reshape(-1, 2)
    return commonest(told[:, 0], told[:, 1], search)


def _slot_counts(search: Search) -> dict[int, int]:
    """Counts of days where parts of the day or dates are chosen, and so on: of one and the same meeting."""
    counted = search.rows(leave_out=[DAYS_AND_TIMES]).aggregate(
        **{
            f"tag_{number}": Count("pk", filter=DAYS_AND_TIMES.asks(search, days, parts))
            for number, (days, parts) in slots(search).items()
        }
    )
    return {int(name.removeprefix("tag_")): count for name, count in counted.items()}


def slots(search: Search) -> dict[int, tuple[Sequence[int], Sequence[int]]]:
    """For the tag of each day and of each part of the day, the days and the parts that would be chosen with it."""
    days, parts = (DAYS_AND_TIMES.chosen_values(search, parameter) for parameter in DaysAndTimes.parameters)
    wanted: dict[int, tuple[Sequence[int], Sequence[int]]] = {
        tag(Facet.WEEKDAY, day): ([day], parts) for day in range(1, 8)
    }
    return wanted | {tag(Facet.DAY_PART, part): (days, [part]) for part in range(1, 5)}


def _other_filters_pass(active: Sequence[Choices | DaysAndTimes]) -> str:
    """SQL: does a row count for this tag? It passes every active filter but the one the tag belongs to."""

    def all_but(left_out: Filter | None) -> str:
        return " AND ".join(f"passes_{one.name}" for one in active if one is not left_out) or "TRUE"

    cases = []
    for one in active:
        for low, high in map(bounds, one.facets.values()):
            cases.append(f"WHEN tag BETWEEN {low} AND {high} THEN {all_but(None if one.narrows else one)}")
    return f"CASE {' '.join(cases)} ELSE {all_but(None)} END" if cases else "TRUE"
