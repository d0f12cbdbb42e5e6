"""Which reader a file needs: by what is in it, not by what it is called."""

import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from opportunities.exchange.canonical import REPORT_COLUMNS
from opportunities.exchange.errors import UnreadableFileError
from opportunities.exchange.readers.csv import read_csv
from opportunities.exchange.readers.encoding import looks_binary
from opportunities.exchange.readers.ical import read_ical
from opportunities.exchange.readers.json import load_json, read_json
from opportunities.exchange.readers.jsonld import is_jsonld, is_rpde, read_jsonld, read_rpde
from opportunities.exchange.readers.table import MOST_BYTES, FileOptions, Table
from opportunities.exchange.readers.xlsx import read_xlsx

FORMATS = ("csv", "xlsx", "json", "geojson", "jsonld", "rpde", "ical")

_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Excel 97-2003 (.xls)"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite or GeoPackage"),
    (b"PAR1", "Parquet"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
)
_MARKUP = ((b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"), (b"<kml", "KML"))


def open_table(path: Path, options: FileOptions | None = None) -> Table:
    """The rows of any file that Learnmap reads.

    Raises: UnreadableFileError naming the file, what it seems to be and what to do.
    """
    options = options or FileOptions()
    head = _head(path)
    if REPORT_COLUMNS[0].encode() in head[:500]:
        # A report fed back is a table with names of columns, whatever the file was that it tells of.
        options = FileOptions(language=options.language)
    seems = options.format or _format(path, head)
    if seems == "csv":
        return read_csv(path, options)
    if seems == "xlsx":
        return read_xlsx(path, options)
    if seems == "ical":
        return read_ical(path)
    return _open_json(path, options, seems)


def _open_json(path: Path, options: FileOptions, seems: str) -> Table:
    document = load_json(path, options)
    if seems == "rpde" or (seems != "jsonld" and not options.rows and is_rpde(document)):
        if not is_rpde(document):
            raise UnreadableFileError(_("%(name)s is no page of an OpenActive feed.") % {"name": path.name})
        return read_rpde(path, document)
    if seems == "jsonld" or (not options.rows and options.format != "json" and is_jsonld(document)):
        return read_jsonld(document)
    return read_json(path, document, options)


def _head(path: Path) -> bytes:
    if path.exists() and not (path.is_file() or path.is_dir()):
        # A pipe or a device may never end.
        raise UnreadableFileError(_("%(name)s is no ordinary file.") % {"name": path.name})
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(4_096)
    except OSError as error:
        message = _("%(name)s cannot be opened: %(error)s.") % {"name": path.name, "error": error.strerror or error}
        raise UnreadableFileError(message) from error
    if not head.strip():
        raise UnreadableFileError(_("%(name)s is empty.") % {"name": path.name})
    if size > MOST_BYTES:
        raise UnreadableFileError(
            _("%(name)s is larger than %(most)s MB. Split it.") % {"name": path.name, "most": MOST_BYTES // 10**6}
        )
    return head


def _format(path: Path, head: bytes) -> str:
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    foreign = [name for mark, name in _FOREIGN if head.startswith(mark)] + [
        name for mark, name in _MARKUP if text.startswith(mark)
    ]
    if foreign:
        _refuse(path, foreign[0])
    if looks_binary(head):
        _refuse(path, _("binary data"))
    if text.startswith(b"begin:vcalendar"):
        return "ical"
    return "json" if text[:1] in (b"{", b"[") else "csv"


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        names = set()
    if "xl/workbook.xml" in names:
        return "xlsx"
    kind = "OpenDocument" if "content.xml" in names else "Word" if "word/document.xml" in names else "ZIP"
    _refuse(path, kind)
    return ""


def _refuse(path: Path, kind: str) -> None:
    message = _(
        "%(name)s seems to be a file of the kind %(kind)s, which cannot be imported. "
        "Save its table as CSV (UTF-8) or Excel (.xlsx), or give JSON, GeoJSON, JSON-LD, RPDE or iCalendar."
    )
    raise UnreadableFileError(message % {"name": path.name, "kind": kind})
