"""Somebody sets out for a tool (OpenID Connect third-party initiated login; LTI security framework,
section 5.1.1), and the one time that the tool asks who it is.
"""

import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lti import cookies
from lti.platform import addresses
from lti.platform.models import Departure
from lti.platform.refusals import Refused
from tutorials.models import ExternalTool

PATH = "/lti/platform/"
MINUTES = 5


def begin(departure: Departure, target: str, response_of) -> HttpResponse:
    """Saves `departure`; ``response_of(address)`` answers with the way there, for this browser."""
    secret = cookies.new_secret()
    departure.cookie_sha256 = cookies.digest(secret)
    departure.expires_at = timezone.now() + datetime.timedelta(minutes=MINUTES)
    departure.save(force_insert=True)
    tool = departure.tool
    told = {
        "iss": addresses.issuer(),
        "client_id": tool.client_id,
        "lti_deployment_id": tool.deployment_id,
        "login_hint": departure.id,
        "target_link_uri": target,
    }
    joint = "&" if "?" in tool.login_url else "?"
    response = response_of(tool.login_url + joint + urlencode(told))
    cookies.put(response, departure.id, secret, path=PATH, seconds=MINUTES * 60)
    return response


def take(request: HttpRequest, hint: str, tool: ExternalTool) -> Departure:
    """The departure that `hint` names, on its way to `tool`; nobody gets it again. Raises Refused."""
    departure = Departure.objects.select_related("participant__learner").filter(pk=_plain(hint)).first()
    if departure is None or departure.tool_id != tool.pk:
        raise Refused("hint", "unknown")
    now = timezone.now()
    if departure.used_at:  # whoever goes back to it has no cookie any more, and needs the right reason
        raise Refused("hint", "used")
    if departure.expires_at <= now:
        raise Refused("hint", "expired")
    if cookies.name_of(departure.id) not in request.COOKIES or not cookies.fits(
        request, departure.id, departure.cookie_sha256
    ):
        raise Refused("browser")
    # Of two who come with it at once, one takes it.
    if not Departure.objects.filter(pk=departure.pk, used_at=None).update(used_at=now):
        raise Refused("hint", "used")
    if departure.participant and departure.participant.learner.erased_at:
        raise Refused("hint", "erased")
    return departure


def _plain(hint: str) -> str:
    return hint if len(hint) <= 32 and hint.isascii() and hint.isprintable() else ""
