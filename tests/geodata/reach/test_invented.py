"""Invented lines of the demonstration's cities, imported as any timetable."""

import zipfile
from itertools import pairwise

import numpy as np
import pytest
from django.contrib.gis.geos import Point, Polygon

from geodata.demonstration import cities
from geodata.geometry import great_circle_m
from geodata.models import Timetable
from geodata.reach import store
from geodata.services.invented_timetables import BETWEEN_STOPS_M, lines_of, load_invented_timetable, write_feed
from tests.geodata.reach.feeds import MONDAY, arrivals

VILNIUS = Point(25.288, 54.680, srid=4326)


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"


@pytest.fixture
def invented():
    return load_invented_timetable("Vilnius", time_zone="Europe/Vilnius").timetable


@pytest.mark.parametrize("city", cities(), ids=lambda city: city.place)
def test_lines_join_all_districts_with_stops_near_each_other(city):
    lines = lines_of(city)
    assert {one.name for one in city.districts} <= {spot[0] for line in lines for spot in line}
    for line in lines:
        for one, other in pairwise(line):
            assert float(great_circle_m(*one[1:], *other[1:])) < 1.5 * BETWEEN_STOPS_M


def test_the_same_city_has_the_same_timetable(tmp_path):
    files = [tmp_path / "one.zip", tmp_path / "other.zip"]
    for file in files:
        write_feed(cities()[0], file, time_zone="Europe/Vilnius")
    one, other = ({name: archive.read(name) for name in archive.namelist()} for archive in map(zipfile.ZipFile, files))
    assert one == other


@pytest.mark.django_db
def test_one_rides_from_the_edge_of_the_city_to_its_middle_until_late(invented):
    network = store.network(invented.snapshot)
    assert "Senamiestis" in arrivals(network, MONDAY, "Grigiškės", "08:00:00", until="09:30:00")
    assert "Senamiestis" not in arrivals(network, MONDAY, "Grigiškės", "23:00:00", until="28:00:00")
    assert np.diff(network.pattern_start).min() > 2


@pytest.mark.django_db
def test_a_city_without_districts_of_ours_has_none():
    assert load_invented_timetable("Atlantis", time_zone="UTC") is None


@pytest.mark.django_db
def test_a_real_timetable_comes_before_an_invented_one(invented):
    days = {"first_on": invented.first_on, "last_on": invented.last_on}
    assert Timetable.objects.covering(VILNIUS).get() == invented
    wide = Polygon.from_bbox((0, 40, 40, 70))
    real = Timetable.objects.create(name="Real", box=wide, stops=1, lines=1, trips=1, snapshot="a", **days)
    assert Timetable.objects.covering(VILNIUS).first() == real
