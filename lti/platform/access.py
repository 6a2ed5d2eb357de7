"""`/lti/platform/token/`: an access token for a tool (RFC 6749, section 4.4; RFC 7523; LTI security
framework, section 4.1), and who comes with one.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse

from lti.platform import addresses
from lti.platform.activities import SCOPES
from lti.platform.assertions import claimed, claims_of, spend, tool_named
from lti.platform.refusals import Refused, for_machines
from tutorials.models import ExternalTool

SECONDS = 3600
SALT = "lti.platform.access"
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@for_machines("POST")
def token(request: HttpRequest) -> HttpResponse:
    told = request.POST
    if told.get("grant_type") != "client_credentials":
        raise Refused("grant", repr(told.get("grant_type"))[:200])
    if told.get("client_assertion_type") != BEARER:
        raise Refused("assertion", "type")
    tool = _prove(told.get("client_assertion", ""))
    wanted = told.get("scope", "").split()
    # Less than was asked for is allowed, and said (RFC 6749, section 3.3).
    granted = [scope for scope in SCOPES if scope in wanted]
    if not granted:
        raise Refused("scope", " ".join(wanted)[:200])
    return JsonResponse(
        {
            "access_token": signing.dumps({"tool": tool.pk, "scopes": granted}, salt=SALT),
            "token_type": "Bearer",
            "expires_in": SECONDS,
            "scope": " ".join(granted),
        }
    )


def _prove(assertion: str) -> ExternalTool:
    """The tool that made `assertion`, for us, now, once. Raises Refused."""
    # Who claims to have made it says whose keys are to prove it.
    tool = tool_named(claimed(assertion, "assertion").get("iss"), "assertion")
    claims = claims_of(assertion, tool, {addresses.ours("token"), addresses.issuer()}, "assertion")
    if claims.get("sub") != tool.client_id:
        raise Refused("assertion", "sub")
    spend(tool, claims, "assertion")
    return tool


def bearer(request: HttpRequest, *scopes: str) -> ExternalTool:
    """The tool that comes with an access token for one of `scopes`. Raises Refused."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Refused("no_token")
    try:
        told = signing.loads(token, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Refused("no_token", type(error).__name__) from error
    tool = ExternalTool.objects.filter(pk=told["tool"]).first()
    if tool is None:
        raise Refused("no_token", "the tool is gone")
    if not tool.is_active:
        raise Refused("tool_off", str(tool.pk))
    if not set(scopes) & set(told["scopes"]):
        raise Refused("scope_missing", " ".join(told["scopes"]))
    return tool
