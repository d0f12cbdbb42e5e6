"""The Python environment in .venv, filled from a lock with hashes, by uv where the machine has it and else by pip."""

import shutil
import subprocess
import sys

from config.bootstrap.checkout import PYTHON, REQUIREMENTS, VENV, Stamp, fingerprint
from config.bootstrap.console import Problem, step
from config.bootstrap.programs import Failed, run

STAMP = Stamp(VENV / "learnmap-locks.json")
NETWORK_WORDS = ("connection", "timed out", "name resolution", "error sending request", "proxy", "from versions: none")
HASH_WORDS = ("do not match the hashes", "hash mismatch", "hashes are required", "--require-hashes")


def works() -> bool:
    """Whether .venv has a Python that starts: the one it was made from may have been removed since."""
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def is_current(lock: str) -> bool:
    """Whether what requirements/`lock`.txt names is installed; everything in app.txt is in dev.txt too."""
    kept = STAMP.read()
    enough = {"app": ("app", "dev")}.get(lock, (lock,))
    return any(kept.get(name) == fingerprint([REQUIREMENTS / f"{name}.txt"]) for name in enough)


def provide(lock: str) -> None:
    """Have an environment that holds everything in requirements/`lock`.txt (app, dev or node)."""
    if not works():
        with step("Python environment in .venv"):
            make()
    if is_current(lock):
        return
    with step(f"Python packages of requirements/{lock}.txt"):
        install(lock)
    STAMP.keep(**STAMP.read() | {lock: fingerprint([REQUIREMENTS / f"{lock}.txt"])})


def make() -> None:
    """A new, empty environment made from the Python that runs this, or from the one behind it."""
    shutil.rmtree(VENV, ignore_errors=True)
    python = getattr(sys, "_base_executable", sys.executable)
    uv = shutil.which("uv")
    command = [uv, "venv", "-q", "--python", python, VENV] if uv else [python, "-m", "venv", VENV]
    try:
        run(command, env={"UV_PYTHON_DOWNLOADS": "never"})
    except Failed as failed:
        shutil.rmtree(VENV, ignore_errors=True)
        raise failed.problem(f"{python} could not make {VENV}", "Free some space, or use another Python.") from failed


def installer() -> list[object]:
    """The command that installs a lock into .venv, up to the lock's name."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r"]
    quiet = ["-q", "--no-input", "--disable-pip-version-check"]
    return [PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "-r"]


def install(lock: str) -> None:
    """Install requirements/`lock`.txt; raises Problem that tells a dead network from a lock that does not fit."""
    try:
        run([*installer(), REQUIREMENTS / f"{lock}.txt"])
    except Failed as failed:
        raise explained(failed, lock) from failed


def explained(failed: Failed, lock: str) -> Problem:
    """What a person can do about an installation that failed, judged by what the installer said."""
    said = failed.output.lower()
    if "no space left" in said:
        return failed.problem("The disk is full", "Free about 1 GB, then run this again.")
    if any(words in said for words in HASH_WORDS):
        remedy = f"requirements/{lock}.in was changed without its lock: lock it again as docs/development.md tells."
        return failed.problem(f"requirements/{lock}.txt does not fit what the index offers", remedy)
    if any(words in said for words in NETWORK_WORDS):
        remedy = "Check the network, or name a mirror in PIP_INDEX_URL (UV_INDEX_URL for uv), then run this again."
        return failed.problem("The Python package index cannot be reached, or lacks a package", remedy)
    remedy = "Packages come as wheels for Linux on x86-64 and ARM; see that this machine is one, then run this again."
    return failed.problem(f"The packages of requirements/{lock}.txt could not be installed", remedy)
