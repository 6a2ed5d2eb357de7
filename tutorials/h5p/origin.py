"""Where packages play: on our own origin, or on a second one with nothing else (setting H5P_ORIGIN).

A package is code. On our own origin, its frame can do what a page of ours can: so only trusted editors
bring packages. On a second origin it can do nothing to us; but no device can play it without internet,
since our worker answers for our own origin alone.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseNotFound
from django.urls import reverse
from django.utils.module_loading import import_string

from . import player, store

# All that a second origin answers: a frame, a file of the player, a file of a package.
SERVED = re.compile(
    rf"/h5p/[0-9a-f]{{64}}/|/h5p/player/[\w-]+/[\w.-]+|{re.escape(settings.MEDIA_URL)}{store.FOLDER}/.*",
    re.ASCII,
)


def frame_address(digest: str) -> str:
    """The address of the page in which the package plays, for the frame of a page of ours."""
    return settings.H5P_ORIGIN + reverse("h5p_frame", args=[digest])


def reader_origin() -> str:
    """Which origin may show the frame and hears from it; nothing for the frame's own."""
    if not settings.H5P_ORIGIN:
        return ""
    parts = urlsplit(settings.PUBLIC_URL)
    return f"{parts.scheme}://{parts.netloc}"


def ancestors() -> list[str]:
    """Which origins may stand around the frame: the page that shows it, and who frames that page."""
    further = [origin for name in settings.FRAMED_BY for origin in import_string(name)()]
    return [reader_origin() or "'self'", *further]


def policy(request: HttpRequest, digest: str) -> str:
    """What the frame may do: run its own package and the player, and nothing that leads elsewhere.

    A saved course keeps it as it is: older browsers have one worker for us in every site's frames.
    'unsafe-eval' and inline styles are what older types need (EmbeddedJS); our own pages have neither.
    """
    host = request.get_host()
    own = f"{host}{settings.MEDIA_URL}{store.name_of(digest, '')}"
    code = f"{own} {host}{player.address()}"
    directives = {
        # No forms, no windows, no way to lead the reader's page away. Without its origin the frame
        # would have nothing of what a saved course keeps.
        "sandbox": "allow-scripts allow-same-origin",
        "default-src": "'none'",
        "script-src": f"{code} 'unsafe-eval'",
        "style-src": f"{code} 'unsafe-inline'",
        "img-src": f"{code} data: blob:",
        "media-src": f"{own} data: blob:",
        "font-src": f"{code} data:",
        "connect-src": own,
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": " ".join(ancestors()),
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def second_origin(get_response):
    """Middleware, before all others: on the second origin there is the player, and nowhere else."""
    if not settings.H5P_ORIGIN:
        raise MiddlewareNotUsed
    host = urlsplit(settings.H5P_ORIGIN).netloc.lower()

    def middleware(request):
        is_second = request.META.get("HTTP_HOST", "").lower() == host
        is_players = bool(SERVED.fullmatch(request.path_info))
        if is_second is not is_players:
            return HttpResponseNotFound("Not here.", content_type="text/plain")
        return get_response(request)

    return middleware
