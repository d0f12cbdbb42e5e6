"""A second start does only what changed, and two starts do not meet."""

import os
import signal
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.bootstrap import checkout, environment
from config.bootstrap.checkout import Stamp, fingerprint, kept_secret
from config.bootstrap.locks import Held, holder, lock

HOLDING = """
import signal, sys
sys.path.insert(0, "site")
from config.bootstrap.locks import lock
with lock("up"):
    print("held", flush=True)
    signal.pause()
"""


@pytest.fixture(autouse=True)
def private(tmp_path, monkeypatch):
    monkeypatch.setattr(checkout, "PRIVATE", tmp_path / "private")
    return tmp_path / "private"


def test_a_fingerprint_changes_with_a_file(tmp_path):
    file = tmp_path / "lock.txt"
    file.write_text("1")
    before = fingerprint([file])
    file.write_text("2")
    assert fingerprint([file]) != before


def test_a_missing_file_and_an_empty_one_differ(tmp_path):
    file = tmp_path / "lock.txt"
    before = fingerprint([file])
    file.touch()
    assert fingerprint([file]) != before


def test_the_order_of_the_files_does_not_matter(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    assert fingerprint([one, two]) == fingerprint([two, one])


@example({"self": "a word that Python uses itself"})
@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_a_stamp_holds_what_it_was_given(tmp_path_factory, marks):
    stamp = Stamp(tmp_path_factory.mktemp("stamps") / "stamp.json")
    stamp.keep(**marks)
    assert stamp.holds(**marks)


def test_an_unreadable_stamp_holds_nothing(tmp_path):
    path = tmp_path / "stamp.json"
    path.write_text("{half")
    assert not Stamp(path).holds(app="1")


def test_what_was_installed_for_tests_is_enough_for_the_site(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "STAMP", Stamp(tmp_path / "locks.json"))
    environment.STAMP.keep(dev=fingerprint([checkout.REQUIREMENTS / "dev.txt"]))
    assert environment.is_current("app")


def test_what_was_installed_for_the_site_is_not_enough_for_tests(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "STAMP", Stamp(tmp_path / "locks.json"))
    environment.STAMP.keep(app=fingerprint([checkout.REQUIREMENTS / "app.txt"]))
    assert not environment.is_current("dev")


def test_a_secret_is_made_once_and_for_its_owner_alone(private):
    made = kept_secret("word", lambda: "first")
    assert (made, kept_secret("word", lambda: "second")) == ("first", "first")
    assert (private / "word").stat().st_mode & 0o777 == 0o600


def test_a_lock_is_refused_to_a_second_holder():
    with lock("up"), pytest.raises(Held, match=str(os.getpid())), lock("up"):
        pass


def test_a_lock_is_free_again_when_its_holder_is_killed(private):
    env = {**os.environ, "PRIVATE_DIR": str(private)}
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLDING], cwd=checkout.ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    assert holding.stdout
    with holding.stdout:
        holding.stdout.readline()
        assert holder("up") == holding.pid
        holding.send_signal(signal.SIGKILL)
        holding.wait()
    assert holder("up") is None
