"""The basemap: its archives over HTTP, its style, what is understood of an operator's archive, what it is built of."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as project
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from geodata.models import Area
from maps.basemap import build, checks, ground, places
from maps.basemap.archive import Contents, UnreadableArchiveError, Version, contents
from maps.basemap.choice import chosen, foreign_origins
from maps.basemap.overlay import Overlay, role_of
from maps.basemap.style import style
from tests.real_data import REAL_DATA

BODY = bytes(range(256)) * 4
SAMPLES = REAL_DATA / "basemap"


@pytest.fixture
def archive(settings, tmp_path):
    file = tmp_path / "city.pmtiles"
    file.write_bytes(BODY)
    settings.BASEMAP = str(file)
    return file


def asked(client, **headers):
    return client.get("/basemap/city.pmtiles", headers=headers)


class TestArchive:
    def test_answers_the_range_asked_for(self, client, archive):
        response = asked(client, range="bytes=10-19")
        assert (response.status_code, response.getvalue()) == (206, BODY[10:20])
        assert response["Content-Range"] == "bytes 10-19/1024"

    def test_a_range_without_an_end_goes_on_to_the_last_byte(self, client, archive):
        assert asked(client, range="bytes=1000-").getvalue() == BODY[1000:]

    def test_a_range_without_a_start_is_the_tail(self, client, archive):
        assert asked(client, range="bytes=-24").getvalue() == BODY[1000:]

    def test_a_range_beyond_the_end_is_refused_with_the_size(self, client, archive):
        response = asked(client, range="bytes=1024-")
        assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")

    @pytest.mark.parametrize("header", ["", "bytes=0-1,4-5", "lines=1-2", "bytes=5-2", "bytes=-", "bytes=a-b"])
    def test_what_is_no_single_range_gets_the_whole(self, client, archive, header):
        response = asked(client, range=header)
        assert (response.status_code, response.getvalue()) == (200, BODY)

    def test_a_range_of_an_older_state_gets_the_whole(self, client, archive):
        assert asked(client, range="bytes=0-9", **{"if-range": '"old"'}).status_code == 200

    def test_a_range_of_the_same_state_is_answered(self, client, archive):
        tag = asked(client)["ETag"]
        assert asked(client, range="bytes=0-9", **{"if-range": tag}).status_code == 206

    def test_is_not_sent_again_to_who_has_it(self, client, archive):
        assert asked(client, **{"if-none-match": asked(client)["ETag"]}).status_code == 304

    def test_a_head_request_gets_the_size_and_no_body(self, client, archive):
        response = client.head("/basemap/city.pmtiles")
        assert (response["Content-Length"], response.getvalue()) == ("1024", b"")

    @pytest.mark.django_db
    @pytest.mark.parametrize("name", ["other", "..", "city.pmtiles%2f..%2f..%2fmanage", "%2e%2e%2fcity"])
    def test_no_other_file_can_be_named(self, client, archive, name):
        assert client.get(f"/basemap/{name}.pmtiles").status_code == 404

    @pytest.mark.django_db
    def test_without_an_operators_file_there_is_none(self, client, settings):
        settings.BASEMAP = ""
        assert client.get("/basemap/city.pmtiles").status_code == 404

    @hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
    @given(st.integers(0, 1023), st.integers(0, 3000))
    def test_every_range_is_the_slice_of_the_file(self, archive, first, more):
        response = asked(Client(), range=f"bytes={first}-{first + more}")
        assert response.getvalue() == BODY[first : first + more + 1]


class TestChoice:
    def test_nothing_set_is_the_built_one(self):
        assert chosen("  ") == chosen("")

    def test_a_path_is_a_file(self):
        assert chosen("/srv/vilnius.pmtiles").file == Path("/srv/vilnius.pmtiles")

    def test_an_address_is_a_style(self):
        assert chosen("https://tiles.example/style.json").style == "https://tiles.example/style.json"

    def test_only_a_style_address_opens_the_page_to_another_host(self):
        assert foreign_origins("/srv/vilnius.pmtiles", ["https://fonts.example"]) == []

    def test_a_style_address_opens_its_host_and_those_the_operator_adds(self):
        found = foreign_origins("https://tiles.example:8443/a/style.json", ["https://fonts.example"])
        assert found == ["https://tiles.example:8443", "https://fonts.example"]

    def test_a_style_address_is_passed_on(self, client, settings):
        settings.BASEMAP = "https://tiles.example/style.json"
        assert client.get("/basemap/style-light-lt.json")["Location"] == "https://tiles.example/style.json"

    def test_a_missing_file_is_an_error_before_the_start(self, settings, tmp_path):
        settings.BASEMAP = str(tmp_path / "nothing.pmtiles")
        assert "maps.E001" in [message.id for message in checks.basemap_can_be_drawn()]

    def test_a_file_of_another_kind_is_an_error_before_the_start(self, settings, archive):
        assert "maps.E002" in [message.id for message in checks.basemap_can_be_drawn()]


def drawn(theme="light", layers=None, **more):
    overlay = None
    if layers is not None:
        found = Contents(layers, 0, more.pop("maxzoom", 14), (25.0, 54.5, 25.5, 54.9), more.pop("attribution", ""))
        overlay = Overlay(found, "/basemap/city.pmtiles")
    settings = {"language": "lt", "world": "/basemap/world.pmtiles", "area_tiles": "/a/{z}/{x}/{y}", "attribution": "x"}
    return style(theme=theme, overlay=overlay, **(settings | more))


PROTOMAPS = dict.fromkeys(("earth", "water", "landuse", "roads", "buildings", "places"), ("kind", "name"))
OPENMAPTILES = {"water": ("class",), "waterway": ("class",), "transportation": ("class",), "place": ("class", "name")}
OPENMAPTILES |= {"landcover": ("class",), "building": (), "boundary": (), "transportation_name": ("name",)}
RAW = {"osm": ("highway", "building", "natural", "name")}
UNKNOWN = {"lt_sen": ("SEN_PAV",), "stops": ("stop_name",)}
SCHEMAS = [None, PROTOMAPS, OPENMAPTILES, RAW, UNKNOWN]


class TestStyle:
    @pytest.mark.parametrize("layers", SCHEMAS)
    def test_every_layer_names_a_source_that_exists(self, layers):
        document = drawn(layers=layers)
        assert {one["source"] for one in document["layers"] if "source" in one} <= set(document["sources"])

    @pytest.mark.parametrize("layers", SCHEMAS)
    def test_no_two_layers_share_an_id(self, layers):
        ids = [one["id"] for one in drawn(layers=layers)["layers"]]
        assert len(ids) == len(set(ids))

    @pytest.mark.skipif(not shutil.which("node"), reason="node is missing")
    @pytest.mark.parametrize("layers", SCHEMAS)
    def test_keeps_to_the_style_specification(self, layers, tmp_path):
        specification = project.NODE_MODULES / "@maplibre/maplibre-gl-style-spec/dist/index.mjs"
        document = tmp_path / "style.json"
        document.write_text(json.dumps(drawn("dark", layers, covered=[(25.0, 54.5, 25.5, 54.9)])))
        script = f"""import {{ validateStyleMin }} from {json.dumps(str(specification))}; import fs from "node:fs";
            const found = validateStyleMin(JSON.parse(fs.readFileSync({json.dumps(str(document))}, "utf8")));
            console.log(JSON.stringify(found.map((one) => one.message)));"""
        command = ["node", "--input-type=module", "--eval", script]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        assert json.loads(said.stdout) == []

    def test_themes_differ_in_colours_only(self):
        light, dark = drawn("light")["layers"], drawn("dark")["layers"]
        assert [one["id"] for one in light] == [one["id"] for one in dark]
        assert light != dark

    def test_labels_ask_for_the_visitors_language_first(self):
        names = next(one for one in drawn()["layers"] if one["id"] == "city-names")
        assert names["layout"]["text-field"][:3] == ["coalesce", ["get", "name:lt"], ["get", "name_lt"]]

    def test_asks_no_third_party_for_letters_or_pictures(self):
        assert not {"glyphs", "sprite"} & set(drawn())

    def test_without_the_built_archive_the_areas_still_show(self):
        assert "districts" in [one["id"] for one in drawn(world=None)["layers"]]

    @pytest.mark.django_db
    def test_an_unknown_theme_does_not_exist(self, client):
        assert client.get("/basemap/style-sepia-lt.json").status_code == 404

    @pytest.mark.django_db
    def test_is_not_sent_again_to_who_has_it(self, client):
        first = client.get("/basemap/style-dark-en.json")
        again = client.get("/basemap/style-dark-en.json", headers={"if-none-match": first["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)


class TestOverlay:
    @pytest.mark.parametrize(
        ("name", "role"),
        [
            ("earth", "land"),
            ("transportation", "roads"),
            ("lakes_eu", "water"),
            ("water_name", "ignored"),
            ("lt_sen", None),
        ],
    )
    def test_knows_a_layer_by_its_name(self, name, role):
        assert role_of(name) == role

    def test_openstreetmap_is_credited_where_the_archive_forgot(self):
        sources = drawn(layers=RAW)["sources"]
        assert "OpenStreetMap contributors" in sources["overlay"]["attribution"]

    def test_openstreetmap_is_not_credited_for_what_is_not_its_own(self):
        assert drawn(layers=UNKNOWN)["sources"]["overlay"]["attribution"] == ""

    def test_an_archive_with_streets_brings_its_own_water(self):
        assert "overlay-mask" in drawn(layers=PROTOMAPS)["sources"]

    def test_a_thematic_archive_leaves_our_water(self):
        assert "overlay-mask" not in drawn(layers=UNKNOWN)["sources"]

    def test_an_unknown_layer_is_labelled_with_what_reads_like_a_name(self):
        names = next(one for one in drawn(layers=UNKNOWN)["layers"] if one["id"] == "overlay-names-lt_sen")
        assert names["layout"]["text-field"] == ["to-string", ["get", "SEN_PAV"]]

    @pytest.mark.real_data
    @pytest.mark.skipif(not SAMPLES.exists(), reason=f"the real files are not at {SAMPLES}")
    @pytest.mark.parametrize("name", ["vilnius_detail", "europe_base", "admin", "helsinki_centre"])
    def test_draws_every_layer_of_a_real_archive(self, name):
        found = contents(Version.of(SAMPLES / f"{name}.pmtiles"))
        document = drawn(layers=found.layers)
        assert {one.get("source-layer") for one in document["layers"]} >= set(found.layers)

    def test_a_file_of_another_kind_is_named(self, archive):
        with pytest.raises(UnreadableArchiveError, match="city"):
            contents(Version.of(archive))


@pytest.mark.django_db
class TestAreas:
    def tile_with(self, client, address, **fields):
        square = MultiPolygon(Polygon.from_bbox((25.2, 54.6, 25.3, 54.7)))
        defaults = {"country_code": "LT", "name": "Žvėrynas", "geometry": square, "point": Point(25.25, 54.65)}
        Area.objects.create(**(defaults | {"level": Area.Level.DISTRICT} | fields))
        return client.get(address).content

    def test_a_tile_holds_outline_and_name(self, client):
        tile = self.tile_with(client, "/basemap/areas/10/583/325.mvt")
        assert all(word in tile for word in (b"areas", b"names", "Žvėrynas".encode()))

    def test_names_come_in_other_languages_where_known(self, client):
        tile = self.tile_with(client, "/basemap/areas/10/583/325.mvt", names={"en": "Zverynas Park"})
        assert b"Zverynas Park" in tile

    def test_districts_are_left_out_where_they_would_be_specks(self, client):
        assert "Žvėrynas".encode() not in self.tile_with(client, "/basemap/areas/8/145/81.mvt")

    def test_a_tile_elsewhere_is_empty(self, client):
        assert self.tile_with(client, "/basemap/areas/10/100/100.mvt") == b""

    @pytest.mark.parametrize("address", ["/basemap/areas/7/70/40.mvt", "/basemap/areas/10/1024/0.mvt"])
    def test_there_are_no_tiles_beyond_the_zooms_and_the_world(self, client, address):
        assert client.get(address).status_code == 404


class TestBuild:
    def test_every_exonym_names_a_place_that_geonames_knows(self):
        known = {f"{place['countrycode']}:{place['name']}" for place in places.settlements()}
        assert set(places.exonyms()) - known == set()

    def test_the_line_between_ukraine_and_crimea_is_no_border(self):
        lines = [one["geometry"]["coordinates"] for one in places.borders(build.ATLAS / "countries-10m.json")]
        points = [
            point for line in lines for part in line for point in (part if isinstance(part[0], tuple) else [part])
        ]
        inside = [(x, y) for x, y in points if 32.5 < x < 36.6 and 45.3 < y < 46.3]
        assert inside == []

    def test_districts_belong_to_a_city_ten_times_their_size(self):
        towns = places.settlements()
        found = places.districts(towns)
        names = {place["name"] for place in towns if place["geonameid"] in found}
        assert {"Antakalnis", "Delfshaven"} <= names
        assert not {"Vilnius", "Kaunas", "Rotterdam"} & names

    def test_cutting_corners_keeps_both_ends(self):
        line = np.array([(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)])
        rounded = ground.rounded(line)
        assert rounded[[0, -1]].tolist() == [[0.0, 0.0], [2.0, 0.0]]
        assert rounded[:, 1].max() < 1

    def test_is_not_repeated_while_nothing_changed(self, tmp_path):
        made = tmp_path / "world.pmtiles"
        made.write_bytes(b"")
        made.with_suffix(".sha256").write_text(build.fingerprint())
        assert build.build(made) is False
