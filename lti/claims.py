"""What a verified token says, read claim by claim: types, lengths, addresses. What we do not need is
left: no e-mail address, no picture, no parameter but those that name a lesson.
"""

from dataclasses import dataclass, field
from typing import Any

from lti_tool.models import LtiRegistration

from lti import origins
from lti.models import MessageType, TargetKind
from lti.reading import (
    Unreadable,
    an_address,
    an_id,
    an_object,
    one_of,
    optional,
    texts,
    words,
)
from lti.refusals import Refusal

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
VERSION = "1.3.0"
LONGEST_NAME, LONGEST_LABEL, LONGEST_DATA = 500, 255, 16 * 1024


@dataclass(frozen=True)
class Place:
    """A context or a resource link, as the platform calls it."""

    id: str
    title: str = ""
    label: str = ""
    description: str = ""
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class LtiMessage:
    """A message as we keep it; every value fits into its column."""

    type: MessageType
    deployment_id: str
    sub: str
    roles: list[str]
    names: dict[str, str]  # name, given_name, family_name
    target_link_uri: str
    context: Place | None = None
    resource_link: Place | None = None
    return_url: str = ""
    locale: str = ""
    services: dict[str, Any] = field(default_factory=dict)  # what Launch.claims keeps


def read(claims: dict[str, Any], registration: LtiRegistration) -> LtiMessage:
    """The message in the claims of a verified token. Raises Refusal."""
    try:
        return _read(claims, registration)
    except Unreadable as error:
        raise Refusal("claims", str(error), registration=registration) from error


def _read(claims: dict[str, Any], registration: LtiRegistration) -> LtiMessage:
    def claim(name: str) -> Any:
        return claims.get(_LTI + name)

    one_of(claim("version"), (VERSION,), "version")
    kind = MessageType(one_of(claim("message_type"), MessageType.values, "message_type"))
    presentation = optional(an_object, claim("launch_presentation"), "launch_presentation") or {}
    link = None
    if kind == MessageType.RESOURCE:
        link = _place(claim("resource_link"), "resource_link")
    return LtiMessage(
        type=kind,
        deployment_id=an_id(claim("deployment_id"), "deployment_id"),
        sub=an_id(claims.get("sub"), "sub"),
        roles=texts(claim("roles"), "roles"),
        names={
            name: words(claims.get(name), LONGEST_NAME)
            for name in ("name", "given_name", "family_name")
        },
        # Where it leads is looked for among our own addresses, and nowhere else (lti/targets.py).
        target_link_uri=words(claim("target_link_uri"), 2048),
        context=optional(_place, claim("context"), "context"),
        resource_link=link,
        return_url=_return_url(presentation.get("return_url"), registration),
        locale=words(presentation.get("locale"), 20),
        services=_services(claims, claim, kind, presentation, registration),
    )


def _place(value: Any, name: str) -> Place:
    told = an_object(value, name)
    return Place(
        id=an_id(told.get("id"), f"{name}.id"),
        title=words(told.get("title"), LONGEST_NAME),
        label=words(told.get("label"), LONGEST_LABEL),
        description=words(told.get("description"), 2000),
        types=tuple(optional(texts, told.get("type"), f"{name}.type") or ()),
    )


def _return_url(value: Any, registration: LtiRegistration) -> str:
    """Where the platform would have people go afterwards; empty unless it leads back to it."""
    try:
        address = an_address(value, "return_url")
    except Unreadable:
        return ""
    return address if origins.belongs_to(address, registration) else ""


def _services(claims, claim, kind, presentation, registration) -> dict[str, Any]:
    """What Launch.claims keeps: only what is there, and of that only what we use."""
    kept = {
        "custom": _custom(claim("custom")),
        "presentation": _presentation(presentation),
        "ags": optional(_ags, claims.get(_AGS)),
        "nrps": optional(_nrps, claims.get(_NRPS)),
    }
    if kind == MessageType.DEEP_LINKING:
        kept["deep_linking"] = _deep_linking(claims.get(DEEP_LINKING), registration)
    else:
        # A link without a context has no row of its own (lti/arrivals.py).
        kept["resource_link"] = {"id": an_object(claim("resource_link"), "resource_link")["id"]}
    return {name: value for name, value in kept.items() if value}


def _custom(value: Any) -> dict[str, str]:
    """The parameters that name a lesson (lti/targets.py); others hold whatever an admin put there."""
    told = optional(an_object, value, "custom") or {}
    ours = (*TargetKind.values, "locale")
    return {name: text for name in ours if (text := words(told.get(name), 64))}


def _presentation(told: dict[str, Any]) -> dict[str, str]:
    """In which kind of window it opens: ``iframe``, ``frame`` or ``window``."""
    target = told.get("document_target")
    return {"document_target": target} if target in ("iframe", "frame", "window") else {}


def _ags(value: Any) -> dict[str, Any]:
    """Assignment and Grade Services 2.0, section 3.1."""
    told = an_object(value, "endpoint")
    kept: dict[str, Any] = {"scope": texts(told.get("scope") or [], "endpoint.scope", 20)}
    for name in ("lineitems", "lineitem"):
        if told.get(name):
            kept[name] = an_address(told[name], f"endpoint.{name}")
    return kept


def _nrps(value: Any) -> dict[str, Any]:
    """Names and Role Provisioning Services 2.0, section 3.6.1.1; empty where it names no address."""
    told = an_object(value, "namesroleservice")
    address = told.get("context_memberships_url")
    if not address:
        return {}
    return {"context_memberships_url": an_address(address, "context_memberships_url")}


def _deep_linking(value: Any, registration: LtiRegistration) -> dict[str, Any]:
    """Deep Linking 2.0, section 4.4.1: where the choice goes, and what may be chosen."""
    told = an_object(value, "deep_linking_settings")
    address = an_address(told.get("deep_link_return_url"), "deep_link_return_url")
    if not origins.belongs_to(address, registration):
        raise Refusal("foreign_host", address[:200], registration=registration)
    kept: dict[str, Any] = {
        "deep_link_return_url": address,
        "accept_types": texts(told.get("accept_types"), "accept_types", 20),
        # Absent, several are welcome; a platform may write it as a word.
        "accept_multiple": told.get("accept_multiple") not in (False, "false"),
        "accept_lineitem": told.get("accept_lineitem") not in (False, "false"),
    }
    if told.get("data") is not None:  # given back as it came; null is no data
        kept["data"] = _data(told["data"])
    return kept


def _data(value: Any) -> str:
    """Whatever text the platform wants to see again, if the database can hold it."""
    if not isinstance(value, str) or len(value) > LONGEST_DATA or "\x00" in value:
        raise Unreadable("data is no text that we can keep")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Unreadable("data is no text that we can keep") from error
    return value
