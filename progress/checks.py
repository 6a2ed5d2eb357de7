"""Misconfiguration of sync, relay and certificates fails at `check`, with the mend in its hint."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from cms.checks import unusable
from progress import sealing
from progress.certificates.keys import key_files
from progress.facts import UUID


@checks.register
def fact_projections(app_configs, **kwargs):
    """Every projection of the setting can be imported and called."""
    ids = ("progress.E001", "progress.E002")
    return list(unusable(settings.FACT_PROJECTIONS, "projection", "FACT_PROJECTIONS", ids=ids))


@checks.register
def relay(app_configs, **kwargs):
    """What is set of the relay fits together."""
    hint = "Paste what the parent's `manage.py register_relay NAME` printed."
    return [checks.Error(flaw, hint=hint, id="progress.E003") for flaw in relay_flaws()]


def relay_flaws() -> Iterator[str]:
    """What is wrong with the settings of the relay; nothing when none is set."""
    if not any((settings.RELAY_TO, settings.RELAY_ID, settings.RELAY_TOKEN, settings.RELAY_KEY)):
        return
    if settings.RELAY_TO and not _is_address(settings.RELAY_TO):
        yield "RELAY_TO is not an address like https://pascupas.exemplu."
    if not re.fullmatch(UUID, settings.RELAY_ID):
        yield "RELAY_ID is not a UUID in lower case."
    if not re.fullmatch("[0-9a-f]{32}", settings.RELAY_TOKEN):
        yield "RELAY_TOKEN is not a token of 32 hexadecimal digits."
    if settings.RELAY_KEY:
        try:
            sealing.read_key(settings.RELAY_KEY)
        except sealing.NoKey:
            yield "RELAY_KEY is not the public key of a server."


def _is_address(text: str) -> bool:
    try:
        address = urlsplit(text)
        plain = not (address.query or address.fragment or address.username or address.password)
        return (
            address.scheme in ("https", "http")
            and bool(address.hostname)
            and plain
            and address.port != 0
        )
    except ValueError:
        return False


@checks.register
def certificate_series(app_configs, **kwargs):
    """A series stands on paper and in every number: a few capitals and digits."""
    if not re.fullmatch(r"([A-Z][A-Z0-9]{0,7})?", settings.CERTIFICATE_SERIES):
        yield checks.Error(
            f"CERTIFICATE_SERIES is “{settings.CERTIFICATE_SERIES}”.",
            hint="Up to eight capital letters and digits, such as PCP; or nothing.",
            id="progress.E004",
        )


@checks.register(deploy=True)
def certificate_keys(app_configs, **kwargs):
    """Whoever reads a key signs in our name."""
    for path in key_files():
        if path.stat().st_mode & 0o077:
            yield checks.Warning(
                f"{path} can be read by others.",
                hint=f"chmod 600 {path}",
                id="progress.W001",
            )
