"""Sixteen clients at once, each on a connection that it keeps, and how long they waited."""

import http.client
import statistics
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

CLIENTS = 16
PATIENCE = 60  # seconds


@dataclass
class Call:
    """What a client sends."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Answer:
    """What came back, and after how many seconds. Without an answer the status is 0."""

    seconds: float
    status: int
    body: bytes


@dataclass
class Spread:
    """How long calls took, in milliseconds."""

    p50: float
    p95: float
    p99: float
    longest: float

    def __str__(self) -> str:
        return (
            f"p50 {self.p50:,.0f}, p95 {self.p95:,.0f}, p99 {self.p99:,.0f}, max {self.longest:,.0f} ms"
        )


def spread(answers: list[Answer]) -> Spread:
    took = [1000 * answer.seconds for answer in answers]
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return Spread(cuts[49], cuts[94], cuts[98], max(took))


def send(port: int, calls: Iterable[Call]) -> tuple[list[Answer], float]:
    """The answers to `calls`, and how many seconds all of them took together.

    Every client takes the next call that waits: no server is idle because somebody is done early.
    """
    waiting, answers = deque(calls), []
    ready = threading.Barrier(CLIENTS + 1)

    def run() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.connect()
        ready.wait()
        while True:
            try:
                call = waiting.popleft()
            except IndexError:
                break
            answers.append(_answer(connection, call))
        connection.close()

    threads = [threading.Thread(target=run, daemon=True) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    ready.wait(PATIENCE)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - began


def _answer(connection: http.client.HTTPConnection, call: Call) -> Answer:
    began = time.perf_counter()
    try:
        connection.request(call.method, call.path, call.body, call.headers)
        response = connection.getresponse()
        status, body = response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()  # the next call opens it again
        status, body = 0, repr(error).encode()
    return Answer(time.perf_counter() - began, status, body)
