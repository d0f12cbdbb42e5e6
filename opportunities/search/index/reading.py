"""Reads rows of the search table, and their words, out of PostgreSQL as columns of numbers, a million in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from psycopg import sql

from opportunities.models import SearchText

Array = npt.NDArray[Any]
Told = Callable[[int], Any]
Line = tuple[int, bytes]  # an opportunity, and words of it with blanks between

UNKNOWN = (1 << 53) - 1  # where SQL has NULL: the greatest whole number that comes through a double unchanged
NO_AGE = -1

# A day is its proleptic ordinal, a moment counts microseconds since 1970, a price counts cents, a point is in
# EPSG:3857.
DAY = "coalesce({0} - DATE '0001-01-01' + 1, " + str(UNKNOWN) + ")"
MOMENT = "coalesce((extract(epoch FROM {0}) * 1000000)::bigint, " + str(UNKNOWN) + ")"
COLUMNS: dict[str, tuple[type[np.generic], str]] = {
    "pk": (np.int64, "id"),
    "opportunity": (np.int64, "opportunity_id"),
    "x": (np.int64, "coalesce(x, -1)"),
    "y": (np.int64, "coalesce(y, -1)"),
    "east": (np.float64, "coalesce(ST_X(geom), 0)"),
    "north": (np.float64, "coalesce(ST_Y(geom), 0)"),
    "price": (np.int64, f"coalesce((price * 100)::bigint, {UNKNOWN})"),
    "min_age": (np.int16, f"coalesce(min_age, {NO_AGE})"),
    "max_age": (np.int16, f"coalesce(max_age, {NO_AGE})"),
    "first_on": (np.int64, DAY.format("first_on")),
    "last_on": (np.int64, DAY.format("last_on")),
    "next_at": (np.int64, MOMENT.format("next_at")),
    "next_bookable_at": (np.int64, MOMENT.format("next_bookable_at")),
    "published_at": (np.int64, MOMENT.format("published_at")),
}
LISTS = ("tags", "meetings")


@dataclass(frozen=True)
class Lists:
    """A list of numbers for each row: `values` of all rows one after another, `lengths` how many each row has."""

    values: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int64]

    def owners(self) -> npt.NDArray[np.int64]:
        """The row to which each of the values belongs."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def take(self, mask: npt.NDArray[np.bool_]) -> Lists:
        return Lists(self.values[np.repeat(mask, self.lengths)], self.lengths[mask])


@dataclass(frozen=True)
class Table:
    """Rows of one or more cities, in the order of their primary keys."""

    city: npt.NDArray[np.int64]
    columns: dict[str, Array]
    lists: dict[str, Lists]

    def __len__(self) -> int:
        return len(self.city)

    def take(self, mask: npt.NDArray[np.bool_]) -> Table:
        """The rows for which `mask` is true."""
        return Table(
            self.city[mask],
            {name: column[mask] for name, column in self.columns.items()},
            {name: one.take(mask) for name, one in self.lists.items()},
        )

    def followed_by(self, other: Table) -> Table:
        return Table(
            np.concatenate([self.city, other.city]),
            {name: np.concatenate([column, other.columns[name]]) for name, column in self.columns.items()},
            {
                name: Lists(
                    np.concatenate([one.values, other.lists[name].values]),
                    np.concatenate([one.lengths, other.lists[name].lengths]),
                )
                for name, one in self.lists.items()
            },
        )


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read within is as it was at one moment. A transaction that has begun before keeps its own rules."""
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def read(column: str, numbers: Iterable[int], *, told: Told = lambda rows: None) -> Table:
    """The rows of the search table whose `column` of keys is among `numbers`.

    `told` is called with the number of rows that have come since the last call. These are several statements, so only
    within `one_moment` do they speak of the same rows.
    """
    names = ["city", *COLUMNS, *LISTS]
    fields = ["city_id", *(sql for _, sql in COLUMNS.values()), *(f"cardinality({name})" for name in LISTS)]
    where = f"{column} = ANY('{{{','.join(map(str, numbers))}}}'::bigint[])"
    found = _copy(", ".join(fields), where, np.float64, told)  # doubles hold whole numbers up to 2^53 exactly
    table = dict(zip(names, found.reshape(-1, len(names)).T, strict=True))
    lists = {name: _copy(f"array_to_string({name}, ' ')", f"{where} AND {name} <> '{{}}'", np.int32) for name in LISTS}
    return Table(
        table["city"].astype(np.int64),
        {name: table[name].astype(kind) for name, (kind, _) in COLUMNS.items()},
        {name: Lists(lists[name], table[name].astype(np.int64)) for name in LISTS},
    )


# The words of a text under each letter.
LETTERS = ("A", "B", "C")
WORDS = "array_to_string(tsvector_to_array(ts_filter(vector, '{{{0}}}')), ' ')"


def languages(city: int) -> list[str]:
    """The languages of the texts of a city."""
    texts = SearchText.objects.filter(city=city).order_by("language")
    return list(texts.values_list("language", flat=True).distinct())


def lines(city: int, language: str, letter: str) -> Iterator[Line]:
    """The words of the city's texts in a language under a letter, text by text."""
    query = (
        f"COPY (SELECT opportunity_id, {WORDS.format(letter.lower())} FROM opportunities_searchtext"  # noqa: S608
        f" WHERE city_id = {city:d} AND language = {sql.Literal(language).as_string()}) TO STDOUT"
    )  # the cursor that logs queries takes no parameters here
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for text in _whole_lines(copy):
            for line in text.splitlines():
                opportunity, _, words = line.partition(b"\t")
                yield int(opportunity), words


Texts = dict[tuple[str, str], bytes]  # the words of an opportunity by language and letter


def texts_of(opportunities: Iterable[int]) -> dict[int, Texts]:
    """The texts of these opportunities."""
    fields = ", ".join(WORDS.format(letter.lower()) for letter in LETTERS)
    found: dict[int, Texts] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT opportunity_id, language, {fields} FROM opportunities_searchtext"  # noqa: S608
            " WHERE opportunity_id = ANY(%s)",
            [list(opportunities)],
        )
        for opportunity, language, *words in cursor:
            told = zip(LETTERS, words, strict=True)
            found.setdefault(opportunity, {}).update({(language, letter): each.encode() for letter, each in told})
    return found


def _copy(fields: str, where: str, kind: type[np.generic], told: Told = lambda rows: None) -> Array:
    """Every number of the `fields` of the rows, row by row."""
    query = f"SELECT {fields} FROM opportunities_searchrow WHERE {where} ORDER BY id"  # noqa: S608 - all of it is ours
    pieces = [np.empty(0, kind)]
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        for text in _whole_lines(copy):
            told(text.count(b"\n"))
            pieces.append(np.fromstring(text.decode("ascii"), kind, sep=" "))
    return np.concatenate(pieces)


def _whole_lines(blocks: Any, *, size: int = 1 << 22) -> Iterator[bytes]:
    """The lines of `blocks`, which never part a line, in pieces of about `size` bytes."""
    kept: list[bytes] = []
    length = 0
    for block in blocks:
        kept.append(bytes(block))
        length += len(block)
        if length >= size:
            yield b"".join(kept)
            kept, length = [], 0
    if kept:
        yield b"".join(kept)
