"""The web server of `up`: granian, watched until it answers and stopped with the command that started it."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Mapping

from config.bootstrap.checkout import PYTHON, ROOT
from config.bootstrap.cluster import is_free
from config.bootstrap.console import Problem, step

STARTING_SECONDS = 60
STOPPING_SECONDS = 10


def check_port(port: int) -> None:
    """Raise Problem where `port` is taken or not to be had, with one that is free."""
    if port < 1024 and os.geteuid() != 0:
        raise Problem(f"Port {port} is for root only", "Choose one above 1023: python3 manage.py up --port 8000")
    if not is_free(port):
        free = next((other for other in range(port + 1, min(port + 1000, 65_536)) if is_free(other)), None)
        remedy = f"Use a free one: python3 manage.py up --port {free}" if free else "End the program that holds it."
        raise Problem(f"Port {port} is taken by another program", remedy)


def start(port: int, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The server, listening on the loopback's `port` and answering; raises Problem where it does not come up."""
    workers = min(2, os.cpu_count() or 1)
    command = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "1", "--log-level", "warning"]
    with step("Web server"):
        # In a session of its own, so that Ctrl-C reaches it once only and through us.
        server = subprocess.Popen(
            [*map(str, command), "config.wsgi:application"],
            cwd=ROOT,
            env={**os.environ, **env, "PYTHONPATH": str(ROOT / "site")},
            start_new_session=True,
        )
        try:
            wait_until_it_answers(server, port)
        except BaseException:
            stop(server)
            raise
    return server


def wait_until_it_answers(server: subprocess.Popen[bytes], port: int) -> None:
    """Return with the first answer of any kind; raises Problem where the server ends or stays silent."""
    remedy = "What it said is above. Try python3 manage.py check, or up --reset."
    for _ in range(STARTING_SECONDS * 10):
        if server.poll() is not None:
            raise Problem(f"The web server ended with {server.returncode}", remedy)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STARTING_SECONDS)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise Problem(f"The web server did not answer within {STARTING_SECONDS} seconds", remedy)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and its workers, at first politely."""
    server.terminate()
    try:
        server.wait(STOPPING_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
