"""What every reader gives back, and what it may be told."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from opportunities.exchange.records import Row

MOST_ROWS = 500_000
MOST_COLUMNS = 1_000
MOST_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class FileOptions:
    """The [file] table of a mapping: what sniffing would otherwise have to find out."""

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: tuple[str, ...] = ()
    sheet: str = ""
    rows: str = ""
    language: str = ""


@dataclass(slots=True)
class Table:
    """A file opened for reading.

    Attributes:
        columns: names in the file's order; for nested formats all that occur, "address.street" for a nested one.
        rows: read lazily where the format allows.
        speaks_canonical: the columns are ours (`canonical.COLUMNS`), so no mapping of fields is needed.
        reads_as: for the report, what the file was taken for: "CSV, ISO-8859-1, columns separated by ;".
        total: number of rows where it is known beforehand, for the progress bar.
    """

    format: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    reads_as: str
    speaks_canonical: bool = False
    total: int | None = None
    is_report: bool = False
    notes: list[str] = field(default_factory=list)
