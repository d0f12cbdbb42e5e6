"""What was measured, as the part "Measured" of docs/performance.md: the targets, every endpoint, the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Found = Mapping[str, Any]  # of one size, as measure.py wrote it
All = Mapping[str, Found]
ENDPOINTS = ("view", "whole view", "tile", "whole tile", "list", "whole list", "text", "misspelt text", "cards",
             "nearest", "suggest", "areas", "counts", "API list", "opportunity", "print", "Atom")  # fmt: skip
GUARD_MS = {"100k": 20, "1m": 50}
LEAST_TILE = {"10k": 5, "100k": 8, "1m": 10}
LEAST_TEXT = {"10k": 25, "100k": 100, "1m": 100}
GROWTH = {"view": 1.5, "whole view": 1.5, "tile": 1.5, "nearest": 1.5, "suggest": 1.5, "list": 4, "whole list": 4}


@dataclass(frozen=True)
class Cell:
    """What was found, in words; `is_met` is None where nothing is promised or nothing was measured."""

    words: str = "not measured"
    is_met: bool | None = None

    def __str__(self) -> str:
        return {True: "met: ", False: "**missed**: ", None: ""}[self.is_met] + self.words


@dataclass(frozen=True)
class Target:
    question: str
    promise: str
    judge: Callable[[str, Found, All], Cell]  # of a size, what was found there and everywhere


def targets() -> Iterator[Target]:
    """Every promise of "The targets", in their order."""
    yield Target("index equals SQL", "0 mismatches", _equality)
    for kind, least in (("list", dict.fromkeys(LEAST_TEXT, 40)), ("text", LEAST_TEXT)):
        pair = (f"Linked Events: {kind}", f"beside Linked Events: {kind}")
        promise = f"{' / '.join(map(str, dict.fromkeys(least.values())))} times faster"
        yield Target(f"{kind} against Linked Events", promise, _ratio(*pair, least=least))
    yield Target(
        "tile against tipg",
        "5 / 8 / 10 times faster",
        _ratio("tipg: whole tile", "beside tipg: whole tile", least=LEAST_TILE),
    )
    yield Target(
        "filtered view against supercluster's unfiltered tile",
        "at most 2 times as long",
        _ratio("beside supercluster: view", "supercluster: whole tile", most=2),
    )
    yield Target(
        "new filter against supercluster's new index",
        "100 times faster",
        _ratio("supercluster: new filter", "beside supercluster: new filter", least=dict.fromkeys(LEAST_TILE, 100)),
    )
    for kind, most in GROWTH.items():
        yield Target(f"growth of {kind} from 100 thousand", f"at most {most} times", _growth(kind, most))
    hit = _ratio("beside nginx: the same view", "nginx: a hit", least=dict.fromkeys(LEAST_TILE, 15))
    yield Target("proxy hit against Django", "15 times faster", hit)
    yield Target("proxy while the application is away", "answers", _restart)
    for kind in ENDPOINTS:
        yield Target(f"guard: {kind}", "p95 under 20 ms / 50 ms at 100k / 1m", _guard(kind))
    yield Target("memory of a worker", "under 350 MB at 1m", _memory)
    yield Target("first markers against MapLibre drawing server tiles", "at most 0.6", _markers)
    yield Target("HTML and CSS before the map", "at most 100 kB", _weight)


def _equality(_size: str, one: Found, _all: All) -> Cell:
    if "mismatches" not in one:
        return Cell()
    wrong = len(one["mismatches"])
    return Cell(f"{wrong} in {one['searches']} searches", wrong == 0)


def _ratio(above: str, below: str, *, least: Mapping[str, float] | None = None, most: float | None = None):
    """Judge how many times longer the median of `above` is than that of `below`."""

    def judge(size: str, one: Found, _all: All) -> Cell:
        times = one["times"]
        if above not in times or below not in times:
            return Cell()
        ratio = times[above]["median"] / times[below]["median"]
        return Cell(_times(ratio), ratio >= least[size] if least else ratio <= (most or 0))

    return judge


def _growth(kind: str, most: float):
    def judge(size: str, one: Found, everything: All) -> Cell:
        before = everything.get("100k", {}).get("times", {}).get(kind)
        if size != "1m" or not before or kind not in one["times"]:
            return Cell("")
        now = one["times"][kind]
        ratio = now["median"] / before["median"]
        processor = f" (processor {_times(now['processor'] / before['processor'])})"
        return Cell(_times(ratio) + processor, ratio <= most)

    return judge


def _restart(_size: str, one: Found, _all: All) -> Cell:
    if "while_restarting" not in one:
        return Cell()
    status, cache = one["while_restarting"]
    return Cell(f"{status}, {cache.lower()}", status == 200)


def _guard(kind: str):
    def judge(size: str, one: Found, _all: All) -> Cell:
        if kind not in one["times"]:
            return Cell()
        p95 = one["times"][kind]["p95"]
        return Cell(f"{_number(p95)} ms", p95 < GUARD_MS[size] if size in GUARD_MS else None)

    return judge


def _memory(size: str, one: Found, _all: All) -> Cell:
    if "worker_mb" not in one:
        return Cell()
    own, share, whole = (one["worker_mb"][name] for name in ("Anonymous", "Pss", "Rss"))
    words = f"{share:.0f} MB with its share of files ({own:.0f} of its own, {whole:.0f} with all of them)"
    return Cell(words, share < 350 if size == "1m" else None)


def _markers(_size: str, one: Found, _all: All) -> Cell:
    if "first_markers" not in one:
        return Cell()
    ours, tiles = (one["first_markers"][name] for name in ("ours", "tiles"))
    return Cell(f"{ours / tiles:.2f} ({ours:.0f} of {tiles:.0f} ms)", ours / tiles <= 0.6)


def _weight(_size: str, one: Found, _all: All) -> Cell:
    if "weight" not in one:
        return Cell()
    sent, plain = (one["weight"][name] / 1000 for name in ("compressed", "plain"))
    return Cell(f"{sent:.0f} kB sent ({plain:.0f} unpacked)", sent <= 100)


def as_text(found: All) -> str:
    """Everything measured, as Markdown."""
    sizes = [f"{one['rows']:,} rows" for one in found.values()]
    parts = [*_heading(found), *_table(["question", "promise", *sizes])]
    for each in targets():
        cells = [each.judge(size, one, found) for size, one in found.items()]
        parts.append(_line([each.question, each.promise, *cells]))
    parts += ["", "### Every endpoint", "", "Milliseconds of a whole request, median (p95): on the clock; of the "
              "processor in our own processes, without the database's.", ""]  # fmt: skip
    parts += _table(["endpoint", *(f"{size}, {what}" for size in found for what in ("clock", "processor"))])
    for kind in ENDPOINTS:
        timed = [one["times"].get(kind) for one in found.values()]
        parts.append(_line([kind, *(cell for times in timed for cell in (_clock(times), _processor(times)))]))
    parts += ["", "### Beside others", "", "Milliseconds on the clock, median (p95), asked in turns.", ""]
    parts += _table(["who", *found])
    for name in dict.fromkeys(name for one in found.values() for name in one["times"] if name not in ENDPOINTS):
        parts.append(_line([name, *(_clock(one["times"].get(name)) for one in found.values())]))
    parts += ["", "### Load, memory, making", "", *_table(["", *found])]
    parts += [_line([label, *(tell(one) for one in found.values())]) for label, tell in _FURTHER.items()]
    return "\n".join([*parts, *_failures(found), ""])


def _heading(found: All) -> list[str]:
    at = [one["machine"] for one in found.values()]
    day = datetime.fromisoformat(at[-1]["at"])
    loads = ", ".join(f"{one['load']:.1f}" for one in at)
    words = (
        f"{at[0]['cores']} cores, {at[0]['memory_gb']} GB of memory, PostgreSQL {at[0]['postgresql']} (fsync "
        f"{at[0]['fsync']}) on the same cores, PostGIS {at[0]['postgis']}, Python {at[0]['python']}. Processes that "
        f"wanted the cores when each size began: {loads}."
    )
    asked = " / ".join(dict.fromkeys(str(one["requests"]) for one in found.values()))
    how = (
        f"Each question was asked {asked} times, in turns with the others and never twice the same; of what takes "
        "seconds (SQL alone, PostGIS alone, new filters of supercluster) 30, 12 and 5 times, at 10 thousand, "
        "100 thousand and 1 million; of first markers 9 times."
    )
    return [f"## Measured on {day.day} {day:%B %Y}", "", words, "", how, ""]


def _failures(found: All) -> list[str]:
    lines = [f"- {size}: {failure}" for size, one in found.items() for failure in one["failures"]]
    lines += [f"- {size}: {wrong}" for size, one in found.items() for wrong in one.get("mismatches", ())[:5]]
    return ["", "### What failed", "", *lines] if lines else []


def _table(heads: Sequence[str]) -> list[str]:
    return [_line(heads), _line(["---"] * len(heads))]


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _times(ratio: float) -> str:
    return f"{_number(ratio)} times"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _clock(times: Mapping[str, float] | None) -> str:
    return f"{_number(times['median'])} ({_number(times['p95'])})" if times else ""


def _processor(times: Mapping[str, float] | None) -> str:
    return f"{_number(times['processor'])} ({_number(times['processor_p95'])})" if times else ""


def _storm(name: str) -> Callable[[Found], str]:
    def tell(one: Found) -> str:
        storm = one.get("storm", {}).get(name)
        if not storm:
            return ""
        return f"{storm['per_second']:.0f} a second, p99 {storm['p99']:.0f} ms, {storm['wrong']:.0f} failed"

    return tell


def _made(name: str) -> Callable[[Found], str]:
    return lambda one: f"{one['made'][name]:.0f}" if name in one["made"] else ""


_FURTHER: Mapping[str, Callable[[Found], str]] = {
    "16 visitors, views, not cached": _storm("view"),
    "16 visitors, lists, not cached": _storm("list"),
    "16 visitors, views behind nginx": _storm("nginx"),
    "making the catalogue, s": _made("catalogue_s"),
    "building the snapshot, s": _made("snapshot_s"),
    "snapshot, MB": _made("snapshot_mb"),
    "tippecanoe for one filter, s": lambda one: _number(one["tippecanoe_s"]) if "tippecanoe_s" in one else "",
    "measuring, min": lambda one: f"{sum(one['parts'].values()) / 60:.1f}",
}
