"""Calls in our own name: an access token, had for our signature (LTI security framework 1.0, 4.1)."""

import json
import re
import secrets
import time
from collections.abc import Sequence
from urllib.parse import urlencode

import jwt
from lti_tool.models import LtiRegistration

from lti import keys, outgoing
from lti.reading import Unreadable, read_json

SECONDS = 60  # that our assertion holds
MOST_SECONDS = 3600  # that a token is kept, whatever the platform says
EARLY = 60  # seconds before its end it is not used any more
MOST_SAID = 300  # letters of what a platform says
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")

# By what it is for: the token, and the moment from which it is not used any more. In this process
# alone: that of the clock, which tells marks, asks the most.
_kept: dict[tuple, tuple[str, float]] = {}


class Unanswered(Exception):
    """The platform did not answer, or not now: it is asked again later."""


class Declined(Exception):
    """It is not taken, and would not be another time. `status` is 0 for what we do not even send."""

    def __init__(self, status: int, said: str):
        super().__init__(said)
        self.status = status

    @property
    def code(self) -> str:
        """For those who look after it (`gradebook.py`)."""
        return f"http_{self.status}" if self.status else "foreign_host"


class NoToken(Declined):
    """It was not even asked: the platform gives us no access token for it."""


def call(
    registration: LtiRegistration,
    method: str,
    address: str,
    scopes: Sequence[str],
    *,
    body: object = None,
    media_type: str = "application/json",
    accept: str = "application/json",
) -> outgoing.Answer:
    """The platform's good answer; `body` goes as JSON. Raises Unanswered or Declined.

    A token that the platform takes no more is had anew, once.
    """
    headers = {"Accept": accept}
    packed = None
    if body is not None:
        packed, headers["Content-Type"] = json.dumps(body, allow_nan=False).encode(), media_type
    for is_second in (False, True):
        token = token_for(registration, scopes, anew=is_second)
        bearer = {"Authorization": f"Bearer {token}"}
        try:
            return _fetch(registration, method, address, headers | bearer, packed)
        except Declined as declined:
            if declined.status != 401 or is_second:
                raise
    raise AssertionError("The second time it returned or raised.")


def token_for(registration: LtiRegistration, scopes: Sequence[str], *, anew: bool = False) -> str:
    """An access token for `scopes`. Raises Unanswered or Declined."""
    scope = " ".join(sorted(scopes))
    name = (registration.pk, registration.client_id, registration.token_url, scope)
    token, until = _kept.get(name, ("", 0.0))
    if time.monotonic() < until and not anew:
        return token
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": _assertion(registration),
        "scope": scope,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = _fetch(registration, "POST", registration.token_url, headers, urlencode(form).encode())
    except Declined as declined:
        raise NoToken(declined.status, str(declined)) from declined
    told = json_of(answer)
    token = told.get("access_token") if isinstance(told, dict) else None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise Unanswered("It answered with something else than a token.")
    lasts = told.get("expires_in")
    lasts = lasts if isinstance(lasts, int | float) else 0
    _kept[name] = (token, time.monotonic() + min(lasts, MOST_SECONDS) - EARLY)
    return token


def json_of(answer: outgoing.Answer):
    """The JSON of an answer; raises Unanswered for anything else."""
    try:
        return read_json(answer.body)
    except Unreadable as error:
        raise Unanswered("It answered with something else than JSON.") from error


def _fetch(registration, method, address, headers, body) -> outgoing.Answer:
    try:
        answer = outgoing.fetch(registration, method, address, headers=headers, body=body)
    except outgoing.Forbidden as error:
        raise Declined(0, str(error)) from error
    except outgoing.Unreachable as error:
        raise Unanswered(str(error)) from error
    if answer.status in (408, 429) or answer.status >= 500:
        raise Unanswered(f"The platform answered {answer.status}.")
    if not 200 <= answer.status < 300:
        said = answer.body[: 4 * MOST_SAID].decode("utf-8", "replace").replace("\0", "")
        raise Declined(answer.status, said[:MOST_SAID])
    return answer


def _assertion(registration: LtiRegistration) -> str:
    now = int(time.time())
    claims = {
        "iss": registration.client_id,
        "sub": registration.client_id,
        "aud": registration.audience or registration.token_url,
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + SECONDS,
    }
    kid, pem = keys.signing_key()
    return jwt.encode(claims, pem, algorithm="RS256", headers={"kid": kid})
