"""A PostgreSQL cluster that belongs to this checkout alone: made, started and stopped without touching any other.

For root the server runs as `postgres` (initdb refuses root) with its data where that user can reach it; for anybody
else it runs as themselves with its data in the private folder.
"""

import contextlib
import hashlib
import json
import os
import pwd
import secrets
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap import postgres
from config.bootstrap.checkout import ROOT, kept_secret, private_folder
from config.bootstrap.console import Problem, say
from config.bootstrap.programs import Failed, run

ROLE = "learnmap"
DATABASE = "learnmap"
FIRST_PORT, LAST_PORT = 15_432, 16_431
FOR_ROOT = Path("/var/lib/learnmap")
CONFIGURATION = """
# Learnmap: reached over the loopback with a password, and by nothing else.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 60
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
wal_level = minimal
# A power cut may lose the last half second, and never harms what is there: migrating takes half the time.
synchronous_commit = off
max_wal_senders = 0
timezone = 'UTC'
"""
WITHOUT_CARE = """
# Thrown away after the tests: nothing here has to survive a crash.
fsync = off
full_page_writes = off
autovacuum = off
"""


def owner() -> str:
    """The user that a new cluster's server runs as."""
    return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def place(name: str) -> Path:
    """The folder for this checkout's cluster `name`, reachable for the user its server runs as."""
    if os.geteuid() == 0:
        checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
        return FOR_ROOT / checkout / name
    return private_folder() / "postgres" / name


def is_free(port: int) -> bool:
    """Whether nobody listens on `port` of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port for a cluster that is free now; where the search starts depends on the checkout's path."""
    span = LAST_PORT - FIRST_PORT + 1
    start = int(hashlib.sha256(str(ROOT).encode()).hexdigest(), 16) % span
    for offset in range(span):
        port = FIRST_PORT + (start + offset) % span
        if is_free(port):
            return port
    raise Problem(f"Every port from {FIRST_PORT} to {LAST_PORT} is taken", "End some of the servers that hold them.")


@dataclass
class Cluster:
    """One cluster: `folder` holds its data and its log. `throwaway` ones give up safety for speed."""

    folder: Path
    port: int
    owner: str
    password: str
    throwaway: bool = False

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The DATABASE_URL of the cluster's one database."""
        return f"postgis://{ROLE}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def server(self) -> int | None:
        """The process of this cluster's server, or None where it is not running."""
        try:
            process = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            at_home = Path(f"/proc/{process}/cwd").resolve(strict=True) == self.data.resolve()
        except (OSError, ValueError):
            return None
        return process if at_home else None

    def create(self) -> None:
        """Make the data directory; raises Problem where initdb fails."""
        found = postgres.newest()
        if found is None:
            raise Problem("PostgreSQL with PostGIS is missing", "Run python3 manage.py up: it installs both.")
        self._make_folder()
        password_file = self.folder / "initial-password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        self._give(password_file)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        options += ["--no-sync"] if self.throwaway else []
        initdb = [found[1] / "initdb", "-D", self.data, f"--username={ROLE}", f"--pwfile={password_file}", *options]
        try:
            run(initdb, user=self._user)
        except Failed as failed:
            shutil.rmtree(self.data, ignore_errors=True)
            remedy = f"See that {self.folder} has space and that {self.owner} may write there, then run this again."
            raise failed.problem("initdb could not make the private PostgreSQL cluster", remedy) from failed
        finally:
            password_file.unlink()
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION + (WITHOUT_CARE if self.throwaway else ""))

    def start(self) -> bool:
        """Start the server unless it runs, and wait until it answers. Whether there was anything to start."""
        if self.server():
            return False
        if not is_free(self.port):
            taken, self.port = self.port, free_port()
            say(f"(port {taken} is taken by another program, using {self.port}) ", end="")
        command: list[object] = [self._programs() / "pg_ctl", "-D", self.data, "-l", self.folder / "server.log"]
        try:
            run([*command, "-s", "-w", "-t", "60", "-o", f"-p {self.port}", "start"], user=self._user)
        except Failed as failed:
            log = self.folder / "server.log"
            failed.output += log.read_text(errors="replace")[-2000:] if log.exists() else ""
            remedy = f"See its log {log}. To begin anew (the demo's data goes): python3 manage.py down --delete"
            raise failed.problem("The private PostgreSQL server does not start", remedy) from failed
        return True

    def stop(self, mode: str = "fast") -> bool:
        """Stop the server if it runs. Whether there was anything to stop."""
        if not self.server():
            return False
        try:
            run([self._programs() / "pg_ctl", "-D", self.data, "-s", "-w", "-m", mode, "stop"], user=self._user)
        except Failed as failed:
            raise failed.problem("The private PostgreSQL server does not stop", "Try again in a minute.") from failed
        return True

    def delete(self) -> None:
        """Stop the server and remove everything the cluster had."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # other clusters of this checkout may be beside it
            self.folder.parent.rmdir()

    @property
    def _user(self) -> str | None:
        return self.owner if os.geteuid() == 0 else None

    def _programs(self) -> Path:
        version = int((self.data / "PG_VERSION").read_text())
        programs = postgres.with_postgis().get(version)
        if programs is None:
            remedy = f"Install postgresql-{version} and postgresql-{version}-postgis-3, or: manage.py down --delete"
            raise Problem(f"{self.data} was made by PostgreSQL {version}, which is not here with PostGIS", remedy)
        return programs

    def _make_folder(self) -> None:
        """The cluster's own folder, for its owner alone; those above it can be passed through but not read."""
        try:
            self.folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700)
        except OSError as error:
            remedy = "Free some space, or make that place writable."
            raise Problem(f"{self.folder} cannot be made: {error.strerror}", remedy) from error
        self._give(self.folder)

    def _give(self, path: Path) -> None:
        if self._user:
            shutil.chown(path, self.owner, pwd.getpwnam(self.owner).pw_gid)


def register() -> Path:
    """The file that says where this checkout's cluster is."""
    return private_folder() / "cluster.json"


def known() -> Cluster | None:
    """The cluster this checkout has, or None before it has one."""
    try:
        kept = json.loads(register().read_text())
        cluster = Cluster(Path(kept["folder"]), int(kept["port"]), kept["owner"], database_password())
    except (OSError, ValueError, KeyError):
        return None
    return cluster if (cluster.data / "PG_VERSION").exists() else None


def database_password() -> str:
    """The password of the private cluster's one role."""
    return kept_secret("database-password", lambda: secrets.token_urlsafe(24))


def remember(cluster: Cluster) -> None:
    """Write down where the cluster is."""
    kept = {"folder": str(cluster.folder), "port": cluster.port, "owner": cluster.owner}
    register().write_text(json.dumps(kept, indent=1))


def own() -> Cluster:
    """This checkout's cluster, made where there is none yet, and running."""
    cluster = known()
    if cluster is None:
        cluster = Cluster(place("demo"), free_port(), owner(), database_password())
        set_aside(cluster)
        cluster.create()
    port = cluster.port
    cluster.start()
    if cluster.port != port or not register().exists():
        remember(cluster)
    return cluster


def set_aside(cluster: Cluster) -> None:
    """Move away what an earlier checkout at the same place left: its password is gone, its data may be wanted."""
    if not cluster.folder.exists():
        return
    cluster.stop()
    if not (cluster.data / "PG_VERSION").exists():
        shutil.rmtree(cluster.folder)
        return
    aside = cluster.folder.with_name(f"left-over-{time.strftime('%Y%m%d-%H%M%S')}")
    cluster.folder.rename(aside)
    say(f"(moved the database of an earlier checkout here to {aside}; delete it when you do not need it) ", end="")


def throwaway(slot: int) -> Cluster:
    """A cluster for one test run, made anew and running; `slot` tells apart runs at the same time.

    What a killed run left in the slot is removed first.
    """
    cluster = Cluster(place(f"tests-{slot}"), free_port(), owner(), secrets.token_urlsafe(24), throwaway=True)
    cluster.delete()
    cluster.create()
    cluster.start()
    return cluster
