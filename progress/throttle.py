"""Slows down whoever guesses: wrong credentials are counted for each client address, wrong codes of
cards for each handle as well.

The counts live in Django's cache: one for each worker without CACHE_URL, one for all with it. They are
no lock (128 random bits are), they keep guessing from costing us work.
"""

import time
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache

WINDOW = 60  # seconds
ALLOWED = 60  # wrong credentials in a window: a classroom behind one address is let through
CARDS_ALLOWED = 10  # wrong cards in a window
A_DAY = 24 * 60 * 60
CARDS_ALLOWED_A_DAY = 100  # … by one handle in a day, whoever tries


@dataclass(frozen=True)
class Bound:
    """How often `who` may be wrong in a window of so many seconds."""

    who: str
    allowed: int
    window: int = WINDOW

    @property
    def _key(self) -> str:
        return f"{self.who}:{int(time.time()) // self.window}"

    def seconds_to_wait(self) -> int:
        """Until the window ends, for who was wrong too often in it; else 0."""
        if cache.get(self._key, 0) < self.allowed:
            return 0
        return self.window - int(time.time()) % self.window

    def count(self, times: int = 1) -> None:
        cache.add(self._key, 0, self.window)
        try:
            cache.incr(self._key, times)
        except ValueError:  # it expired just now
            cache.set(self._key, times, self.window)


def seconds_to_wait(request, scope: str = "sync") -> int:
    """How long this client is to stay away from what `scope` names; 0 when it may ask."""
    return _of_client(request, scope).seconds_to_wait()


def count_wrong(request, times: int = 1, scope: str = "sync") -> None:
    """Notes that this client came with wrong credentials, or with a code that nobody has."""
    _of_client(request, scope).count(times)


def redeeming(request, handle: str) -> tuple[Bound, Bound]:
    """What bounds those who redeem cards: their address, and the handle they name, known or not."""
    client = f"card-wrong:{client_network(request)}"
    by_handle = f"card-wrong:{handle.replace(' ', '-')}"
    return Bound(client, CARDS_ALLOWED), Bound(by_handle, CARDS_ALLOWED_A_DAY, A_DAY)


def _of_client(request, scope: str) -> Bound:
    return Bound(f"{scope}-wrong:{client_network(request)}", ALLOWED)


def client_network(request) -> str:
    """Where a request comes from: an IPv4 address, or the /64 that one IPv6 client has to itself.

    Behind proxies (setting PROXIES: how many) it is what the outermost of them has seen.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = forwarded[-min(settings.PROXIES, len(forwarded))].strip() or address
    try:
        ip = ip_address(address)
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return str(ip_network(f"{ip}/{64 if ip.version == 6 else 32}", strict=False))
    except ValueError:
        return "unknown"
