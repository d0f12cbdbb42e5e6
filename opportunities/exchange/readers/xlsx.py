"""Excel workbooks, read only and with limits against files that unfold to more than a machine holds."""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from opportunities.exchange.canonical import COLUMNS, REPORT_PREFIX
from opportunities.exchange.errors import UnreadableFileError
from opportunities.exchange.formulas import restore
from opportunities.exchange.readers.csv import tidy_header
from opportunities.exchange.readers.table import MOST_COLUMNS, MOST_ROWS, FileOptions, Table
from opportunities.exchange.records import Row

_UNFOLDED_MOST = 300_000_000
_STEEPEST = 500  # times that one part may grow; honest sheets of repeated words reach about 100
_SMALL = 10_000_000
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}


def read_xlsx(path: Path, options: FileOptions) -> Table:
    """The rows of the sheet that `options` names, else of the first; dates come as 2026-09-01, times as 16:30.

    Raises: UnreadableFileError for a damaged workbook, a missing sheet, or one that would unfold beyond the limits.
    """
    _refuse_bombs(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        names = book.sheetnames
    except Exception as error:  # openpyxl raises whatever its XML parser, zip and own checks raise
        message = _("%(name)s is damaged: Excel's reader says “%(error)s”. Open it and save it again as .xlsx.")
        raise UnreadableFileError(message % {"name": path.name, "error": str(error)[:200]}) from error
    if options.sheet and options.sheet not in names:
        message = _("%(name)s has no sheet “%(sheet)s”, only: %(names)s.")
        raise UnreadableFileError(message % {"name": path.name, "sheet": options.sheet, "names": ", ".join(names)})
    if not names:
        raise UnreadableFileError(_("%(name)s has no sheet.") % {"name": path.name})
    sheet = book[options.sheet or names[0]]
    lines = _lines(sheet, path)
    first = next(lines, (1, []))
    is_report = any(name.startswith(REPORT_PREFIX) for name in first[1])
    if options.header and not is_report:
        columns, lines = tidy_header(options.header, path), chain([first], lines)
    else:
        columns = tidy_header(first[1], path)
    return Table(
        format="xlsx",
        columns=tuple(name for name in columns if name and not name.startswith(REPORT_PREFIX)),
        rows=_rows(lines, columns, is_report=is_report),
        reads_as=f"XLSX, {sheet.title}",
        speaks_canonical="title" in columns and len(set(columns) & set(COLUMNS)) >= 3,
        is_report=is_report,
    )


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            swollen = [
                part for part in parts if part.file_size > _SMALL and part.file_size > _STEEPEST * part.compress_size
            ]
            if swollen or sum(part.file_size for part in parts) > _UNFOLDED_MOST:
                message = _("%(name)s would unfold to more than this importer takes. Split it or save it as CSV.")
                raise UnreadableFileError(message % {"name": path.name})
            for part in parts:
                if part.filename.endswith(".xml"):
                    with archive.open(part) as stream:
                        if b"<!DOCTYPE" in stream.read(2_000):
                            raise UnreadableFileError(
                                _("%(name)s holds XML that no spreadsheet writes.") % {"name": path.name}
                            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        UnicodeError,
    ) as error:
        message = _("%(name)s is damaged or locked with a password. Save it again without one.")
        raise UnreadableFileError(message % {"name": path.name}) from error


def _lines(sheet: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            if number > MOST_ROWS:
                message = _("%(name)s has more than %(most)s rows. Split it.") % {"name": path.name, "most": MOST_ROWS}
                raise UnreadableFileError(message)
            texts = [_as_text(cell) for cell in cells]
            if any(texts):
                yield number, texts
    except UnreadableFileError:
        raise
    except Exception as error:  # damaged XML shows only while reading
        message = _("%(name)s is damaged: “%(error)s”. Open it and save it again as .xlsx.")
        raise UnreadableFileError(message % {"name": path.name, "error": str(error)[:200]}) from error


def _rows(lines: Iterator[tuple[int, list[str]]], columns: list[str], *, is_report: bool) -> Iterator[Row]:
    kept = [(place, name) for place, name in enumerate(columns) if name and not name.startswith(REPORT_PREFIX)]
    for number, cells in lines:
        values = {name: cells[place] if place < len(cells) else "" for place, name in kept}
        yield Row(number, {name: restore(cell) for name, cell in values.items()} if is_report else values)


def _as_text(cell: Any) -> str:
    if cell is None or cell in _ERRORS:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0, 0) else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
