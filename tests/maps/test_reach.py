"""The ground within minutes, as the map gets it."""

import json

import pytest
from shapely.geometry import Point, shape

from geodata.services.invented_timetables import load_invented_timetable
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db
START = "25.2789,54.6876"  # on the grid to which a device's location is rounded


@pytest.fixture
def ask(client):
    CityFactory()

    def answer(**parameters):
        response = client.get("/vilnius/reach.json", parameters)
        assert response.status_code == 200
        return json.loads(response.content)["features"]

    return answer


def test_three_steps_each_hold_the_next(ask):
    steps = ask(at=START, minutes="30", mode="walk")
    assert [one["properties"]["minutes"] for one in steps] == [30, 20, 10]
    most, more, least = (shape(one["geometry"]) for one in steps)
    assert most.contains(more)
    assert more.contains(least)


@pytest.mark.parametrize(("mode", "metres"), [("walk", 1730), ("cycle", 5769)])
def test_the_ground_is_as_wide_as_one_gets(ask, mode, metres):
    """4.5 or 15 km/h for 30 minutes, on streets that are 1.3 times as long."""
    ground = shape(ask(at=START, minutes="30", mode=mode)[0]["geometry"])
    _, south, _, north = ground.bounds
    assert (north - south) * 111_320 / 2 == pytest.approx(metres, rel=0.02)
    assert ground.contains(Point(map(float, START.split(","))))


@pytest.mark.parametrize(
    "parameters",
    [{}, {"minutes": "30"}, {"at": START}, {"at": START, "minutes": "abc"}, {"at": "nan,inf", "minutes": "30"}],
)
def test_where_nothing_is_asked_nothing_is_shaded(ask, parameters):
    assert ask(**parameters) == []


def test_an_answer_to_where_a_device_is_is_kept_by_nobody(client):
    CityFactory()
    response = client.get("/vilnius/reach.json", {"at": START, "minutes": "30"})
    assert response["Cache-Control"] == "private, no-store"


def test_the_page_says_how_one_counts_without_a_timetable(client):
    CityFactory()
    page = client.get("/vilnius/explore/", {"at": START, "minutes": "30"}).content.decode()
    assert "No timetable of public transport is known here yet" in page
    assert "Within 30 min on foot" in page


def test_the_page_says_that_a_timetable_is_invented(client, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    CityFactory()
    load_invented_timetable("Vilnius", time_zone="Europe/Vilnius")
    page = client.get("/vilnius/explore/", {"at": START, "minutes": "30"}).content.decode()
    assert "Timetable: invented" in page
