"""Streets out of an extract of OpenStreetMap: those that one may walk along.

Long streets are cut into pieces, so that whoever stands at a street stands near one of its points.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Final

import numpy as np
import osmium
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from geodata.geometry import great_circle_m
from geodata.reach.streets import Numbers, Streets
from geodata.reach.walking import Floats

MOST_PIECE_M: Final = 25
WALKABLE: Final = frozenset(
    {
        "primary",
        "primary_link",
        "secondary",
        "secondary_link",
        "tertiary",
        "tertiary_link",
        "unclassified",
        "residential",
        "living_street",
        "service",
        "pedestrian",
        "footway",
        "path",
        "track",
        "steps",
        "cycleway",
        "bridleway",
        "corridor",
        "road",
    }
)
ALLOWED: Final = frozenset({"yes", "designated", "permissive"})
CLOSED: Final = frozenset({"no", "private"})


class StreetsError(ValueError):
    """A file of which no graph can be made: a message that names it."""


def read_streets(file: Path) -> Streets:
    """The graph of an extract of OpenStreetMap (.osm, .osm.pbf): its largest connected part.

    Raises: StreetsError where it cannot be read or has nothing to walk along.
    """
    numbers: dict[int, int] = {}
    longitude, latitude, ends = array("d"), array("d"), array("i")
    try:
        ways = osmium.FileProcessor(str(file), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for way in ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)):
            if not (isinstance(way, osmium.osm.Way) and _is_walkable(dict(way.tags))):
                continue
            before = None
            for node in way.nodes:
                if not node.location.valid():
                    before = None
                    continue
                number = numbers.setdefault(node.ref, len(numbers))
                if number == len(longitude):
                    longitude.append(node.lon)
                    latitude.append(node.lat)
                if before not in {None, number}:
                    ends.extend((before, number))
                before = number
    except (RuntimeError, ValueError, OSError) as error:
        message = f"{file.name} cannot be read: {error}"
        raise StreetsError(message) from error
    if not ends:
        message = f"{file.name} has no street that one may walk along."
        raise StreetsError(message)
    pairs = np.frombuffer(ends, dtype=np.int32).reshape(-1, 2)
    return _graph_of(np.frombuffer(longitude), np.frombuffer(latitude), pairs)


def _is_walkable(tags: dict[str, str]) -> bool:
    foot = tags.get("foot", "")
    if tags.get("area") == "yes" or foot in CLOSED:
        return False
    if foot in ALLOWED:
        return "highway" in tags
    return tags.get("highway") in WALKABLE and tags.get("access") not in CLOSED


def _graph_of(longitude: Floats, latitude: Floats, pairs: Numbers) -> Streets:
    longitude, latitude, pairs = _cut(longitude, latitude, pairs)
    one, other = np.concatenate([pairs, pairs[:, ::-1]]).T
    graph = csr_matrix((np.ones(len(one)), (one, other)), shape=(len(longitude), len(longitude)))
    _, part = connected_components(graph, directed=False)
    kept = np.flatnonzero(part == np.bincount(part).argmax())
    graph = graph[kept][:, kept].sorted_indices()
    longitude, latitude = longitude[kept], latitude[kept]
    start = np.repeat(np.arange(len(kept)), np.diff(graph.indptr))
    metres = great_circle_m(longitude[start], latitude[start], longitude[graph.indices], latitude[graph.indices])
    return Streets(longitude, latitude, graph.indptr.astype(np.int32), graph.indices.astype(np.int32), metres)


def _cut(longitude: Floats, latitude: Floats, pairs: Numbers) -> tuple[Floats, Floats, Numbers]:
    """The same streets with points between the ends of those that are longer than `MOST_PIECE_M`."""
    one, other = pairs.T
    metres = great_circle_m(longitude[one], latitude[one], longitude[other], latitude[other])
    pieces = np.maximum(np.ceil(metres / MOST_PIECE_M), 1).astype(np.int64)
    street = np.repeat(np.arange(len(pairs)), pieces)
    place = np.arange(len(street)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    inner = place > 0
    share = (place / pieces[street])[inner]
    from_, to = one[street[inner]], other[street[inner]]
    new = np.zeros(len(street), np.int64)
    new[inner] = len(longitude) + np.arange(inner.sum())
    begins = np.where(inner, new, one[street])
    is_last = place == pieces[street] - 1
    finish = np.where(is_last, other[street], np.append(new[1:], 0))
    return (
        np.append(longitude, longitude[from_] + share * (longitude[to] - longitude[from_])),
        np.append(latitude, latitude[from_] + share * (latitude[to] - latitude[from_])),
        np.column_stack([begins, finish]).astype(np.int32),
    )
