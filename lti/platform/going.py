"""A learner sets out for an external activity, in two steps.

`POST /lti/platform/begin/`: the page asks for the way, once, and proves the learner. It may stand in a
platform's frame, whose cookies are not those of a window of its own.
`POST /lti/platform/go/`: that window comes with the way, gets its cookie, and goes on to the tool.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from ninja import Schema
from pydantic import Field, ValidationError

from cms.http import is_posted_by_us
from lti import cookies
from lti.platform import activities, addresses, departures
from lti.platform.models import Departure, Participant, Result
from lti.platform.refusals import Refused, for_machines, for_people
from progress import throttle
from progress.body import read_json
from progress.credentials import Forbidden, owner
from progress.facts import LONGEST_NAME
from progress.models import Learner
from progress.schemas import Credential, Uuid

A_MINUTE = 600  # departures from one network: a school is one, and all open an activity at once


class BeginCall(Schema):
    """The learner proves who they are with their secret, which no tool ever hears of."""

    learner: Uuid
    secret: Credential
    page: Uuid = Field(description="The translation key of the tutorial.")
    block: str = Field(min_length=1, max_length=LONGEST_NAME)
    language: str = Field(pattern="^[a-z]{2}(-[a-z]{2,8})?$")


@for_machines("POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Answers with the way: who comes with it to `go` from a page of ours, and no other, may begin."""
    call = _read(request)
    if wait := throttle.seconds_to_wait(request):
        raise Refused("too_many", Retry_After=str(wait))
    try:
        learner = owner(call.learner, call.secret)
    except Forbidden as error:
        throttle.count_wrong(request)
        raise Refused("forbidden") from error
    activity = activities.find(call.page, call.block, call.language)
    if activity is None or learner.erased_at or not addresses.may_send():
        raise Refused("activity", f"{call.page} {call.block}")
    bound = throttle.Bound(f"lti-begin:{throttle.client_network(request)}", A_MINUTE)
    if wait := bound.seconds_to_wait():
        raise Refused("too_many", Retry_After=str(wait))
    bound.count()
    departure = _departure(learner, activity)
    return JsonResponse({"way": f"{departure.id}.{departures.begin(departure)}"})


@for_people("POST")
def go(request: HttpRequest) -> HttpResponse:
    """Gives the window the cookie of its way, on a page that goes on to the tool by itself."""
    # Another site could send somebody off under a name that is not theirs (login CSRF).
    if not is_posted_by_us(request):
        raise Refused("browser", request.headers.get("Origin", "")[:200])
    hint, _dot, secret = request.POST.get("way", "").partition(".")
    departure = departures.find(hint)
    if not cookies.matches(secret, departure.cookie_sha256):
        raise Refused("hint", "secret")
    with translation.override(departures.language_of(departure)):
        told = {"tool": departure.tool, "address": departures.address_of(departure)}
        response = render(request, "lti/platform/go.html", told)
    return departures.remember(response, departure, secret)


def _read(request: HttpRequest) -> BeginCall:
    try:
        return BeginCall.model_validate(read_json(request.body))
    except (ValueError, RecursionError, ValidationError) as error:
        raise Refused("malformed", type(error).__name__) from error


@transaction.atomic
def _departure(learner: Learner, activity: activities.Activity) -> Departure:
    """The learner's departure, with all rows that a score will need."""
    item = activities.line_item_of(activity)
    participant, _made = Participant.objects.get_or_create(tool=activity.tool, learner=learner)
    Result.objects.get_or_create(line_item=item, participant=participant)
    claims = activities.resource_claims(activity, item)
    return Departure(tool=activity.tool, participant=participant, claims=claims)
