"""Requests taken in turns, so that whatever else the machine does hits all alike."""

import http.client
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

PATIENCE_S = 120
HEADERS = {"X-Forwarded-Proto": "https", "Connection": "keep-alive"}


@dataclass
class Times:
    """Milliseconds of the answers to one question, and what was wrong with them."""

    milliseconds: list[float] = field(default_factory=list)
    octets: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        return sorted(self.milliseconds)[max(0, -(-len(self.milliseconds) * 95 // 100) - 1)]

    def summary(self) -> dict[str, float]:
        return {
            "median": self.median,
            "p95": self.p95,
            "requests": len(self.milliseconds),
            "octets": statistics.median(self.octets),
        }


class Client:
    """One connection that is kept, as a browser and a proxy keep theirs."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    def get(self, path: str, headers: Mapping[str, str] = HEADERS) -> tuple[int, bytes, Mapping[str, str]]:
        try:
            self.connection.request("GET", path, headers=dict(headers))
            response = self.connection.getresponse()
            return response.status, response.read(), dict(response.getheaders())
        except (http.client.HTTPException, OSError):
            self.connection.close()
            raise


Question = Callable[[int], str]
Contender = tuple[Client, Question]


def take_turns(contenders: Mapping[str, Contender], *, requests: int, warm_up: int = 5) -> dict[str, Times]:
    """Ask each of `contenders` (a client and the path of its n-th question) `requests` times, in changing order.

    The questions of the warm-up are others than those that count.
    """
    times = {name: Times() for name in contenders}
    names = list(contenders)
    order = random.Random(1)
    for number in range(-warm_up, requests):
        order.shuffle(names)
        for name in names:
            client, question = contenders[name]
            path = question(number % (requests + warm_up))
            began = time.perf_counter()
            status, body, _ = client.get(path)
            took = (time.perf_counter() - began) * 1000
            if number < 0:
                continue
            if status not in {200, 204}:
                times[name].failures.append(f"{status} for {path}")
            times[name].milliseconds.append(took)
            times[name].octets.append(len(body))
    return times


def warm(clients: Iterable[Client], path: str) -> None:
    """Let each worker load what it loads at its first request."""
    for client in clients:
        for _ in range(3):
            client.get(path)
