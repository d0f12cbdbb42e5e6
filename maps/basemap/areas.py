"""Vector tiles of geodata's municipalities and districts: they come from a database and change rarely."""

from django.contrib.gis.db.models import Extent
from django.db import connection

from geodata.models import Area

DISTRICTS_FROM = 9
MARGIN = 0.01
# ST_AsMVTGeom rounds to a grid of 4096 a tile: no other simplification is needed at these zooms.
SQL = """
WITH box AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile),
wanted AS (
    SELECT id, level, name, names, is_approximate, geometry, point
    FROM {table}, box
    WHERE level = ANY(%(levels)s)
      AND (geometry && ST_Transform(tile, 4326) OR point && ST_Transform(tile, 4326))
),
surfaces AS (
    SELECT id, level, is_approximate AS approximate, (id %% 4)::int AS tint,
           ST_AsMVTGeom(ST_Transform(geometry, 3857), tile, 4096, 32) AS geom
    FROM wanted, box WHERE geometry IS NOT NULL ORDER BY id
),
labels AS (
    SELECT level, name, names->>'lt' AS name_lt, names->>'en' AS name_en, names->>'lv' AS name_lv,
           names->>'fi' AS name_fi, names->>'nl' AS name_nl,
           ST_AsMVTGeom(ST_Transform(point, 3857), tile, 4096, 0) AS geom
    FROM wanted, box ORDER BY id
)
SELECT (SELECT ST_AsMVT(surfaces, 'areas', 4096, 'geom', 'id') FROM surfaces WHERE geom IS NOT NULL),
       (SELECT ST_AsMVT(labels, 'names') FROM labels WHERE geom IS NOT NULL)
"""


def area_tile(z: int, x: int, y: int) -> bytes:
    """The tile with layers "areas" (level, approximate, tint) and "names" (level, name, name_lt, ...); may be empty.

    Features of "areas" carry the number of their area, so that a map can shade them by counts.
    """
    levels = [Area.Level.MUNICIPALITY, *([Area.Level.DISTRICT] if z >= DISTRICTS_FROM else [])]
    query = SQL.format(table=connection.ops.quote_name(Area._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(query, {"z": z, "x": x, "y": y, "levels": [str(level) for level in levels]})
        surfaces, labels = cursor.fetchone()
    return bytes(surfaces or b"") + bytes(labels or b"")


def named_boxes() -> list[tuple[float, float, float, float]]:
    """Boxes (west, south, east, north) of the areas whose districts are known, in degrees."""
    found = Area.objects.of_level(Area.Level.DISTRICT).filter(parent__isnull=False).values("parent")
    boxes = found.annotate(box=Extent("point")).order_by("parent").values_list("box", flat=True)
    return [(west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN) for west, south, east, north in boxes]
