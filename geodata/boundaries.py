"""Boundary files in: GeoJSON, TopoJSON, Shapefile and GeoPackage, zipped or not, become named WGS 84 multipolygons."""

import json
import math
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

READABLE = (".geojson", ".json", ".topojson", ".shp", ".gpkg", ".zip")
LARGEST_UNPACKED = 2 << 30  # bytes
MAGIC = {".shp": b"\x00\x00\x27\x0a", ".gpkg": b"SQLite format 3\x00"}


class BoundaryFileError(Exception):
    """The file as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of the file hold what. `names` maps a language code to a field."""

    name: str
    code: str = ""
    nuts: str = ""
    lau: str = ""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def asked_for(self) -> list[str]:
        """Every field that must be there."""
        return [name for name in (self.name, self.code, self.nuts, self.lau, *self.names.values()) if name]


@dataclass(slots=True)
class Boundary:
    """One area of a file. `row` counts from 1; `repaired` says that its shape was invalid."""

    row: int
    name: str
    names: dict[str, str]
    code: str
    nuts: str
    lau: str
    shape: MultiPolygon
    repaired: bool = False


@dataclass(slots=True)
class BoundaryFile:
    """What a file held: its areas, and (row, field, reason) of each row without a usable one."""

    boundaries: list[Boundary]
    rejected: list[tuple[int, str, str]]


def read_boundaries(
    file: Path,
    fields: Fields,
    *,
    layer: str = "",
    crs: str = "",
    encoding: str = "",
    codes: Collection[str] = (),
) -> BoundaryFile:
    """Read the areas of an existing local file.

    Args:
        layer: which one, where the file has several.
        codes: only the areas with these codes; all of them where it is empty.
        crs: "EPSG:3059"; overrules what the file says of itself.
        encoding: of the texts of a shapefile that does not say it.
    Raises: BoundaryFileError.
    """
    with local_copy(file) as path:
        try:
            layer = _layer(path, layer)
            meta, _, shapes, columns = pyogrio.raw.read(
                path, layer=layer, force_2d=True, encoding=encoding or None, datetime_as_string=True
            )
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
            message = f"{file.name} cannot be read as a boundary file: {error}"
            raise BoundaryFileError(message) from error
    if shapes is None:
        message = f"{file.name} has no shapes."
        raise BoundaryFileError(message)
    table = dict(zip(meta["fields"], columns, strict=True))
    _refuse_unknown_fields(fields, table)
    if codes:
        wanted = np.array([_text(code) in codes for code in table[fields.code]], dtype=bool)
        shapes, table = shapes[wanted], {name: values[wanted] for name, values in table.items()}
    return _areas(fields, table, _to_degrees(shapely.from_wkb(shapes), _crs(meta["crs"], crs, path), file.name))


@contextmanager
def local_copy(file: Path) -> Iterator[Path]:
    """The file itself, or what a zip archive holds of it, unpacked for the time being.

    Only a regular local file whose content is what its name says reaches GDAL, which would otherwise
    follow addresses ("/vsicurl/...") and files that are instructions (virtual layers, pipelines).
    """
    path = file.expanduser()
    if not path.is_file():
        message = f"There is no file {file}."
        raise BoundaryFileError(message)
    path = path.resolve()
    if path.suffix.lower() != ".zip":
        _refuse_disguise(path)
        yield path
        return
    with TemporaryDirectory() as folder:
        unpacked = _unpack(path, Path(folder))
        _refuse_disguise(unpacked)
        yield unpacked


def _unpack(archive: Path, folder: Path) -> Path:
    """Unpack the one boundary file of an archive, with the companions of a shapefile, and return its path."""
    try:
        with zipfile.ZipFile(archive) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            if sum(member.file_size for member in members) > LARGEST_UNPACKED:
                message = f"{archive.name} holds more than 2 GB."
                raise BoundaryFileError(message)
            wanted = [m for m in members if Path(m.filename).suffix.lower() in READABLE[:-1]]
            if len(wanted) != 1:
                held = ", ".join(m.filename for m in wanted) or "none"
                message = f"{archive.name} must hold exactly one boundary file; it holds: {held}."
                raise BoundaryFileError(message)
            stem = str(Path(wanted[0].filename).with_suffix(""))
            for member in members:
                if member.filename.startswith(f"{stem}."):
                    # Only the last part of a member's name is used: none can be written outside the folder.
                    (folder / Path(member.filename).name).write_bytes(packed.read(member))
    except zipfile.BadZipFile as error:
        message = f"{archive.name} is not a zip archive."
        raise BoundaryFileError(message) from error
    return folder / Path(wanted[0].filename).name


def _refuse_disguise(path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        message = f"{path.name}: boundaries are read from {', '.join(READABLE)} files."
        raise BoundaryFileError(message)
    if suffix in MAGIC:
        with path.open("rb") as opened:
            honest = opened.read(len(MAGIC[suffix])) == MAGIC[suffix]
    else:
        honest = _json_kind(path) in {"FeatureCollection", "Feature", "Topology"}
    if not honest:
        message = f"{path.name} is not what its ending says, or is damaged."
        raise BoundaryFileError(message)


def _json_kind(path: Path) -> str:
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return ""
    if not isinstance(content, dict):
        return ""
    # A coordinate system given as a link would be fetched.
    crs = content.get("crs")
    return "" if isinstance(crs, dict) and crs.get("type") == "link" else str(content.get("type"))


def _layer(path: Path, wanted: str) -> str:
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind]
    if wanted in layers:
        return wanted
    if wanted or len(layers) != 1:
        message = f"Name one of its layers with --layer: {', '.join(layers) or 'it has none'}."
        raise BoundaryFileError(message)
    return layers[0]


def _crs(of_file: str | None, given: str, path: Path) -> CRS:
    """The coordinate system to believe. TopoJSON does not name one and means degrees."""
    if given and not re.fullmatch(r"(?i)(epsg:)?\d{4,6}", given):
        message = f"Write the coordinate system as EPSG:3059, not {given}."
        raise BoundaryFileError(message)
    if not given and not of_file and path.suffix.lower() in {".json", ".topojson"}:
        of_file = "EPSG:4326"
    if not given and not of_file:
        message = f"{path.name} does not say in which coordinate system it is. Give it, for example --crs EPSG:3059."
        raise BoundaryFileError(message)
    try:
        return CRS.from_user_input(int(given.lower().removeprefix("epsg:")) if given else of_file)
    except CRSError as error:
        message = f"Unknown coordinate system {given or of_file}."
        raise BoundaryFileError(message) from error


def _to_degrees(shapes: Any, crs: CRS, name: str) -> Any:
    """Array of shapes in WGS 84. Raises where the coordinates cannot be degrees: the stated system is wrong."""
    to_wgs84 = Transformer.from_crs(crs, 4326, always_xy=True)

    def convert(xy: Any) -> Any:
        return np.column_stack(to_wgs84.transform(xy[:, 0], xy[:, 1]))

    if crs.to_epsg() != 4326:
        shapes = shapely.transform(shapes, convert)
    west, south, east, north = shapely.total_bounds(shapes)
    if not (-180.5 <= west <= east <= 180.5 and -90.5 <= south <= north <= 90.5):
        message = (
            f"The coordinates of {name} are not on Earth as {crs.to_string()[:40]}. Give the right one with --crs."
        )
        raise BoundaryFileError(message)
    return shapes


def _refuse_unknown_fields(fields: Fields, table: dict[str, Any]) -> None:
    missing = [name for name in fields.asked_for if name not in table]
    if not missing:
        return
    held = "\n".join(f"  {name}: {_text(values[0]) if len(values) else ''}" for name, values in table.items())
    message = f"The file has no field {', '.join(missing)}. Its fields, with the first row's values:\n{held}"
    raise BoundaryFileError(message)


def _areas(fields: Fields, table: dict[str, Any], shapes: Any) -> BoundaryFile:
    """Rows to areas. Rows that share a code are parts of one area."""
    read, rejected = BoundaryFile([], []), []
    by_code: dict[str, Boundary] = {}
    for index, shape in enumerate(shapes):
        row = index + 1
        name = _text(table[fields.name][index])
        polygons = as_multipolygon(shape)
        if not name or polygons is None:
            rejected.append((row, fields.name if not name else "geometry", "empty" if not name else "no polygon"))
            continue

        def value(column: str, index: int = index) -> str:
            return _text(table[column][index]) if column else ""

        names = {language: value(column) for language, column in fields.names.items() if value(column)}
        area = Boundary(row, name, names, value(fields.code), value(fields.nuts), value(fields.lau), polygons)
        area.repaired = not shape.is_valid
        if area.code and (first := by_code.get(area.code)):
            first.shape = as_multipolygon(shapely.union(first.shape, area.shape)) or first.shape
            continue
        if area.code:
            by_code[area.code] = area
        read.boundaries.append(area)
    read.rejected = rejected
    return read


def as_multipolygon(shape: BaseGeometry | None) -> MultiPolygon | None:
    """The polygons of `shape`, made valid; None where it has none. Lines and points left by a repair are dropped."""
    if shape is None or shape.is_empty:
        return None
    valid = shape if shape.is_valid else shapely.make_valid(shape)
    polygons = [part for part in shapely.get_parts(shapely.get_parts([valid])) if part.geom_type == "Polygon"]
    return MultiPolygon(polygons) if polygons else None


def _text(value: Any) -> str:
    """A field's value as people write it: no ".0" behind a code, nothing for an empty one."""
    if value is None or (isinstance(value, float | np.floating) and math.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    return " ".join(str(value).split())
