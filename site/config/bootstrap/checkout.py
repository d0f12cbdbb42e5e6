"""Where things are in this checkout, and stamps that tell whether a step has to be done again."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from config.bootstrap.console import Problem

ROOT = Path(__file__).resolve().parents[3]
PRIVATE = Path(os.environ.get("PRIVATE_DIR", ROOT / ".private"))
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
REQUIREMENTS = ROOT / "requirements"


def private_folder() -> Path:
    """The folder of this installation's secrets, made on first use; nobody else may read it."""
    try:
        PRIVATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"{PRIVATE} cannot be made: {error.strerror}", "Make the checkout writable for you.") from error
    if not os.access(PRIVATE, os.R_OK | os.W_OK | os.X_OK):
        owner = PRIVATE.owner()
        raise Problem(f"{PRIVATE} belongs to {owner}", f"Run this as {owner}, or use a checkout of your own.")
    return PRIVATE


def kept_secret(name: str, make: Callable[[], str]) -> str:
    """The secret in the file `name` of the private folder; `make()` is asked for it once."""
    kept = private_folder() / name
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(make())
    return kept.read_text().strip()


def fingerprint(paths: Iterable[Path], *also: str) -> str:
    """A short hash of the files' names and contents (missing ones count as absent) and of the words in `also`."""
    digest = hashlib.sha256("\0".join(also).encode())
    for path in sorted(paths):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        digest.update(f"\0{name}\0".encode())
        digest.update(path.read_bytes() if path.is_file() else b"absent")
    return digest.hexdigest()[:24]


class Stamp:
    """Remembers beside a product what it was made from, so that a second start can leave it alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, str]:
        """What was stamped: a fingerprint for each name; empty where nothing readable is."""
        try:
            return dict(json.loads(self.path.read_text()))
        except (OSError, ValueError):
            return {}

    def holds(self, /, **marks: str) -> bool:
        """Whether every one of these was stamped and is the same still."""
        kept = self.read()
        return all(kept.get(name) == mark for name, mark in marks.items())

    def keep(self, /, **marks: str) -> None:
        """Replace what is stamped."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(marks, indent=1))
