"""Rows of the list as a table that spreadsheets open as it is: CSV in UTF-8 with its mark, one line a row.

Cells that a spreadsheet would run as a formula are made harmless (see `formulas`); several values in one cell are
parted by a semicolon and a blank.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from opportunities.exchange.formulas import neutralise
from opportunities.selectors.listed import Listed

MEDIA_TYPE = "text/csv; charset=utf-8"
COLUMNS = tuple(one.name for one in fields(Listed) if one.name != "titles")


class Line:
    """Where the csv writer writes one line, to be read at once."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def table(rows: Iterable[Listed]) -> Iterator[bytes]:
    """The header in `COLUMNS`, then a line for each of `rows`, as they come."""
    line = Line()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf" + line.text.encode()
    for one in rows:
        facts = dict(vars(one))
        writer.writerow([neutralise(cell(facts[name])) for name in COLUMNS])
        yield line.text.encode()


def cell(value: Any) -> str:
    """`value` as a person would type it; empty where nothing is known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value)
