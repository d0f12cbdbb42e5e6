"""Edits are seen in every process; a build may be killed and a file damaged, and the answers stay right."""

import os
import signal
import sys
import threading

import pytest
from django.db import connection, connections

from opportunities.models import SearchChange, SearchRow, SearchSnapshot
from opportunities.search.engines.index import IndexEngine
from opportunities.search.engines.sql import SqlEngine
from opportunities.search.index import build, building, generation
from opportunities.search.index import live as live_module
from opportunities.search.index.live import Live
from opportunities.search.index.snapshot import home
from opportunities.search.search import Search
from opportunities.search.table import refresh
from opportunities.tasks import check_the_index
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def live(tmp_path, settings, monkeypatch):
    """A process that has just begun, and a folder of its own for snapshots."""
    settings.SEARCH_SNAPSHOT_DIR = tmp_path
    fresh = Live()
    for name in ("live", "building", "snapshot"):
        module = f"opportunities.search.index.{name}"
        if hasattr(sys.modules[module], "live"):
            monkeypatch.setattr(f"{module}.live", fresh)
    monkeypatch.setattr("opportunities.search.engines.live", fresh)
    monkeypatch.setattr("opportunities.search.table.live", fresh)
    monkeypatch.setattr(live_module, "PATIENCE_S", 0)
    return fresh


def listed(title: str = "Robotics"):
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity, title=title)
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    return opportunity


def answer(**asked):
    """The engine that answers, and the opportunities it finds."""
    search = Search.read({name: [value] for name, value in asked.items()}, CityFactory())
    return type(search.engine), set(search.page_rows(0, 100).values_list("opportunity", flat=True))


def test_without_a_snapshot_sql_answers():
    one = listed()
    assert answer() == (SqlEngine, {one.pk})


def test_a_snapshot_answers_by_the_index():
    one = listed()
    build()
    assert answer() == (IndexEngine, {one.pk})


def test_an_edit_after_the_snapshot_is_seen():
    one = listed()
    build()
    two = listed()
    assert answer() == (IndexEngine, {one.pk, two.pk})


def test_rows_that_go_with_their_opportunity_are_gone():
    one, two = listed(), listed()
    build()
    two.delete()
    assert answer() == (IndexEngine, {one.pk})


def test_new_words_of_a_listing_are_found():
    one = listed("Robotics")
    build()
    one.texts.update(title="Chess")
    refresh([one.pk])
    assert answer(q="chess") == (IndexEngine, {one.pk})


def test_rows_that_are_written_as_they_were_are_no_change():
    one = listed()
    SearchChange.objects.all().delete()
    SearchRow.objects.filter(opportunity=one).update(price=None)
    assert not SearchChange.objects.exists()


def test_an_emptied_table_is_answered_by_sql():
    listed()
    build()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE opportunities_searchrow")
    assert answer() == (SqlEngine, set())


def test_more_edits_than_a_process_keeps_are_left_to_sql(monkeypatch):
    monkeypatch.setattr(live_module, "MOST_CHANGED", 1)
    build()
    both = {listed().pk, listed().pk}
    assert answer() == (SqlEngine, both)


def test_the_next_snapshot_takes_over_from_sql(monkeypatch):
    monkeypatch.setattr(live_module, "MOST_CHANGED", 1)
    both = {listed().pk, listed().pk}
    answer()
    build()
    assert answer() == (IndexEngine, both)


def test_within_a_transaction_its_own_changes_are_seen(django_db_blocker):
    from django.db import transaction

    one = listed()
    build()
    with transaction.atomic():
        two = listed()
        assert answer() == (SqlEngine, {one.pk, two.pk})


def test_an_edit_leaves_what_is_known_of_other_cities(live):
    here, elsewhere = listed(), CityFactory(slug="kaunas", name="Kaunas")
    build()
    known = live.state().parts(elsewhere.pk), live.state().parts(here.city_id)
    refresh([listed("Chess").pk])
    now = live.state().parts(elsewhere.pk), live.state().parts(here.city_id)
    assert now[0] is known[0]
    assert now[1] is not known[1]


def test_a_change_that_commits_late_is_not_missed(live):
    """The transaction that began first commits last: by the numbers of its changes it would have been passed by."""
    late = listed()
    build()
    began, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        from django.db import transaction

        with transaction.atomic():
            SearchRow.objects.filter(opportunity=late).delete()
            began.set()
            may_end.wait(300)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(300)
    early = listed().pk
    before = answer()[1]
    highest_seen = SearchChange.objects.order_by("-pk").values_list("pk", flat=True)[0]
    may_end.set()
    thread.join()
    # The control: a reader that goes by numbers sees nothing new.
    assert not SearchChange.objects.filter(pk__gt=highest_seen).exists()
    assert (before, answer()) == ({early, late.pk}, (IndexEngine, {early}))


def test_the_generation_changes_with_every_change_and_only_then():
    listed()
    first = generation()
    assert generation() == first
    listed()
    second = generation()
    build()
    assert len({first, second, generation()}) == 3


def test_two_processes_that_know_the_same_have_the_same_generation():
    build()
    slow, quick = Live(), Live()
    slow.state()
    listed()
    quick.state()
    listed()
    assert slow.state().generation == quick.state().generation


def test_a_build_takes_the_changes_that_it_holds_out_of_the_log():
    listed()
    build()
    assert not SearchChange.objects.exists()


def test_the_last_snapshot_but_one_is_kept_for_who_still_reads_it_and_no_other():
    for _ in range(4):
        build()
    assert len(list(home().iterdir())) == 2


def damage(change) -> None:
    (path,) = home().glob("*/*.segment")
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    "change", [lambda told: told[:-1], lambda told: told[:-40] + b"?" + told[-39:], lambda told: b""]
)
def test_a_damaged_file_means_sql_and_a_line_in_the_log(change, caplog):
    one = listed()
    build()
    damage(change)
    assert answer() == (SqlEngine, {one.pk})
    answer()
    assert len(caplog.records) == 1


def test_one_wrong_byte_is_found_in_the_background_and_the_index_built_anew():
    one = listed()
    build()
    check_the_index(0)
    first = SearchSnapshot.objects.get().pk
    damage(lambda told: told[:100] + bytes([told[100] ^ 1]) + told[101:])
    check_the_index(0)
    assert (SearchSnapshot.objects.get().pk, answer()) == (first + 1, (IndexEngine, {one.pk}))


@pytest.mark.parametrize("name", ["manifest.json", "*.segment"])
def test_a_missing_file_means_sql(name):
    one = listed()
    build()
    next(home().glob(f"*/{name}")).unlink()
    assert answer() == (SqlEngine, {one.pk})


def test_a_second_build_at_once_does_nothing():
    locked, may_end = threading.Event(), threading.Event()

    def other() -> None:
        with connection.cursor() as cursor:
            from opportunities.search.index.building import BUILDERS

            cursor.execute("SELECT pg_advisory_lock(%s)", [BUILDERS])
            locked.set()
            may_end.wait(300)
        connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    locked.wait(300)
    assert build() is None
    may_end.set()
    thread.join()


def build_until_killed(step: str, moment: str) -> None:
    """Build in a process of its own, which is killed `moment` ("before" or "after") it has done `step`."""
    connections.close_all()  # a connection is not shared with a child
    child = os.fork()
    if child == 0:
        real = getattr(building, step)

        def killed(*args, **more):
            if moment == "after":
                real(*args, **more)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(building, step, killed)
        try:
            building.build()
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["_write", "_make_current", "_tidy", "_settle"])
def test_a_build_killed_at_any_step_leaves_right_answers(step, moment):
    one = listed()
    build()
    two = listed()
    build_until_killed(step, moment)
    three = listed()
    assert answer() == (IndexEngine, {one.pk, two.pk, three.pk})
    build()
    assert answer() == (IndexEngine, {one.pk, two.pk, three.pk})
    assert not list(home().glob("*.part"))
