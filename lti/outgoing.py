"""Calls to a platform: secure, to its own hosts alone, bounded in time and size, following nowhere.

Whatever a launch or a keyset says, we call no host that an admin has not let in (lti/origins.py).
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Collection, Iterator
from email.message import Message
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from lti_tool.models import LtiRegistration

from lti import origins

CONNECT, SILENCE, LONGEST = 3, 8, 20  # seconds: to connect; in which something must come; for all of it
LARGEST = 1024 * 1024  # bytes of an answer
A_PIECE = 64 * 1024

CONNECTIONS = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}


class Unreachable(Exception):
    """There is no answer that we take; the message says why."""


class Forbidden(Unreachable):
    """We do not call this address at all."""


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


def fetch(
    registration: LtiRegistration,
    method: str,
    address: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """What the platform answers at `address`, whatever its status, but for redirects.

    Raises Unreachable; Forbidden where the address is none of the platform's, before anything is sent.
    """
    allowed = origins.of_registration(registration)
    return fetch_from(allowed, method, address, headers=headers, body=body)


def fetch_from(
    allowed: Collection[str],
    method: str,
    address: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """As `fetch`, for an address at one of the origins `allowed`."""
    if not address.isascii() or origins.origin_of(address) not in allowed:
        raise Forbidden(f"This is no address of the platform: {address[:200]!r}.")
    try:
        return _fetch(method, address, body, headers or {})
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(
            f"The platform cannot be reached: {error or type(error).__name__}."
        ) from error


def _fetch(method: str, address: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    where = urlsplit(address)
    secured = {"context": _trusted(settings.LTI_CA_FILE)} if where.scheme == "https" else {}
    line = CONNECTIONS[where.scheme](where.hostname, where.port, timeout=CONNECT, **secured)
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    try:
        line.connect()
        line.sock.settimeout(SILENCE)
        with _cut_off(line.sock, LONGEST) as over:
            line.request(method, path, body, {"Accept-Encoding": "identity"} | headers)
            response = line.getresponse()
            if 300 <= response.status < 400:
                raise Unreachable("The address leads elsewhere; we follow nowhere.")
            answer = Answer(response.status, response.headers, _read(response))
        if over.is_set():  # in the middle of its head an end looks like the end of that
            raise Unreachable("The answer took too long.")
        return answer
    finally:
        line.close()


def _trusted(file: str) -> ssl.SSLContext:
    """Whom the system trusts, and the authority of a school's own in `file`."""
    context = ssl.create_default_context()
    if file:
        context.load_verify_locations(cafile=file)
    return context


@contextlib.contextmanager
def _cut_off(line: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Ends `line` after so many seconds: a timeout holds for one piece, and there may be many."""
    over = threading.Event()
    timer = threading.Timer(seconds, _shut, [line, over])
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


def _shut(line: socket.socket, over: threading.Event) -> None:
    over.set()
    with contextlib.suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # the plain one: the other would wait for TLS


def _read(response: http.client.HTTPResponse) -> bytes:
    body = bytearray()
    while piece := response.read1(A_PIECE):
        body += piece
        if len(body) > LARGEST:
            raise Unreachable("The answer is longer than we read.")
    if response.length:  # announced, and not come
        raise Unreachable("The answer is cut off.")
    return bytes(body)
