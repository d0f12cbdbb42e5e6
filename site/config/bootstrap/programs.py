"""Running other programs: quietly when they succeed, with their last words when they do not."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from config.bootstrap.checkout import ROOT, private_folder
from config.bootstrap.console import Problem

TAIL_LINES = 12


class Failed(Exception):
    """A program ended with something else than 0."""

    def __init__(self, command: Sequence[str], code: int, output: str) -> None:
        super().__init__(f"{' '.join(command)} ended with {code}")
        self.command = command
        self.code = code
        self.output = output

    def problem(self, what: str, remedy: str) -> Problem:
        """The same as a problem for a person; the whole output is kept in the private folder."""
        log = private_folder() / "last-failure.log"
        log.write_text(f"$ {' '.join(self.command)}\n{self.output}")
        lines = [line for line in self.output.splitlines() if line.strip()]
        tail = "\n".join(f"    {line[:300]}" for line in lines[-TAIL_LINES:])
        return Problem(f"{what}. It said:\n{tail}", f"{remedy}\n(Everything it said: {log})")


def run(
    command: Sequence[object],
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    given: str = "",
) -> str:
    """What `command` prints, both streams together. `env` adds to the environment; `given` is its standard input.

    With `user` (needs root) it runs as that user and away from the checkout, which that user may not be able to enter.
    Raises Failed where it ends with anything else than 0 or cannot be started.
    """
    words = [str(word) for word in command]
    identity: dict[str, Any] = {"cwd": ROOT}
    if user:
        account = pwd.getpwnam(user)
        identity = {"cwd": "/", "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    try:
        done = subprocess.run(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            input=given,
            text=True,
            errors="replace",
            env={**os.environ, **(env or {})},
            check=False,
            **identity,
        )
    except OSError as error:
        raise Failed(words, 127, str(error)) from error
    if done.returncode:
        raise Failed(words, done.returncode, done.stdout)
    return done.stdout
