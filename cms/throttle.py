"""How often somebody may do something: counts in windows of time, each under a name.

The counts live in Django's cache: one for each worker without CACHE_URL, one for all with it. They are
no lock, they keep repeating from costing us work.
"""

import time
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Bound:
    """How often `who` may do it, or be wrong, in a window of so many seconds."""

    who: str
    allowed: int
    window: int = WINDOW

    @property
    def _key(self) -> str:
        return f"{self.who}:{int(time.time()) // self.window}"

    def seconds_to_wait(self) -> int:
        """Until the window ends, for who did it too often in it; else 0."""
        if cache.get(self._key, 0) < self.allowed:
            return 0
        return self.window - int(time.time()) % self.window

    def count(self, times: int = 1) -> None:
        cache.add(self._key, 0, self.window)
        try:
            cache.incr(self._key, times)
        except ValueError:  # it expired just now
            cache.set(self._key, times, self.window)


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
