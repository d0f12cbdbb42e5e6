"""The same rows for others, and what to ask them: tipg, PostGIS alone, supercluster, tippecanoe."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psycopg
from django.db import connection

from benchmarks.side_by_side.catalogues import Catalogue
from benchmarks.side_by_side.questions import Asker
from benchmarks.side_by_side.timing import Answer
from opportunities.search.tags import Facet, tag

TABLE = "public.opportunities_searchrow"
MASKS = 127  # choices of weekdays, with at least one
TILE = """
    SELECT ST_AsMVT(shown) FROM (
        SELECT id, ST_AsMVTGeom(geom, ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS geom FROM opportunities_searchrow
        WHERE city_id = %(city)s AND geom && ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS shown
"""


class PostgisTiles:
    """Tiles by one statement, over a kept connection and without HTTP: every point, and nothing but points."""

    pids = ()

    def __init__(self, catalogue: Catalogue, city: int) -> None:
        self.connection, self.city = psycopg.connect(catalogue.plain_url, autocommit=True), city

    def get(self, path: str) -> Answer:
        z, x, y = map(int, path.split("/"))
        (found,) = self.connection.execute(TILE, {"z": z, "x": x, "y": y, "city": self.city}).fetchone()
        return 200, bytes(found), {}


class Paths:
    """The same questions in the others' words."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker

    def tile(self, number: int) -> str:
        return "{}/{}/{}".format(*self.asker.view(number).tile)

    def tipg(self, number: int) -> str:
        return f"/collections/{TABLE}/tiles/WebMercatorQuad/{self.tile(number)}"

    def supercluster(self, number: int) -> str:
        return f"/all/{self.tile(number)}"

    def supercluster_filtered(self, number: int) -> str:
        return f"/days/{number % MASKS + 1}/{self.tile(number)}"

    def ours_filtered(self, number: int) -> str:
        """A view of what meets on the weekdays that `supercluster_filtered` is asked for."""
        view = self.asker.view(number)
        days = [("day", str(day + 1)) for day in range(7) if (number % MASKS + 1) >> day & 1]
        return self.asker.path("view", [*days, ("view", view.box), ("zoom", str(view.zoom))])


def write_points(catalogue: Catalogue, city: int) -> Path:
    """All points as 64-bit floats: longitude, latitude, weekdays as bits."""
    file = catalogue.folder / "points"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(at), ST_Y(at), (SELECT coalesce(sum(1 << tag - %(monday)s), 0) FROM unnest(tags) AS tag"
            "  WHERE tag BETWEEN %(monday)s AND %(monday)s + 6)"
            " FROM (SELECT ST_Transform(geom, 4326) AS at, tags FROM opportunities_searchrow"
            " WHERE geom IS NOT NULL AND city_id = %(city)s ORDER BY id) AS placed",
            {"monday": tag(Facet.WEEKDAY, 1), "city": city},
        )
        np.array(cursor.fetchall(), np.float64).tofile(file)
    return file


def tippecanoe_s(points: Path) -> float:
    """Seconds for all tiles of one filter made beforehand: what tippecanoe is for."""
    source, product = points.with_suffix(".csv"), points.with_suffix(".pmtiles")
    rows = np.fromfile(points, np.float64).reshape(-1, 3)
    np.savetxt(source, rows, fmt="%.6f,%.6f,%d", header="longitude,latitude,days", comments="")
    program = Path(sys.executable).with_name("tippecanoe")
    command = [str(program), "-q", "-f", "-o", str(product), "-z14", "-r1", "--cluster-distance=60", str(source)]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began
