"""The table of targets, with what was measured and whether it is met."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Found = Mapping[str, Any]  # of one size, as measure.py wrote it
GUARDED = ("view", "whole view", "tile", "whole tile", "list", "whole list", "text", "misspelt text", "nearest",
           "autocomplete")  # fmt: skip
GUARD_MS = {"100k": 20, "1m": 50}
TILE_TARGETS = {"10k": 5, "100k": 8, "1m": 10}
GROWTH = {"view": 1.5, "tile": 1.5, "nearest": 1.5, "autocomplete": 1.5, "list": 4}


@dataclass(frozen=True)
class Line:
    """One target. `is_met` is None where it could not be measured."""

    question: str
    size: str
    target: str
    measured: str
    is_met: bool | None

    def __str__(self) -> str:
        verdict = {True: "met", False: "MISSED", None: "not measured"}[self.is_met]
        return f"| {self.question} | {self.size} | {self.target} | {self.measured} | {verdict} |"


def lines(found: Mapping[str, Found]) -> Iterator[Line]:
    """A line for each target and size."""
    for size, one in found.items():
        wrong = one["mismatches"]
        searches = f"{len(wrong)} mismatches in {one['searches']} searches"
        yield Line("index equals SQL", size, "0 mismatches", searches, not wrong)
    for size, one in found.items():
        yield from _linked_events(size, one)
    for size, one in found.items():
        yield from _ratios(size, one)
    yield from _growth(found)
    for size, one in found.items():
        yield from _absolute(size, one)


def _linked_events(size: str, one: Found) -> Iterator[Line]:
    """Against Helsinki's Linked Events, which cannot be installed from a registry."""
    pairs = (("list, facets and total", "list", {"10k": 40, "100k": 40, "1m": 40}),
             ("text search", "text", {"10k": 25, "100k": 100, "1m": 100}))  # fmt: skip
    for question, kind, targets in pairs:
        ratio = _ratio(one, f"Linked Events: {kind}", f"beside Linked Events: {kind}")
        measured, is_met = _times(ratio, lambda times, least=targets[size]: times >= least)
        yield Line(
            f"{question} against Linked Events", size, f"{targets[size]} times faster", measured or "not given", is_met
        )


def _ratios(size: str, one: Found) -> Iterator[Line]:
    tile = _ratio(one, "tipg's tile", "our tile")
    yield Line(
        "tile against tipg",
        size,
        f"at least {TILE_TARGETS[size]} times faster",
        *_times(tile, lambda times: times >= TILE_TARGETS[size]),
    )
    view = _ratio(one, "our filtered view", "supercluster's tile")
    yield Line(
        "filtered view against supercluster's unfiltered tile",
        size,
        "at most 2 times",
        *_times(view, lambda times: times <= 2),
    )
    new = _ratio(one, "supercluster's new filter", "our new filter")
    yield Line(
        "new filter against supercluster's re-index",
        size,
        "at least 100 times faster",
        *_times(new, lambda times: times >= 100),
    )
    proxy = _ratio(one, "hit: Django", "hit: proxy")
    yield Line("proxy hit against Django", size, "at least 15 times faster", *_times(proxy, lambda times: times >= 15))
    if "while_restarting" in one:
        status, cache = one["while_restarting"]
        yield Line("proxy while the application restarts", size, "answers", f"{status}, {cache}", status == 200)


def _growth(found: Mapping[str, Found]) -> Iterator[Line]:
    if not {"100k", "1m"} <= found.keys():
        return
    for kind, most in GROWTH.items():
        ratio = found["1m"]["times"][kind]["median"] / found["100k"]["times"][kind]["median"]
        yield Line(
            f"growth of {kind}",
            "100k to 1m",
            f"at most {most} times",
            *_times(ratio, lambda times, most=most: times <= most),
        )


def _absolute(size: str, one: Found) -> Iterator[Line]:
    for kind in GUARDED if size in GUARD_MS else ():
        p95 = one["times"][kind]["p95"]
        yield Line(f"guard: {kind}", size, f"p95 under {GUARD_MS[size]} ms", f"{p95:.1f} ms", p95 < GUARD_MS[size])
    if size == "1m":
        held = one["worker_mb"]
        words = f"{held['Anonymous']:.0f} MB of its own, {held['Pss']:.0f} MB with its share of files"
        yield Line("memory of a worker", size, "under 350 MB", words, held["Anonymous"] < 350)
    if "first_markers" in one:
        first = one["first_markers"]
        ratio = first["ours"] / first["tiles"]
        words = f"{first['ours']:.0f} ms of {first['tiles']:.0f} ms: {ratio:.2f}"
        yield Line("first markers against MapLibre drawing server tiles", size, "at most 0.6", words, ratio <= 0.6)
        octets = one["weight"]
        words = f"{octets['plain'] / 1000:.0f} kB, compressed {octets['compressed'] / 1000:.0f} kB"
        yield Line("HTML and CSS before the map", size, "at most 100 kB", words, octets["compressed"] <= 100_000)


def _ratio(one: Found, above: str, below: str) -> float | None:
    times = one["times"]
    return times[above]["median"] / times[below]["median"] if above in times and below in times else None


def _times(ratio: float | None, is_met: Callable[[float], bool]) -> tuple[str, bool | None]:
    return (
        ("", None) if ratio is None else (f"{ratio:.2g} times" if ratio < 10 else f"{ratio:.0f} times", is_met(ratio))
    )


def as_text(found: Mapping[str, Found], machine: str) -> str:
    """Everything measured, as Markdown."""
    parts = [machine, "", "| question | places | target | measured | |", "| --- | --- | --- | --- | --- |"]
    parts += map(str, lines(found))
    parts += ["", "Whole requests, milliseconds: median (p95)", ""]
    parts += ["| question | " + " | ".join(found) + " |", "| --- |" + " --- |" * len(found)]
    for name in dict.fromkeys(name for one in found.values() for name in one["times"]):
        cells = [_milliseconds(one["times"].get(name)) for one in found.values()]
        parts.append(f"| {name} | " + " | ".join(cells) + " |")
    parts += ["", "| | " + " | ".join(found) + " |", "| --- |" + " --- |" * len(found)]
    for label, tell in _FURTHER.items():
        parts.append(f"| {label} | " + " | ".join(tell(one) for one in found.values()) + " |")
    return "\n".join(parts)


def _milliseconds(times: Mapping[str, float] | None) -> str:
    return f"{times['median']:.1f} ({times['p95']:.1f})" if times else ""


def _storm(name: str) -> Callable[[Found], str]:
    def tell(one: Found) -> str:
        storm = one.get("storm", {}).get(name)
        if not storm:
            return ""
        return f"{storm['per_second']:.0f} a second, p99 {storm['p99']:.0f} ms, {storm['wrong']:.0f} failed"

    return tell


_FURTHER: Mapping[str, Callable[[Found], str]] = {
    "rows": lambda one: f"{one['rows']:,}",
    "seconds to make the catalogue": lambda one: f"{one['made_s']:.0f}" if one.get("made_s") else "",
    "seconds to build the snapshot": lambda one: f"{one['snapshot_s']:.1f}",
    "snapshot, MB": lambda one: f"{one['snapshot_mb']:.0f}",
    "tippecanoe for one filter, s": lambda one: f"{one['tippecanoe_s']:.1f}" if "tippecanoe_s" in one else "",
    "16 visitors, views, not cached": _storm("views"),
    "16 visitors, lists, not cached": _storm("lists"),
    "16 visitors, views behind nginx": _storm("views behind nginx"),
}
