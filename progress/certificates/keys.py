"""The keys that sign Open Badges: RSA, as the standard asks of everybody (RS256).

They lie in CERTIFICATE_KEYS_DIR, one file each, PEM. The last by name signs; the public halves of all
are published, so that what an older key signed can still be checked. The first is made on first use.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from progress.keyfile import make_key_file

BITS = 2048


class Key(NamedTuple):
    """A key, and its name: the thumbprint of its public half (RFC 7638)."""

    name: str
    private: RSAPrivateKey
    public: dict[str, str]


def all_keys() -> list[Key]:
    """Every key, the one that signs at the end; makes the first."""
    return [_read(path, path.stat().st_mtime_ns) for path in key_files() or [_make()]]


def key_files() -> list[Path]:
    return sorted(settings.CERTIFICATE_KEYS_DIR.glob("*.pem"))


def _make() -> Path:
    """A new key, readable by its owner alone; that of another process which was quicker."""
    folder = settings.CERTIFICATE_KEYS_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{timezone.localtime().year}-1.pem"
    make_key_file(path, generate_private_key(public_exponent=65537, key_size=BITS))
    return path


@cache
def _read(path: Path, changed: int) -> Key:
    private = load_pem_private_key(path.read_bytes(), password=None)
    public = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    bare = {name: public[name] for name in ("e", "kty", "n")}
    digest = hashlib.sha256(json.dumps(bare, separators=(",", ":"), sort_keys=True).encode()).digest()
    name = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return Key(name, private, bare | {"alg": "RS256", "use": "sig"})
