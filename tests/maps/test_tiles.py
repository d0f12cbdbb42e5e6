"""Vector tiles: every row once, in every zoom, for any filters; read by a program that is not ours."""

import pyogrio
import pytest
import shapely
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.geometry import WORLD
from maps.tiles import ADDRESS, EXTENT, LAST_OF_BUBBLES, Tile, encoded
from opportunities.models import City, Opportunity
from opportunities.search.search import Search
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory, VenueFactory
from tests.geodata.rows import at

pytestmark = pytest.mark.django_db
SPOTS = [
    *((25.0 + step / 7, 54.5 + step / 11) for step in range(6)),
    *[(25.2797, 54.6872)] * 4,  # a stack
    (25.2797, 54.687205),  # a step beside it
    (25.3125, 54.3675),  # on the edges of tiles of many zooms
    (0.0, 0.0),
    (-179.9999, 80.0),
    (179.9999, -80.0),
]
ZOOMS = [0, 1, 5, 10, LAST_OF_BUBBLES, LAST_OF_BUBBLES + 1, 17, 20]
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "interest": st.just(["sport"]),
        "age": st.sampled_from([["9"], ["40"]]),
        "bbox": st.sampled_from([["25,54.4,25.5,55"], ["0,0,1,1"]]),
        "past": st.just(["1"]),
    },
)


@pytest.fixture
def catalogue():
    """Rows all over the world, one of which has no place."""
    city = CityFactory()
    for number, spot in enumerate([*SPOTS, None]):
        opportunity = OpportunityFactory(city=city, interests=["sport"] if number % 2 else [])
        TextFactory(opportunity=opportunity, title=f"Club {number}")
        venue = VenueFactory(city=city, point=at(*spot)) if spot else None
        SessionFactory(opportunity=opportunity, venue=venue, min_age=6 if number % 3 else None, max_age=12)
    refresh(Opportunity.objects.values_list("pk", flat=True))
    return city


def points(search):
    return list(search.rows().filter(geom__isnull=False).values_list("pk", "x", "y"))


def read(content: bytes, tile: Tile) -> list[dict]:
    """The features of a tile as GDAL reads them."""
    if not content:
        return []
    meta, _fids, geometry, columns = pyogrio.raw.read(content, layer="activities", X=tile.x, Y=tile.y, Z=tile.z)
    return [
        {**dict(zip(meta["fields"], values, strict=True)), "geometry": shape}
        for *values, shape in zip(*columns, geometry, strict=True)
    ]


def tiles_of(rows, zoom):
    shift = 24 - zoom
    return {Tile(zoom, x >> shift, y >> shift) for _row, x, y in rows}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, zoom=st.sampled_from(ZOOMS))
def test_the_tiles_of_a_zoom_hold_every_row_once(catalogue, filters, zoom):
    search = Search.read(filters, catalogue)
    rows = points(search)
    told = [one for tile in tiles_of(rows, zoom) for one in read(encoded(search, tile), tile)]
    assert sum(int(one["count"]) for one in told) == len(rows)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_each_tile_holds_its_own_rows_and_no_neighbour(catalogue, zoom):
    search = Search.read({}, catalogue)
    rows, shift = points(search), 24 - zoom
    for tile in tiles_of(rows, zoom):
        own = sum((x >> shift, y >> shift) == (tile.x, tile.y) for _row, x, y in rows)
        assert sum(int(one["count"]) for one in read(encoded(search, tile), tile)) == own


def test_what_lies_alone_is_named(catalogue):
    search = Search.read({"bbox": ["25.0,54.49,25.01,54.51"]}, catalogue)
    [(_row, x, y)] = points(search)
    [told] = read(encoded(search, tile := Tile(15, x >> 9, y >> 9)), tile)
    alone = search.rows().get().opportunity
    assert (told["count"], told["id"], told["title"]) == (1, alone.pk, "Club 0")
    assert told["url"] == f"http://localhost:8000/opportunity/{alone.pk}-club-0/"
    assert told["kind"] == "group"


def test_a_stack_is_one_feature(catalogue):
    search = Search.read({"bbox": ["25.27969,54.68719,25.27971,54.687202"]}, catalogue)
    (_row, x, y) = points(search)[0]
    [told] = read(encoded(search, tile := Tile(18, x >> 6, y >> 6)), tile)
    assert (told["count"], bool(told["stack"])) == (4, True)


def test_features_lie_where_their_rows_are(catalogue):
    search = Search.read({"bbox": ["25.0,54.49,25.01,54.51"]}, catalogue)
    [(_row, x, y)] = points(search)
    [told] = read(encoded(search, tile := Tile(12, x >> 12, y >> 12)), tile)

    point = shapely.from_wkb(told["geometry"])
    place = search.rows().get().geom
    assert abs(point.x - place.x) < 40075016 / (1 << 12) / EXTENT
    assert abs(point.y - place.y) < 40075016 / (1 << 12) / EXTENT


def test_a_tile_where_nothing_lies_is_empty(catalogue):
    assert encoded(Search.read({}, catalogue), Tile(9, 0, 0)) == b""


@given(zoom=st.integers(0, 20), x=st.integers(0, WORLD - 1), y=st.integers(0, WORLD - 1))
def test_a_place_in_a_tile_is_within_it(zoom, x, y):
    tile = Tile(zoom, x >> 24 - zoom, y >> 24 - zoom)
    assert all(0 <= edge < EXTENT for edge in tile.place(x, y))


@pytest.mark.parametrize(
    "where",
    ["21/0/0", "5/32/0", "5/0/32", "99/0/0", f"5/{10**400}/0", f"{'9' * 5000}/0/0", "-1/0/0", "5/1.5/0", "5/0/nan"],
)
def test_a_tile_outside_of_the_world_is_not_there(client, where):
    CityFactory()
    assert client.get(f"/tiles/{where}.mvt?city=vilnius").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("city=nowhere", 404),
        ("city=%00", 404),
        ("city=vilnius&age=nan&bbox=nan,inf,1,2&interest=%ff&price_max=1e999", 200),
        ("city=vilnius&lang=klingon", 200),
    ],
)
def test_bad_input_is_answered_plainly(client, query, status):
    CityFactory()
    assert client.get(f"/tiles/5/18/10.mvt?{query}").status_code == status
    assert client.get(f"/tiles.json?{query}").status_code == status


def test_tiles_speak_the_language_that_is_asked_for(client, catalogue):
    alone = Search.read({"bbox": ["25.0,54.49,25.01,54.51"]}, catalogue).rows().get()
    TextFactory(opportunity=alone.opportunity, language="lt", title="Būrelis")
    tile = Tile(15, alone.x >> 9, alone.y >> 9)
    answer = client.get(f"/tiles/{tile.z}/{tile.x}/{tile.y}.mvt?city=vilnius&lang=lt")
    [told] = read(answer.content, tile)
    assert told["title"] == "Būrelis"
    assert "/lt/opportunity/" in told["url"]


def test_tiles_are_described_with_the_filters_they_were_asked_with(client):
    City.objects.all().delete()
    CityFactory()
    told = client.get("/tiles.json?city=vilnius&age=9&lang=lt").json()
    address = told["tiles"][0]
    assert address == f"http://localhost:8000{ADDRESS}?city=vilnius&lang=lt&age=9"
    assert told["bounds"] == [25.0, 54.5, 25.5, 54.9]
    assert [layer["id"] for layer in told["vector_layers"]] == ["activities"]
    assert resolve(ADDRESS.format(z=1, x=0, y=0)).url_name == "tile"


def test_maps_of_other_sites_may_read_tiles(client):
    CityFactory()
    for address in ("/tiles/5/18/10.mvt?city=vilnius", "/tiles.json?city=vilnius", "/tiles.json"):
        assert client.get(address)["Access-Control-Allow-Origin"] == "*"
