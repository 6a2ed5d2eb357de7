"""The way in: a platform begins a login, its token comes, a launch begins. And our public keys."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from lti_tool.models import LtiRegistration

from lti import arrivals, claims, cookies, keys, keysets, launches, logins, targets, tokens
from lti.frames import frameable, framed
from lti.models import Launch, MessageType
from lti.refusals import Refusal
from progress.sealing import NoKey
from progress.throttle import Bound, client_network

LOGINS_A_MINUTE = 600  # from one network: a school is one, and opens an activity all at once
KEYS_KEPT = 600  # seconds; a new key is published a day before it signs
LINK_TYPE = "ltiResourceLink"


@framed("GET", "POST")
def init(request: HttpRequest, registration) -> HttpResponse:
    """Begins a login for the platform of that registration (a UUID, which stands in its settings)."""
    found = LtiRegistration.objects.select_related("platform").filter(uuid=registration).first()
    if found is None:
        raise Refusal("platform_unknown", str(registration))
    if not found.is_active:
        raise Refusal("registration_off", registration=found)
    bound = Bound(f"lti-init:{client_network(request)}", LOGINS_A_MINUTE)
    if wait := bound.seconds_to_wait():
        raise Refusal("too_many", registration=found, wait=wait)
    bound.count()
    told = request.POST if request.method == "POST" else request.GET
    return frameable(logins.begin(told.dict(), found), found)


@framed("POST")
def launch(request: HttpRequest) -> HttpResponse:
    """Takes a token, and begins the launch that it is for. What is refused has stored nothing."""
    login = logins.take(request, request.POST.get("state", ""))
    registration = login.registration
    try:
        begun, secret = _begin(request, login)
    except Refusal as refusal:
        refusal.registration = refusal.registration or registration
        raise
    choosing = begun.message_type == MessageType.DEEP_LINKING
    path = reverse("lti:deep" if choosing else "lti:launched", args=[begun.id])
    response = HttpResponseRedirect(path)
    cookies.put(response, begun.id, secret, path=path, seconds=launches.HOURS * 3600)
    cookies.drop(response, login.state, path=reverse("lti:launch"))
    return frameable(response, registration)


def _begin(request: HttpRequest, login) -> tuple[Launch, str]:
    """The launch that the token is for, and its browser's secret. Raises Refusal."""
    registration, now = login.registration, timezone.now()
    if error := request.POST.get("error"):  # OpenID Connect core, section 3.1.2.6
        raise Refusal("platform_error", repr(error)[:200])
    token = request.POST.get("id_token", "")
    told = tokens.verify(token, registration, keysets.KeysOf(registration), now, login.nonce)
    message = claims.read(told, registration)
    deployment = arrivals.deployment_of(message, registration)
    target = targets.of(message, request)
    if message.type == MessageType.DEEP_LINKING:
        _may_choose(message)
    secret = cookies.new_secret()
    return arrivals.store(message, deployment, target, secret), secret


def _may_choose(message: claims.LtiMessage) -> None:
    if not arrivals.teaches(message.roles):
        raise Refusal("teachers_only", repr(message.roles)[:200])
    if LINK_TYPE not in message.services["deep_linking"]["accept_types"]:
        raise Refusal("deep_types", repr(message.services["deep_linking"]["accept_types"])[:200])


@framed("GET", "HEAD")
def lesson(request: HttpRequest, kind: str, key) -> HttpResponse:
    """A link to a lesson that somebody opens by itself leads to the public page."""
    page = targets.page_of(kind, key, "")
    if page is None:
        raise Refusal("no_lesson", f"{kind} {key}")
    return HttpResponseRedirect(page.get_url(request))


@framed("GET", "HEAD")
def jwks(request: HttpRequest) -> HttpResponse:
    """Our public keys, for platforms."""
    try:
        response = JsonResponse(keys.jwks())
    except NoKey as error:
        raise Refusal("no_signing_key", str(error)) from error
    response["Cache-Control"] = f"public, max-age={KEYS_KEPT}"
    return response


@framed("GET", "HEAD", "POST")
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address below /lti/: a page that a frame shows, unlike the site's own 404."""
    raise Refusal("address", rest[:200])
