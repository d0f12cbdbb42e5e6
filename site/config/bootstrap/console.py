"""What the set-up says: plain lines with timings, and failures that name the way out."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Something that a person has to settle: what is wrong, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what.rstrip('.')}.\nWhat to do: {self.remedy}"


def say(text: str = "", *, end: str = "\n") -> None:
    """Print at once, so that the order stays right beside the output of other programs."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """One line for one piece of work: its title while it runs, its seconds when it is done."""
    say(f"  {title} ... ", end="")
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        say("stopped")
        raise
    say(f"{time.monotonic() - begun:.1f} s")
