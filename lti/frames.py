"""What every page under /lti/ keeps to: it may be framed by its platform and by nobody else, it is
kept by nobody, and a refusal is a page with a code, in both languages.
"""

import logging
from collections.abc import Callable, Sequence
from functools import wraps

from csp.constants import NONE
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from lti_tool.models import LtiRegistration

from cms.http import as_utf_8, has_null_byte
from lti import origins
from lti.reading import words
from lti.refusals import REASONS, Refusal

logger = logging.getLogger(__name__)


def framed(*methods: str) -> Callable:
    """A view under /lti/ that answers `methods`; one of ours that raises Refusal shows it as a page.

    Django's CSRF token has no hold in a foreign frame: what changes something here asks for the
    launch's own cookie and for its id, which no other site knows.
    """

    def wrapper(view):
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                as_utf_8(request)
                if request.method not in methods:
                    raise Refusal("method")
                if has_null_byte(request):
                    raise Refusal("malformed", "a null byte")
                response = view(request, *args, **kwargs)
            except Refusal as refusal:
                return _refused(request, refusal, methods)
            except (SuspiciousOperation, MultiPartParserError, UnreadablePostError) as error:
                return _refused(request, Refusal("malformed", str(error)), methods)
            return frameable(response)

        answer.refuses_null_bytes = True
        return answer

    return wrapper


def _refused(request: HttpRequest, refusal: Refusal, methods: tuple[str, ...]) -> HttpResponse:
    response = refuse(request, refusal)
    if refusal.code == "method":
        response["Allow"] = ", ".join(methods)
    # While it is not known whose frame it is, any: that of a platform that registers, or is unknown
    # here, is on no list of ours; and the page says the same to everybody.
    return frameable(response, refusal.registration, whose=origins.anywhere())


def frameable(
    response: HttpResponse, registration: LtiRegistration | None = None, whose: Sequence[str] = ()
) -> HttpResponse:
    """`response`, for frames of `registration` alone; else of the origins `whose`; else of nobody's.

    A view that has already said whose frame it is keeps its word.
    """
    # `frame-ancestors` says more than X-Frame-Options can, and every browser of ours obeys it.
    response.xframe_options_exempt = True
    replaced = getattr(response, "_csp_replace", None) or {}
    if "frame-ancestors" not in replaced:
        whose = origins.of_registration(registration) if registration else list(whose)
        response._csp_replace = replaced | {"frame-ancestors": whose or [NONE]}
    response.headers.setdefault("Cache-Control", "no-store")
    # A platform that opened us in a window of its own is told there what was chosen, or that we are
    # registered: by the page that follows ours, which must still know who opened it.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says why, and what to do; the detail goes to the log alone."""
    note(refusal)
    reason = REASONS[refusal.code]
    languages = [code for code, _ in settings.LANGUAGES]
    told = {"code": refusal.code, "reason": reason, "languages": languages}
    response = render(request, "lti/refused.html", told, status=reason.status)
    if refusal.wait:
        response["Retry-After"] = str(refusal.wait)
    return response


def note(refusal: Refusal) -> None:
    """Writes a refusal, with its detail, to our log."""
    platform = refusal.registration.pk if refusal.registration else "-"
    logger.warning("refused code=%s platform=%s %s", refusal.code, platform, words(refusal.detail, 300))
