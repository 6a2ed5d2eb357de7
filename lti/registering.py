"""A platform registers itself (LTI Dynamic Registration 1.0): by our invitation, once, from the address
that the invitation names; and it opens nothing before an admin approves it.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from lti_tool.models import LtiDeployment, LtiRegistration

from lti import logins, origins, outgoing
from lti.frames import frameable, framed
from lti.models import Invitation, MessageType, Platform
from lti.reading import Unreadable, an_address, an_id, an_object, optional, read_json, texts, words
from lti.refusals import Refusal

_PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
LONGEST_TOKEN = 8 * 1024
# Every service of LTI Advantage, so that a platform asks its admin once.
SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
# Where django-lti keeps what a platform's configuration says. Checked before we ask to be registered:
# what fails afterwards leaves us known there, and the platform unknown here.
COLUMNS = {
    "issuer": "issuer",
    "authorization_endpoint": "auth_url",
    "token_endpoint": "token_url",
    "jwks_uri": "keyset_url",
}
CLAIMS = ("iss", "sub", "name", "given_name", "family_name")  # no e-mail address


@framed("GET", "HEAD", "POST")
def register(request: HttpRequest, invitation: str) -> HttpResponse:
    """Shown in the platform's own window: what will happen, and after the button, that it did."""
    invited = _invitation(invitation)
    told = request.POST if request.method == "POST" else request.GET
    address, token = told.get("openid_configuration", ""), told.get("registration_token", "")
    if not address:
        raise Refusal("invitation_opened")
    if origins.origin_of(address) != invited.origin:
        raise Refusal("invitation_origin", address[:200])
    made = _register(invited, address, token) if request.method == "POST" else None
    seen = {"invitation": invited, "address": address, "token": token, "made": made}
    return frameable(render(request, "lti/register.html", seen), whose=[invited.origin])


def _invitation(told: str) -> Invitation:
    """The invitation of that id, as long as it holds. Raises Refusal."""
    if told.isascii() and told.isprintable():
        invited = Invitation.objects.filter(id=told, used_at=None, expires_at__gt=timezone.now())
        if found := invited.first():
            return found
    raise Refusal("invitation")


def _register(invited: Invitation, address: str, token: str) -> LtiRegistration:
    """Reads how, registers us, and stores what the platform calls us. Raises Refusal.

    Of two at once, one holds the invitation; what fails gives it back.
    """
    if not Invitation.objects.filter(id=invited.id, used_at=None).update(used_at=timezone.now()):
        raise Refusal("invitation", "two at once")
    try:
        told = read_configuration(_fetched(invited, address), address)
        registration = LtiRegistration(
            name=invited.name,
            **{column: told[name] for name, column in COLUMNS.items()},
            audience=told["audience"],
            is_active=False,
        )
        registration.client_id, deployment = _asked(
            invited, told["registration_endpoint"], token, tool_configuration(registration)
        )
        _stored(invited, registration, deployment, told["family"])
    except Exception:
        Invitation.objects.filter(id=invited.id, registration=None).update(used_at=None)
        raise
    return registration


def _fetched(invited: Invitation, address: str) -> bytes:
    try:
        accept = {"Accept": "application/json"}
        answer = outgoing.fetch_from([invited.origin], "GET", address, headers=accept)
    except outgoing.Unreachable as error:
        raise Refusal("configuration", str(error)) from error
    if answer.status != 200:
        raise Refusal("configuration", f"The platform answered {answer.status}.")
    return answer.body


def read_configuration(body: bytes, address: str) -> dict[str, str]:
    """What we need of a platform's configuration (section 3.4.2), all of it at the host of `address`.

    Raises Refusal.
    """
    try:
        told = an_object(read_json(body), "the configuration")
        read = {name: an_address(told.get(name), name) for name in (*COLUMNS, "registration_endpoint")}
        for name, column in COLUMNS.items():
            an_id(read[name], name, LtiRegistration._meta.get_field(column).max_length)
        for name, value in read.items():
            if origins.origin_of(value) != origins.origin_of(address):
                raise Unreadable(f"{name} lies at another host")
        algorithms = optional(texts, told.get("id_token_signing_alg_values_supported"), "algorithms")
        if algorithms is not None and "RS256" not in algorithms:
            raise Unreadable("the platform does not sign with RS256")
        audience = optional(an_id, told.get("authorization_server"), "authorization_server") or ""
        platform = optional(an_object, told.get(_PLATFORM), "the platform's configuration") or {}
    except Unreadable as error:
        raise Refusal("configuration", str(error)) from error
    family = words(platform.get("product_family_code"), 60)
    version = words(platform.get("version"), 30)
    return read | {"audience": audience, "family": f"{family} {version}".strip()}


def tool_configuration(registration: LtiRegistration) -> dict[str, Any]:
    """What we tell a platform of ourselves (section 3.5.2), in the language of the site."""
    launch = logins.launch_address()
    with translation.override(settings.LANGUAGE_CODE):
        choosing = {
            "type": MessageType.DEEP_LINKING.value,
            "target_link_uri": launch,
            "label": _("Choose lessons"),
        }
        return {
            "application_type": "web",
            "response_types": ["id_token"],
            "grant_types": ["implicit", "client_credentials"],
            "initiate_login_uri": logins.login_address(registration),
            "redirect_uris": [launch],
            "client_name": settings.WAGTAIL_SITE_NAME,
            "client_uri": settings.PUBLIC_URL,
            "jwks_uri": settings.PUBLIC_URL + reverse("lti:jwks"),
            "token_endpoint_auth_method": "private_key_jwt",
            "scope": " ".join(SCOPES),
            _TOOL: {
                "domain": urlsplit(settings.PUBLIC_URL).netloc,
                "target_link_uri": launch,
                "description": _("Short lessons on e-services and civic life, step by step."),
                "claims": list(CLAIMS),
                "messages": [choosing],
            },
        }


def _asked(
    invited: Invitation, endpoint: str, token: str, configuration: dict[str, Any]
) -> tuple[str, str]:
    """Registers us; the client ID, and the deployment ID where we are told. Raises Refusal."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    body = json.dumps(configuration).encode()
    try:
        if token:
            headers["Authorization"] = f"Bearer {an_id(token, 'registration_token', LONGEST_TOKEN)}"
        answer = outgoing.fetch_from([invited.origin], "POST", endpoint, headers=headers, body=body)
        if answer.status not in (200, 201):
            raise Unreadable(f"the platform answered {answer.status}")
        told = an_object(read_json(answer.body), "the answer")
        ours = optional(an_object, told.get(_TOOL), "the tool's configuration") or {}
        deployment = optional(an_id, ours.get("deployment_id"), "deployment_id") or ""
        return an_id(told.get("client_id"), "client_id"), deployment
    except (outgoing.Unreachable, Unreadable) as error:
        raise Refusal("registration_refused", str(error)) from error


@transaction.atomic
def _stored(invited: Invitation, registration: LtiRegistration, deployment: str, family: str) -> None:
    """The registration as the platform confirmed it, not yet approved."""
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        raise Refusal("registration_twice", registration.client_id) from error
    if deployment:
        LtiDeployment.objects.create(registration=registration, deployment_id=deployment)
    Platform.objects.create(registration=registration, family=family)
    Invitation.objects.filter(id=invited.id).update(registration=registration)
