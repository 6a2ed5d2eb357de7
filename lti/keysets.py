"""The public keys of platforms: fetched when a token needs them, kept for ten minutes.

They lie in the database, so that all workers share them. A key that we do not know has the set
fetched once more, and then not again for a minute: whoever invents names of keys makes us knock at
the platform no more often than that.
"""

import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError
from lti_tool.models import LtiRegistration

from lti import outgoing
from lti.models import Keyset
from lti.reading import Unreadable, an_id, an_object, read_json
from lti.refusals import Refusal

KEPT = datetime.timedelta(minutes=10)
QUIET = datetime.timedelta(minutes=1)  # after asking for a key that was not there
AFTER_FAILURE = datetime.timedelta(seconds=5)
MOST_KEYS = 50
FEWEST_BITS = 2048


class KeysOf:
    """The keys of a platform by name, as a token asks for them."""

    def __init__(self, registration: LtiRegistration, now: datetime.datetime | None = None):
        self.registration = registration
        self.address = registration.keyset_url
        self.now = now or timezone.now()

    def get(self, kid: str) -> RSAPublicKey | None:
        """The key that the platform calls `kid`; None when it has none of that name.

        Raises Refusal when the platform does not tell us its keys.
        """
        row = self._row()
        fresh = bool(row and row.fetched_at and self.now - row.fetched_at < KEPT)
        found = _find(row.keys, kid) if fresh else None
        if found is None and self._may_ask(row, fresh):
            found = _find(self._fetch(known=row is not None), kid)
        return found

    def _may_ask(self, row: Keyset | None, fresh: bool) -> bool:
        since = self.now - row.tried_at if row and row.tried_at else None
        if fresh:
            return since is None or since >= QUIET
        if since is not None and since < AFTER_FAILURE and row.tried_at != row.fetched_at:
            raise self._refusal("it failed just now")
        return True

    def _fetch(self, known: bool) -> list[dict[str, Any]]:
        """The keys as the platform tells them now; noted with the time, also that it failed.

        `known` says whether what is noted came from this address: another one's keys end now.
        """
        noted: dict[str, Any] = {"address": self.address, "tried_at": self.now}
        if not known:
            noted |= {"keys": [], "fetched_at": None}
        try:
            answer = self._ask({"Accept": "application/json"})
            if answer.status != 200:
                raise outgoing.Unreachable(f"The platform answered {answer.status}.")
            keys = read_keys(answer.body)
            noted |= {"keys": keys, "fetched_at": self.now}
        except (outgoing.Unreachable, Unreadable) as error:
            raise self._refusal(str(error)) from error
        finally:
            self._note(noted)
        return keys

    # Whose keys they are; of a tool, lti/platform/assertions.py has it otherwise.

    def _row(self) -> Keyset | None:
        return Keyset.objects.filter(registration=self.registration, address=self.address).first()

    def _ask(self, headers: dict[str, str]) -> outgoing.Answer:
        return outgoing.fetch(self.registration, "GET", self.address, headers=headers)

    def _note(self, noted: dict[str, Any]) -> None:
        Keyset.objects.update_or_create(registration=self.registration, defaults=noted)

    def _refusal(self, detail: str) -> Refusal:
        return Refusal("keys_unavailable", detail, registration=self.registration)


def read_keys(body: bytes) -> list[dict[str, Any]]:
    """What we keep of a JWK set (RFC 7517): named public RSA keys that may sign. Raises Unreadable."""
    listed = an_object(read_json(body), "the keyset").get("keys")
    if not isinstance(listed, list):
        raise Unreadable("the keyset holds no list of keys")
    kept: dict[str, dict[str, Any]] = {}
    for each in listed[:MOST_KEYS]:
        try:
            key = _read_key(each)
        except Unreadable:
            continue  # keys of other kinds may stand beside ours
        kept.setdefault(key["kid"], key)
    return list(kept.values())


def _read_key(value: Any) -> dict[str, Any]:
    told = an_object(value, "a key")
    if told.get("kty") != "RSA" or told.get("use") not in (None, "sig"):
        raise Unreadable("no RSA key that signs")
    if told.get("alg") not in (None, "RS256"):
        raise Unreadable("another algorithm")
    longest = 2048  # letters of base64url: 12,000 bits
    return {"kid": an_id(told.get("kid"), "kid")} | {
        part: an_id(told.get(part), part, longest) for part in ("n", "e")
    }


def _find(keys: list[dict[str, Any]], kid: str) -> RSAPublicKey | None:
    told = next((key for key in keys if key["kid"] == kid), None)
    if told is None:
        return None
    try:
        key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": told["n"], "e": told["e"]})
    except (InvalidKeyError, ValueError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= FEWEST_BITS else None
