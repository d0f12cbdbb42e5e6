"""Everything measured at one size. `search.py` runs it in a process of its own, with that size's database.

python benchmarks/side_by_side/measure.py SIZE RESULT PORT REQUESTS
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
import numpy as np

django.setup()

from django.db import connection  # noqa: E402

from benchmarks.side_by_side import browser, load, servers  # noqa: E402
from benchmarks.side_by_side.catalogues import SIZES, Catalogue  # noqa: E402
from benchmarks.side_by_side.equality import mismatches  # noqa: E402
from benchmarks.side_by_side.questions import Asker  # noqa: E402
from benchmarks.side_by_side.timing import Client, Times, take_turns, warm  # noqa: E402
from opportunities.search.tags import Facet, tag  # noqa: E402

# Of what takes SQL alone seconds: how often it is asked, and how many searches are compared, at each size.
SLOW_REQUESTS = {"10k": 20, "100k": 10, "1m": 4}
SEARCHES = {"10k": 100, "100k": 40, "1m": 10}
STORM_S, VISITORS = 8, 16
TABLE = "public.opportunities_searchrow"


def say(what: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {what}", flush=True)


class Bench:
    """One size; `found` is what is known so far."""

    def __init__(self, size: str, port: int, requests: int) -> None:
        self.catalogue = Catalogue(size, os.environ["DATABASE_URL"])
        self.size, self.port, self.requests = size, port, requests
        self.found: dict[str, Any] = {"rows": 0, "times": {}}
        self.asker = Asker()

    def run(self) -> dict[str, Any]:
        self.found["rows"] = self.asker.rows.count()
        say(f"{self.found['rows']:,} rows; building the snapshot")
        self._snapshot()
        say("does the index equal SQL?")
        self.found["mismatches"] = mismatches(self.asker, searches=SEARCHES[self.size])
        self.found["searches"] = SEARCHES[self.size]
        with contextlib.ExitStack() as stack:
            ours = stack.enter_context(servers.ours(self.catalogue, self.port))
            plain = stack.enter_context(servers.ours(self.catalogue, self.port + 1, workers=1, indexed=False))
            warm([Client(self.port) for _ in range(6)], "/europe/explore/")
            self._endpoints()
            self._sql()
            plain.stop()
            self._linked_events()
            self._peers()
            self._memory(ours)
            self._storms()
            if self.size == "100k":
                self._browser()
            self._proxy(ours)
        return self.found

    def _snapshot(self) -> None:
        self.found["snapshot_s"] = self.catalogue.manage("build_search_snapshot")
        folder = self.catalogue.folder / "snapshot"
        self.found["snapshot_mb"] = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6

    def _keep(self, times: dict[str, Times], prefix: str = "") -> None:
        for name, each in times.items():
            self.found["times"][f"{prefix}{name}"] = each.summary()
            for failure in each.failures[:3]:
                say(f"FAILED {name}: {failure}")

    def _endpoints(self) -> None:
        say("our endpoints, in turns")
        kinds = self.asker.kinds()
        self._keep(take_turns({name: (Client(self.port), ask) for name, ask in kinds.items()}, requests=self.requests))
        view = kinds["view"](1)
        self._keep(take_turns({"view again": (Client(self.port), lambda _: view)}, requests=self.requests))

    def _sql(self) -> None:
        say("the same by SQL alone")
        kinds = self.asker.kinds()
        both: dict[str, Any] = {}
        for name in ("view", "list", "text", "nearest", "tile"):
            both[f"index: {name}"] = (Client(self.port), kinds[name])
            both[f"SQL: {name}"] = (Client(self.port + 1), kinds[name])
        self._keep(take_turns(both, requests=SLOW_REQUESTS[self.size], warm_up=1))

    def _linked_events(self) -> None:
        """Against Helsinki's Linked Events, if one runs on the port LINKED_EVENTS, with the same rows in it."""
        if not (port := os.environ.get("LINKED_EVENTS")):
            return
        say("Linked Events")
        kinds = self.asker.kinds()
        pairs = {
            "beside Linked Events: list": (Client(self.port), kinds["list"]),
            "Linked Events: list": (Client(int(port)), lambda n: f"/v1/event/?page_size=20&page={n % 40 + 1}"),
            "beside Linked Events: text": (Client(self.port), kinds["text"]),
            "Linked Events: text": (Client(int(port)), lambda n: f"/v1/event/?text={quote(self.asker.word(n))}"),
        }
        self._keep(take_turns(pairs, requests=self.requests))

    def _peers(self) -> None:
        say("tipg, PostGIS, supercluster")
        kinds = self.asker.kinds()
        points = self._points()
        with servers.tipg(self.catalogue, self.port + 2), servers.supercluster(self.catalogue, points, self.port + 3):
            tiles = {
                "our tile": (Client(self.port), kinds["whole tile"]),
                "tipg's tile": (Client(self.port + 2), self._tipg_path),
            }
            self._keep(take_turns(tiles, requests=self.requests))
            views = {
                "our filtered view": (Client(self.port), kinds["view"]),
                "supercluster's tile": (Client(self.port + 3), self._supercluster_path),
            }
            self._keep(take_turns(views, requests=self.requests))
            refilter = {
                "our new filter": (Client(self.port), self._our_refilter_path),
                "supercluster's new filter": (Client(self.port + 3), self._refilter_path),
            }
            self._keep(take_turns(refilter, requests=SLOW_REQUESTS[self.size], warm_up=0))
        self.found["tippecanoe_s"] = self._tippecanoe(points)

    def _tipg_path(self, number: int) -> str:
        z, x, y = self.asker.view(number).tile
        return f"/collections/{TABLE}/tiles/WebMercatorQuad/{z}/{x}/{y}"

    def _supercluster_path(self, number: int) -> str:
        return "/all/{}/{}/{}".format(*self.asker.view(number).tile)

    def _refilter_path(self, number: int) -> str:
        return f"/days/{number % 127 + 1}/" + "{}/{}/{}".format(*self.asker.view(number).tile)

    def _our_refilter_path(self, number: int) -> str:
        view = self.asker.view(number)
        days = [("day", str(day + 1)) for day in range(7) if (number % 127 + 1) >> day & 1]
        return self.asker.path("view.json", [*days, ("view", view.box), ("zoom", str(view.zoom))])

    def _points(self) -> Path:
        """All points as 64-bit floats: longitude, latitude, weekdays as bits."""
        file = self.catalogue.folder / "points"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ST_X(at), ST_Y(at), (SELECT coalesce(sum(1 << tag - %(monday)s), 0) FROM unnest(tags) AS tag"
                "  WHERE tag BETWEEN %(monday)s AND %(monday)s + 6)"
                " FROM (SELECT ST_Transform(geom, 4326) AS at, tags FROM opportunities_searchrow"
                " WHERE geom IS NOT NULL AND city_id = %(city)s ORDER BY id) AS placed",
                {"monday": tag(Facet.WEEKDAY, 1), "city": self.asker.city.pk},
            )
            np.array(cursor.fetchall(), np.float64).tofile(file)
        return file

    def _tippecanoe(self, points: Path) -> float:
        """Seconds for all tiles of one filter made beforehand: what tippecanoe is for."""
        say("tippecanoe")
        source, product = points.with_suffix(".csv"), points.with_suffix(".pmtiles")
        rows = np.fromfile(points, np.float64).reshape(-1, 3)
        np.savetxt(source, rows, fmt="%.6f,%.6f,%d", header="longitude,latitude,days", comments="")
        program = Path(sys.executable).with_name("tippecanoe")
        command = [str(program), "-q", "-f", "-o", str(product), "-z14", "-r1", "--cluster-distance=60", str(source)]
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - began

    def _memory(self, ours: servers.Server) -> None:
        """The most that a worker holds for itself: without pages of files, which all workers share."""
        held = []
        for pid in ours.pids:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes = {line.split()[0].strip(":"): int(line.split()[1]) for line in rollup.splitlines()[1:]}
            held.append({name: kilobytes[name] / 1024 for name in ("Rss", "Pss", "Anonymous")})
        self.found["worker_mb"] = max(held, key=lambda each: each["Anonymous"])

    def _storms(self) -> None:
        say(f"{VISITORS} visitors at once")
        kinds = self.asker.kinds()
        mixes: dict[str, Callable[[int], str]] = {"views": kinds["view"], "lists": kinds["list"]}
        self.found["storm"] = {
            name: load.storm(
                self.port, [ask(n) for n in range(2000)], self.catalogue.folder, seconds=STORM_S, visitors=VISITORS
            )
            for name, ask in mixes.items()
        }

    def _browser(self) -> None:
        say("first markers in Chromium")
        self.found["weight"] = browser.weight(self.port)
        self.found["first_markers"] = browser.first_markers(self.port, visits=9)
        self.found["screenshots"] = [str(each) for each in browser.screenshots(self.port, self.catalogue.folder)]

    def _proxy(self, ours: servers.Server) -> None:
        """A cache before ours; at last the application goes away."""
        if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
            return
        say("behind nginx")
        path = self.asker.kinds()["view"](7)
        with servers.nginx(self.catalogue, self.port + 4, self.port):
            proxy, short = Client(self.port + 4), Client(self.port + 5)
            pair = {"proxy": (proxy, lambda _: path), "Django": (Client(self.port), lambda _: path)}
            self._keep(take_turns(pair, requests=self.requests), "hit: ")
            paths = [self.asker.kinds()["view"](n) for n in range(200)]
            folder = self.catalogue.folder
            self.found["storm"]["views behind nginx"] = load.storm(
                self.port + 4, paths, folder, seconds=STORM_S, visitors=VISITORS
            )
            short.get(path)
            ours.stop()
            time.sleep(1.2)  # until the answer is stale
            status, _, headers = short.get(path)
            self.found["while_restarting"] = [status, headers.get("X-Cache", "")]


if __name__ == "__main__":
    size, result, port, requests = sys.argv[1:]
    assert size in SIZES
    Path(result).write_text(json.dumps(Bench(size, int(port), int(requests)).run(), indent=1))
