"""The public keys of platforms: fetched when a token needs them, kept for ten minutes.

They lie in the database, so that all workers share them. However it goes, a platform is asked once a
minute at most, by one request: that claims the asking before it begins, since there are few workers,
and each that waits for a platform answers nobody else. Whoever invents names of keys makes us knock
no more often than that either.
"""

import datetime
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.db.models import Q, QuerySet
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from lti import outgoing
from lti.models import Keyset
from lti.reading import Unreadable, an_id, an_object, read_json
from lti.refusals import Refusal

KEPT = datetime.timedelta(minutes=10)
PAUSE = datetime.timedelta(minutes=1)  # from one asking to the next, however it went
BOUNDS = outgoing.Bounds(silence=3, longest=5)
# For the answer that another request is waiting for: a class that arrives after a night comes in one
# moment, and most platforms answer in less.
A_MOMENT = datetime.timedelta(seconds=1)
A_LOOK = 0.05  # seconds from one look to the next
MOST_KEYS = 50
FEWEST_BITS = 2048


class KeysOf:
    """The keys of a platform by name, as a token asks for them. Its owner is a registration; that of a
    tool's keys is the tool (lti/platform/assertions.py).
    """

    table, owned_by = Keyset, "registration"

    def __init__(self, owner):
        self.owner = owner
        self.address = owner.keyset_url

    def get(self, kid: str) -> RSAPublicKey | None:
        """The key that the platform calls `kid`; None when it has none of that name.

        Raises Refusal when the platform does not tell us its keys.
        """
        row = self._rows().first()
        found = _find(row.keys, kid) if row and _is_within(KEPT, row.fetched_at) else None
        if found is None:
            found = _find(self._fetch() if self._claim() else self._without_asking(), kid)
        return found

    def _claim(self) -> bool:
        """Whether it is for us to ask: of those who come within a minute, one does.

        What is kept from another address is forgotten.
        """
        now, mine = timezone.now(), {self.owned_by: self.owner}
        noted = {"address": self.address, "tried_at": now}
        _row, is_made = self.table.objects.get_or_create(**mine, defaults=noted)
        if is_made:
            return True
        elsewhere = self.table.objects.filter(**mine).exclude(address=self.address)
        elsewhere.update(address=self.address, keys=[], fetched_at=None, tried_at=None)
        # Not only “long ago”: where the clock was set back, the last time may lie far ahead.
        is_due = Q(tried_at=None) | ~Q(tried_at__range=(now - PAUSE, now + PAUSE))
        return bool(self._rows().filter(is_due).update(tried_at=now))

    def _without_asking(self) -> list[dict[str, Any]]:
        """What there is for those who may not ask. Keys that are being fetched anew hold so long.

        Raises Refusal where there is nothing, a moment after somebody began to ask or failed.
        """
        while True:
            row = self._rows().first()
            if row and _is_within(KEPT + PAUSE, row.fetched_at):
                return row.keys
            if not row or not _is_within(A_MOMENT, row.tried_at):
                raise self._refusal("it is being asked, or failed just now")
            time.sleep(A_LOOK)

    def _fetch(self) -> list[dict[str, Any]]:
        """The keys as the platform tells them now; noted with the time, also that it failed."""
        try:
            answer = self._ask({"Accept": "application/json"})
            if answer.status != 200:
                raise outgoing.Unreachable(f"The platform answered {answer.status}.")
            keys = read_keys(answer.body)
        except (outgoing.Unreachable, Unreadable) as error:
            self._note_failure()
            raise self._refusal(str(error)) from error
        now = timezone.now()
        self._rows().update(keys=keys, fetched_at=now, tried_at=now)
        return keys

    def _note_failure(self) -> None:
        """The pause begins when it has failed, which may be long after it began."""
        now = timezone.now()
        self._rows().update(tried_at=now)
        self._rows().filter(fetched_at__lte=now - KEPT).update(keys=[], fetched_at=None)

    def _rows(self) -> QuerySet:
        """What is kept from that address: one row, or none."""
        return self.table.objects.filter(**{self.owned_by: self.owner}, address=self.address)

    def _ask(self, headers: dict[str, str]) -> outgoing.Answer:
        return outgoing.fetch(self.owner, "GET", self.address, headers=headers, bounds=BOUNDS)

    def _refusal(self, detail: str) -> Refusal:
        return Refusal("keys_unavailable", detail, registration=self.owner)


def _is_within(span: datetime.timedelta, moment: datetime.datetime | None) -> bool:
    """Whether `moment` is less than `span` away; in the future too, since clocks are set back."""
    return moment is not None and abs(timezone.now() - moment) < span


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
