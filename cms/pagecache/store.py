"""The pages that one worker keeps: finished bytes, and nothing about readers."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

# Content codings (RFC 9110, 8.4), the one we prefer first. Strong settings: made once, read often.
CODINGS = {
    "br": lambda body: brotli.compress(body, quality=9),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One finished page. `bodies` maps a coding to the bytes sent; ``""`` is the page itself."""

    stamp: tuple[int, int]
    etag: str
    headers: tuple[tuple[str, str], ...]
    bodies: dict[str, bytes]

    @classmethod
    def from_response(cls, response: HttpResponse, stamp: tuple[int, int]) -> "KeptPage":
        body = response.content
        return cls(
            stamp=stamp,
            # Weak: the same page in another coding has other bytes (RFC 9110, 8.8.1).
            etag=f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
            headers=tuple(
                (name, value) for name, value in response.items() if name != "Content-Length"
            ),
            bodies={"": body},
        )

    @property
    def size(self) -> int:
        """Bytes held at most: the page and, once asked for, its shorter codings."""
        return 2 * len(self.bodies[""])

    def body(self, coding: str) -> bytes:
        if coding not in self.bodies:
            self.bodies[coding] = CODINGS[coding](self.bodies[""])
        return self.bodies[coding]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page as `request` can read it: 304 when the reader has it, else the best coding."""
        if (known := request.META.get("HTTP_IF_NONE_MATCH")) and self.matches(known):
            response = HttpResponseNotModified()
        else:
            coding = best_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
            body = self.body(coding)
            response = HttpResponse(b"" if request.method == "HEAD" else body)
            response.headers["Content-Length"] = str(len(body))
            if coding:
                response.headers["Content-Encoding"] = coding
        for name, value in self.headers:
            response.headers[name] = value
        response.headers["Cache-Control"] = "no-cache"  # kept by browsers, asked for each time
        response.headers["ETag"] = self.etag
        response.headers["Vary"] = "Accept-Encoding"
        return response

    def matches(self, if_none_match: str) -> bool:
        """Weak comparison with an If-None-Match header (RFC 9110, 13.1.2)."""
        opaque = self.etag.removeprefix("W/")
        known = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
        return opaque in known or known == ["*"]


def best_coding(accept_encoding: str) -> str:
    """The coding we prefer of those that the header allows; ``""`` for none (RFC 9110, 12.5.3)."""
    accepted = {}
    for item in accept_encoding.lower().replace(" ", "").split(","):
        name, _, quality = item.partition(";q=")
        accepted[name] = quality.strip("0.") != "" if quality else True
    return next((coding for coding in CODINGS if accepted.get(coding)), "")


class PageStore:
    """Kept pages by address; the oldest are dropped once `capacity` bytes are full."""

    def __init__(self, capacity: int):
        self.capacity = capacity
        self._pages: OrderedDict[tuple, KeptPage] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: tuple, stamp: tuple[int, int]) -> KeptPage | None:
        """The page kept under `key`, if it was made at `stamp`."""
        page = self._pages.get(key)
        return page if page is not None and page.stamp == stamp else None

    def put(self, key: tuple, page: KeptPage) -> None:
        if page.size > self.capacity:
            return
        with self._lock:
            if replaced := self._pages.pop(key, None):
                self._size -= replaced.size
            self._pages[key] = page
            self._size += page.size
            while self._size > self.capacity:
                _, dropped = self._pages.popitem(last=False)
                self._size -= dropped.size
