"""Public pages as anybody gets them, kept for those who open them behind a launch."""

from copy import copy

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.timezone import localdate

from cms.pagecache.parts import PartStore
from cms.pagecache.version import site_version
from offline.pages import body_of

KEPT_CHARACTERS = 4 * 1024 * 1024  # some fifty tutorials: a class opens the same few
_kept = PartStore(KEPT_CHARACTERS)


def public_page(request: HttpRequest, path: str) -> str | None:
    """The page at `path`, made without cookie or person; None when there is none.

    A class of thirty opens it within a minute: it is made once for each change of the site, and day.
    """
    version = site_version().current()
    if version is None:
        return _made(request, path) or None
    key = (version, localdate(), request.is_secure(), request.get_host(), path)
    return _kept.once(key, lambda: _made(request, path)) or None


def _made(request: HttpRequest, path: str) -> str:
    """In the language that its path names, whichever that of the request is."""
    asked = copy(request)
    asked.LANGUAGE_CODE = language_of(path)
    with translation.override(asked.LANGUAGE_CODE):
        body = body_of(asked, path, for_device=False)
    return "" if body is None else body.decode()


def language_of(path: str) -> str:
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE
