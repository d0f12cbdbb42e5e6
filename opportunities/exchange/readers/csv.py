"""Comma-separated files of any encoding and delimiter."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from opportunities.exchange import formulas
from opportunities.exchange.canonical import COLUMNS, REPORT_PREFIX
from opportunities.exchange.errors import UnreadableFileError
from opportunities.exchange.readers.encoding import sniff_encoding
from opportunities.exchange.readers.table import MOST_COLUMNS, MOST_ROWS, FileOptions, Table
from opportunities.exchange.records import Row
from opportunities.exchange.text import without_control_characters

_DELIMITERS = ",;\t|"
_LONGEST_FIELD = 5_000_000
_NAMES = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}


def read_csv(path: Path, options: FileOptions) -> Table:
    """The rows of `path`; empty lines are passed over, names of columns lose blanks around them.

    Raises: UnreadableFileError for a wrong encoding, no header, or columns that cannot be told apart.
    """
    encoding = options.encoding or sniff_encoding(path, language=options.language)
    delimiter = options.delimiter or _sniff_delimiter(path, encoding)
    lines = _lines(path, encoding, delimiter)
    header = list(options.header) or next(lines, (0, []))[1]
    columns = tidy_header(header, path)
    is_report = any(column.startswith(REPORT_PREFIX) for column in columns)
    return Table(
        format="csv",
        columns=tuple(column for column in columns if column and not column.startswith(REPORT_PREFIX)),
        rows=_rows(lines, columns, is_report=is_report),
        reads_as=f"CSV, {encoding}, {_NAMES.get(delimiter, delimiter)}",
        speaks_canonical="title" in columns and len(set(columns) & set(COLUMNS)) >= 3,
        total=_count(path, encoding, delimiter) - (0 if options.header else 1),
        is_report=is_report,
    )


def tidy_header(header: Sequence[str], path: Path) -> list[str]:
    """Names of columns without blanks around them; a name that comes twice gets " (2)".

    Raises: UnreadableFileError where there is no name at all, or more columns than any spreadsheet has use for.
    """
    if not any(name.strip() for name in header) or len(header) > MOST_COLUMNS:
        message = _(
            "%(name)s has no first row with the names of its columns. Add one, or list them under [file] header."
        )
        raise UnreadableFileError(message % {"name": path.name})
    seen: Counter[str] = Counter()
    columns = []
    for raw in header:
        name = " ".join(without_control_characters(raw).split())
        seen[name] += bool(name)
        columns.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return columns


def _rows(lines: Iterator[tuple[int, list[str]]], columns: list[str], *, is_report: bool) -> Iterator[Row]:
    kept = [(place, name) for place, name in enumerate(columns) if name and not name.startswith(REPORT_PREFIX)]
    for number, cells in lines:
        if not any(cells):
            continue
        values = {name: cells[place] if place < len(cells) else "" for place, name in kept}
        if is_report:
            values = {name: formulas.restore(cell) for name, cell in values.items()}
        yield Row(number, values)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_LONGEST_FIELD)
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as stream:
            for number, cells in enumerate(csv.reader(stream, delimiter=delimiter), 1):
                if number > MOST_ROWS:
                    raise UnreadableFileError(_too_many(path))
                yield number, cells
    except csv.Error as error:
        message = _("%(name)s: row %(row)s cannot be read (%(error)s). A quotation mark may be missing before it.")
        raise UnreadableFileError(message % {"name": path.name, "row": number + 1, "error": error}) from error
    except (UnicodeError, LookupError) as error:
        message = _("%(name)s is not in the encoding %(encoding)s. Name the right one under [file] encoding.")
        raise UnreadableFileError(message % {"name": path.name, "encoding": encoding}) from error


def _too_many(path: Path) -> str:
    return _("%(name)s has more than %(most)s rows. Split it.") % {"name": path.name, "most": MOST_ROWS}


def _sniff_delimiter(path: Path, encoding: str) -> str:
    """The delimiter under which the first rows have the same, largest number of cells."""
    best = (0.0, 0, ",")
    for delimiter in _DELIMITERS:
        lines = _lines(path, encoding, delimiter)
        widths = Counter(len(cells) for _number, cells in islice(lines, 50) if any(cells))
        lines.close()  # type: ignore[attr-defined]
        if not widths:
            break
        width, times = widths.most_common(1)[0]
        agreement = times / widths.total() if width > 1 else 0.0
        best = max(best, (round(agreement, 1), width, delimiter))
    return best[2]


def _count(path: Path, encoding: str, delimiter: str) -> int:
    return sum(1 for _number, cells in _lines(path, encoding, delimiter) if any(cells))
