"""`/lti/platform/authorize/`: a tool asks who comes (OpenID Connect core, section 3.1.2.1, as the LTI
security framework 5.1.1.2 narrows it), and a form takes the answer to it.

What is wrong is told to the person, on a page of ours, and never to an address out of the request.
"""

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.crypto import salted_hmac

from lti import cookies, keys
from lti.origins import origin_of
from lti.platform import addresses, departures
from lti.platform.assertions import tool_named
from lti.platform.models import Departure
from lti.platform.refusals import Refused, for_people

LIFETIME = 300  # seconds in which the tool may take the token
LONGEST = 2048  # letters of `state` and `nonce`
# Name, what it must be, and how we refuse anything else.
FIXED = (
    ("response_type", "id_token", "response_type"),
    ("response_mode", "form_post", "request"),
    ("prompt", "none", "request"),
)


@for_people("GET", "POST")
def authorize(request: HttpRequest) -> HttpResponse:
    told = _read(request)
    tool = tool_named(told.get("client_id"), "client")
    address = told.get("redirect_uri", "")
    if address not in addresses.redirect_uris_of(tool):
        raise Refused("redirect_uri", address[:200])
    for name, wanted, code in FIXED:
        if told.get(name) != wanted:
            raise Refused(code, f"{name} {told.get(name)!r}"[:200])
    if "openid" not in told.get("scope", "").split():
        raise Refused("openid", told.get("scope", "")[:200])
    nonce, state = told.get("nonce", ""), told.get("state", "")
    if not nonce or len(nonce) > LONGEST or len(state) > LONGEST:
        raise Refused("request", "nonce or state")
    departure = departures.take(request, told.get("login_hint", ""), tool)
    token = keys.sign(_claims(departure, nonce))
    answer = {"id_token": token} | ({"state": state} if state else {})
    page = {"tool": tool, "address": address, "answer": answer}
    with translation.override(departures.language_of(departure)):
        response = render(request, "lti/platform/answer.html", page)
    cookies.drop(response, departure.id, path=departures.PATH)
    # Chromium holds redirects after the form to it too; a tool may lead on to another of its hosts.
    response._csp_replace = {"form-action": ["https:", origin_of(address)]}
    return response


def _read(request: HttpRequest) -> dict[str, str]:
    """What was asked, by name; nothing may come twice (RFC 6749, section 3.1)."""
    told = request.POST if request.method == "POST" else request.GET
    if any(len(values) > 1 for _name, values in told.lists()):
        raise Refused("request", "a parameter twice")
    return told.dict()


def _claims(departure: Departure, nonce: str) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": addresses.issuer(),
        "aud": departure.tool.client_id,
        "sub": _sub(departure),
        "iat": now,
        "exp": now + LIFETIME,
        "nonce": nonce,
        **departure.claims,
    }


def _sub(departure: Departure) -> str:
    """As whom the tool knows them: no name of ours, and another one for each tool."""
    if departure.participant:
        return departure.participant.sub
    who = f"{departure.tool_id} {departure.user_id}"
    return salted_hmac("lti.platform.editor", who, algorithm="sha256").hexdigest()[:32]
