"""Where a platform may be: which origins may frame us, and at which hosts its services may lie.

A page that shows or does something is for one platform's frames. Nothing that a launch says widens
what may be called: only the addresses of the registration, and the hosts that an admin listed beside
them, count.
"""

from urllib.parse import urlsplit

from django.conf import settings
from lti_tool.models import LtiRegistration

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def origin_of(address: str) -> str | None:
    """``https://host[:port]`` of a secure address; None for anything else.

    On a developer's own machine (setting LTI_HTTP_ON_LOOPBACK) what never leaves it is secure as well:
    browsers have it so.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return None
    near = settings.LTI_HTTP_ON_LOOPBACK and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and near):
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    # What a header or an address bar would read otherwise is no host: "a.b c", "a;b", "*".
    if not all(letter.isalnum() or letter in "-._:[]" for letter in host) or not host.isascii():
        return None
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port in (None, usual) else f":{port}")


def of_registration(registration: LtiRegistration) -> list[str]:
    """The origins that belong to a platform, its own first."""
    addresses = [
        registration.issuer,
        registration.auth_url,
        registration.token_url,
        registration.keyset_url,
    ]
    platform = getattr(registration, "platform", None)
    if platform is not None:
        addresses += [f"https://{line.strip()}" for line in platform.further_hosts.splitlines()]
    return list(dict.fromkeys(filter(None, map(origin_of, addresses))))


def anywhere() -> list[str]:
    """Wherever a platform may be; for what shows nobody's data: refusals, and activities that play.

    A list of those that we know would tell everybody whom we serve, outgrow the header, and be another
    one tomorrow, where a page is kept.
    """
    near = ["http://localhost:*", "http://127.0.0.1:*"] if settings.LTI_HTTP_ON_LOOPBACK else []
    return ["https:", *near]


def belongs_to(address: str, registration: LtiRegistration) -> bool:
    """Whether `address` is a secure one at a host of the platform."""
    return origin_of(address) in of_registration(registration)
