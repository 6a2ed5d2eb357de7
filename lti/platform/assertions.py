"""What a tool signs: an assertion for an access token, the answer to an editor. Verified here."""

import datetime
import hashlib
from typing import Any

import jwt
from django.db import IntegrityError, transaction
from django.utils import timezone

from lti import outgoing, tokens
from lti.keysets import BOUNDS, KeysOf
from lti.platform import addresses
from lti.platform.models import SpentAssertion, ToolKeyset
from lti.platform.refusals import Refused, of_token
from lti.reading import Unreadable, an_id, texts
from lti.refusals import Refusal
from tutorials.models import ExternalTool

LONGEST_LIFE = 3600  # seconds between `iat` and `exp`: so long is a `jti` remembered


class ToolKeys(KeysOf):
    """The keys of a tool, fetched from its own hosts alone."""

    table, owned_by = ToolKeyset, "tool"

    def _ask(self, headers: dict[str, str]) -> outgoing.Answer:
        allowed = addresses.origins_of(self.owner)
        return outgoing.fetch_from(allowed, "GET", self.address, headers=headers, bounds=BOUNDS)

    def _refusal(self, detail: str) -> Refusal:
        return Refusal("keys_unavailable", detail)


def claimed(token: str, code: str) -> dict[str, Any]:
    """What `token` claims, of which nothing is proven. Raises Refused with `code`."""
    try:
        if len(token) > tokens.LONGEST or not token.isascii():
            raise ValueError(f"{len(token)} letters")
        return jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise Refused(code, str(error)) from error


def tool_named(told: Any, code: str) -> ExternalTool:
    """The tool in use with the client ID `told`. Raises Refused with `code`."""
    try:
        tool = ExternalTool.objects.filter(client_id=an_id(told, "client", 64)).first()
    except Unreadable as error:
        raise Refused(code, str(error)) from error
    if tool is None:
        raise Refused(code, f"client {told!r}"[:200])
    if not tool.is_active:
        raise Refused("tool_off", str(tool.pk))
    return tool


def claims_of(token: str, tool: ExternalTool, audience: set[str], code: str) -> dict[str, Any]:
    """What `token` says, signed by `tool` for one of `audience`, now. Raises Refused with `code`."""
    now = timezone.now()
    try:
        claims = tokens.read_signed(token, ToolKeys(tool), Refusal)
        tokens.check_times(claims, now.timestamp(), Refusal)
    except Refusal as refusal:
        raise of_token(refusal, code) from refusal
    if claims.get("iss") != tool.client_id:
        raise Refused(code, "iss")
    for_whom = claims.get("aud")
    try:
        for_whom = [for_whom] if isinstance(for_whom, str) else texts(for_whom, "aud", 10)
    except Unreadable as error:
        raise Refused(code, str(error)) from error
    if not audience & set(for_whom):
        raise Refused(code, f"aud {for_whom!r}"[:200])
    if claims["exp"] - claims["iat"] > LONGEST_LIFE:
        raise Refused(code, "valid for too long")
    return claims


def spend(tool: ExternalTool, claims: dict[str, Any], code: str, name: str = "jti") -> None:
    """Notes the name that a token has for itself, once. Raises Refused; for none, with `code`."""
    try:
        told = an_id(claims.get(name), name)
    except Unreadable as error:
        raise Refused(code, str(error)) from error
    digest = hashlib.sha256(f"{tool.client_id} {name} {told}".encode()).hexdigest()
    until = timezone.now() + datetime.timedelta(seconds=LONGEST_LIFE + 2 * tokens.LEEWAY)
    try:
        with transaction.atomic():
            SpentAssertion.objects.create(digest=digest, expires_at=until)
    except IntegrityError as error:
        raise Refused("assertion_used", told[:80]) from error
