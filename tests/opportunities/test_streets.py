"""Streets imported: the river of tests/geodata/reach/river.osm, its bank with the stop Alder, its other one without."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from geodata.reach import store
from geodata.reach.days import build_day
from geodata.reach.journeys import arriving_by, leaving_at
from geodata.reach.on_foot import OnFoot
from opportunities.search.asking import Origin
from opportunities.search.search import Search
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory, VenueFactory
from tests.geodata.reach.feeds import MONDAY, toy_network
from tests.geodata.reach.test_streets import ACROSS, HERE, RIVER

ZONE = ZoneInfo("Europe/Vilnius")
CEDAR = (25.0932, 54.7)
WEST = (25.002, 54.702)  # 515 m, 222 m and 643 m from Alder: 1104 s; 4 minutes by distance
SAID = "Streets: © OpenStreetMap contributors."


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"


@pytest.fixture
def venue():
    city, opportunity = CityFactory(), OpportunityFactory()
    TextFactory(opportunity=opportunity)
    SessionFactory(opportunity=opportunity, venue=VenueFactory(point=Point(*ACROSS, srid=4326)))
    refresh([opportunity.pk])
    return city


def found(city, minutes, mode) -> int:
    values = {"minutes": (minutes,), "mode": (mode,)}
    return Search(city=city, values=values, origin=Origin(Point(*HERE, srid=4326), "Here", "place")).total


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["walk", "transit"])
def test_a_search_walks_round_by_the_bridge(venue, mode):
    assert found(venue, "20", mode) == 1
    call_command("import_streets", RIVER)
    assert [found(venue, minutes, mode) for minutes in ("20", "22")] == [0, 1]


@pytest.mark.django_db
def test_who_cycles_goes_by_distance(venue):
    call_command("import_streets", RIVER)
    assert found(venue, "10", "cycle") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["walk", "transit"])
def test_the_page_names_whose_streets_they_are(client, venue, mode):
    address = "/vilnius/explore/?at=25.0,54.7&minutes=30&mode=" + mode
    assert SAID not in client.get(address).content.decode()
    call_command("import_streets", RIVER)
    assert SAID in client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "answers"), [("&minutes=30", 2), ("", 1)])
def test_new_streets_are_a_new_answer_about_minutes(client, venue, asked, answers):
    address = "/vilnius/view.json?view=25,54,26,55&zoom=10" + asked
    before = client.get(address)["ETag"]
    call_command("import_streets", RIVER)
    assert len({before, client.get(address)["ETag"]}) == answers


def test_one_walks_along_streets_to_the_bus_and_home_from_it(tmp_path):
    call_command("import_streets", RIVER)
    day = build_day(toy_network(tmp_path), MONDAY)
    on_foot = OnFoot(WEST, store.streets_in_use())
    end = datetime.combine(MONDAY, datetime.min.time(), ZONE).replace(hour=8, minute=20)
    there = arriving_by(day, WEST, CEDAR, end, on_foot=on_foot)
    assert (there.legs[0].minutes, there.legs[0].end, there.arrives) == (19, "Alder", end)
    assert arriving_by(day, WEST, CEDAR, end).legs[0].minutes == 5


def test_a_walk_takes_as_long_there_as_home(tmp_path):
    call_command("import_streets", RIVER)
    day = build_day(toy_network(tmp_path), MONDAY)
    noon = datetime.combine(MONDAY, datetime.min.time(), ZONE).replace(hour=12)
    ways = [
        leaving_at(day, *ends, noon, on_foot=OnFoot(WEST, store.streets_in_use()))
        for ends in ((WEST, HERE), (HERE, WEST))
    ]
    assert [way.minutes for way in ways] == [19, 19]


def test_a_broken_file_is_named_and_changes_nothing(tmp_path):
    call_command("import_streets", RIVER)
    before, broken = store.streets_in_use(), tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"no streets")
    with pytest.raises(CommandError, match=r"broken\.osm\.pbf"):
        call_command("import_streets", broken)
    assert store.streets_in_use() == before
    assert len(store.streets(before).longitude) > 60


def test_an_import_that_is_killed_leaves_the_streets_in_use(monkeypatch):
    call_command("import_streets", RIVER)
    before = store.streets_in_use()

    def stopped(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geodata.reach.store.os.fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        call_command("import_streets", RIVER)
    assert store.streets_in_use() == before


@pytest.mark.django_db
def test_streets_that_are_lost_are_done_without(venue, settings, caplog):
    call_command("import_streets", RIVER)
    (settings.PRIVATE_DIR / "streets" / store.streets_in_use() / "metres.npy").unlink()
    store.streets.cache_clear()
    assert found(venue, "20", "walk") == 1
    assert "import them again" in caplog.text
