"""The programs that answer: each on a port of the loopback of its own, ended with the run."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.side_by_side.catalogues import ROOT, WORK, Catalogue
from benchmarks.side_by_side.peers import TABLE

HERE = Path(__file__).parent
TIPG = WORK / "tipg"
STARTING_S = 120


class Server:
    """A running program. `pids` are its own and those of its workers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    @property
    def pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@contextlib.contextmanager
def running(
    command: Sequence[object], port: int, env: Mapping[str, str], log: Path, *, folder: Path = ROOT
) -> Iterator[Server]:
    """Start `command` in `folder` and wait until it listens on `port`; end it afterwards. Raises: RuntimeError."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*map(str, command)], cwd=folder, env=dict(env), stdout=output, stderr=output, start_new_session=True
        )
    server = Server(process, port)
    try:
        _wait(server, log)
        yield server
    finally:
        server.stop()


def _wait(server: Server, log: Path) -> None:
    end = time.monotonic() + STARTING_S
    while time.monotonic() < end:
        if server.process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{server.process.args[0]} did not start:\n{log.read_text()[-2000:]}")


def ours(catalogue: Catalogue, port: int, *, workers: int = 2, indexed: bool = True):
    """Learnmap as production runs it; without the rank index where it is not `indexed`."""
    env = dict(catalogue.environment)
    if not indexed:
        env["SEARCH_SNAPSHOT_DIR"] = str(catalogue.folder / "no-snapshot")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "1", "--log-level", "warning"]
    name = "indexed" if indexed else "sql"
    return running([*command, "config.wsgi:application"], port, env, catalogue.folder / f"{name}.log")


def tipg(catalogue: Catalogue, port: int):
    """tipg, the service of tiles by ST_AsMVT, over our search table. It shows at most 10,000 points in a tile."""
    if not (TIPG / "bin" / "uvicorn").exists():
        subprocess.run([sys.executable, "-m", "uv", "venv", "-q", str(TIPG)], check=True)
        lock = ROOT / "requirements" / "bench.txt"
        install = [sys.executable, "-m", "uv", "pip", "install", "-q", "--require-hashes", "-r", str(lock)]
        subprocess.run(install, check=True, env={**os.environ, "VIRTUAL_ENV": str(TIPG)})
    env = {**os.environ, "DATABASE_URL": catalogue.plain_url, "TIPG_DB_TABLES": f'["{TABLE}"]'}
    command = [TIPG / "bin" / "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", port]
    command += ["--log-level", "warning"]
    return running(command, port, env, catalogue.folder / "tipg.log")


def supercluster(catalogue: Catalogue, points: Path, port: int):
    """supercluster in Node, with all points in memory."""
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    command = [node, "--max-old-space-size=6000", HERE / "supercluster.mjs", points, port]
    return running(command, port, os.environ, catalogue.folder / "supercluster.log")


def nginx(catalogue: Catalogue, port: int, application: int):
    """nginx as a cache before ours: on `port` as it should be run; on the next it keeps answers for 1 s only."""
    folder = catalogue.folder / "nginx"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = {"@FOLDER@": folder, "@PORT@": port, "@SHORT@": port + 1, "@APPLICATION@": application}
    text = (HERE / "nginx.conf").read_text()
    for word, value in words.items():
        text = text.replace(word, str(value))
    (folder / "nginx.conf").write_text(text)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return running([program, "-p", folder, "-c", folder / "nginx.conf"], port, os.environ, folder / "log")
