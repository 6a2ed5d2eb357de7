"""Sealing: what only this server can read, whoever carries it.

HPKE (RFC 9180) with P-256, HKDF-SHA256 and AES-256-GCM: the oldest browser of our floor has them all
in its WebCrypto. Sealing says nothing of who sealed: credentials lie inside.
"""

import base64
import hashlib
import logging
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings

from progress.keyfile import make_key_file

logger = logging.getLogger(__name__)

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
CURVE = ec.SECP256R1()


class Unsealable(Exception):
    """It was sealed for another key, about something else, or changed since."""


class NoKey(Exception):
    """The text or the file holds no key of ours, or the file cannot be read now."""


def public_key() -> str:
    """What others seal to us with: the point, uncompressed, in base64url without padding."""
    point = _private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def key_in_pages() -> str:
    """What every page says to seal to; empty where we have no key: then no lock is offered."""
    try:
        return public_key()
    except NoKey:
        logger.exception("There is no key to seal to.")
        return ""


def fingerprint(key: str) -> str:
    """A short name of a public key, to tell which server a thing was sealed for."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def seal(plain: bytes, key: str, about: bytes) -> bytes:
    """`plain` for the holder of `key` alone, who opens it by naming the same `about`. Raises NoKey."""
    return SUITE.encrypt(plain, read_key(key), info=about)


def unseal(sealed: bytes, about: bytes) -> bytes:
    """What was sealed to our key; raises Unsealable, and NoKey where we have none to try."""
    key = _private_key()
    try:
        return SUITE.decrypt(sealed, key, info=about)
    except (InvalidTag, ValueError) as error:
        raise Unsealable from error


def read_key(text: str) -> ec.EllipticCurvePublicKey:
    """The public key that `public_key` wrote as `text`; raises NoKey."""
    try:
        point = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError as error:
        raise NoKey("This is not the public key of a server.") from error


def key_file() -> Path:
    return Path(settings.SEALING_KEY or settings.DATA_DIR / "sealing-key.pem")


def _private_key() -> ec.EllipticCurvePrivateKey:
    """Ours, made on first need: a server has none before its first start.

    Raises NoKey for a file that is there and cannot be read: it is never replaced, since what devices
    sealed to the key in it would be lost.
    """
    path = key_file()
    try:
        if not path.exists():
            make_key_file(path, ec.generate_private_key(CURVE))
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise NoKey(f"{path} cannot be read or made: {error.strerror}.") from error


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> ec.EllipticCurvePrivateKey:
    """The key in `path`, as it was `changed` last: a call may bring thousands of seals."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoKey(f"{path} holds no private key.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != CURVE.name:
        raise NoKey(f"{path} holds another kind of key than P-256.")
    return key
