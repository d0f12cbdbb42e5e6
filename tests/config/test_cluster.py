"""The private cluster, made and thrown away for real."""

import os
import socket

import psycopg
import pytest

from config.bootstrap import cluster, postgres
from config.bootstrap.cluster import Cluster

pytestmark = pytest.mark.skipif(postgres.newest() is None, reason="no PostgreSQL with PostGIS on this machine")


@pytest.fixture(scope="module")
def ours():
    made = Cluster(
        cluster.place(f"trial-{os.getpid()}"), cluster.free_port(), cluster.owner(), "a password", throwaway=True
    )
    made.create()
    made.start()
    yield made
    made.delete()


def connect(ours, password):
    return psycopg.connect(
        host="127.0.0.1", port=ours.port, user=cluster.ROLE, password=password, dbname="postgres", autocommit=True
    )


def test_it_answers_to_its_password(ours):
    with connect(ours, "a password") as database:
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_it_refuses_any_other_password(ours):
    with pytest.raises(psycopg.OperationalError, match="password"):
        connect(ours, "another password")


def test_its_data_is_for_its_owner_alone(ours):
    assert ours.folder.stat().st_mode & 0o077 == 0


def test_starting_it_twice_does_nothing_the_second_time(ours):
    assert not ours.start()


def test_it_moves_to_another_port_where_its_own_was_taken(ours):
    ours.stop()
    before = ours.port
    with socket.create_server(("127.0.0.1", before)):
        ours.start()
    assert ours.port != before
    with connect(ours, "a password") as database:
        assert database.execute("SHOW port").fetchone() == (str(ours.port),)


def test_a_server_that_was_killed_starts_again(ours):
    ours.stop("immediate")
    assert ours.server() is None
    assert ours.start()
    with connect(ours, "a password") as database:
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_the_demos_cluster_never_gives_up_safety_for_speed():
    assert "fsync" not in cluster.CONFIGURATION
