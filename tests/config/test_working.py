"""The worker that `up` keeps running: a real process, killed for real."""

import os
import signal
import sys
import threading

import pytest

from config.bootstrap import working
from config.bootstrap.working import Worker

# Tells its number through a pipe when it is ready, then waits.
PROGRAM = """
import os, signal, sys
if sys.argv[2:] == ["deaf"]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open(sys.argv[1], "w") as pipe:
    pipe.write(str(os.getpid()))
signal.pause()
"""


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.fixture
def said(monkeypatch):
    """What was said."""
    words = []
    monkeypatch.setattr(working, "say", words.append)
    return words


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("manners", [[], ["deaf"]])
def test_it_ends_when_it_is_stopped(pipe, said, monkeypatch, manners):
    monkeypatch.setattr(working, "STOPPING_SECONDS", 0.2 if manners else 20)
    worker = Worker({}, [sys.executable, "-c", PROGRAM, str(pipe), *manners])
    pid = int(pipe.read_text())
    worker.stop()
    assert (is_there(pid), said) == (False, [])


def test_one_that_was_killed_is_named_and_started_again(pipe, said):
    worker = Worker({}, [sys.executable, "-c", PROGRAM, str(pipe)])
    killed = int(pipe.read_text())
    os.kill(killed, signal.SIGKILL)
    again = int(pipe.read_text())
    try:
        assert said == ["The worker of background jobs ended with -9; it is started again in 2 s."]
        assert again != killed
        assert is_there(again)
    finally:
        worker.stop()


def test_stopping_while_it_is_about_to_start_again_starts_nothing(monkeypatch):
    heard = threading.Event()
    monkeypatch.setattr(working, "say", lambda words: heard.set())
    worker = Worker({}, [sys.executable, "-c", "raise SystemExit(3)"])
    assert heard.wait(20)
    ended = worker.process
    worker.stop()
    assert worker.process is ended
