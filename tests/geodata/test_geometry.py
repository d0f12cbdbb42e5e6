import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.geometry import (
    WORLD,
    distance_m,
    from_mercator_integers,
    point_from,
    round_location,
    to_mercator_integers,
)
from tests.geodata.rows import at

steps = st.integers(0, WORLD - 1)
anywhere = st.builds(at, st.floats(-179.9, 179.9), st.floats(-89.9, 89.9))
inhabited = st.builds(at, st.floats(-179, 179), st.floats(-70, 70))


@given(steps, steps)
def test_mercator_steps_survive_the_way_there_and_back(x, y):
    assert to_mercator_integers(from_mercator_integers(x, y)) == (x, y)


@given(anywhere)
def test_every_point_of_earth_has_a_mercator_step(point):
    assert all(0 <= step < WORLD for step in to_mercator_integers(point))


def test_steps_grow_to_the_east_and_to_the_south():
    here, there = to_mercator_integers(at(25, 55)), to_mercator_integers(at(26, 54))
    assert here[0] < there[0]
    assert here[1] < there[1]


@given(inhabited)
def test_a_visitors_location_moves_by_less_than_the_grid(point):
    assert distance_m(point, round_location(point)) < 300


@given(inhabited)
def test_a_rounded_location_stays_where_it_is(point):
    once = round_location(point)
    assert distance_m(once, round_location(once)) < 20


def test_neighbours_are_rounded_to_one_point():
    assert round_location(at(25.27970, 54.68720)) == round_location(at(25.27975, 54.68722))


def test_a_point_of_the_lithuanian_system_comes_to_its_degrees():
    point = point_from(582_000, 6_061_000, 3346)
    assert (point.x, point.y) == (pytest.approx(25.27, abs=0.02), pytest.approx(54.68, abs=0.02))


def test_utm_of_madrid_comes_to_its_degrees():
    point = point_from(440_290, 4_474_257, 25830)
    assert distance_m(point, at(-3.7037, 40.4167)) < 100


@pytest.mark.parametrize(
    ("x", "y", "srid"), [(200, 0, 4326), (0, float("nan"), 4326), (1, 1, 999_999), (9e9, 9e9, 25830)]
)
def test_coordinates_that_are_nowhere_are_refused(x, y, srid):
    with pytest.raises(ValueError, match="EPSG"):
        point_from(x, y, srid)
