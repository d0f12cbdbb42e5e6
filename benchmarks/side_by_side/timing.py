"""Requests taken in turns, so that whatever else the machine does hits all alike."""

import contextlib
import http.client
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

PATIENCE_S = 120
HEADERS = {"X-Forwarded-Proto": "https", "Connection": "keep-alive"}
Answer = tuple[int, bytes, Mapping[str, str]]  # status, body, headers


class Answering(Protocol):
    """Who can be asked. `pids` are the processes that work on an answer, as far as they are ours."""

    pids: Sequence[int]

    def get(self, path: str) -> Answer: ...


@dataclass
class Times:
    """Milliseconds of the answers to one question, on the clock and of the processor; and what was wrong with them."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    octets: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        found = {"median": statistics.median(self.clock), "p95": p95(self.clock)}
        if self.processor:
            found |= {"processor": statistics.median(self.processor), "processor_p95": p95(self.processor)}
        return found | {"requests": len(self.clock), "octets": statistics.median(self.octets)}


def p95(values: Sequence[float]) -> float:
    """The smallest of `values` that 95 of 100 are not above."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


class Client:
    """One connection that is kept, as a browser and a proxy keep theirs."""

    def __init__(self, port: int, pids: Sequence[int] = ()) -> None:
        self.port, self.pids = port, pids
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    def get(self, path: str) -> Answer:
        try:
            return self._get(path)
        except (http.client.RemoteDisconnected, ConnectionError):  # it was kept too long, as a browser finds too
            return self._get(path)

    def _get(self, path: str) -> Answer:
        try:
            self.connection.request("GET", path, headers=HEADERS)
            response = self.connection.getresponse()
            return response.status, response.read(), dict(response.getheaders())
        except (http.client.HTTPException, OSError):
            self.connection.close()
            raise


def processor_ms(pids: Iterable[int]) -> float:
    """Milliseconds that all threads of these processes have had a processor."""
    total = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e6


Question = Callable[[int], str]
Contender = tuple[Answering, Question]


def take_turns(contenders: Mapping[str, Contender], *, requests: int, warm_up: int = 5) -> dict[str, Times]:
    """Ask each of `contenders` (who answers, and the path of the n-th question) `requests` times, in changing order.

    The questions of the warm-up are others than those that count.
    """
    times = {name: Times() for name in contenders}
    names = list(contenders)
    order = random.Random(1)
    for number in range(-warm_up, requests):
        order.shuffle(names)
        for name in names:
            answering, question = contenders[name]
            _take(times[name] if number >= 0 else Times(), answering, question(number % (requests + warm_up)))
    return times


def _take(times: Times, answering: Answering, path: str) -> None:
    used = processor_ms(answering.pids)
    began = time.perf_counter()
    status, body, _ = answering.get(path)
    times.clock.append((time.perf_counter() - began) * 1000)
    if answering.pids:
        times.processor.append(processor_ms(answering.pids) - used)
    times.octets.append(len(body))
    if status not in {200, 204}:
        times.failures.append(f"{status} for {path}")


def warm(port: int, path: str, *, connections: int = 6) -> None:
    """Let each worker load what it loads at its first request."""
    for client in [Client(port) for _ in range(connections)]:
        for _ in range(3):
            client.get(path)
