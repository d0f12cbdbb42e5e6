"""JSON of any shape that holds a list of objects, and GeoJSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import shape

from opportunities.exchange.errors import UnreadableFileError
from opportunities.exchange.readers.encoding import sniff_encoding
from opportunities.exchange.readers.table import MOST_COLUMNS, MOST_ROWS, FileOptions, Table
from opportunities.exchange.records import Row

_DEEPEST = 12


def load_json(path: Path, options: FileOptions) -> Any:
    """What `path` holds.

    Raises: UnreadableFileError naming line and column of the fault, or a depth that no honest file has.
    """
    encoding = options.encoding or sniff_encoding(path, language=options.language)
    try:
        return json.loads(path.read_text(encoding=encoding))
    except json.JSONDecodeError as error:
        message = _("%(name)s is not whole JSON: line %(line)s, column %(column)s: %(error)s.")
        place = {"name": path.name, "line": error.lineno, "column": error.colno, "error": error.msg}
        raise UnreadableFileError(message % place) from error
    except RecursionError as error:
        raise UnreadableFileError(
            _("%(name)s is nested deeper than any list of activities.") % {"name": path.name}
        ) from error
    except (UnicodeError, LookupError) as error:
        message = _("%(name)s is not in the encoding %(encoding)s. Name the right one under [file] encoding.")
        raise UnreadableFileError(message % {"name": path.name, "encoding": encoding}) from error


def read_json(path: Path, document: Any, options: FileOptions) -> Table:
    """One row per object of the list at [file] rows, else of the longest list of objects near the top."""
    if isinstance(document, dict) and document.get("type") == "FeatureCollection" and not options.rows:
        return _read_geojson(path, document)
    objects = _objects(path, document, options.rows)
    return _table("json", path, [flattened(item) for item in objects], "JSON")


def flattened(value: Any, name: str = "", depth: int = 0) -> dict[str, str]:
    """Nested objects as text by dotted name: {"a": {"b": 1}} is {"a.b": "1"}; plain lists are joined by "; "."""
    if isinstance(value, dict) and depth < _DEEPEST:
        found: dict[str, str] = {}
        for key, inner in value.items():
            found |= flattened(inner, f"{name}.{key}" if name else str(key), depth + 1)
        return found
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value) and depth < _DEEPEST:
        found = {}
        for place, inner in enumerate(value[:20]):
            found |= flattened(inner, f"{name}.{place}", depth + 1)
        return found
    return {name: as_text(value)}


def as_text(value: Any) -> str:
    """A plain JSON value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(as_text(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value)


def _objects(path: Path, document: Any, place: str) -> list[dict[str, Any]]:
    if place:
        for step in place.split("."):
            document = document.get(step) if isinstance(document, dict) else None
    if not isinstance(document, list) and isinstance(document, dict) and not place:
        lists = [
            value for value in document.values() if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        document = max(lists, key=len, default=None)
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        message = _(
            '%(name)s has no list of objects%(place)s. Name the list under [file] rows, as in rows = "data.items".'
        )
        raise UnreadableFileError(
            message % {"name": path.name, "place": _(" at “%(place)s”") % {"place": place} if place else ""}
        )
    return document


def _table(name: str, path: Path, rows: list[dict[str, str]], reads_as: str) -> Table:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    if len(columns) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise UnreadableFileError(
            _("%(name)s has more rows or different keys than this importer takes.") % {"name": path.name}
        )
    return Table(name, columns, _numbered(rows), reads_as, total=len(rows))


def _numbered(rows: list[dict[str, str]]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        yield Row(number, row)


def _read_geojson(path: Path, document: dict[str, Any]) -> Table:
    features = document.get("features")
    if not isinstance(features, list):
        raise UnreadableFileError(_("%(name)s is GeoJSON without features.") % {"name": path.name})
    crs = _old_crs(document)
    rows = []
    for feature in features:
        if not isinstance(feature, dict):
            continue
        row = flattened(feature.get("properties") or {})
        if "id" in feature:
            row.setdefault("id", as_text(feature["id"]))
        rows.append(row | _coordinates(feature.get("geometry"), crs))
    return _table("geojson", path, rows, "GeoJSON" + (f", {crs}" if crs else ""))


def _coordinates(geometry: Any, crs: str) -> dict[str, str]:
    """A point's own coordinates, or a point inside any other shape, under names that a mapping can use."""
    try:
        inside = shape(geometry).representative_point() if geometry else None
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        inside = None
    if inside is None or inside.is_empty:
        return {"longitude": "", "latitude": ""}
    if crs:
        return {"x": repr(inside.x), "y": repr(inside.y)}
    return {"longitude": repr(inside.x), "latitude": repr(inside.y)}


def _old_crs(document: dict[str, Any]) -> str:
    """The coordinate system that GeoJSON of before 2016 may name; "" for WGS 84."""
    try:
        crs = CRS.from_user_input(document["crs"]["properties"]["name"])
    except (KeyError, TypeError, CRSError):
        return ""
    code = crs.to_epsg()
    return "" if code in {None, 4326} or "CRS84" in crs.name else f"EPSG:{code}"
