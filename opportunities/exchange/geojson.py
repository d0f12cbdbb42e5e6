"""Rows of the list as GeoJSON (RFC 7946), written as they come: any number of them needs little memory.

What has no known place is a feature without geometry, so that the map's file has as many as the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from opportunities.selectors.listed import Listed

MEDIA_TYPE = "application/geo+json"


def feature(one: Listed) -> dict[str, Any]:
    """One feature: a point in longitude and latitude, or null; everything else as properties."""
    facts = dict(vars(one))
    longitude, latitude = facts.pop("longitude"), facts.pop("latitude")
    placed = longitude is not None and latitude is not None
    return {
        "type": "Feature",
        "id": facts.pop("id"),
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if placed else None,
        "properties": facts,
    }


def feature_collection(rows: Iterable[Listed], *, about: Mapping[str, Any]) -> Iterator[bytes]:
    """The collection, one feature a line. `about` are members of its own: whose it is, its licence, its address."""
    head = json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False, cls=DjangoJSONEncoder)
    yield f'{head[:-1]}, "features": ['.encode()
    comma = ""
    for one in rows:
        yield f"{comma}\n{json.dumps(feature(one), ensure_ascii=False, cls=DjangoJSONEncoder)}".encode()
        comma = ","
    yield b"\n]}\n"
