"""A tap in the line between a browser and the real server: it counts, and can do what lines do.

It passes bytes on as they are. `crossed` says what was asked and how many bytes came for it, headers
included, also for what a worker fetches, which no browser tool tells of a page.
"""

import contextlib
import re
import socket
import threading
import time

from playwright.sync_api import Page

REQUEST = re.compile(rb"(?:^|\r\n\r\n)(?:GET|POST|HEAD|PUT|PATCH|DELETE) (\S+) HTTP/1\.1\r\n")
PORTAL = b"<!doctype html><title>Bine ati venit</title><h1>Conectati-va la reteaua noastra</h1>"

KB = 1000
KINDS = {"js": "Script", "css": "Stylesheet", "woff2": "Font", "svg": "Image", "webp": "Image"}
WORKER = "/serviceworker.js"
IDLE = 5  # seconds without anything until all that comes late is there
PATIENCE = 120  # seconds; who asks for longer than that never stops
# Scrolls down to the end, so that pictures further down are asked for.
TO_THE_END = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
}"""


class Tap:
    """Listens on a port of its own and passes on to `port`."""

    def __init__(self, port: int):
        self.to = port
        self.crossed: list[list] = []  # [path, bytes], in the order in which they were asked
        # What the line does: nothing; breaks off after so many bytes; answers in the server's place
        # where a path contains one of these words.
        self.breaks_after: int | None = None
        self.portal: tuple[str, ...] = ()
        self.silent = False  # takes questions and never answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self) -> list[tuple[str, int]]:
        """What crossed since the last time: path and bytes of each answer."""
        counted, self.crossed = self.crossed, []
        return [(path, size) for path, size in counted]

    def close(self) -> None:
        self._listener.close()
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=[browser], daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            browser.close()  # nobody there: neither are we
            return
        both = {browser, server}
        self._open |= both
        answers: list[list] = []  # those of this connection; the last is the one on its way
        threading.Thread(target=self._answer, args=[server, browser, answers], daemon=True).start()
        with contextlib.suppress(OSError):
            while data := browser.recv(65536):
                paths = [path.decode() for path in REQUEST.findall(data)]
                answers += (asked := [[path, 0] for path in paths])
                self.crossed += asked
                if self.silent:
                    continue
                if any(word in path for word in self.portal for path in paths):
                    length = f"Content-Length: {len(PORTAL)}".encode()
                    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                    browser.sendall(head + length + b"\r\n\r\n" + PORTAL)
                    break
                server.sendall(data)
        self._end(both)

    def _answer(self, server: socket.socket, browser: socket.socket, answers: list[list]) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if self.breaks_after is not None:
                    data, rest = data[: self.breaks_after], data[self.breaks_after :]
                    self.breaks_after -= len(data)
                    browser.sendall(data)
                    answers[-1][1] += len(data)
                    if rest or self.breaks_after == 0:
                        break
                    continue
                browser.sendall(data)
                answers[-1][1] += len(data)
        self._end({server, browser})

    def _end(self, both: set[socket.socket]) -> None:
        self._open -= both
        for each in both:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def wait_until_idle(page: Page, *taps: Tap) -> None:
    """Returns once nothing was asked through `taps` for IDLE seconds; browsers go on meanwhile."""
    seen, since, until = 0, time.monotonic(), time.monotonic() + PATIENCE
    while time.monotonic() < min(since + IDLE, until):
        page.wait_for_timeout(100)
        if (now := sum(len(tap.crossed) for tap in taps)) != seen:
            seen, since = now, time.monotonic()


def weight(visit: list[tuple[str, int]], kind: str = "") -> int:
    """Bytes of a visit, or of what it has of a kind."""
    return sum(
        size
        for path, size in visit
        if kind in ("", KINDS.get(path.rpartition(".")[2] if path != "/" else "", "Document"))
    )


def before_the_worker(visit: list[tuple[str, int]]) -> int:
    """How many requests a visit made until it asked for the worker."""
    return [path for path, _ in visit].index(WORKER)


def total(crossed: list[tuple[str, int]]) -> int:
    """Bytes of all that crossed the tap, as `count` tells it."""
    return sum(size for _, size in crossed)
