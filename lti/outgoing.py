"""Calls to a platform: secure, to its own hosts alone, bounded in time and size, following nowhere.

Whatever a launch or a keyset says, we call no host that an admin has not let in (lti/origins.py).
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator
from concurrent.futures import Future
from email.message import Message
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from lti_tool.models import LtiRegistration

from lti import origins
from lti.reading import words

CONNECT = 3  # seconds
MOST_ADDRESSES = 4  # of one name
A_MOMENT = 0.05  # seconds, for an address when the others have used up the time
LARGEST = 1024 * 1024  # bytes of an answer
A_PIECE = 64 * 1024

CONNECTIONS = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}


class Bounds(NamedTuple):
    """How long we wait, in seconds: for something to come; for all of it, once somebody is there."""

    silence: float
    longest: float


USUAL = Bounds(silence=8, longest=20)


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
    bounds: Bounds = USUAL,
) -> Answer:
    """What the platform answers at `address`, whatever its status, but for redirects.

    Raises Unreachable; Forbidden where the address is none of the platform's, before anything is sent.
    """
    allowed = origins.of_registration(registration)
    return fetch_from(allowed, method, address, headers=headers, body=body, bounds=bounds)


def fetch_from(
    allowed: Collection[str],
    method: str,
    address: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    bounds: Bounds = USUAL,
) -> Answer:
    """As `fetch`, for an address at one of the origins `allowed`."""
    if not address.isascii() or origins.origin_of(address) not in allowed:
        raise Forbidden(f"This is no address of the platform: {address[:200]!r}.")
    try:
        return _fetch(method, address, body, headers or {}, bounds)
    except (OSError, http.client.HTTPException, ValueError) as error:
        # It may quote what came, which is a stranger's and is kept beside a mark (gradebook.py).
        why = words(str(error), 200) or type(error).__name__
        raise Unreachable(f"The platform cannot be reached: {why}.") from error


def _fetch(
    method: str, address: str, body: bytes | None, headers: dict[str, str], bounds: Bounds
) -> Answer:
    where = urlsplit(address)
    trusted = _trusted(settings.LTI_CA_FILE) if where.scheme == "https" else None
    secured = {"context": trusted} if trusted else {}
    line = CONNECTIONS[where.scheme](where.hostname, where.port, **secured)
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    try:
        _connect(line, trusted)
        line.sock.settimeout(bounds.silence)
        with _cut_off(line.sock, bounds.longest) as over:
            if trusted:
                line.sock.do_handshake()
            line.request(method, path, body, {"Accept-Encoding": "identity"} | headers)
            with line.getresponse() as response:
                if 300 <= response.status < 400:
                    raise Unreachable("The address leads elsewhere; we follow nowhere.")
                answer = Answer(response.status, response.headers, _read(response))
        if over.is_set():  # in the middle of its head an end looks like the end of that
            raise Unreachable("The answer took too long.")
        return answer
    finally:
        line.close()


def _connect(line: http.client.HTTPConnection, trusted: ssl.SSLContext | None) -> None:
    """Gives `line` its socket. TLS has yet to shake hands, which can be dripped like an answer."""
    line.sock = _connected(line.host, line.port)
    line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if trusted:
        line.sock = trusted.wrap_socket(
            line.sock, server_hostname=line.host, do_handshake_on_connect=False
        )


def _connected(host: str, port: int) -> socket.socket:
    """A line to one of the addresses of `host`: CONNECT seconds for finding them, and for trying all.

    Each is given its share of what is left, so that a first one that is silent leaves others theirs.
    """
    found = _addresses(host, port)
    end = time.monotonic() + CONNECT
    trouble = OSError("its name has no address")
    for tried, address in enumerate(found):
        share = (end - time.monotonic()) / (len(found) - tried)
        try:
            return socket.create_connection(address, max(share, A_MOMENT))
        except OSError as error:
            trouble = error
    raise trouble


def _addresses(host: str, port: int) -> list[tuple[str, int]]:
    """The addresses of `host`, looked up in a thread: the system's own look-up has no bound of ours."""
    answer: Future[list] = Future()

    def look_up():
        try:
            answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # raised where it is waited for
            answer.set_exception(error)

    threading.Thread(target=look_up, daemon=True).start()
    return [address[:2] for *_, address in answer.result(CONNECT)][:MOST_ADDRESSES]


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
