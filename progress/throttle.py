"""Slows down whoever guesses: wrong credentials are counted for each client address, wrong codes of
cards for each handle as well.

They are no lock (128 random bits are), they keep guessing from costing us work.
"""

from cms.throttle import Bound, client_network

ALLOWED = 60  # wrong credentials in a window: a classroom behind one address is let through
CARDS_ALLOWED = 10  # wrong cards in a window
A_DAY = 24 * 60 * 60
CARDS_ALLOWED_A_DAY = 100  # … by one handle in a day, whoever tries
NAMES_ALLOWED_A_DAY = 20  # wrong names for one certificate in a day, whoever tries


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


def naming(code: str) -> Bound:
    """What bounds those who try which name the register has for the certificate with this `code`."""
    return Bound(f"certificate-name-wrong:{code}", NAMES_ALLOWED_A_DAY, A_DAY)


def _of_client(request, scope: str) -> Bound:
    return Bound(f"{scope}-wrong:{client_network(request)}", ALLOWED)
