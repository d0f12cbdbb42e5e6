"""Timetables in: from a feed to the arrays that are searched, and the row that names them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.gis.geos import Polygon
from django.db import transaction

from geodata.geometry import box_around, point_from
from geodata.models import SRID, Timetable
from geodata.reach import store
from geodata.reach.gtfs import Feed, Progress, read_feed
from geodata.reach.network import Network, build_network
from geodata.reach.walking import MOST_WALK_S, metres_in

MOST_TOLD = 20


@dataclass(slots=True)
class TimetableReport:
    """What an import did; `rejected` holds (table, row, reason)."""

    timetable: Timetable
    is_changed: bool
    rejected: list[tuple[str, int, str]] = field(default_factory=list)

    def as_text(self) -> str:
        """For people, several lines."""
        one = self.timetable
        lines = [
            f"{one.name}: {one.trips} trips of {one.lines} lines at {one.stops} stops, {one.first_on} to {one.last_on}"
        ]
        if not self.is_changed:
            lines.append("Nothing to change.")
        lines += [f"{table}, row {row}: {reason}" for table, row, reason in self.rejected[:MOST_TOLD]]
        if len(self.rejected) > MOST_TOLD:
            tables = Counter(table for table, _, _ in self.rejected)
            counts = ", ".join(f"{count} of {table}" for table, count in tables.items())
            lines.append(f"… rows left out in all: {counts}")
        return "\n".join(lines)


def import_timetable(
    file: Path,
    *,
    name: str = "",
    source: str = "",
    licence: str = "",
    is_invented: bool = False,
    progress: Progress = lambda rows, _name: rows,
) -> TimetableReport:
    """Make the timetable `name`, else that of the feed's first agency, what the zipped GTFS feed says.

    Until the last moment, and after a crash, the timetable is what it was. Raises: FeedError.
    """
    feed = read_feed(file, progress=progress)
    network = build_network(feed)
    told = {"source": source, "licence": licence, "is_invented": is_invented}
    values = _facts(feed, network) | told | {"snapshot": store.keep(network)}
    name = name or feed.publisher or file.stem
    with transaction.atomic():
        before = Timetable.objects.select_for_update().filter(name=name).values(*values).first()
        timetable, _created = Timetable.objects.update_or_create(name=name, defaults=values)
    store.tidy(set(Timetable.objects.values_list("snapshot", flat=True)))
    return TimetableReport(timetable, before != values, feed.rejected)


def _facts(feed: Feed, network: Network) -> dict[str, object]:
    first, last = network.days
    served = sorted(set(network.pattern_stop.tolist()))
    west, east = network.stop_longitude[served].min(), network.stop_longitude[served].max()
    south, north = network.stop_latitude[served].min(), network.stop_latitude[served].max()
    walk = metres_in(MOST_WALK_S)
    low = box_around(point_from(float(west), float(south)), metres=walk)[:2]
    high = box_around(point_from(float(east), float(north)), metres=walk)[2:]
    box = Polygon.from_bbox((*low, *high))
    box.srid = SRID
    return {
        "publisher": feed.publisher,
        "time_zone": feed.time_zone,
        "first_on": first,
        "last_on": last,
        "box": box,
        "stops": len(served),
        "lines": len(set(network.trip_line.tolist())),
        "trips": len(network.trip_pattern),
    }
