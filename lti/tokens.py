"""An id_token, verified: by whom, for whom, when, and for which login (LTI 1.3 core, section 5.1.3).

Pure but for `keys`, which may ask the platform. Order matters: nothing of a token is believed before
its signature is checked, and nothing of it leaves this module before all of it is.
"""

import datetime
import math
import secrets
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from lti_tool.models import LtiRegistration

from lti.reading import Unreadable, an_id, an_object, read_json, texts
from lti.refusals import Refusal

LONGEST = 64 * 1024  # letters; Moodle's have about 3,000
LEEWAY = 60  # seconds that the platform's clock may differ from ours
OLDEST = 15 * 60  # seconds since it was made: the login that it answers holds for ten minutes
LONGEST_LIFE = 24 * 60 * 60  # seconds between `iat` and `exp`


class Keys(Protocol):
    def get(self, kid: str) -> RSAPublicKey | None:
        """The platform's key of that name."""


def verify(
    token: str, registration: LtiRegistration, keys: Keys, now: datetime.datetime, nonce: str
) -> dict[str, Any]:
    """The claims of `token`, made by the platform of `registration` for us, now, for this `nonce`.

    Raises Refusal.
    """

    def refuse(code: str, detail: str) -> Refusal:
        return Refusal(code, detail, registration=registration)

    claims = read_signed(token, keys, refuse)
    _check_parties(claims, registration, refuse)
    check_times(claims, now.timestamp(), refuse)
    said = claims.get("nonce")
    if not isinstance(said, str) or not secrets.compare_digest(_bytes(said), _bytes(nonce)):
        raise refuse("token_nonce", "")
    return claims


def read_signed(token: str, keys: Keys, refuse) -> dict[str, Any]:
    """What `token` says, signed with one of `keys` by RS256; whom it is for and when, is not checked.

    Raises what ``refuse(code, detail)`` makes.
    """
    head, algorithm = _head(token, refuse), "RS256"
    if head.get("alg") != algorithm:
        raise refuse("token_algorithm", repr(head.get("alg"))[:40])
    if "crit" in head:  # RFC 7515, section 4.1.11: what we do not understand, we must not take
        raise refuse("token_malformed", "crit")
    try:
        kid = an_id(head.get("kid"), "kid")
    except Unreadable as error:
        raise refuse("token_key", str(error)) from error
    # Any other word of the head about keys (jwk, jku, x5c, x5u) is the token's own, and proves nothing.
    if (key := keys.get(kid)) is None:
        raise refuse("token_key", kid)
    try:
        payload = jwt.PyJWS().decode(token, key, algorithms=[algorithm])
        return an_object(read_json(payload), "the token")
    except jwt.InvalidSignatureError as error:
        raise refuse("token_signature", kid) from error
    except (jwt.PyJWTError, Unreadable) as error:
        raise refuse("token_malformed", str(error)) from error


def _head(token: str, refuse) -> dict[str, Any]:
    if not token or len(token) > LONGEST or not token.isascii():
        raise refuse("token_malformed", f"{len(token)} letters")
    try:
        return jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise refuse("token_malformed", str(error)) from error


def _check_parties(claims: dict[str, Any], registration: LtiRegistration, refuse) -> None:
    """By the platform, for us, and for nobody who could use it in our name."""
    if claims.get("iss") != registration.issuer:
        raise refuse("token_issuer", repr(claims.get("iss"))[:200])
    ours = registration.client_id
    audience = claims.get("aud")
    try:
        audience = [audience] if isinstance(audience, str) else texts(audience, "aud", 10)
    except Unreadable as error:
        raise refuse("token_audience", str(error)) from error
    presenter = claims.get("azp")
    if ours not in audience or (presenter is not None and presenter != ours):
        raise refuse("token_audience", repr((audience, presenter))[:200])
    if len(audience) > 1 and presenter is None:  # OpenID Connect core, section 3.1.3.7
        raise refuse("token_audience", "several, and azp is missing")


def check_times(claims: dict[str, Any], now: float, refuse) -> None:
    expires, made = _time(claims, "exp", refuse), _time(claims, "iat", refuse)
    begins = _time(claims, "nbf", refuse) if claims.get("nbf") is not None else made
    if expires <= now - LEEWAY:
        raise refuse("token_expired", f"{now - expires:.0f} s ago")
    if made > now + LEEWAY or begins > now + LEEWAY:
        raise refuse("token_clock", f"{max(made, begins) - now:.0f} s ahead of us")
    if made < now - OLDEST:
        raise refuse("token_clock", f"{now - made:.0f} s old")
    if expires - made > LONGEST_LIFE:
        raise refuse("token_clock", f"valid for {expires - made:.0f} s")


def _time(claims: dict[str, Any], name: str, refuse) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse("token_malformed", f"{name} is no time")
    try:
        value = float(value)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise refuse("token_malformed", f"{name} is no time")
    return value


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
