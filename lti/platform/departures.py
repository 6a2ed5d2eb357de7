"""Somebody sets out for a tool (OpenID Connect third-party initiated login; LTI security framework,
section 5.1.1), and the one time that the tool asks who it is.
"""

import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lti import cookies
from lti.platform import addresses
from lti.platform.activities import LTI
from lti.platform.models import Departure
from lti.platform.refusals import Refused
from tutorials.models import ExternalTool

PATH = "/lti/platform/"
MINUTES = 5


def begin(departure: Departure) -> str:
    """Saves `departure`; answers with the secret of the browser that sets out."""
    secret = cookies.new_secret()
    departure.cookie_sha256 = cookies.digest(secret)
    departure.expires_at = timezone.now() + datetime.timedelta(minutes=MINUTES)
    departure.save(force_insert=True)
    return secret


def address_of(departure: Departure) -> str:
    """Where the tool begins its login for `departure`."""
    tool = departure.tool
    told = {
        "iss": addresses.issuer(),
        "client_id": tool.client_id,
        "lti_deployment_id": tool.deployment_id,
        "login_hint": departure.id,
        "target_link_uri": departure.claims[f"{LTI}target_link_uri"],
    }
    joint = "&" if "?" in tool.login_url else "?"
    return tool.login_url + joint + urlencode(told)


def language_of(departure: Departure) -> str:
    """The language of the page that was left: no address on the way has one."""
    return departure.claims[f"{LTI}launch_presentation"]["locale"]


def remember(response: HttpResponse, departure: Departure, secret: str) -> HttpResponse:
    """`response`, by which the browser will be known again when it comes back from the tool."""
    cookies.put(response, departure.id, secret, path=PATH, seconds=MINUTES * 60)
    return response


def find(hint: str) -> Departure:
    """The departure that `hint` names, before its time is over. Raises Refused."""
    departures = Departure.objects.select_related("participant__learner", "tool")
    departure = departures.filter(pk=_plain(hint)).first()
    if departure is None:
        raise Refused("hint", "unknown")
    # Whoever goes back to it has no cookie any more, and needs the right reason.
    if departure.used_at:
        raise Refused("hint", "used")
    if departure.expires_at <= timezone.now():
        raise Refused("hint", "expired")
    return departure


def take(request: HttpRequest, hint: str, tool: ExternalTool) -> Departure:
    """The departure that `hint` names, on its way to `tool`; nobody gets it again. Raises Refused."""
    departure = find(hint)
    if departure.tool_id != tool.pk:
        raise Refused("hint", "of another tool")
    if not cookies.fits(request, departure.id, departure.cookie_sha256):
        raise Refused("browser")
    # Of two who come with it at once, one takes it.
    unused = Departure.objects.filter(pk=departure.pk, used_at=None)
    if not unused.update(used_at=timezone.now()):
        raise Refused("hint", "used")
    if departure.participant and departure.participant.learner.erased_at:
        raise Refused("hint", "erased")
    return departure


def _plain(hint: str) -> str:
    return hint if len(hint) <= 32 and hint.isascii() and hint.isprintable() else ""
