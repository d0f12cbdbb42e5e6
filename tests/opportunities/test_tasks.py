"""Background jobs: a real worker on the real queue, and one that is killed in the middle."""

import inspect
import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from opportunities import tasks
from opportunities.models import SearchChange, SearchMiss, SearchRow, SearchSnapshot
from opportunities.search.index import build
from opportunities.search.index.snapshot import home
from opportunities.search.table import refresh
from tests.factories import CityFactory, OccurrenceFactory, OpportunityFactory, SessionFactory, TextFactory
from tests.opportunities.playlist_rows import a_playlist

OURS = {
    "take_up_abandoned_jobs",
    "follow_the_clock",
    "move_the_horizon",
    "keep_the_index_fresh",
    "check_the_index",
    "forget_what_is_old",
    "forget_failed_jobs",
    "watch_over_playlists",
}
# Letters are sent when there is something to tell: each is told the number of the row it is about.
LETTERS = {"tell_owner": "playlist", "answer_proposal": "playlist", "invite_co_author": "invitation"}
NOTHING = {"timestamp": 0}


@pytest.fixture
def queue(transactional_db):
    """An empty queue, and no timetable: what is due by the clock is deferred by nobody but the test."""

    def empty():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")

    timetable, app.periodic_registry.periodic_tasks = app.periodic_registry.periodic_tasks, {}
    empty()
    yield ProcrastinateJob.objects
    app.periodic_registry.periodic_tasks = timetable
    empty()


def closing(call_next, _context, _worker):
    """Each job has a thread of its own: its connection would outlive the test."""
    try:
        return call_next()
    finally:
        connections.close_all()


def work() -> None:
    """Do what waits, until nothing does."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, task_middleware=[closing])


def listed() -> SearchRow:
    """A listing that the search table does not yet know."""
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity)
    session = SessionFactory(opportunity=opportunity)
    OccurrenceFactory(session=session, starts_at=timezone.now() - timedelta(minutes=5))
    return opportunity


def test_every_job_is_told_nothing_but_the_time_or_the_number_of_a_row():
    ours = {name: task for name, task in app.tasks.items() if task.func.__module__ == tasks.__name__}
    assert set(ours) == OURS | set(LETTERS)
    for name, task in ours.items():
        parameters = set(inspect.signature(task.func).parameters) - {"context"}
        assert parameters == {LETTERS.get(name, "timestamp")}


def test_every_job_has_its_time():
    timed = {name for name, _id in app.periodic_registry.periodic_tasks}
    assert {name for name in timed if app.tasks[name].func.__module__ == tasks.__name__} == OURS


def test_a_worker_does_what_waits_and_leaves_no_row(queue):
    opportunity = listed()
    tasks.move_the_horizon.defer(**NOTHING)
    work()
    assert SearchRow.objects.filter(opportunity=opportunity).exists()
    assert queue.count() == 0


def test_who_looks_after_a_playlist_is_written_to_by_the_worker(queue):
    a_playlist({}, city=CityFactory(contact="city@example.org"))
    tasks.watch_over_playlists.defer(**NOTHING)
    work()
    assert [letter.to for letter in mail.outbox] == [["city@example.org"]]


def test_a_job_may_be_done_twice(queue):
    listed()
    for _time in range(2):
        tasks.move_the_horizon.defer(**NOTHING)
        work()
    assert SearchRow.objects.count() == 1


def test_no_two_of_a_kind_wait(queue):
    tasks.follow_the_clock.defer(**NOTHING)
    with pytest.raises(AlreadyEnqueued):
        tasks.follow_the_clock.defer(**NOTHING)


def test_a_job_that_fails_is_named_and_tried_again_later(queue, monkeypatch, caplog):
    monkeypatch.setattr(tasks, "refresh_due", lambda: 1 / 0)
    tasks.follow_the_clock.defer(**NOTHING)
    work()
    job = queue.get()
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at > timezone.now()
    assert "The job follow_the_clock failed, attempt 1." in caplog.text


def test_words_that_found_nothing_are_forgotten_in_time(queue):
    today, city = timezone.localdate(), CityFactory()
    for days in (SearchMiss.KEPT_DAYS, SearchMiss.KEPT_DAYS + 1):
        SearchMiss.objects.create(city=city, on=today - timedelta(days=days), words="zzz")
    tasks.forget_what_is_old.defer(**NOTHING)
    work()
    assert SearchMiss.objects.get().on == today - timedelta(days=SearchMiss.KEPT_DAYS)


@pytest.fixture
def shelf(tmp_path, settings):
    """An empty place for the index."""
    settings.SEARCH_SNAPSHOT_DIR = tmp_path
    return tmp_path


def test_the_index_is_built_where_there_is_none(queue, shelf):
    listed()
    tasks.move_the_horizon.defer(**NOTHING)
    work()
    tasks.keep_the_index_fresh.defer(**NOTHING)
    work()
    assert SearchSnapshot.objects.get().rows == 1
    assert not tasks.index_lags_behind()


def test_the_index_can_be_built_where_queries_are_logged(queue, shelf):
    refresh([listed().pk])
    with CaptureQueriesContext(connection):
        assert build().rows == 1


def test_the_index_lags_behind_after_ten_minutes_with_a_change(queue, shelf):
    build()
    refresh([listed().pk])
    assert not tasks.index_lags_behind()
    SearchSnapshot.objects.update(built_at=timezone.now() - timedelta(minutes=11))
    if timezone.localdate() == timezone.localdate(SearchSnapshot.objects.get().built_at):
        assert tasks.index_lags_behind()
        SearchChange.objects.all().delete()
        assert not tasks.index_lags_behind()


def test_the_index_lags_behind_after_many_changes(queue, shelf, monkeypatch):
    build()
    monkeypatch.setattr(tasks, "FEW_CHANGES", 0)
    assert not tasks.index_lags_behind()
    refresh([listed().pk])
    assert tasks.index_lags_behind()


def test_the_index_of_yesterday_lags_behind(queue, shelf):
    build()
    SearchSnapshot.objects.update(built_at=timezone.now() - timedelta(days=1))
    assert tasks.index_lags_behind()


def test_an_index_whose_files_are_gone_lags_behind(queue, shelf):
    (home() / build().folder).rename(shelf / "elsewhere")
    assert tasks.index_lags_behind()


def begin_working() -> subprocess.Popen[bytes]:
    """A worker in a process of its own, at the tests' database."""
    address = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.Popen([sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR, env=env)


def wait_until_somebody_waits_for(table: str) -> None:
    """Return when another connection waits for a lock of `table`: PostgreSQL is asked again and again."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    with connection.cursor() as cursor:
        for _attempt in range(600):
            cursor.execute(query, [table])
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.1)")
    pytest.fail("Nobody came.")


def test_what_a_killed_worker_was_doing_is_done_by_the_next(queue):
    opportunity = listed()
    tasks.move_the_horizon.defer(**NOTHING)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE opportunities_searchrow")
        worker = begin_working()
        try:
            wait_until_somebody_waits_for("opportunities_searchrow")
        finally:
            worker.kill()
            worker.wait()
    assert queue.get(task_name="move_the_horizon").status == "doing"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    with suppress(AlreadyEnqueued):  # by the clock of the killed worker
        tasks.take_up_abandoned_jobs.defer(**NOTHING)
    work()
    work()
    assert queue.count() == 0
    assert SearchRow.objects.filter(opportunity=opportunity).exists()
