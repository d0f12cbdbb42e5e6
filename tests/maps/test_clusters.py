"""The map shows every row of a search, each once."""

import pytest
from django.contrib.gis.geos import Point
from hypothesis import given
from hypothesis import strategies as st

from maps.clusters import TOUCHING_PX, deepest_level, markers, merge
from opportunities.search.grid import WORLD_BITS, Cell
from opportunities.search.search import Search
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory, VenueFactory

WORLD = (-180.0, -85.0, 180.0, 85.0)
TOWN = (25.05, 54.57, 25.2, 54.64)
STEPS = st.integers(0, (1 << WORLD_BITS) - 1)


def cell(count: int, x: float, y: float) -> Cell:
    return Cell(count, x, y, int(x), int(y), int(x), int(y), row=int(x * 1e8 + y))


CELLS = st.lists(st.builds(cell, st.integers(1, 500), STEPS, STEPS), max_size=40, unique_by=lambda each: each.row)


@given(CELLS, st.integers(0, 20))
def test_merging_loses_nothing(cells, level):
    before = sum(each.count for each in cells)
    assert sum(each.count for each in merge(cells, level=level)) == before


@given(st.lists(st.tuples(STEPS, STEPS), max_size=30, unique=True), st.integers(0, 20))
def test_the_box_of_a_bubble_holds_its_middle(points, level):
    for each in merge([cell(1, x, y) for x, y in points], level=level):
        assert each.west - 1 <= each.x <= each.east + 1
        assert each.north - 1 <= each.y <= each.south + 1


def test_neighbours_that_touch_become_one():
    pixel = 2 ** (WORLD_BITS - 9 - 11)
    merged = merge([cell(5, 1_000_000, 1_000_000), cell(2, 1_000_000 + (TOUCHING_PX - 2) * pixel, 1_000_000)], level=11)
    assert [each.count for each in merged] == [7]


def test_neighbours_that_do_not_touch_stay_two():
    pixel = 2 ** (WORLD_BITS - 9 - 11)
    merged = merge([cell(5, 1_000_000, 1_000_000), cell(2, 1_000_000 + (TOUCHING_PX + 2) * pixel, 1_000_000)], level=11)
    assert len(merged) == 2


def place(lon: float, lat: float, *, many: int = 1) -> None:
    venue = VenueFactory(point=Point(lon, lat, srid=4326))
    for _ in range(many):
        opportunity = OpportunityFactory()
        TextFactory(opportunity=opportunity, title="Robotics")
        SessionFactory(opportunity=opportunity, venue=venue)
        refresh([opportunity.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("zoom", [0, 5, 9.7, 12, 20])
def test_the_map_has_as_many_as_the_list(zoom):
    place(25.1, 54.6), place(25.2, 54.7, many=3), place(25.2001, 54.7)
    search = Search.read({}, CityFactory())
    assert sum(marker.count for marker in markers(search, box=WORLD, zoom=zoom)) == search.total


@pytest.mark.django_db
def test_a_single_one_says_what_it_is():
    place(25.1, 54.6)
    (marker,) = markers(Search.read({}, CityFactory()), box=WORLD, zoom=11)
    assert (marker.count, marker.title) == (1, "Robotics")


@pytest.mark.django_db
def test_many_on_one_spot_are_a_stack_at_any_zoom():
    place(25.1, 54.6, many=3)
    (marker,) = markers(Search.read({}, CityFactory()), box=WORLD, zoom=20)
    assert marker.stack


@pytest.mark.django_db
def test_the_box_of_a_stack_finds_exactly_what_it_holds():
    place(25.1, 54.6, many=3), place(25.11, 54.6)
    stack = next(each for each in markers(Search.read({}, CityFactory()), box=TOWN, zoom=16) if each.stack)
    inside = Search.read({"bbox": [",".join(map(str, stack.box))]}, CityFactory())
    assert inside.total == 3


@pytest.mark.django_db
def test_nobody_can_ask_for_every_pin_of_the_world_at_once():
    place(25.1, 54.6), place(25.11, 54.6)
    search = Search.read({}, CityFactory())
    world, town = (markers(search, box=box, zoom=20) for box in (WORLD, TOWN))
    assert ([each.count for each in world], [each.count for each in town]) == ([2], [1, 1])


@pytest.mark.parametrize(("width", "level"), [(360, 5), (1, 13), (0.001, 20), (5e-324, 20)])
def test_the_wider_the_view_the_coarser_it_is_counted(width, level):
    assert deepest_level((0.0, 0.0, width, width / 2)) == level


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_map(django_assert_max_num_queries):
    for step in range(8):
        place(25.0 + step / 20, 54.6)
    search = Search.read({}, CityFactory())
    with django_assert_max_num_queries(4):
        markers(search, box=WORLD, zoom=12)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["", "view=1,2,3&zoom=3", "view=nan,1,2,3&zoom=3", "view=30,50,20,60&zoom=3", "view=20,50,30,60&zoom=99",
     "view=20,50,30,60&zoom=nan", "view=20,50,30,inf&zoom=3", "view=-999,50,30,60&zoom=3"],
)  # fmt: skip
def test_a_view_that_makes_no_sense_is_refused_in_words(client, query):
    CityFactory()
    answer = client.get(f"/vilnius/view.json?{query}")
    assert (answer.status_code, bool(answer.json()["problem"])) == (400, True)
