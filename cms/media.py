"""Uploaded files over HTTP: with ranges, so that sound can be sought, and never able to act."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpResponse
from django.utils._os import safe_join
from django.views.decorators.http import require_safe
from whitenoise.middleware import WhiteNoiseFileResponse
from whitenoise.responders import MissingFileError, NotARegularFileError, StaticFile

# What an upload may do when someone opens it by its own address: be shown, and nothing else.
HEADERS = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ("X-Content-Type-Options", "nosniff"),
    ("Accept-Ranges", "bytes"),
    ("Cache-Control", "public, max-age=86400"),
]
NOT_HERE = (SuspiciousFileOperation, MissingFileError, NotARegularFileError, OSError, ValueError)


@require_safe
def serve(request, path: str) -> HttpResponse:
    """The file at `path` under MEDIA_ROOT; 304, 206 and 416 as RFC 9110 has them, 404 otherwise.

    In front of a larger site the web server or the object store answers instead.
    """
    try:
        absolute = Path(safe_join(settings.MEDIA_ROOT, path))
        content_type = mimetypes.guess_type(absolute.name)[0] or "application/octet-stream"
        found = StaticFile(str(absolute), [("Content-Type", content_type), *HEADERS])
        answer = found.get_response(request.method, request.META)
    except NOT_HERE as error:
        raise Http404 from error
    response = WhiteNoiseFileResponse(answer.file or (), status=int(answer.status))
    for name, value in answer.headers:
        response.headers[name] = value
    return response
