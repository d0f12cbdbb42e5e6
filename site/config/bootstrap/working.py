"""The worker of background jobs that `up` runs beside the web server: kept running, and stopped with it."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence

from config.bootstrap.checkout import PYTHON, ROOT
from config.bootstrap.console import say

STOPPING_SECONDS = 10
LONGEST_PAUSE_SECONDS = 60
LIVED_WELL_SECONDS = 60
WORK = (str(PYTHON), str(ROOT / "manage.py"), "work")


class Worker:
    """A process that is started again, after a longer and longer pause, whenever it ends by itself."""

    def __init__(self, env: Mapping[str, str], command: Sequence[str] = WORK) -> None:
        self._env = {**os.environ, **env}
        self._command = list(command)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._begin()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _begin(self) -> None:
        with self._lock:
            if not self._stopping.is_set():
                # In a session of its own, so that Ctrl-C reaches it once only and through us.
                self.process = subprocess.Popen(self._command, cwd=ROOT, env=self._env, start_new_session=True)

    def _watch(self) -> None:
        pause = 1
        while True:
            begun = time.monotonic()
            code = self.process.wait()
            if self._stopping.is_set():
                return
            pause = 1 if time.monotonic() - begun > LIVED_WELL_SECONDS else min(2 * pause, LONGEST_PAUSE_SECONDS)
            say(f"The worker of background jobs ended with {code}; it is started again in {pause} s.")
            self._stopping.wait(pause)
            self._begin()

    def stop(self) -> None:
        """End it, at first politely: it may finish what it is doing. What it cannot finish is taken up next time."""
        with self._lock:
            self._stopping.set()
            self.process.terminate()
        try:
            self.process.wait(STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._watcher.join()
