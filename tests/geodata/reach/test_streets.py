"""Walking along streets: two banks of a river, 222 m apart, and a bridge 643 m to the east."""

from pathlib import Path

import numpy as np
import pytest

from geodata.reach.osm import StreetsError, read_streets
from geodata.reach.streets import seconds_along
from geodata.reach.walking import seconds_between

RIVER = Path(__file__).parent / "river.osm"
HERE, ACROSS, FAR = (25.0, 54.7), (25.0, 54.702), (25.0, 54.72)


def takes(file, *, to=ACROSS, start=HERE) -> int:
    return int(seconds_along(read_streets(file), start, np.array([to[0]]), np.array([to[1]]))[0])


def straight(start, to) -> int:
    return int(seconds_between(*start, np.array([to[0]]), np.array([to[1]]))[0])


@pytest.fixture
def changed(tmp_path):
    def write(old, new):
        file = tmp_path / "changed.osm"
        file.write_text(RIVER.read_text("utf-8").replace(old, new), "utf-8")
        return file

    return write


def test_one_walks_round_by_the_bridge():
    """643 m, 222 m and 643 m at 1.25 m/s: 1,206 seconds, 21 minutes; by distance it were 4."""
    assert takes(RIVER) == pytest.approx(1206, abs=3)
    assert straight(HERE, ACROSS) < 240


@pytest.mark.parametrize(
    ("tags", "is_open"),
    [
        ('k="highway" v="steps"/>', True),
        ('k="highway" v="trunk"/><tag k="foot" v="yes"/>', True),
        ('k="highway" v="service"/><tag k="access" v="private"/><tag k="foot" v="permissive"/>', True),
        ('k="highway" v="trunk"/>', False),
        ('k="highway" v="construction"/>', False),
        ('k="highway" v="service"/><tag k="access" v="no"/>', False),
        ('k="highway" v="service"/><tag k="access" v="private"/>', False),
        ('k="highway" v="path"/><tag k="foot" v="no"/>', False),
        ('k="waterway" v="river"/><tag k="foot" v="yes"/>', False),
    ],
)
def test_a_way_is_taken_where_one_may_walk(changed, tags, is_open):
    assert (takes(changed('k="highway" v="motorway"/>', tags)) < 200) == is_open


@pytest.mark.parametrize(("start", "to"), [(HERE, FAR), (FAR, HERE)])
def test_a_place_without_a_street_is_as_far_as_the_straight_line_says(start, to):
    assert takes(RIVER, start=start, to=to) == straight(start, to)


def test_in_the_middle_of_a_long_street_one_stands_at_it():
    assert takes(RIVER, to=(25.005, 54.7)) == pytest.approx(643 / 2 / 1.25, abs=20)


def test_what_no_way_leads_to_is_left_out(changed):
    """Without the bridge one bank is left; the other is then 222 m from any street."""
    assert takes(changed('<nd ref="2"/><nd ref="3"/>', "")) == straight(HERE, ACROSS)


@pytest.mark.parametrize(("old", "new"), [("</osm>", "<"), ("highway", "railway")])
def test_a_file_of_no_use_is_named(changed, old, new):
    with pytest.raises(StreetsError, match=r"changed\.osm"):
        read_streets(changed(old, new))
