"""Uploaded files over HTTP: with ranges, so that sound can be sought, and never able to act."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpResponse
from django.utils._os import safe_join
from whitenoise.middleware import WhiteNoiseFileResponse
from whitenoise.responders import MissingFileError, NotARegularFileError, StaticFile

from cms.http import read_only
from cms.storage import HASHED_NAME

# What an upload may do when someone opens it by its own address: be shown, and nothing else.
HEADERS = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ("X-Content-Type-Options", "nosniff"),
    ("Accept-Ranges", "bytes"),
]
# A name with a hash never stands for other bytes; any other (put there by hand) is asked for anew.
FOR_EVER, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
NOT_HERE = (SuspiciousFileOperation, MissingFileError, NotARegularFileError, OSError, ValueError)


@read_only
def serve(request, path: str) -> HttpResponse:
    """The file at `path` under MEDIA_ROOT; 304, 206 and 416 as RFC 9110 has them, 404 otherwise.

    In front of a larger site the web server or the object store answers instead.
    """
    try:
        absolute = Path(safe_join(settings.MEDIA_ROOT, path))
        content_type = mimetypes.guess_type(absolute.name)[0] or "application/octet-stream"
        kept = FOR_EVER if HASHED_NAME.search(path) else ASK_AGAIN
        headers = [("Content-Type", content_type), ("Cache-Control", kept), *HEADERS]
        found = StaticFile(str(absolute), headers)
        answer = found.get_response(request.method, request.META)
    except NOT_HERE as error:
        raise Http404 from error
    response = WhiteNoiseFileResponse(answer.file or (), status=int(answer.status))
    for name, value in answer.headers:
        response.headers[name] = value
    return response
