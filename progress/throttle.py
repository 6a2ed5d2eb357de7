"""Slows down whoever guesses: wrong credentials are counted for each client address.

The counts live in Django's cache: one for each worker without CACHE_URL, one for all with it. They are
no lock (128 random bits are), they keep guessing from costing us work.
"""

import time
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache

WINDOW = 60  # seconds
ALLOWED = 60  # wrong credentials in a window: a classroom behind one address is let through


def seconds_to_wait(request, scope: str = "sync") -> int:
    """How long this client is to stay away from what `scope` names; 0 when it may ask."""
    if cache.get(_key(request, scope), 0) < ALLOWED:
        return 0
    return WINDOW - int(time.time()) % WINDOW


def count_wrong(request, times: int = 1, scope: str = "sync") -> None:
    """Notes that this client came with wrong credentials, or with a code that nobody has."""
    key = _key(request, scope)
    cache.add(key, 0, WINDOW)
    try:
        cache.incr(key, times)
    except ValueError:  # it expired just now
        cache.set(key, times, WINDOW)


def _key(request, scope: str) -> str:
    return f"{scope}-wrong:{client_network(request)}:{int(time.time()) // WINDOW}"


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
