"""Importing a timetable: again, anew, interrupted."""

import os
import shutil
import signal
import subprocess
import sys
from io import StringIO

import pytest
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command
from django.db import connection

from geodata.models import Timetable
from geodata.reach import store
from geodata.reach.network import Network
from geodata.services.timetables import import_timetable
from tests.geodata.reach.feeds import MONDAY, TABLES, arrivals, more, write_feed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"


def load(file) -> str:
    out = StringIO()
    call_command("import_timetable", file, source="Toy city", licence="CC0", stdout=out)
    return out.getvalue()


def test_a_timetable_says_what_it_holds(tmp_path):
    assert load(write_feed(tmp_path)).startswith(
        "Toy Transport: 4 trips of 2 lines at 5 stops, 2026-09-01 to 2026-12-31"
    )
    one = Timetable.objects.get()
    assert (one.publisher, one.source, one.licence, one.time_zone) == (
        "Toy Transport",
        "Toy city",
        "CC0",
        "Europe/Vilnius",
    )


def test_what_is_kept_is_what_was_read(tmp_path):
    load(write_feed(tmp_path))
    network = store.network(Timetable.objects.get().snapshot)
    assert arrivals(network, MONDAY, "Alder", "07:55:00")["Dogwood"] == "08:29:00"


def test_a_second_time_there_is_nothing_to_change(tmp_path):
    file = write_feed(tmp_path)
    load(file)
    assert "Nothing to change" in load(file)
    assert Timetable.objects.count() == 1


def test_a_new_feed_takes_the_place_of_the_old(tmp_path):
    load(write_feed(tmp_path))
    load(
        write_feed(
            tmp_path,
            trips=more("trips", "r1,weekdays,t5,Cedar"),
            stop_times=more("stop_times", "t5,09:00:00,09:00:00,A,1", "t5,09:10:00,09:10:00,B,2"),
        )
    )
    assert Timetable.objects.get().trips == 5


def test_a_feed_of_no_use_leaves_the_old_one(tmp_path):
    load(write_feed(tmp_path))
    with pytest.raises(CommandError, match=r"no trips\.txt"):
        load(write_feed(tmp_path, trips=None))
    assert Timetable.objects.get().trips == 4


def test_a_break_while_writing_leaves_the_old_one(tmp_path, monkeypatch):
    load(write_feed(tmp_path))
    snapshot = Timetable.objects.get().snapshot
    monkeypatch.setattr(Network, "save", lambda self, folder: (folder / "half.npy").write_bytes(b"x") / 0)
    with pytest.raises(ZeroDivisionError):
        import_timetable(write_feed(tmp_path, stops=more("stops", "E,Elm,54.7,25.2")))
    assert Timetable.objects.get().snapshot == snapshot
    assert [folder.name for folder in store.folder_of().iterdir()] == [snapshot]


def test_snapshots_nobody_names_are_removed_in_time(tmp_path, monkeypatch):
    load(write_feed(tmp_path))
    old = store.folder_of(Timetable.objects.get().snapshot)
    monkeypatch.setattr(store, "ORPHAN_S", -1)
    load(write_feed(tmp_path, stops=more("stops", "E,Elm,54.7,25.2")))
    assert not old.exists()


def test_a_lost_snapshot_comes_back_with_the_next_import(tmp_path):
    file = write_feed(tmp_path)
    load(file)
    shutil.rmtree(store.folder_of())
    load(file)
    assert store.network(Timetable.objects.get().snapshot).stops[0] == "Alder"


@pytest.mark.parametrize(("longitude", "covered"), [(25.05, True), (24.99, True), (24.5, False)])
def test_a_timetable_covers_its_stops_and_a_walk_around(tmp_path, longitude, covered):
    load(write_feed(tmp_path))
    assert Timetable.objects.covering(Point(longitude, 54.7, srid=4326)).exists() is covered


def test_rows_left_out_are_told(tmp_path):
    said = load(write_feed(tmp_path, stop_times=more("stop_times", "t9,08:00:00,08:00:00,A,1")))
    assert "stop_times.txt, row 11: there is no trip_id “t9”" in said


IMPORT = """
import signal, sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.db import connections
connections.databases["default"]["NAME"], settings.PRIVATE_DIR = sys.argv[1], Path(sys.argv[2])
from geodata.models import Timetable
from geodata.reach import network, store
from geodata.services.timetables import import_timetable
owner, step = {"save": (network.Network, "save"), "keep": (store, "keep"), "tidy": (store, "tidy")}[sys.argv[4]]
real = getattr(owner, step)

def stopping(*args, **more):
    real(*args, **more)
    print("here", flush=True)
    while True:
        signal.pause()

setattr(owner, step, stopping)
import_timetable(Path(sys.argv[3]))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("step", "departs"), [("save", "08:20:00"), ("keep", "08:20:00"), ("tidy", "08:50:00")])
def test_an_import_killed_at_any_step_leaves_a_timetable_that_answers(tmp_path, settings, step, departs):
    """The old one until the last moment, then the new one, in which the first bus is gone."""
    load(write_feed(tmp_path))
    later = write_feed(tmp_path, stop_times=[row for row in TABLES["stop_times.txt"] if row[:2] != "t1"])
    values = [connection.settings_dict["NAME"], str(settings.PRIVATE_DIR), str(later), step]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sys.path))}
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, *values], stdout=subprocess.PIPE, cwd=tmp_path, text=True, env=environment
    )
    assert process.stdout.readline().strip() == "here"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert arrivals(store.network(Timetable.objects.get().snapshot), MONDAY, "Alder", "07:55:00")["Cedar"] == departs
    load(later)
    assert arrivals(store.network(Timetable.objects.get().snapshot), MONDAY, "Alder", "07:55:00")["Cedar"] == "08:50:00"
