import json
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.boundaries import BoundaryFileError, Fields, as_multipolygon, read_boundaries

SQUARE = [[[25, 54], [26, 54], [26, 55], [25, 55], [25, 54]]]
BOW_TIE = [[[25, 54], [26, 55], [26, 54], [25, 55], [25, 54]]]
NAMED = Fields(name="name", code="code")

coordinates = st.tuples(st.floats(-170, 170), st.floats(-80, 80))


def feature(rings=SQUARE, **properties):
    geometry = {"type": "Polygon", "coordinates": rings} if rings else None
    return {"type": "Feature", "geometry": geometry, "properties": {"name": "Vilnius", "code": "13"} | properties}


def geojson(folder: Path, *features, name="areas.geojson", **members) -> Path:
    file = folder / name
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), "utf-8")
    return file


def written(folder: Path, name: str, driver: str, crs: str, box) -> Path:
    """One area called Vilnius in a file of GDAL's `driver`."""
    file = folder / name
    shapes = shapely.to_wkb(np.array([box]))
    columns = [np.array(["Vilnius"], dtype=object), np.array(["13"], dtype=object)]
    pyogrio.raw.write(file, shapes, columns, ["name", "code"], driver=driver, crs=crs, geometry_type="Polygon")
    return file


LKS94_BOX = shapely.box(576_000, 6_056_000, 596_000, 6_076_000)


def test_geojson_is_read(tmp_path):
    [area] = read_boundaries(geojson(tmp_path, feature()), NAMED).boundaries
    assert (area.name, area.code, area.shape.bounds) == ("Vilnius", "13", (25, 54, 26, 55))


def test_topojson_without_a_coordinate_system_means_degrees(tmp_path):
    arcs = [[[25, 54], [26, 54], [26, 55], [25, 55], [25, 54]]]
    geometry = {"type": "Polygon", "arcs": [[0]], "properties": {"name": "Vilnius", "code": 13}}
    objects = {"areas": {"type": "GeometryCollection", "geometries": [geometry]}}
    file = tmp_path / "areas.json"
    file.write_text(json.dumps({"type": "Topology", "arcs": arcs, "objects": objects}))
    [area] = read_boundaries(file, NAMED).boundaries
    assert (area.code, area.shape.bounds) == ("13", (25, 54, 26, 55))


@pytest.mark.parametrize(("name", "driver"), [("areas.shp", "ESRI Shapefile"), ("areas.gpkg", "GPKG")])
def test_national_coordinates_become_degrees(tmp_path, name, driver):
    [area] = read_boundaries(written(tmp_path, name, driver, "EPSG:3346", LKS94_BOX), NAMED).boundaries
    assert area.shape.centroid.x == pytest.approx(25.34, abs=0.02)


def test_a_zipped_shapefile_is_read(tmp_path):
    shapefile = written(tmp_path, "areas.shp", "ESRI Shapefile", "EPSG:3346", LKS94_BOX)
    archive = tmp_path / "areas.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for part in tmp_path.glob("areas.*"):
            if part != archive:
                packed.write(part, f"folder/{part.name}")
    shapefile.unlink()
    assert len(read_boundaries(archive, NAMED).boundaries) == 1


def test_a_shapefile_without_a_coordinate_system_asks_for_one(tmp_path):
    file = written(tmp_path, "areas.shp", "ESRI Shapefile", "EPSG:3346", LKS94_BOX)
    file.with_suffix(".prj").unlink()
    with pytest.raises(BoundaryFileError, match="--crs"):
        read_boundaries(file, NAMED)


def test_the_given_coordinate_system_is_believed(tmp_path):
    file = written(tmp_path, "areas.shp", "ESRI Shapefile", "EPSG:3346", LKS94_BOX)
    file.with_suffix(".prj").unlink()
    [area] = read_boundaries(file, NAMED, crs="EPSG:3346").boundaries
    assert area.shape.centroid.y == pytest.approx(54.72, abs=0.02)


def test_metres_called_degrees_are_refused(tmp_path):
    file = written(tmp_path, "areas.shp", "ESRI Shapefile", "EPSG:3346", LKS94_BOX)
    with pytest.raises(BoundaryFileError, match="not on Earth"):
        read_boundaries(file, NAMED, crs="EPSG:4326")


@pytest.mark.parametrize("crs", ["EPSG:999999", "http://example.org/crs", "lks94"])
def test_an_unknown_coordinate_system_is_refused(tmp_path, crs):
    with pytest.raises(BoundaryFileError, match="coordinate system"):
        read_boundaries(geojson(tmp_path, feature()), NAMED, crs=crs)


def test_an_invalid_shape_is_repaired_and_said(tmp_path):
    [area] = read_boundaries(geojson(tmp_path, feature(BOW_TIE)), NAMED).boundaries
    assert area.repaired
    assert area.shape.is_valid


def test_rows_without_a_name_or_a_shape_are_named(tmp_path):
    file = geojson(tmp_path, feature(name=""), feature(None))
    assert read_boundaries(file, NAMED).rejected == [(1, "name", "empty"), (2, "geometry", "no polygon")]


def test_rows_of_one_code_are_parts_of_one_area(tmp_path):
    island = [[[27, 54], [28, 54], [28, 55], [27, 54]]]
    [area] = read_boundaries(geojson(tmp_path, feature(), feature(island)), NAMED).boundaries
    assert len(area.shape.geoms) == 2


def test_names_in_languages_are_read(tmp_path):
    fields = Fields(name="name", names={"en": "english"})
    [area] = read_boundaries(geojson(tmp_path, feature(english="Vilna")), fields).boundaries
    assert area.names == {"en": "Vilna"}


def test_a_wrong_field_name_is_answered_with_the_fields_there_are(tmp_path):
    with pytest.raises(BoundaryFileError, match=r"no field pavadinimas(.|\n)*name: Vilnius"):
        read_boundaries(geojson(tmp_path, feature()), Fields(name="pavadinimas"))


def test_of_several_layers_one_must_be_named(tmp_path):
    file = written(tmp_path, "areas.gpkg", "GPKG", "EPSG:3346", LKS94_BOX)
    shapes = shapely.to_wkb(np.array([LKS94_BOX]))
    pyogrio.raw.write(
        file, shapes, [], [], driver="GPKG", crs="EPSG:3346", geometry_type="Polygon", layer="b", append=True
    )
    with pytest.raises(BoundaryFileError, match=r"--layer: areas, b"):
        read_boundaries(file, NAMED)


@pytest.mark.parametrize(
    "path", ["/vsicurl/http://127.0.0.1/areas.geojson", "http://127.0.0.1/areas.geojson", "missing.shp"]
)
def test_only_existing_local_files_are_read(path):
    with pytest.raises(BoundaryFileError, match="There is no file"):
        read_boundaries(Path(path), NAMED)


@pytest.mark.parametrize(
    "content",
    [
        "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/x</SrcDataSource></OGRVRTLayer>",
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /vsicurl/x"}',
        '{"type": "FeatureCollection", "features": [], "crs": {"type": "link", "properties": {"href": "http://x"}}}',
        "",
    ],
)
def test_a_file_of_instructions_is_not_followed(tmp_path, content):
    file = tmp_path / "areas.geojson"
    file.write_text(content)
    with pytest.raises(BoundaryFileError, match="not what its ending says"):
        read_boundaries(file, NAMED)


def test_an_unknown_kind_of_file_is_refused(tmp_path):
    file = tmp_path / "areas.vrt"
    file.write_text("<OGRVRTDataSource/>")
    with pytest.raises(BoundaryFileError, match="boundaries are read from"):
        read_boundaries(file, NAMED)


@given(st.lists(coordinates, min_size=3, max_size=12))
def test_any_ring_becomes_valid_polygons_or_nothing(ring):
    polygons = as_multipolygon(shapely.Polygon(ring))
    assert polygons is None or (polygons.is_valid and polygons.geom_type == "MultiPolygon")
