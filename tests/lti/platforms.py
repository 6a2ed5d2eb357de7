"""A platform for tests. Its tokens are made by `lti_consumer.lti_1p3`, the LTI platform of Open edX,
which nobody here wrote; what a hostile platform would send is such a token, changed and signed anew.
"""

import base64
import hmac
import json
import time
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.urls import reverse
from django.utils import timezone
from edx import consumer_module
from makers import ISSUER, DeploymentFactory, RegistrationFactory

from lti.keysets import read_keys
from lti.logins import launch_address
from lti.models import Keyset

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
KID = "a key of the platform"


@cache
def a_key(name: str) -> bytes:
    """A private key as PEM, made once for each name: it takes long."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def signed(claims: Any, *, key: str = "platform", kid: Any = KID, alg: str = "RS256", **head) -> str:
    """`claims` as a token of the key of that name."""
    if isinstance(claims, bytes):  # what is no JSON
        return jwt.PyJWS().encode(claims, a_key(key), algorithm=alg, headers={"kid": kid, **head})
    headers = {"kid": kid, **head} if kid is not None else head
    return jwt.encode(claims, a_key(key), algorithm=alg, headers=headers)


class Platform:
    """A platform that is registered here and approved, with one deployment."""

    def __init__(self, issuer: str = ISSUER, **fields):
        self.registration = RegistrationFactory(issuer=issuer, **fields)
        self.deployment = DeploymentFactory(registration=self.registration, deployment_id="1")
        self.consumer = consumer_module().LtiAdvantageConsumer(
            iss=issuer,
            lti_oidc_url=self.init_path,
            lti_launch_url=launch_address(),
            client_id=self.registration.client_id,
            deployment_id="1",
            rsa_key=a_key("platform"),
            rsa_key_id=KID,
            redirect_uris=[launch_address()],
        )
        self.show_keys()

    @property
    def init_path(self) -> str:
        return reverse("lti:init", args=[self.registration.uuid])

    def show_keys(self) -> None:
        """As if its keys had just been fetched."""
        keys = read_keys(json.dumps(self.consumer.get_public_keyset()).encode())
        now = timezone.now()
        told = {
            "address": self.registration.keyset_url,
            "keys": keys,
            "fetched_at": now,
            "tried_at": now,
        }
        Keyset.objects.update_or_create(registration=self.registration, defaults=told)

    # --- A login and its answer ---------------------------------------------------------------

    def data(self, deep: bool = False) -> SimpleNamespace:
        kind = "LtiDeepLinkingRequest" if deep else "LtiResourceLinkRequest"
        return SimpleNamespace(user_id="7", external_user_id=None, message_type=kind)

    def begin(self, client, *, deep: bool = False) -> dict[str, str]:
        """Begins a login in `client`; what our answer asks the platform for."""
        address = self.consumer.prepare_preflight_url(self.data(deep))
        answer = client.get(address)
        assert answer.status_code == 302, answer.content.decode()
        return dict(parse_qsl(urlsplit(answer["Location"]).query))

    def message(
        self, asked: dict[str, str], *, role="student", deep=False, link=True
    ) -> dict[str, str]:
        """``state`` and ``id_token`` as the platform would post them, for what we `asked`."""
        consumer = self.consumer
        consumer.set_user_data("7", role, full_name="Ioana Pop", email_address="ioana@scoala.exemplu")
        consumer.set_resource_link_claim("link-1", title="Prima lecție") if link else None
        consumer.set_context_claim("course-1", context_title="Clasa a VI-a", context_label="6A")
        consumer.set_launch_presentation_claim("iframe", return_url=f"{self.registration.issuer}/back")
        items = f"{self.registration.issuer}/ags/items"
        consumer.enable_ags(items, f"{items}/1")
        consumer.enable_nrps(f"{self.registration.issuer}/nrps/1")
        if deep:
            consumer.enable_deep_linking(launch_address(), f"{self.registration.issuer}/deep?id=1&x=2")
        return consumer.generate_launch_request(asked)

    def claims(self, asked: dict[str, str], **how) -> dict[str, Any]:
        """The claims of that token, to be changed."""
        token = self.message(asked, **how)["id_token"]
        return jwt.decode(token, options={"verify_signature": False})

    # --- A whole launch -----------------------------------------------------------------------

    def launch(self, client, edit=None, *, deep=False, role="student", sign=signed, **how):
        """Login, token, post, in `client`. `edit` changes the claims, `sign` makes a token of them."""
        asked = self.begin(client, deep=deep)
        if edit is None and sign is signed:
            sent = self.message(asked, role=role, deep=deep, **how)
        else:
            claims = self.claims(asked, role=role, deep=deep, **how)
            claims = (edit and edit(claims)) or claims
            sent = {"state": asked["state"], "id_token": sign(claims)}
        return self.post(client, sent)

    def post(self, client, sent: dict[str, str]):
        """What the browser posts to us, as bytes."""
        body = urlencode(sent).encode()
        kind = "application/x-www-form-urlencoded"
        return client.post(reverse("lti:launch"), body, content_type=kind)


def claim(name: str, value: Any):
    """An edit: sets a claim of LTI; takes it away for the value `...`."""
    return plain(LTI + name, value)


def plain(name: str, value: Any):
    """An edit: sets a claim; takes it away for the value `...`."""

    def edit(claims: dict[str, Any]) -> None:
        if value is ...:
            claims.pop(name, None)
        else:
            claims[name] = value

    return edit


def moment(name: str, seconds: float):
    """An edit: sets a claim to so many seconds from when the token is made."""
    return lambda claims: claims.update({name: int(time.time() + seconds)})


def forged(head: Any, claims: Any, signature: bytes | str = b"") -> str:
    """A token of these parts, whatever they are; `signature` as bytes, or made of the rest by HMAC."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (head, claims)]
    body = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    if isinstance(signature, str):
        signature = hmac.digest(signature.encode(), body, "sha256")
    return (body + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()
