"""What `python3 manage.py` does with its arguments: three commands of its own, and Django's inside the environment."""

import argparse
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from config.bootstrap.checkout import PYTHON, ROOT, VENV
from config.bootstrap.console import Problem, say

HELP = """\
python3 manage.py up      set up whatever is missing and serve the site (--help: its options)
python3 manage.py test    the same set-up, then every check and test
python3 manage.py down    stop the site and the private database

After the first `up` also Django's commands: python3 manage.py help --commands lists them, help COMMAND explains one."""
FIRST = "Run python3 manage.py up --setup-only first."


def main(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` (without the program's name) name; the exit code."""
    try:
        return dispatch(arguments)
    except Problem as problem:
        sys.stdout.flush()
        sys.stderr.write(f"\n{problem}\n")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. What was done is kept; the same command goes on from there.")
        return 130


def dispatch(arguments: Sequence[str]) -> int:
    """Hand over to `up`, `down`, `test` or Django."""
    name = arguments[0] if arguments else "help"
    if name in {"help", "-h", "--help"} and len(arguments) < 2:
        say(HELP)
        return 0
    if name not in {"up", "down", "test"}:
        return django(arguments)
    # Imported here, because none of it has to be there for Django's own commands.
    if name == "test":
        from config.bootstrap.checks import test

        return test(arguments[1:])
    options = parser().parse_args(arguments)
    if name == "up":
        from config.bootstrap.up import up

        up(options)
        return 0
    from config.bootstrap.down import down

    down(options)
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of `up` and `down`."""
    whole = argparse.ArgumentParser(prog="manage.py")
    commands = whole.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="set up whatever is missing and serve the site")
    up.add_argument("--port", type=port, default=8000, help="the loopback's port to serve at (8000)")
    up.add_argument("--reset", action="store_true", help="drop this checkout's database and fill a new one")
    up.add_argument("--setup-only", action="store_true", help="stop before serving")
    up.add_argument("--yes", action="store_true", help="do not ask before dropping the database")
    down = commands.add_parser("down", help="stop the site and the private database")
    down.add_argument("--delete", action="store_true", help="delete the private database for good")
    down.add_argument("--yes", action="store_true", help="do not ask before deleting")
    return whole


def port(text: str) -> int:
    """The number of a port; ArgumentTypeError for what cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1024 to 65535")
    return int(text)


def django(arguments: Sequence[str]) -> int:
    """Run one of Django's commands in the environment, beside the private cluster unless DATABASE_URL is set."""
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if PYTHON.exists() and not inside:
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *arguments])
    if importlib.util.find_spec("django") is None:
        raise Problem("This checkout is not set up yet", FIRST)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = private_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *arguments])
    return 0


def private_database() -> str:
    """The address of this checkout's own database, started where it was not running."""
    from config.bootstrap import cluster

    if cluster.known() is None:
        raise Problem("This checkout has no database yet", f"{FIRST} Or set DATABASE_URL.")
    return cluster.own().url
