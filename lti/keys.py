"""The keys with which we sign towards platforms: made here, sealed at rest, changed with an overlap.

The private half lies in the database, sealed to this server's key (progress/sealing.py): a copy of
the database signs nothing. The public halves of all that are in use are published.

A new key is published a day before it signs, so that platforms which keep our keyset know it by then.
It signs for half a year; replaced, it stays published for a week. There is always one that signs.
"""

import base64
import datetime
import logging
from itertools import pairwise
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.utils import timezone
from lti_tool.models import Key

from progress import sealing

logger = logging.getLogger(__name__)

BITS = 2048
AHEAD = datetime.timedelta(days=1)  # published before it signs
LIFE = datetime.timedelta(days=180)  # from when it was made until the next one is
AFTERWARDS = datetime.timedelta(days=7)  # published after the next one signs
ABOUT = b"pascupas lti key 1"
MARK = "sealed:"


def jwks() -> dict[str, list[dict[str, str]]]:
    """Our public keys (RFC 7517), as platforms fetch them; makes the first."""
    return {"keys": [key.as_jwk() for key in _usable() or [make()]]}


def signing_key() -> tuple[str, bytes]:
    """The name and the private half (PEM) of the key that signs.

    That is the newest that platforms had time to fetch, else the oldest. Raises sealing.NoKey where we
    cannot read the key to which it was sealed; one that was sealed to another server's key can sign
    nothing any more, and another takes its place.
    """
    now = timezone.now()
    keys = _usable()
    known = [key for key in keys if now - key.datetime_created >= AHEAD]
    for key in [*reversed(known), *(key for key in keys if key not in known)]:
        try:
            return str(key), _open(key)
        except sealing.Unsealable:
            logger.error("Key %s was sealed for another server; it is given up.", key)
            _retire(Key.objects.filter(pk=key.pk))
    key = make()
    return str(key), _open(key)


def sign(claims: dict[str, Any]) -> str:
    """`claims` as a token of ours. Raises sealing.NoKey."""
    kid, pem = signing_key()
    return jwt.encode(claims, pem, algorithm="RS256", headers={"kid": kid})


def make() -> Key:
    """A new key, published from now on."""
    private = generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    sealed = sealing.seal(pem, sealing.public_key(), ABOUT)
    return Key.objects.create(
        public_key=public.decode(), private_key=MARK + base64.b64encode(sealed).decode()
    )


def rotate(*, at_once: bool = False) -> Key:
    """A new key beside the old ones; `at_once`, instead of them: they are known to somebody else."""
    key = make()
    if at_once:
        _retire(Key.objects.active().exclude(pk=key.pk))
    return key


def tend(now: datetime.datetime) -> None:
    """What is due: the next key once the newest is old; the end of those long replaced."""
    keys = _usable()
    if not keys or now - keys[-1].datetime_created >= LIFE:
        make()
        return
    for key, successor in pairwise(keys):
        if now - successor.datetime_created >= AHEAD + AFTERWARDS:
            _retire(Key.objects.filter(pk=key.pk))


def _usable() -> list[Key]:
    """The keys that are published, the newest at the end."""
    return list(Key.objects.active().order_by("datetime_created", "pk"))


def _retire(keys) -> None:
    """Publishes `keys` no more; what could sign is gone."""
    keys.update(is_active=False, private_key="", datetime_modified=timezone.now())


def _open(key: Key) -> bytes:
    """The private half, as PEM; raises Unsealable."""
    try:
        sealed = base64.b64decode(key.private_key.removeprefix(MARK), validate=True)
    except ValueError as error:
        raise sealing.Unsealable from error
    return sealing.unseal(sealed, ABOUT)
