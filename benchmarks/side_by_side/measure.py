"""Everything measured at one size. `search.py` runs it in a process of its own, with that size's database.

python benchmarks/side_by_side/measure.py SIZE RESULT PORT REQUESTS
"""

import contextlib
import json
import os
import platform
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils.translation import override  # noqa: E402

from benchmarks.side_by_side import browser, linked_events, load, peers, servers  # noqa: E402
from benchmarks.side_by_side.catalogues import SIZES, Catalogue, build_snapshot  # noqa: E402
from benchmarks.side_by_side.equality import is_indexed, mismatches  # noqa: E402
from benchmarks.side_by_side.questions import Asker  # noqa: E402
from benchmarks.side_by_side.timing import Client, Contender, Times, take_turns, warm  # noqa: E402

# Of what takes seconds: how often it is asked, and how many searches are compared with SQL, at each size.
SLOW_REQUESTS = {"10k": 30, "100k": 12, "1m": 5}
SEARCHES = {"10k": 60, "100k": 40, "1m": 10}
VISITS = 9  # of a browser that has seen nothing
STORM_S, VISITORS = 8, 16
STALE_S = 1.2
NOTICED_S = 2  # after which every process knows of a new snapshot


class Bench:
    """One size; `found` is what is known so far. A part that fails is told of, and the others go on."""

    def __init__(self, size: str, port: int, requests: int) -> None:
        self.catalogue = Catalogue(size, os.environ["DATABASE_URL"])
        self.size, self.port, self.requests = size, port, requests
        with override("en"):
            self.asker = Asker()
        self.kinds = self.asker.kinds()
        self.first = self.asker.path("explorer", [])
        self.found: dict[str, Any] = {"times": {}, "failures": [], "parts": {}}

    def run(self) -> dict[str, Any]:
        self.found |= {"rows": self.asker.rows.count(), "machine": machine(), "requests": self.requests}
        if not is_indexed(self.asker):
            self._part("the snapshot that is there does not answer: building another", self._snapshot)
        self._part("does the index say what SQL says?", self._equality)
        with contextlib.ExitStack() as stack:
            self.ours = stack.enter_context(servers.ours(self.catalogue, self.port))
            warm(self.port, self.first)
            self._part("our endpoints, in turns", self._endpoints)
            self._part("the same by SQL alone", self._sql)
            self._part("Linked Events", self._linked_events)
            self._part("tiles of tipg and of PostGIS", self._tiles)
            self._part("supercluster", self._supercluster)
            self._part("tippecanoe", self._tippecanoe)
            self._part("memory of the workers", self._memory)
            self._part(f"{VISITORS} visitors at once", self._storms)
            self._part("first markers in Chromium", self._browser)
            self._part("behind nginx", self._proxy)
        return self.found

    def _part(self, name: str, measure: Callable[[], None]) -> None:
        print(f"  {datetime.now(UTC):%H:%M:%S} {self.size}: {name}", flush=True)
        began = time.monotonic()
        try:
            measure()
        except Exception as problem:  # whatever it is, the rest is worth measuring
            self._failed(f"{name}: {problem!r}"[:500])
        self.found["parts"][name] = time.monotonic() - began

    def _failed(self, what: str) -> None:
        print(f"  FAILED {what}", flush=True)
        self.found["failures"].append(what)

    def _turns(self, contenders: dict[str, Contender], *, requests: int, warm_up: int = 5) -> None:
        for name, times in take_turns(contenders, requests=requests, warm_up=warm_up).items():
            self.found["times"][name] = times.summary()
            self._tell_of(name, times)

    def _tell_of(self, name: str, times: Times) -> None:
        if times.failures:
            self._failed(f"{name}: {len(times.failures)} of {len(times.clock)}, first {times.failures[0]}"[:300])

    def _client(self) -> Client:
        return Client(self.port, self.ours.pids)

    def _snapshot(self) -> None:
        build_snapshot(self.catalogue)
        time.sleep(NOTICED_S)

    def _equality(self) -> None:
        self.found["searches"] = SEARCHES[self.size]
        self.found["mismatches"] = mismatches(self.asker, searches=SEARCHES[self.size])

    def _endpoints(self) -> None:
        self._turns({name: (self._client(), ask) for name, ask in self.kinds.items()}, requests=self.requests)

    def _sql(self) -> None:
        with servers.ours(self.catalogue, self.port + 1, workers=1, indexed=False) as plain:
            both: dict[str, Contender] = {}
            for name in ("view", "list", "text", "nearest", "tile"):
                both[f"beside SQL: {name}"] = (self._client(), self.kinds[name])
                both[f"SQL alone: {name}"] = (Client(self.port + 1, plain.pids), self.kinds[name])
            self._turns(both, requests=SLOW_REQUESTS[self.size], warm_up=1)

    def _linked_events(self) -> None:
        if (checkout := linked_events.checkout()) is None:
            return
        with linked_events.running(checkout, self.catalogue, self.asker.city.pk, self.port + 2):
            theirs = Client(self.port + 2)
            turns: dict[str, Contender] = {
                "beside Linked Events: list": (self._client(), self.kinds["list"]),
                "Linked Events: list": (theirs, linked_events.list_path),
                "beside Linked Events: text": (self._client(), self.kinds["text"]),
                "Linked Events: text": (theirs, lambda n: linked_events.text_path(self.asker, n)),
            }
            self._turns(turns, requests=SLOW_REQUESTS[self.size], warm_up=1)

    def _tiles(self) -> None:
        paths = peers.Paths(self.asker)
        with servers.tipg(self.catalogue, self.port + 2):
            turns: dict[str, Contender] = {
                "beside tipg: whole tile": (self._client(), self.kinds["whole tile"]),
                "tipg: whole tile": (Client(self.port + 2), paths.tipg),
            }
            self._turns(turns, requests=self.requests)
        alone = peers.PostgisTiles(self.catalogue, self.asker.city.pk)
        turns = {
            "beside PostGIS: whole tile": (self._client(), self.kinds["whole tile"]),
            "PostGIS alone: whole tile": (alone, paths.tile),
        }
        self._turns(turns, requests=SLOW_REQUESTS[self.size], warm_up=1)

    def _supercluster(self) -> None:
        paths = peers.Paths(self.asker)
        points = peers.write_points(self.catalogue, self.asker.city.pk)
        with servers.supercluster(self.catalogue, points, self.port + 3):
            turns: dict[str, Contender] = {
                "beside supercluster: view": (self._client(), self.kinds["view"]),
                "supercluster: whole tile": (Client(self.port + 3), paths.supercluster),
            }
            self._turns(turns, requests=self.requests)
            turns = {
                "beside supercluster: new filter": (self._client(), paths.ours_filtered),
                "supercluster: new filter": (Client(self.port + 3), paths.supercluster_filtered),
            }
            self._turns(turns, requests=SLOW_REQUESTS[self.size], warm_up=1)

    def _tippecanoe(self) -> None:
        self.found["tippecanoe_s"] = peers.tippecanoe_s(self.catalogue.folder / "points")

    def _memory(self) -> None:
        """What the largest worker holds, in MB: for itself, with its share of what workers share, with all of it."""
        held = []
        for pid in self.ours.pids:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes = {line.split()[0].strip(":"): int(line.split()[1]) for line in rollup.splitlines()[1:]}
            held.append({name: kilobytes[name] / 1024 for name in ("Anonymous", "Pss", "Rss")})
        self.found["worker_mb"] = max(held, key=lambda each: each["Pss"])

    def _storm(self, port: int, paths: list[str]) -> dict[str, float] | None:
        return load.storm(port, paths, self.catalogue.folder, seconds=STORM_S, visitors=VISITORS)

    def _storms(self) -> None:
        self.found["storm"] = {
            name: self._storm(self.port, [self.kinds[name](n) for n in range(2000)]) for name in ("view", "list")
        }

    def _browser(self) -> None:
        self.found["weight"] = browser.weight(self.port, self.first)
        self.found["first_markers"] = browser.first_markers(self.port, self.first, visits=VISITS)
        browser.screenshots(self.port, self.first, self.catalogue.folder)

    def _proxy(self) -> None:
        """A cache before ours; at last the application goes away."""
        if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
            return
        path = self.kinds["view"](7)
        with servers.nginx(self.catalogue, self.port + 4, self.port):
            pair: dict[str, Contender] = {
                "nginx: a hit": (Client(self.port + 4), lambda _: path),
                "beside nginx: the same view": (Client(self.port), lambda _: path),
            }
            self._turns(pair, requests=self.requests)
            self.found["storm"]["nginx"] = self._storm(self.port + 4, [self.kinds["view"](n) for n in range(200)])
            short = Client(self.port + 5)
            short.get(path)
            self.ours.stop()
            time.sleep(STALE_S)
            status, _, headers = short.get(path)
            self.found["while_restarting"] = [status, headers.get("X-Cache", "")]


def machine() -> dict[str, Any]:
    """What one has to know of it: nothing that tells which machine it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), postgis_lib_version(), current_setting('fsync')")
        postgresql, postgis, fsync = cursor.fetchone()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "cores": os.cpu_count(),
        "memory_gb": round(memory),
        "load": os.getloadavg()[0],
        "postgresql": postgresql.split()[0],
        "postgis": postgis,
        "fsync": fsync,
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    size, result, port, requests = sys.argv[1:]
    assert size in SIZES
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended."))  # so that what was started ends too
    Path(result).write_text(json.dumps(Bench(size, int(port), int(requests)).run(), indent=1))
