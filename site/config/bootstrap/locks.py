"""Locks between processes of one checkout. The system lets go of them when their holder ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.bootstrap.checkout import private_folder
from config.bootstrap.console import say


class Held(Exception):
    """Another process holds the lock; `by` is its number as text, where it said so."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


def lock_path(name: str) -> Path:
    """The file behind the lock `name`."""
    folder = private_folder() / "locks"
    folder.mkdir(exist_ok=True)
    return folder / name


@contextmanager
def lock(name: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock `name`. Where another process has it: wait for it and say so, or raise Held."""
    with lock_path(name).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            if not wait:
                raise Held(holder) from None
            say(f"  Waiting for another command in this checkout (process {holder}) ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def holder(name: str) -> int | None:
    """The process that holds the lock `name`, or None where nobody does."""
    try:
        with lock(name):
            return None
    except Held as held:
        return int(held.by or 0) or None
