"""`up`: from whatever state this checkout is in to a running site, doing only what is not done yet."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from config.bootstrap import cluster, content, environment, frontend, nodejs, serving, system
from config.bootstrap.checkout import ROOT, private_folder
from config.bootstrap.cluster import Cluster
from config.bootstrap.console import Problem, say, step
from config.bootstrap.locks import Held, lock
from config.bootstrap.programs import Failed
from config.bootstrap.working import Worker

NEEDED_MB = {"site": 2_500, "tests": 3_500}
LOADS = (content.TABLES, content.TAXONOMIES, content.BREAKS, content.PLACES)
DEMO_LOADS = (content.AREAS, content.DEMO, content.DEMO_PAGES)
YES = {"1", "true", "yes", "on"}


def check_space(*, testing: bool) -> None:
    """Raise Problem where a first set-up would run out of disk half way."""
    if environment.is_current("dev" if testing else "app"):
        return
    needed = NEEDED_MB["tests" if testing else "site"]
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < needed:
        raise Problem(f"Only {free} MB are free where {ROOT} is", f"Free some: the first set-up needs {needed} MB.")


def provide_software(*, testing: bool) -> None:
    """Everything but the database: Debian packages, Python and front-end packages, static files, translations."""
    needs = [system.GETTEXT, system.ZONES, system.PANGO, system.ENVIRONMENT]
    if not os.environ.get("DATABASE_URL"):
        needs.append(system.POSTGIS)
    if testing:
        needs.append(system.CHROMIUM)
    check_space(testing=testing)
    system.provide(needs)
    environment.provide("dev" if testing else "app")
    nodejs.provide_packages(testing=testing)
    frontend.provide()
    content.compile_messages()


def provide_database(options: argparse.Namespace) -> tuple[dict[str, str], Cluster | None]:
    """The environment of a site with tables and demo, and the private cluster if it was started for it."""
    given = os.environ.get("DATABASE_URL")
    if given and options.reset:
        raise Problem("--reset drops the database of this checkout only, and DATABASE_URL names another", "Unset one.")
    env = {"DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.dev")}
    if given:
        # Somebody's own database may hold real listings: invented ones come in only when asked for.
        with_demo = os.environ.get("DEMO", "").lower() in YES
        content.fill(env, content.make_ready(env), LOADS + DEMO_LOADS if with_demo else LOADS)
        return env, None
    env["DEMO"] = os.environ.get("DEMO", "1")
    before = cluster.known()
    running = before is not None and before.server() is not None
    content.demo_password()
    with step("Private PostgreSQL cluster"):
        ours = cluster.own()
    env["DATABASE_URL"] = ours.url
    try:
        with step("Database"):
            stamped = content.make_ready(env, "--reset" if options.reset else "--create")
        content.fill(env, stamped, LOADS + DEMO_LOADS)
    except BaseException:
        if not running:
            ours.stop()
        raise
    return env, None if running else ours


def confirm_reset(options: argparse.Namespace) -> None:
    """Ask a person before the demo's database is dropped; without a terminal, --reset itself is the answer."""
    if options.reset and not options.yes and sys.stdin.isatty():
        answer = input("  This drops this checkout's database with everything in it. Type yes to go on: ")
        if answer.strip().lower() != "yes":
            raise Problem("Nothing was dropped", "Type yes next time, or give --yes.")


def up(options: argparse.Namespace) -> None:
    """Set up and serve until Ctrl-C; with --setup-only leave the database running for the next command."""
    begun = time.monotonic()
    private_folder()
    try:
        with lock("up"):
            confirm_reset(options)
            if not options.setup_only:
                serving.check_port(options.port)
            say(f"Setting up {ROOT}")
            with lock("set-up", wait=True):
                provide_software(testing=False)
                with frontend.basemap_alongside():
                    env, started = provide_database(options)
            if options.setup_only:
                say(f"Ready after {time.monotonic() - begun:.1f} s. Serve it with: python3 manage.py up")
                return
            serve(options.port, env, started, begun)
    except Held as held:
        remedy = "Use the site it serves, or end it first: python3 manage.py down"
        raise Problem(f"`manage.py up` is already running in this checkout (process {held.by})", remedy) from held


def serve(port: int, env: Mapping[str, str], started: Cluster | None, begun: float) -> None:
    """Serve and work until told to stop, then stop both, and the database where it was started for this."""
    address = os.environ.get("SITE_ADDRESS", f"http://localhost:{port}")
    with ending_politely():
        server = worker = None
        try:
            server = serving.start(port, {**env, "SITE_ADDRESS": address})
            worker = Worker({**env, "SITE_ADDRESS": address})
            introduce(address, env, time.monotonic() - begun)
            server.wait()
            raise Problem(f"The web server ended with {server.returncode}", "What it said is above.")
        except KeyboardInterrupt:
            say("\nStopping ...")
        finally:
            shut_down(server, worker, started)


def shut_down(server: subprocess.Popen[bytes] | None, worker: Worker | None, started: Cluster | None) -> None:
    """Stop what was started, in the reverse order."""
    if worker:
        worker.stop()
    if server:
        serving.stop(server)
    if started:
        started.stop()
        say("Stopped, with the database. Everything is kept for the next `up`.")


@contextmanager
def ending_politely() -> Iterator[None]:
    """Let a request to end, or a closed terminal, do what Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def introduce(address: str, env: Mapping[str, str], seconds: float) -> None:
    """Print where everything is, and who can sign in."""
    say(f"\nLearnmap is running after {seconds:.1f} s:\n")
    say(f"  {address}/         English")
    say(f"  {address}/lt/      Lithuanian")
    known = there(env)
    for slug, name in known["cities"]:
        say(f"  {address}/{slug}/".ljust(len(address) + 21) + name)
    say(f"  {address}/admin/   editors and staff")
    if known["accounts"] and "DATABASE_URL" not in os.environ:
        say(f"\nDemo logins, all with the password {content.demo_password()}")
        for name, role in known["accounts"]:
            say(f"  {name:<30} {role}")
    say("\nCtrl-C stops it.")


def there(env: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """The cities and the demo accounts of the database; none where they cannot be asked for."""
    try:
        return dict(json.loads(content.reach("there", env=env)))
    except Failed:
        return {"cities": [], "accounts": []}
