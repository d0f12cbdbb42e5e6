"""`down`: stops what `up` or another command of this checkout left running."""

import argparse
import os
import signal
import sys
import time

from config.bootstrap import cluster
from config.bootstrap.checkout import private_folder
from config.bootstrap.console import Problem, say
from config.bootstrap.locks import holder

PATIENCE_SECONDS = 30


def down(options: argparse.Namespace) -> None:
    """Stop the site and the private cluster; with --delete remove the cluster and all it holds."""
    private_folder()
    if options.delete:
        confirm(options)
    if process := holder("up"):
        end(process)
        say("Stopped the site.")
    ours = cluster.known()
    if ours is None:
        say("This checkout has no private database.")
        return
    say("Stopped the database." if ours.stop() else "The database is not running.")
    if options.delete:
        ours.delete()
        cluster.register().unlink(missing_ok=True)
        say(f"Deleted {ours.folder}.")


def confirm(options: argparse.Namespace) -> None:
    """Ask a person before the database goes; without a terminal only --yes is an answer."""
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise Problem("--delete removes this checkout's database for good", "Add --yes to say that you mean it.")
    if input("This deletes this checkout's database for good. Type yes to go on: ").strip().lower() != "yes":
        raise Problem("Nothing was deleted", "Type yes next time, or give --yes.")


def end(process: int) -> None:
    """Ask the process of `up` to end and wait for it."""
    try:
        os.kill(process, signal.SIGTERM)
    except PermissionError as error:
        raise Problem(f"`manage.py up` (process {process}) belongs to another user", "Run this as them.") from error
    for _ in range(PATIENCE_SECONDS * 10):
        if holder("up") is None:
            return
        time.sleep(0.1)
    raise Problem(f"`manage.py up` (process {process}) does not end", f"End it by force: kill -9 {process}")
