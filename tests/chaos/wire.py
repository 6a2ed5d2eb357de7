"""How a call gets to the server, and what may befall it on the way."""

import contextlib
import gzip
import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

PATIENCE = 60  # seconds
MISHAPS = {
    "none": 50,
    "request cut": 6,  # the line breaks within the request
    "answer cut": 12,  # the call was heard, and what became of it is not
    "mangled": 4,  # a body that ends too soon, said to be whole
    "twice at once": 8,  # two tabs, or a line that repeats
    "again": 6,  # the same call once more, after its answer
    "strays": 10,  # a copy of it turns up much later
}
KILLS = ("request half sent", "request sent", "answer half read", "answer read")


@dataclass
class Answer:
    status: int
    body: dict | None


@dataclass
class Call:
    """A call as bytes, so that the very same can be sent again."""

    path: str
    body: bytes
    packed: bool

    def request(self, port: int, body: bytes | None = None) -> bytes:
        body = self.body if body is None else body
        encoding = "Content-Encoding: gzip\r\n" if self.packed else ""
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"{encoding}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + body


def call_of(path: str, content: dict, packed: bool) -> Call:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Call(path, gzip.compress(body, 1) if packed else body, packed)


def send(port: int, call: Call) -> Answer | None:
    """The answer, if it came whole."""
    return _exchange(port, call.request(port))


def send_unluckily(port: int, call: Call, mishap: str, rng: random.Random) -> list[Answer | None]:
    """What came of `call`: an answer for each time that the device asked."""
    request = call.request(port)
    match mishap:
        case "request cut":
            _hang_up(port, request[: rng.randrange(1, len(request))], 0)
            return [None]
        case "answer cut":
            _hang_up(port, request, rng.choice([0, 1, 40, 400]))
            return [None]
        case "mangled":
            cut = call.body[: rng.randrange(1, len(call.body))]
            return [_exchange(port, call.request(port, cut))]
        case "twice at once":
            answers: list[Answer | None] = []
            other = threading.Thread(target=lambda: answers.append(send(port, call)))
            other.start()
            answers.append(send(port, call))
            other.join()
            return answers
        case "again":
            return [send(port, call), send(port, call)]
        case _:
            return [send(port, call)]


def send_and_kill(
    port: int, call: Call, moment: str, kill: Callable[[], None], rng: random.Random
) -> Answer | None:
    """Sends `call` and kills the server at `moment`; the answer, if it came whole all the same."""
    request = call.request(port)
    half = rng.randrange(1, len(request)) if moment == "request half sent" else len(request)
    pause, some = rng.random() * 0.04, rng.choice([1, 40, 400])
    with contextlib.closing(socket.socket()) as line:
        line.settimeout(PATIENCE)
        try:
            line.connect(("127.0.0.1", port))
            line.sendall(request[:half])
            if moment == "answer half read":
                line.recv(some)  # read, and of no use to anybody
            if moment == "answer read":
                answer = _read(line)
                time.sleep(pause / 4)
                return answer
            time.sleep(pause)
        except OSError:
            return None  # somebody else was quicker to kill it
        finally:
            kill()
        return _read(line) if moment == "request sent" else None


def _exchange(port: int, request: bytes) -> Answer | None:
    with contextlib.closing(socket.socket()) as line:
        line.settimeout(PATIENCE)
        try:
            line.connect(("127.0.0.1", port))
            line.sendall(request)
        except OSError:
            return None
        return _read(line)


def _read(line: socket.socket) -> Answer | None:
    try:
        response = http.client.HTTPResponse(line, method="POST")
        response.begin()
        body = response.read()
        return Answer(response.status, json.loads(body) if body else None)
    except (OSError, http.client.HTTPException, ValueError):
        return None


def _hang_up(port: int, request: bytes, heard: int) -> None:
    """Sends `request`, reads `heard` bytes of what is answered and breaks the line."""
    with contextlib.suppress(OSError), contextlib.closing(socket.socket()) as line:
        line.settimeout(PATIENCE)
        line.connect(("127.0.0.1", port))
        line.sendall(request)
        if heard:
            line.recv(heard)
