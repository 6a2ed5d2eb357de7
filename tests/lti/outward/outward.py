"""A tool of somebody else that is registered with us, as tests speak for it, and who goes there."""

import json
import re
import secrets
import time
import uuid
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.urls import reverse
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm
from platforms import a_key, signed

from lti import keys
from lti.keysets import read_keys
from lti.platform import addresses
from lti.platform.access import BEARER
from lti.platform.activities import SCOPES
from lti.platform.models import ToolKeyset
from progress.credentials import sha256
from progress.models import Learner
from tutorials.models import ExternalTool, TutorialPage

HOST = "https://unelte.exemplu.ro"

TOOL_KID = "a key of the tool"
BLOCK = "activity-1"


def now(seconds: float = 0) -> int:
    return int(time.time() + seconds)


class Tool:
    """A registered tool; what it signs and asks for."""

    def __init__(self, host: str = HOST, key: str = "tool", **fields):
        told = {
            "name": "Unelte Exemplu",
            "login_url": f"{host}/login",
            "launch_url": f"{host}/launch",
            "redirect_uris": f"{host}/launch\n{host}/second",
            "keyset_url": f"{host}/keys",
            "deep_link_url": f"{host}/choose",
        }
        self.row = ExternalTool.objects.create(**told | fields)
        self.key = key
        public = load_pem_private_key(a_key(key), None).public_key()
        jwk = RSAAlgorithm.to_jwk(public, as_dict=True) | {"kid": TOOL_KID, "alg": "RS256"}
        at = timezone.now()
        ToolKeyset.objects.create(
            tool=self.row,
            address=self.row.keyset_url,
            keys=read_keys(json.dumps({"keys": [jwk]}).encode()),
            fetched_at=at,
            tried_at=at,
        )

    def signed(self, claims: dict[str, Any], **how) -> str:
        return signed(claims, **{"key": self.key, "kid": TOOL_KID} | how)

    # --- An access token -----------------------------------------------------------------------

    def assertion(self, **changes) -> dict[str, Any]:
        client = self.row.client_id
        told = {
            "iss": client,
            "sub": client,
            "aud": addresses.ours("token"),
            "jti": secrets.token_hex(8),
        }
        return told | {"iat": now(), "exp": now(60)} | changes

    def asking(self, assertion: str | None = None, **changes) -> dict[str, str]:
        """What it posts to the token endpoint."""
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": BEARER,
            "client_assertion": assertion or self.signed(self.assertion()),
            "scope": " ".join(SCOPES),
        } | changes

    def access(self, client, *scopes: str) -> str:
        asked = self.asking(**({"scope": " ".join(scopes)} if scopes else {}))
        answer = client.post(reverse("lti:platform:token"), asked)
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    # --- A score -------------------------------------------------------------------------------

    def score(self, client, line_item: str, body: Any, token: str | None = None, **headers):
        """Posts `body` as a score of `line_item`, an address of ours."""
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        kind = headers.pop("content_type", "application/vnd.ims.lis.v1.score+json")
        bearer = {"Authorization": f"Bearer {token or self.access(client)}"}
        path = urlsplit(line_item).path + "/scores"
        return client.post(path, content, content_type=kind, headers=bearer | headers)


class Pupil:
    """A learner whom the server knows, at a browser of their own."""

    def __init__(self):
        self.id, self.secret = str(uuid.uuid4()), secrets.token_hex(16)
        self.row = Learner.objects.create(id=self.id, secret_sha256=sha256(self.secret))

    def begin(self, client, tutorial: TutorialPage, **changes):
        told = {"learner": self.id, "secret": self.secret, "block": BLOCK, "language": "ro"}
        told |= {"page": str(tutorial.translation_key)} | changes
        return client.post(
            reverse("lti:platform:begin"), json.dumps(told), content_type="application/json"
        )

    def way(self, client, page: TutorialPage) -> str:
        answer = self.begin(client, page)
        assert answer.status_code == 200, answer.text
        return answer.json()["way"]

    def address(self, client, page: TutorialPage) -> str:
        """Where the tool begins, for the window that went there."""
        answer = go(client, self.way(client, page))
        assert answer.status_code == 200, answer.text
        return unescape(re.search(r'href="([^"]+)" rel', answer.text)[1])

    def hint(self, client, page: TutorialPage) -> str:
        return dict(parse_qsl(urlsplit(self.address(client, page)).query))["login_hint"]


def go(client, way: str, origin: str | None = "http://testserver"):
    """A window of its own comes with its way."""
    headers = {"Origin": origin} if origin else {}
    return client.post(reverse("lti:platform:go"), {"way": way}, headers=headers)


def asked(tool: Tool, hint: str, **changes) -> dict[str, str]:
    """The authentication request of `tool`; a change to `None` takes a parameter away."""
    told = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": tool.row.client_id,
        "redirect_uri": f"{HOST}/launch",
        "login_hint": hint,
        "state": "a state of the tool",
        "nonce": "a nonce of the tool",
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def authorize(client, told: dict[str, str]):
    return client.get(reverse("lti:platform:authorize"), told)


def token_in(answer) -> dict[str, Any]:
    """What our form takes to the tool, verified as the tool would."""
    assert answer.status_code == 200, answer.text
    text = re.search(r'name="id_token" value="([^"]+)"', answer.text)[1]
    kid = jwt.get_unverified_header(text)["kid"]
    jwk = next(key for key in keys.jwks()["keys"] if key["kid"] == kid)
    key = RSAAlgorithm.from_jwk(jwk)
    audience = jwt.decode(text, options={"verify_signature": False})["aud"]
    return jwt.decode(text, key, algorithms=["RS256"], audience=audience, issuer=addresses.issuer())


def launch(client, tool: Tool, pupil: Pupil, page: TutorialPage, **changes) -> dict[str, Any]:
    """A whole launch; what the token says."""
    return token_in(authorize(client, asked(tool, pupil.hint(client, page), **changes)))


def line_item_of(claims: dict[str, Any]) -> str:
    return claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"]


def score(claims: dict[str, Any], **changes) -> dict[str, Any]:
    """A score of the one who was launched with `claims`; a change to `None` takes a field away."""
    told = {
        "userId": claims["sub"],
        "timestamp": "2026-11-20T10:00:00.000+02:00",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 8,
        "scoreMaximum": 10,
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def with_activity(page: TutorialPage, tool: Tool, block: str = BLOCK, **fields) -> TutorialPage:
    """`page`, published with one external activity."""
    told = {
        "tool": tool.row.pk,
        "title": "Harta primăriei",
        "purpose": "Găsiți trei birouri pe hartă.",
        "address": "",
        "custom": "tema=harta",
        "label": "",
        "max_score": 10,
    }
    page.exercises = json.dumps([{"type": "external", "id": block, "value": told | fields}])
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def form(told: dict[str, str]) -> dict[str, Any]:
    """`told` as a browser's form posts it."""
    return {"data": urlencode(told), "content_type": "application/x-www-form-urlencoded"}
