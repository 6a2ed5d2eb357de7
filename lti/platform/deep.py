"""`/lti/platform/deep/`: a tool answers an editor who went there to choose (Deep Linking 2.0, 4.5)."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lti.claims import VERSION
from lti.origins import origin_of
from lti.platform import addresses
from lti.platform.activities import LTI
from lti.platform.assertions import claimed, claims_of, spend, tool_named
from lti.platform.models import Departure
from lti.platform.refusals import Refused, for_people
from lti.reading import Unreadable, an_address, an_id, an_object, words
from tutorials.blocks.external import MOST_PARAMETERS, PARAMETER
from tutorials.models import ExternalTool

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
HOURS = 2  # in which an editor chooses
MOST_ITEMS = 50


@for_people("POST")
def answer(request: HttpRequest) -> HttpResponse:
    token = request.POST.get("JWT", "")
    tool = tool_named(claimed(token, "answer").get("iss"), "answer")
    claims = claims_of(token, tool, {addresses.issuer()}, "answer")
    fixed = {
        "message_type": "LtiDeepLinkingResponse",
        "version": VERSION,
        "deployment_id": tool.deployment_id,
    }
    for name, wanted in fixed.items():
        if claims.get(LTI + name) != wanted:
            raise Refused("answer", f"{name} {claims.get(LTI + name)!r}"[:200])
    departure = _departure(claims.get(f"{DL}data"), tool)
    try:
        item = read_items(claims.get(f"{DL}content_items", []), tool)
    except Unreadable as error:
        raise Refused("items", str(error)) from error
    spend(tool, claims, "answer", "nonce")
    waiting = Departure.objects.filter(pk=departure.pk, answered_at=None)
    if not waiting.update(answered_at=timezone.now(), item=item):
        raise Refused("answered")
    # By GET, to which the browser adds what signs the editor in.
    return HttpResponseRedirect(reverse("lti_chosen", args=[departure.pk]), status=303)


def _departure(data: Any, tool: ExternalTool) -> Departure:
    """The editor's departure to `tool` that this answers. Raises Refused."""
    try:
        mine = Departure.objects.filter(pk=an_id(data, "data", 32), tool=tool).exclude(user=None)
    except Unreadable as error:
        raise Refused("answer", str(error)) from error
    departure = mine.first()
    if departure is None or departure.used_at is None:
        raise Refused("answer", "data")
    if (timezone.now() - departure.used_at).total_seconds() > HOURS * 3600:
        raise Refused("hint", "the editor went long ago")
    if departure.answered_at:
        raise Refused("answered")
    return departure


def read_items(told: Any, tool: ExternalTool) -> dict[str, Any] | None:
    """What was chosen, as the block calls it; None where it was nothing. Raises Unreadable."""
    if not isinstance(told, list) or len(told) > MOST_ITEMS:
        raise Unreadable("content_items is no list")
    if not told:
        return None
    if len(told) > 1:
        raise Unreadable("more than one item")
    item = an_object(told[0], "the item")
    if item.get("type") != "ltiResourceLink":
        raise Unreadable(f"type {item.get('type')!r}"[:100])
    address = ""
    if item.get("url") is not None:
        address = an_address(item["url"], "url")
        if origin_of(address) not in addresses.origins_of(tool):
            raise Unreadable("url is at another host")
    line_item = item.get("lineItem") or {}
    return {
        "title": words(item.get("title"), 120),
        "purpose": words(item.get("text"), 300),
        "address": address,
        "custom": _parameters(item.get("custom") or {}),
        "label": words(an_object(line_item, "lineItem").get("label"), 120),
        "max_score": _maximum(line_item.get("scoreMaximum")),
    }


def _parameters(told: Any) -> str:
    """``name=value``, one a line, as the block has it."""
    told = an_object(told, "custom")
    lines = [f"{name}={value if isinstance(value, str) else ''}" for name, value in told.items()]
    wrong = [line for line in lines if not PARAMETER.fullmatch(line)]
    if wrong or len(lines) > MOST_PARAMETERS or any(not isinstance(v, str) for v in told.values()):
        raise Unreadable("custom holds what cannot be kept")
    return "\n".join(lines)


def _maximum(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told <= 10_000:
        return 100  # the share counts, not the number
    return math.ceil(told)
