"""Front-end packages in node_modules, by the machine's Node.js or, where that is missing or old, one from a wheel."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from config.bootstrap import environment
from config.bootstrap.checkout import NODE_MODULES, ROOT, VENV, Stamp, fingerprint
from config.bootstrap.console import step
from config.bootstrap.programs import Failed, run

OLDEST = 20
STAMP = Stamp(NODE_MODULES / ".learnmap-lock.json")


def of_the_machine() -> Path | None:
    """The machine's own node, if it is new enough and has npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)", said)
    return Path(node) if version and int(version.group(1)) >= OLDEST else None


def provide_node() -> Path:
    """A node to run, installed into .venv where the machine has none."""
    node = of_the_machine()
    if node is None:
        environment.provide("node")
        node = VENV / "bin" / "node"
    return node


def provide_packages(*, testing: bool) -> None:
    """Have in node_modules what package-lock.json names; those for development only when `testing`."""
    lock = fingerprint([ROOT / "package-lock.json", ROOT / "package.json"])
    if STAMP.holds(all=lock) or (not testing and STAMP.holds(site=lock)):
        return
    path = f"{provide_node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    omit = [] if testing else ["--omit=dev"]
    npm = shutil.which("npm", path=path) or "npm"
    with step("Front-end packages of package-lock.json"):
        try:
            run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit], env={"PATH": path})
        except Failed as failed:
            what, remedy = explained(failed.output)
            raise failed.problem(what, remedy) from failed
    STAMP.keep(**{"all" if testing else "site": lock})


def explained(said: str) -> tuple[str, str]:
    """What went wrong with npm and what to do, judged by what it said."""
    if "EUSAGE" in said or "in sync" in said:
        return "package.json and package-lock.json do not fit together", "Run npm install and commit package-lock.json."
    if "ENOSPC" in said:
        return "The disk is full", "Free about 500 MB, then run this again."
    remedy = "Check the network, or name a mirror in npm_config_registry, then run this again."
    return "npm could not fetch the front-end packages", remedy
