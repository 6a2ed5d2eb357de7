"""What every view of the house keeps to."""

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request


def read_only(view):
    """`view` for GET and HEAD; 405 otherwise, before anybody asks for the token of a form."""
    return csrf_exempt(require_safe(view))


def no_null_bytes(get_response):
    """Middleware: 400 for a question with a null byte, which nobody types and no database takes."""

    def middleware(request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request, None)
        return get_response(request)

    return middleware
