"""What a PMTiles archive holds, read from its header and metadata."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import TileType


class UnreadableArchiveError(ValueError):
    """The file is no PMTiles archive of vector tiles; the message says what it is instead."""


@dataclass(frozen=True)
class Contents:
    """The layers of an archive by name with their field names, its zooms, bounds in degrees and attribution."""

    layers: dict[str, tuple[str, ...]]
    minzoom: int
    maxzoom: int
    bounds: tuple[float, float, float, float]
    attribution: str = ""
    name: str = ""

    @property
    def is_openstreetmap(self) -> bool:
        """Whether it says so, or has layers or fields that only tiles made of OpenStreetMap have."""
        said = re.search(r"openstreetmap|osm", f"{self.attribution} {self.name}", re.IGNORECASE)
        fields = {one for names in self.layers.values() for one in names}
        schemas = ({"earth", "roads", "places"}, {"transportation", "place", "water"})
        return bool(said) or "highway" in fields or any(schema <= set(self.layers) for schema in schemas)


@dataclass(frozen=True)
class Version:
    """A state of a file: its path, size in bytes and time of change in ns."""

    path: Path
    size: int = field(default=0)
    changed: int = field(default=0)

    @classmethod
    def of(cls, path: Path) -> "Version":
        """The state of the file now; FileNotFoundError where there is none."""
        stat = path.stat()
        return cls(path, stat.st_size, stat.st_mtime_ns)

    @property
    def tag(self) -> str:
        """Short, different for every state: for ETag and addresses."""
        return f"{self.changed:x}-{self.size:x}"


@lru_cache(maxsize=8)
def contents(version: Version) -> Contents:
    """What the archive holds. UnreadableArchiveError where it is none, FileNotFoundError where it is gone."""
    with version.path.open("rb") as file:
        try:
            reader = Reader(MmapSource(file))
            header, metadata = reader.header(), reader.metadata()
        except Exception as error:
            # The reader raises whatever a broken header leads it to: struct.error, zlib.error, KeyError, ...
            message = f"{version.path.name} is no PMTiles archive, or a damaged one ({error})."
            raise UnreadableArchiveError(message) from error
    if header["tile_type"] != TileType.MVT:
        message = f"{version.path.name} holds pictures, not vector tiles."
        raise UnreadableArchiveError(message)
    bounds = tuple(header[key] / 1e7 for key in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"))
    return Contents(
        layers=layers_of(metadata),
        minzoom=header["min_zoom"],
        maxzoom=header["max_zoom"],
        bounds=bounds,  # type: ignore[arg-type]
        attribution=str(metadata.get("attribution", "")),
        name=f"{metadata.get('name', '')} {metadata.get('description', '')}".strip(),
    )


def layers_of(metadata: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Names of layers and fields out of the metadata, whose `vector_layers` may be missing."""
    listed = metadata.get("vector_layers") or []
    return {str(one["id"]): tuple(one.get("fields") or ()) for one in listed if isinstance(one, dict) and "id" in one}
