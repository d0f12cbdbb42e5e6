"""Debian packages: what is missing is installed by root, through sudo after saying what, or named."""

import contextlib
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap import postgres
from config.bootstrap.console import Problem, say, step
from config.bootstrap.programs import Failed, run

AGAIN = "then run this command again"
CLUSTER_DEFAULTS = Path("/etc/postgresql-common/createcluster.conf")


@dataclass(frozen=True)
class Need:
    """Something of the system: the Debian packages that bring it, what for, and how to see that it is there."""

    packages: tuple[str, ...]
    purpose: str
    is_met: Callable[[], bool]


def can_make_environments() -> bool:
    """Whether this Python can make a virtual environment with pip in it; Debian leaves that to a package."""
    return shutil.which("uv") is not None or importlib.util.find_spec("ensurepip") is not None


def can_lay_out_text() -> bool:
    """Whether the libraries that lay out a PDF's text are there."""
    return all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0"))


PYTHON_PACKAGE = "python{}.{}-venv".format(*sys.version_info)
ENVIRONMENT = Need((PYTHON_PACKAGE,), "the Python environment", can_make_environments)
ZONES = Need(("tzdata",), "time zones", Path("/usr/share/zoneinfo/Europe/Vilnius").exists)
GETTEXT = Need(("gettext",), "translations", lambda: shutil.which("msgfmt") is not None)
POSTGIS = Need(("postgresql", "postgresql-postgis"), "the database", lambda: postgres.newest() is not None)
PANGO = Need(("libpango-1.0-0", "libpangoft2-1.0-0"), "posters on paper", can_lay_out_text)
CHROMIUM = Need(("chromium",), "browser tests", Path("/usr/bin/chromium").exists)


def provide(needs: Sequence[Need]) -> None:
    """Install the packages of every need that is not met; raises Problem where that is not possible."""
    unmet = [need for need in needs if not need.is_met()]
    if not unmet:
        return
    packages = [package for need in unmet for package in need.packages]
    named = "; ".join(f"{' '.join(need.packages)} (for {need.purpose})" for need in unmet)
    if shutil.which("apt-get") is None:
        remedy = f"Install them with this machine's own means, {AGAIN}. The names are Debian's."
        raise Problem(f"These are missing, and there is no apt-get here to install them: {named}", remedy)
    become = becoming_root(named, packages)
    say(f"  Missing on this machine: {named}")
    if POSTGIS in unmet:
        spare_the_main_cluster(become)
    with step(f"Debian packages{' through sudo' if become else ''}"):
        install(packages, become)
    if still := [need.purpose for need in unmet if not need.is_met()]:
        remedy = f"Look at `apt-cache policy {' '.join(packages)}`; PostgreSQL 15 or newer with PostGIS 3 is needed."
        raise Problem(f"apt-get went well, yet this is still missing: {', '.join(still)}", remedy)


def becoming_root(named: str, packages: Sequence[str]) -> list[str]:
    """What to put before a command to run it as root: nothing for root, else sudo."""
    if os.geteuid() == 0:
        return []
    order = f"apt-get update && apt-get install -y {' '.join(packages)}"
    remedy = f"Let an administrator run this, {AGAIN}:\n    {order}"
    if shutil.which("sudo") is None:
        raise Problem(f"These are missing, and you are not root and have no sudo: {named}", remedy)
    if sys.stdin.isatty():
        return ["sudo"]
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        raise Problem(f"These are missing, and sudo would ask for a password without a terminal: {named}", remedy)
    return ["sudo", "-n"]


def spare_the_main_cluster(become: Sequence[str]) -> None:
    """Keep a first installation of PostgreSQL from starting a server that nobody asked for; an existing one is left."""
    if CLUSTER_DEFAULTS.exists():
        return
    say(f"  Writing {CLUSTER_DEFAULTS}, so that Debian starts no server of its own on port 5432")
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write("# Written by Learnmap's set-up, which keeps a private cluster.\ncreate_main_cluster = false\n")
        file.flush()
        run([*become, "install", "-D", "-m", "644", file.name, CLUSTER_DEFAULTS])


def install(packages: Sequence[str], become: Sequence[str]) -> None:
    """apt-get install; where that fails, once more after an update: a new machine's lists are empty or old."""
    apt = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120"]
    order = [*apt, "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", "install", *packages]
    try:
        run(order)
    except Failed:
        with contextlib.suppress(Failed):  # one unreachable list need not matter: the installation tells
            run([*apt, "update"])
        try:
            run(order)
        except Failed as failed:
            remedy = f"See that the network and `apt-get update` work, {AGAIN}."
            raise failed.problem("apt-get could not install the packages", remedy) from failed
