"""`test`: the same set-up with everything for development, then every check, and pytest last."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap import cluster, content, frontend, nodejs
from config.bootstrap.checkout import PYTHON, ROOT, VENV, private_folder
from config.bootstrap.console import Problem, say, step
from config.bootstrap.locks import Held, lock
from config.bootstrap.programs import Failed, run
from config.bootstrap.up import ending_politely, provide_software

SLOTS = 8
PACKAGES = ("site/config", "site/ui", *content.APPS)


@dataclass(frozen=True)
class Check:
    """One program that judges the code: fine where it ends with 0. `env` adds to its environment."""

    name: str
    command: tuple[str | Path, ...]
    env: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What came of a check: its seconds and, where it failed, what it said."""

    name: str
    seconds: float
    complaint: str | None


def found(*patterns: str) -> list[Path]:
    """The files of the checkout that match any pattern, relative to it."""
    return sorted(path.relative_to(ROOT) for pattern in patterns for path in ROOT.glob(pattern))


def every_check() -> Iterator[Check]:
    """Each check that has something to look at; the slow ones first, so that they overlap with the rest."""
    manage = (PYTHON, ROOT / "manage.py")
    script = VENV / "bin"
    yield Check("types (mypy)", (PYTHON, "-m", "mypy", *PACKAGES))
    production = {"DJANGO_SETTINGS_MODULE": "config.settings.production", "SECRET_KEY": secrets.token_urlsafe(64)}
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    yield Check("production settings (check --deploy)", (*manage, *deploy), tuple(production.items()))
    yield Check("migrations are complete", (*manage, "makemigrations", "--check", "--dry-run"))
    yield Check("style (ruff check)", (PYTHON, "-m", "ruff", "check", "."))
    yield Check("format (ruff format)", (PYTHON, "-m", "ruff", "format", "--check", "."))
    path = (("PYTHONPATH", os.pathsep.join((str(ROOT), str(ROOT / "site")))),)
    yield Check("imports go down only (lint-imports)", (PYTHON, script / "lint-imports"), path)
    if templates := found("site/ui/templates/**/*.html", "*/templates/**/*.html"):
        yield Check("templates (djlint)", (PYTHON, "-m", "djlint", "--lint", "--quiet", *templates))
        yield Check("templates (djade)", (script / "djade", "--target-version", "5.2", "--check", *templates))
        yield Check("templates (djhtml)", (PYTHON, script / "djhtml", "--check", *templates))
    for messages in found("site/ui/locale/*/LC_MESSAGES/*.po", "*/locale/*/LC_MESSAGES/*.po"):
        yield Check(f"translations ({messages})", ("msgfmt", "--check", "-o", os.devnull, messages))
    if scripts := found("tests/js/**/*.test.mjs", "tests/js/**/*.test.js"):
        yield Check("JavaScript modules (node --test)", (nodejs.provide_node(), "--test", *scripts))


def judge(check: Check, env: Mapping[str, str]) -> Verdict:
    """Run one check."""
    begun = time.monotonic()
    try:
        run(check.command, env={**env, **dict(check.env)})
    except Failed as failed:
        return Verdict(check.name, time.monotonic() - begun, failed.output)
    return Verdict(check.name, time.monotonic() - begun, None)


def judge_all(env: Mapping[str, str]) -> list[Verdict]:
    """Run every check, as many at a time as there are processors, and print each as it ends; complaints last."""
    say("\nChecks")
    verdicts = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for verdict in pool.map(lambda check: judge(check, env), every_check()):
            word = "ok" if verdict.complaint is None else "FAILED"
            say(f"  {word:<6}  {verdict.seconds:5.1f} s  {verdict.name}")
            verdicts.append(verdict)
    for verdict in verdicts:
        if verdict.complaint is not None:
            say(f"\n--- {verdict.name}\n{verdict.complaint.rstrip()}")
    return verdicts


@contextmanager
def database() -> Iterator[str]:
    """The DATABASE_URL that tests run beside: the one given, or that of a cluster which ends with them."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    for slot in range(SLOTS):
        try:
            with lock(f"tests-{slot}"):
                with step("Throwaway PostgreSQL cluster"):
                    ours = cluster.throwaway(slot)
                try:
                    # Extensions in the template come with every database that the tests create.
                    content.make_ready({"DATABASE_URL": ours.url.rpartition("/")[0] + "/template1"})
                    content.make_ready({"DATABASE_URL": ours.url}, "--create")
                    yield ours.url
                finally:
                    ours.delete()
                return
        except Held:
            continue
    raise Problem(f"{SLOTS} test runs are under way in this checkout", "Wait until one of them ends.")


def pytest(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run pytest with its output shown as it comes; its exit code."""
    command = [str(PYTHON), "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False).returncode


def test(arguments: Sequence[str]) -> int:
    """Every check and every test, or with `arguments` only those tests; the exit code."""
    private_folder()
    say(f"Setting up {ROOT} for tests")
    with lock("set-up", wait=True):
        provide_software(testing=True)
        with frontend.basemap_alongside():
            pass
    with ending_politely(), database() as url:
        env = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        if arguments:
            return pytest(arguments, env)
        failures = [verdict.name for verdict in judge_all(env) if verdict.complaint is not None]
        say("\nTests")
        code = pytest(["-n", "2"], env)
    if failures:
        sys.stdout.flush()
        sys.stderr.write(f"Failed checks, described above the tests: {'; '.join(failures)}\n")
    return code or bool(failures)
