"""The line to the parent: one POST, bounded in time and in size, that believes nobody but the parent.

Plain http is for a parent in the same building: the token and the hashes of secrets go over it in the
clear, so we speak only to an address that is no public one, whatever its name says.
"""

import http.client
import io
import ssl
import time
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

PATH = "/api/v1/sync"
SILENCE = 30  # seconds in which something must be heard
LONGEST = 300  # seconds that a call may take
LARGEST_ANSWER = 4 * 1024 * 1024  # bytes; it names 5,000 ids, or refuses them
A_PIECE = 64 * 1024

CONNECTIONS = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}


class NotNow(Exception):
    """The parent took nothing that we know of: why; and for how long to stay away, if it said."""

    def __init__(self, reason: str, wait: float | None = None):
        super().__init__(reason)
        self.wait = wait


def post(packed: bytes) -> bytes:
    """The parent's answer to the call in `packed` (gzip): JSON, as it says. Raises NotNow."""
    try:
        return _post(packed, time.monotonic() + LONGEST)
    except (OSError, http.client.HTTPException) as error:
        said = str(error) or type(error).__name__
        raise NotNow(f"The parent cannot be reached: {said}.") from error


def _post(packed: bytes, deadline: float) -> bytes:
    address = urlsplit(settings.RELAY_TO)
    secured = {"context": ssl.create_default_context()} if address.scheme == "https" else {}
    line = CONNECTIONS[address.scheme](address.hostname, address.port, timeout=SILENCE, **secured)
    try:
        line.connect()
        if not secured and not _is_near(line.sock.getpeername()[0]):
            raise NotNow("The parent has a public address: RELAY_TO must be https.")
        headers = {
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
            "Content-Length": str(len(packed)),
            "Accept": "application/json",
            "Connection": "close",
        }
        # As a file, so that each piece of it, and not the whole, must go within the timeout.
        line.request("POST", address.path.rstrip("/") + PATH, io.BytesIO(packed), headers)
        response = line.getresponse()
        _refuse(response)
        return _read(response, deadline)
    finally:
        line.close()


def _is_near(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    return (getattr(ip, "ipv4_mapped", None) or ip).is_private


def _refuse(response: http.client.HTTPResponse) -> None:
    """Raises NotNow for any answer but a 200 of JSON."""
    status = response.status
    if status == 403:
        raise NotNow("The parent does not let this relay in: wrong token, or revoked.")
    if 300 <= status < 400:
        raise NotNow("The parent's address leads elsewhere; we follow nowhere.")
    if status != 200:
        raise NotNow(f"The parent answered {status}.", _seconds(response.getheader("Retry-After")))
    if response.headers.get_content_type() != "application/json":
        raise NotNow("Somebody else than the parent answered.")


def _seconds(retry_after: str | None) -> float | None:
    """What a Retry-After says: seconds, or a date."""
    try:
        if retry_after and retry_after.strip().isdecimal():
            return float(retry_after)
        return (parsedate_to_datetime(retry_after) - timezone.now()).total_seconds()
    except (TypeError, ValueError):
        return None


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """The whole body. Raises NotNow if it is too long, or too slow."""
    body = bytearray()
    while piece := response.read1(A_PIECE):
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise NotNow("The answer is longer than any of the parent's.")
        if time.monotonic() > deadline:
            raise NotNow("The answer took too long.")
    return bytes(body)
