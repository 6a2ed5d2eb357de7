"""What a launched person sees: the lesson in the frame, and the way to a device of their own."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.http import read_only
from lti import launches
from lti.classroom import keeping, learners, scores, targets
from lti.classroom.asking import DeviceCall, RedeemCall, TicketCall, answers_with_problems, read
from lti.classroom.bodies import language_of, public_page
from lti.classroom.links import framed as for_frame
from lti.classroom.roster import may_see_class
from lti.frames import frameable, framed
from lti.models import Launch, MessageType
from lti.refusals import Refusal
from progress import throttle
from progress.pictures import NAMES
from progress.problems import Problem

TICKETS = "ticket"  # what wrong ones are counted under


@framed("GET", "HEAD")
def arrive(request: HttpRequest, launch_id: str) -> HttpResponse:
    """Where a launch arrives: who it is gets a learner, the lesson begins. A link may name none yet."""
    launch = _resource_launch(request, launch_id)
    if not launch.target_kind:
        with translation.override(launch.locale):
            answer = render(request, "lti/launched.html", {"launch": launch})
        return frameable(answer, launch.registration)
    start = targets.inside(request, launch).start
    launched = learners.learner_of(launch.user)
    scores.expect(launch, launched)
    return frameable(HttpResponseRedirect(_within(launch, start)), launch.registration)


@framed("GET", "HEAD")
def page(request: HttpRequest, launch_id: str, path: str) -> HttpResponse:
    """A page of the lesson, for the frame of its platform: the public one, which says who learns."""
    launch = _resource_launch(request, launch_id)
    inside, path = targets.inside(request, launch), f"/{path}"
    body = public_page(request, path) if path in inside.paths else None
    if body is None:
        raise Refusal("not_inside", path, registration=launch.registration)
    launched = learners.learner_of(launch.user)
    language = language_of(path)
    with translation.override(language):
        bar = _bar(request, launch)
    device, token = learners.device_of(launch.id, launched.learner_id)
    root = {
        "data-launch": reverse("lti:launched", args=[launch.id]).rstrip("/"),
        "data-learner": str(launched.learner_id),
        "data-launch-device": str(device),
        "data-launch-token": token,
        "data-until": str(int(launch.expires_at.timestamp() * 1000)),
    }
    html = for_frame(
        body,
        root=root,
        head=f'<link rel="stylesheet" href="{static("lti.css")}">',
        bar=bar,
        within=lambda to: _within(launch, to) if to in inside.paths else None,
    )
    response = HttpResponse(html)
    response["Content-Language"] = language
    return frameable(response, launch.registration)


@framed("POST")
@answers_with_problems
def device(request: HttpRequest, launch_id: str) -> HttpResponse:
    """Lets the launch's browser in: a secret of the learner, for its device alone."""
    launch = _resource_launch(request, launch_id)
    call = read(request, DeviceCall)
    learner = learners.learner_of(launch.user).learner_id
    secret = learners.let_in(learner, UUID(call.device), call.token)
    if secret is None:
        raise Problem("forbidden")
    answer = JsonResponse({"learner": str(learner), "secret": secret})
    return frameable(answer, launch.registration)


def _resource_launch(request: HttpRequest, launch_id: str) -> Launch:
    launch = launches.current(request, launch_id)
    if launch.message_type != MessageType.RESOURCE:
        raise Refusal("no_lesson", launch.message_type, registration=launch.registration)
    return launch


def _within(launch: Launch, path: str) -> str:
    return reverse("lti:page", args=[launch.id, path.removeprefix("/")])


def _bar(request: HttpRequest, launch: Launch) -> str:
    """Who learns, and where else they may go; in the language at hand."""
    opened = (launch.claims.get("presentation") or {}).get("document_target")
    own = reverse("lti:keep", args=[translation.get_language()])
    told = {
        "launch": launch,
        "name": launch.user.name or launch.user.given_name,
        "platform": launch.registration.name,
        "is_marked": scores.is_told(launch),
        "sees_class": may_see_class(launch),
        "back": launch.return_url if opened == "window" else "",
        "keep": f"{own}#{keeping.ticket_for(launch)}",
    }
    return render_to_string("lti/bar.html", told, request=request)


# --- on a device of one's own -----------------------------------------------------------------------


@read_only
@xframe_options_deny
def keep(request: HttpRequest, language: str) -> HttpResponse:
    """Where somebody comes by a ticket, which stays in the fragment: the same page for everyone."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        response = render(request, "lti/keep.html", {"pictures": NAMES})
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt
@require_POST
@answers_with_problems
def ticket(request: HttpRequest) -> HttpResponse:
    """Whose ticket it is, as their platform calls them. Nothing is used up by it."""
    launch = _launch_of(request, read(request, TicketCall).ticket)
    target = targets.of_launch(launch)
    told = {
        "learner": str(learners.learner_of(launch.user).learner_id),
        "name": launch.user.name or launch.user.given_name,
        "platform": launch.registration.name,
        "title": target.page.title,
        "page": target.page.get_url(request),
    }
    return _unkept(JsonResponse(told))


@csrf_exempt
@require_POST
@answers_with_problems
def redeem(request: HttpRequest) -> HttpResponse:
    """Lets a device in that somebody wants to go on learning with."""
    call = read(request, RedeemCall)
    _launch_of(request, call.ticket)
    try:
        learner, secret = keeping.redeem(call.ticket, UUID(call.device), call.token)
    except keeping.UnknownTicket as error:
        throttle.count_wrong(request, scope=TICKETS)
        raise Problem("forbidden") from error
    return _unkept(JsonResponse({"learner": str(learner), "secret": secret}))


def _launch_of(request: HttpRequest, told: str) -> Launch:
    if wait := throttle.seconds_to_wait(request, TICKETS):
        raise Problem("too_many", Retry_After=str(wait))
    try:
        return keeping.launch_of(told)
    except keeping.UnknownTicket as error:
        throttle.count_wrong(request, scope=TICKETS)
        raise Problem("forbidden") from error


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
