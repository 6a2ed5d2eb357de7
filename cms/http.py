"""What every view of the house keeps to."""

import re

from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request

_CHARSET = re.compile(r""";\s*charset\s*=\s*("[^"]*"|[^;]*)""", re.IGNORECASE)


def read_only(view):
    """`view` for GET and HEAD; 405 otherwise, before anybody asks for the token of a form."""
    return csrf_exempt(require_safe(view))


def has_null_byte(request) -> bool:
    """Whether the question holds one."""
    return "%00" in request.META.get("QUERY_STRING", "")


def as_utf_8(request) -> None:
    """Has question and form be read as UTF-8, whatever charset their sender names.

    Forms have no other (RFC 1866), but Django answers some with a 400 of its own, and reads what
    follows the question mark in any: of some, halves of letters come out, which no database takes.
    """
    request.encoding = "utf-8"


def is_posted_by_us(request) -> bool:
    """Whether a page of this site sent it, as browsers say of whatever is posted.

    The host counts, not the scheme: of that a proxy may not tell us.
    """
    # As letters: what a stranger calls an origin need not be an address at all.
    _scheme, _, host = request.headers.get("Origin", "").partition("://")
    return host == request.get_host()


def without_charset(application):
    """The WSGI application, which hears of no charset: forms are UTF-8 (RFC 1866).

    Of some that Python knows (`hex`, `zlib`) Django fails before anything of ours can answer.
    """

    def answer(environ, start_response):
        content_type = environ.get("CONTENT_TYPE", "")
        return application(environ | {"CONTENT_TYPE": _CHARSET.sub("", content_type)}, start_response)

    return answer


def no_null_bytes(get_response):
    """Middleware: 400 for a question with a null byte, which nobody types and no database takes.

    A view with `refuses_null_bytes` says so in its own way.
    """

    def middleware(request):
        if has_null_byte(request) and not _is_told_by_its_view(request):
            return bad_request(request, None)
        return get_response(request)

    return middleware


def _is_told_by_its_view(request) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "refuses_null_bytes", False)
