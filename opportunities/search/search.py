"""One search: what was asked, which rows answer it, how many each further choice would give.

The list, the map, the counts and every export start from the same `Search.rows()`, so they cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value
from django.db.models.functions import ExtractHour
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata.geometry import to_mercator
from geodata.models import Timetable
from geodata.reach import store
from opportunities.models import City, Occurrence, SearchRow
from opportunities.search.asking import Chip, Chosen, Filter, Given, Values
from opportunities.search.engines import Engine, choose
from opportunities.search.filters import DAYS_AND_TIMES, FILTERS, PAST, REACH
from opportunities.search.grid import Cell, Degrees, Window
from opportunities.search.places import find_origin, part_place
from opportunities.search.spelling import corrected
from opportunities.search.tags import day_part
from opportunities.search.words import tier

PAGE_SIZE = 20
MOST_LOOSENED = 12
SORTS: dict[str, str | Promise] = {
    "nearest": gettext_lazy("Nearest first"),
    "soonest": gettext_lazy("Soonest first"),
    "relevance": gettext_lazy("Best match first"),
    "newest": gettext_lazy("Newest first"),
    "price": gettext_lazy("Cheapest first"),
}


@dataclass(frozen=True)
class Search(Chosen):
    """What a visitor asked for, understood. `problems` says in plain words what was left out and why."""

    problems: tuple[str, ...] = ()
    asked_sort: str = ""
    # The words as they were typed, where they had a typing error and others are searched for.
    misspelt: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Given, city: City, *, for_visitor: bool = True) -> Search:
        """The search that the parameters of an address ask for. Never fails: what makes no sense is a problem."""
        problems: list[str] = []
        values: dict[str, tuple[str, ...]] = {}
        for one in FILTERS:
            for parameter, value in one.read(given, city, problems.append):
                values[parameter] = (*values.get(parameter, ()), value)
        if "q" in values and not values.keys() & {"near", "at"}:
            rest, place = part_place(values.pop("q")[0], city)
            values |= {parameter: (text,) for parameter, text in (("q", rest), ("near", place)) if text}
        origin = find_origin(values, city, for_visitor=for_visitor)
        if origin is None and (near := values.pop("near", None)):
            values.pop("within", None)
            problems.append(
                _("We could not find a place called “%(place)s”. Try a street, a district or a town.")
                % {"place": near[0]}
            )
        if origin is None and values.keys() & set(REACH.parameters):
            values = {parameter: found for parameter, found in values.items() if parameter not in REACH.parameters}
            problems.append(_("Say from where, so that we can count the minutes."))
        if "minutes" in values:
            values.pop("within", None)
        sort = next(iter(given.get("sort", ())), "")
        typed = next(iter(values.get("q", ())), "")
        if typed and "exact" not in values:
            values["q"] = (corrected(typed, city),)
        return cls(
            city=city,
            values={parameter: tuple(sorted(set(found))) for parameter, found in values.items()},
            origin=origin,
            problems=tuple(problems),
            asked_sort=sort if sort in SORTS else "",
            misspelt=typed if values.get("q", (typed,)) != (typed,) else "",
            page=_page(next(iter(given.get("page", ())), "")),
        )

    @property
    def active(self) -> list[Filter]:
        return [one for one in FILTERS if one.is_active(self.values)]

    @property
    def sort(self) -> str:
        """How the list is ordered: as asked, if that is possible, else as the question suggests."""
        if self.asked_sort in self.sorts:
            return self.asked_sort
        return self.sorts[0]

    @property
    def sorts(self) -> list[str]:
        """The possible orders, the most fitting first."""
        fitting = [name for name, fits in (("relevance", self.first("q")), ("nearest", self.origin)) if fits]
        return [*fitting, "soonest", "newest", "price"]

    def chips(self) -> list[Chip]:
        return [chip for one in self.active for chip in one.chips(self)]

    def without(self, chip: Chip) -> Values:
        """What remains chosen when `chip` is taken off."""
        values = {parameter: found for parameter, found in self.values.items() if parameter not in chip.also}
        values[chip.parameter] = tuple(value for value in values[chip.parameter] if value != chip.value)
        return values

    def address(self, values: Values | None = None, *, page: int = 1) -> str:
        """The query string of this search, or of the same with other `values`: always in one order, so that equal
        questions have equal addresses."""
        values = self.values if values is None else values
        order = [parameter for one in FILTERS for parameter in one.parameters_of()]
        pairs = [(parameter, value) for parameter in order for value in values.get(parameter, ())]
        if self.asked_sort:
            pairs.append(("sort", self.asked_sort))
        if page > 1:
            pairs.append(("page", str(page)))
        return urlencode(pairs)

    def rows(self, *, leave_out: Iterable[Filter] = ()) -> QuerySet[SearchRow]:
        """Every row that answers the search, in no order; with the filters in `leave_out` not applied."""
        left_out = list(leave_out)
        condition = Q(city=self.city)
        for one in FILTERS:
            if (one is PAST or one.is_active(self.values)) and one not in left_out:
                condition &= one.condition(self)
        return SearchRow.objects.filter(condition)

    def ordered(self) -> QuerySet[SearchRow]:
        """The rows in the order of the list. Ties are broken by number, so that pages never overlap."""
        rows = self.rows()
        soonest = DAYS_AND_TIMES.soonest(self)
        away = GeometryDistance("geom", to_mercator(self.origin.point)).asc(nulls_last=True) if self.origin else None
        if self.sort == "nearest" and away:
            return rows.order_by(away, "pk")
        if self.sort == "relevance":
            return rows.order_by(tier(self.first("q"), self.city), *([away] if away else soonest), "pk")
        if self.sort == "newest":
            return rows.order_by("-published_at", "pk")
        if self.sort == "price":
            return rows.order_by(F("price").asc(nulls_last=True), "next_at", "pk")
        return rows.order_by(*soonest, "pk")

    def meetings(self) -> QuerySet[Occurrence]:
        """The dated meetings that the chosen days, times and dates ask for; all where none is chosen."""
        days = DAYS_AND_TIMES.chosen_values(self, "day")
        parts = DAYS_AND_TIMES.chosen_values(self, "time")
        found = Occurrence.objects.all()
        if days:
            found = found.filter(local_on__iso_week_day__in=days)
        if parts:
            hours = [hour for hour in range(24) if day_part(time(hour)) in parts]
            found = found.annotate(hour=ExtractHour("starts_at", tzinfo=ZoneInfo(self.city.time_zone)))
            found = found.filter(hour__in=hours, is_all_day=False)
        if first := self.first("from"):
            found = found.filter(local_on__gte=first)
        if last := self.first("to"):
            found = found.filter(local_on__lte=last)
        return found

    @cached_property
    def engine(self) -> Engine:
        """Who answers this search from now on: one state of the catalogue, so that all its numbers fit together."""
        return choose(self.city)

    @cached_property
    def timetables(self) -> Hashable:
        """What the minutes follow from, if any are asked for: no part of the catalogue, and changed without it."""
        return (Timetable.objects.state(), store.streets_in_use()) if self.first("minutes") else ()

    @cached_property
    def total(self) -> int:
        return self.engine.total(self)

    @cached_property
    def counts(self) -> dict[int, int]:
        """How many rows each tag would give, its own filter left out: what stands beside a choice."""
        return self.engine.counts(self)

    def page_ids(self, offset: int = 0, limit: int = PAGE_SIZE) -> list[int]:
        """The numbers of the rows of a page of the list, in order: those of `ordered()[offset : offset + limit]`."""
        return self.engine.page_ids(self, offset, limit)

    def page_rows(self, offset: int = 0, limit: int = PAGE_SIZE) -> QuerySet[SearchRow]:
        """The rows of `page_ids`, in that order; without those that have gone meanwhile."""
        ids = self.page_ids(offset, limit)
        place = Func(Value(ids, ArrayField(BigIntegerField())), F("pk"), function="array_position")
        return SearchRow.objects.filter(pk__in=ids).order_by(place)

    def cells(self, box: Degrees, level: int, *, margin: int = 0) -> list[Cell]:
        """The rows counted in the squares that `box` (degrees) touches, and `margin` squares more on each side.

        The squares are those of zoom `level` (0 to 20), fixed to the world (see `opportunities.search.grid`).
        """
        return self.engine.cells(self, Window.around(box, level, margin=margin))

    def loosened(self) -> list[tuple[Chip, int]]:
        """For a search that finds nothing: which one choice to take off, and how many that would give, most first.

        Each is a search of its own, so only the first `MOST_LOOSENED` are tried.
        """
        found = []
        for chip in self.chips()[:MOST_LOOSENED]:
            count = Search.read(self.without(chip), self.city).total
            if count:
                found.append((chip, count))
        return sorted(found, key=lambda pair: -pair[1])

    def ended(self) -> int:
        """How many would be added by what has ended."""
        return 0 if PAST.is_active(self.values) else self.engine.total(self, leave_out=[PAST]) - self.total


def _page(text: str) -> int:
    """The page of the list that an address asks for; the first where it asks for none that could be."""
    return max(1, int(text)) if re.fullmatch(r"[0-9]{1,6}", text) else 1
