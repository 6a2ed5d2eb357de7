"""Why we refuse, as a platform: every code with its status, the error as OAuth names it, and the words.

Machines get JSON (RFC 6749, section 5.2), people a page. What exactly was wrong stands in our log.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from csp.constants import NONE
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from cms.http import as_utf_8, has_null_byte
from lti.refusals import Refusal
from progress.sealing import NoKey

logger = logging.getLogger(__name__)

LARGEST = 64 * 1024  # bytes of a body


class Reason(NamedTuple):
    status: int
    error: str
    what: Promise


_WAY = _("The way to the activity was used already, or it took too long.")
_TOOL = _("The tool asked for something that we do not give.")
_ANSWER = _("We cannot take what the tool answered.")
_TOKEN = _("The assertion or the access token is not valid.")
_SCORE = _("This is no score that we can read.")

REASONS = {
    "method": Reason(405, "invalid_request", _("This address is not opened this way.")),
    "malformed": Reason(400, "invalid_request", _("We cannot read what was sent.")),
    "too_large": Reason(413, "invalid_request", _("This is more than we read.")),
    "too_many": Reason(429, "temporarily_unavailable", _("Too many at once; wait a minute.")),
    "no_signing_key": Reason(503, "server_error", _("We cannot sign anything now.")),
    # A learner who wants to go.
    "forbidden": Reason(403, "access_denied", _("These credentials do not fit.")),
    "activity": Reason(404, "invalid_request", _("This activity is not here, or not any more.")),
    # The authentication request (OpenID Connect core, section 3.1.2.6).
    "client": Reason(400, "unauthorized_client", _("No tool is known by this client ID.")),
    "tool_off": Reason(403, "unauthorized_client", _("Nobody is sent to this tool now.")),
    "redirect_uri": Reason(400, "invalid_request", _("The tool wants its answer at another address.")),
    "response_type": Reason(400, "unsupported_response_type", _TOOL),
    "openid": Reason(400, "invalid_scope", _TOOL),
    "request": Reason(400, "invalid_request", _TOOL),
    "hint": Reason(403, "login_required", _WAY),
    "browser": Reason(403, "login_required", _("The way was begun in another browser.")),
    # The access token (RFC 6749, section 5.2; RFC 7523).
    "grant": Reason(400, "unsupported_grant_type", _TOOL),
    "assertion": Reason(401, "invalid_client", _TOKEN),
    "assertion_used": Reason(401, "invalid_client", _TOKEN),
    "scope": Reason(400, "invalid_scope", _TOOL),
    # Scores (AGS 2.0; RFC 6750, section 3.1).
    "no_token": Reason(401, "invalid_token", _TOKEN),
    "scope_missing": Reason(403, "insufficient_scope", _TOKEN),
    "line_item": Reason(404, "invalid_request", _("There is no such line item.")),
    "user": Reason(404, "invalid_request", _("Nobody of this name was sent to this activity.")),
    "media_type": Reason(415, "invalid_request", _SCORE),
    "score": Reason(400, "invalid_request", _SCORE),
    "stale": Reason(409, "invalid_request", _("A score of this time or later is here already.")),
    # What a tool answers to an editor.
    "answer": Reason(403, "access_denied", _ANSWER),
    "answered": Reason(403, "access_denied", _("The tool has answered already.")),
    "items": Reason(400, "invalid_request", _("The tool must answer with one activity of its own.")),
}


class Refused(Exception):
    """We refuse, and store nothing. `code` is one of REASONS; `detail` is for the log alone."""

    def __init__(self, code: str, detail: str = "", **headers: str):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.headers = headers

    @property
    def reason(self) -> Reason:
        return REASONS[self.code]


def for_machines(*methods: str) -> Callable:
    """A view that tools or scripts call, with JSON for what it refuses."""
    return _answering(methods, _as_json)


def for_people(*methods: str) -> Callable:
    """A view that somebody's browser opens, with a page for what it refuses."""
    return _answering(methods, _as_page)


def _answering(methods: tuple[str, ...], refuse: Callable) -> Callable:
    def wrapper(view):
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                as_utf_8(request)
                if request.method not in methods:
                    raise Refused("method", Allow=", ".join(methods))
                if has_null_byte(request):
                    raise Refused("malformed", "a null byte")
                _check_size(request)
                response = view(request, *args, **kwargs)
            except Refused as refused:
                response = _logged(request, refused, refuse)
            except NoKey as error:
                response = _logged(request, Refused("no_signing_key", str(error)), refuse)
            except (SuspiciousOperation, MultiPartParserError, UnreadablePostError) as error:
                response = _logged(request, Refused("malformed", str(error)), refuse)
            response["Cache-Control"] = "no-store"
            return response

        answer.refuses_null_bytes = True
        return answer

    return wrapper


def _check_size(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        raise Refused("malformed", "length")
    if int(length) > LARGEST:
        raise Refused("too_large", length)


def _logged(request: HttpRequest, refused: Refused, refuse: Callable) -> HttpResponse:
    logger.warning("refused code=%s %s", refused.code, refused.detail[:300])
    response = refuse(request, refused)
    for name, value in refused.headers.items():
        response[name.replace("_", "-")] = value
    return response


def _as_json(request: HttpRequest, refused: Refused) -> HttpResponse:
    status, error, what = refused.reason
    with translation.override(None):
        told = {"error": error, "error_description": f"{refused.code}: {what}"}
    response = JsonResponse(told, status=status)
    if status == 401:  # RFC 6750, section 3; RFC 6749, section 5.2
        response["WWW-Authenticate"] = f'Bearer error="{error}"'
    return response


def _as_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    languages = [code for code, _name in settings.LANGUAGES]
    told = {"code": refused.code, "reason": refused.reason, "languages": languages}
    response = render(request, "lti/platform/refused.html", told, status=refused.reason.status)
    response._csp_replace = {"frame-ancestors": [NONE]}
    return response


def of_token(refusal: Refusal, code: str) -> Refused:
    """What lti/tokens.py finds wrong with a token, said as one of ours."""
    return Refused(code, f"{refusal.code}: {refusal.detail}")
