"""A page as it is saved: the same words, under names that no deploy changes."""

from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest
from django.urls import resolve

# What a page is told of the request it is made for; nothing that tells who asked.
ENVIRONMENT = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.url_scheme")


def body_of(request: HttpRequest, address: str, *, for_device: bool) -> bytes | None:
    """The page at `address` as anybody would get it at the host of `request`; None when there is none.

    `for_device`: it links the shell by lasting names (``/shell/app.css``), see the tag `shell`.
    """
    environ = {name: request.META[name] for name in ENVIRONMENT if name in request.META}
    for header in filter(None, getattr(settings, "SECURE_PROXY_SSL_HEADER", None) or ()):
        if header in request.META:
            environ[header] = request.META[header]
    inner = WSGIRequest(
        {
            **environ,
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "QUERY_STRING": "",
            "wsgi.input": BytesIO(),
        }
    )
    inner.LANGUAGE_CODE = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    inner.for_device = for_device
    try:
        inner.resolver_match = match = resolve(address)
        response = match.func(inner, *match.args, **match.kwargs)
    except Http404:
        return None
    if hasattr(response, "render"):
        response.render()
    is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    return response.content if is_page else None


def media_in(html: bytes) -> list[str]:
    """The names of the uploads that a page shows or plays, each once, in its order."""
    finder = _Media()
    finder.feed(html.decode())
    return list(dict.fromkeys(finder.names))


def frames_in(html: bytes) -> list[str]:
    """The addresses of our own frames that a page offers, each once, in its order."""
    finder = _Media()
    finder.feed(html.decode())
    return list(dict.fromkeys(finder.frames))


class _Media(HTMLParser):
    def __init__(self):
        super().__init__()
        self.names: list[str] = []
        self.frames: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if not value or tag == "a":
                continue
            if name in ("src", "poster"):
                self._found(value)
            elif name == "data-frame" and value.startswith("/") and not value.startswith("//"):
                self.frames.append(value)
            elif name == "srcset":
                for candidate in value.split(","):
                    self._found(candidate.split()[0])

    def _found(self, address: str) -> None:
        path = urlsplit(address)
        if not path.netloc and path.path.startswith(settings.MEDIA_URL):
            self.names.append(unquote(path.path.removeprefix(settings.MEDIA_URL)))
