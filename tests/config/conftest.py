"""A bare copy of the checkout, in which the set-up can fail for real."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

SYSTEM_PYTHON = Path("/usr/bin/python3")
BARE = ("manage.py", "site/config/__init__.py", "site/config/bootstrap", "requirements")


class Machine:
    """A checkout on a machine that has the programs in `bin` and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        for name in BARE:
            source, target = settings.BASE_DIR / name, self.checkout / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)

    def have(self, *programs: str, doing: str = "exit 0") -> None:
        """Put programs on the machine that run the shell line `doing`."""
        for name in programs:
            (self.bin / name).write_text(f"#!/bin/sh\n{doing}\n")
            (self.bin / name).chmod(0o755)

    def run(self, *arguments: str, user: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        """What `python3 manage.py` with these arguments did, without any package beyond the standard library."""
        python = SYSTEM_PYTHON if user else Path(sys._base_executable).resolve()
        # The path of the system stays out: only what the test puts on the machine is found.
        env = {"PATH": str(self.bin), "HOME": str(self.checkout), "PIP_CONFIG_FILE": os.devnull, **environment}
        command = [str(python), "-S", "manage.py", *arguments]
        return subprocess.run(
            command, cwd=self.checkout, env=env, user=user, capture_output=True, text=True, check=False, timeout=120
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def others_machine(machine: Machine) -> Callable[..., object]:
    """The machine as somebody who is not root meets it: the same as ever, or `nobody` where root runs the tests."""
    if os.geteuid() != 0:
        return machine.run
    if not SYSTEM_PYTHON.exists():
        pytest.skip("no Python that others than root could run")
    # pytest keeps root's folders to root; how many lie above one another depends on how many workers there are.
    for folder in machine.checkout.parents:
        if folder.name.startswith(("test_", "popen-", "pytest-")):
            folder.chmod(0o755)
    for path in [machine.checkout, *machine.checkout.rglob("*")]:
        shutil.chown(path, "nobody")
    return lambda *arguments, **environment: machine.run(*arguments, user="nobody", **environment)
