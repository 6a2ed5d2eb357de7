"""Hands out kept pages, and keeps the public ones that were just made."""

import time
from datetime import timedelta

from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from wagtail.models import Site

from .store import KeptPage, PageStore
from .version import site_version


class PageCacheMiddleware:
    """Stands before every other middleware: a kept page costs one dictionary look-up.

    A page is kept under the site version and the date that held *before* it was made. A change that
    is committed meanwhile raises the version, so a page made from old data is never found again. What
    follows a question mark is not looked at: a public page says the same whatever a link carries.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.store = PageStore(settings.PAGE_CACHE_BYTES)
        self.today = Today()
        self.gzip = GZipMiddleware(get_response)
        self._seen = None

    def __call__(self, request):
        if getattr(request, "is_dummy", False):  # an editor's preview, made within their request
            return self.get_response(request)
        version = site_version().current()
        if version != self._seen:
            # Wagtail keeps the sites' addresses in each process; another one may have changed them.
            Site.clear_site_root_paths_cache()
            self._seen = version
        if version is None or request.method not in ("GET", "HEAD"):
            return self.compressed(request, self.get_response(request))
        stamp = (version, self.today.ordinal())
        key = (request.is_secure(), request.META.get("HTTP_HOST"), request.path)
        if page := self.store.get(key, stamp):
            return page.answer(request)
        response = self.get_response(request)
        if not may_be_kept(response):
            return self.compressed(request, response)
        page = KeptPage.from_response(response, stamp)
        if request.method == "GET":
            self.store.put(key, page)
        return page.answer(request)

    def compressed(self, request, response):
        """What is not kept, shorter on its way; Django guards the secrets of a form (BREACH)."""
        if response.streaming:  # files: with ranges, or short as they are
            return response
        return self.gzip.process_response(request, response)


def may_be_kept(response) -> bool:
    """Public by its own word, whole, and with nothing in it that depends on who asked."""
    return (
        getattr(response, "is_public", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Vary")
        and not response.has_header("Cache-Control")
    )


class Today:
    """The date where the site is, asked of the calendar once a day: pages show what falls due."""

    def __init__(self):
        self._ordinal = 0
        self._until = 0.0

    def ordinal(self) -> int:
        if time.time() >= self._until:
            now = timezone.localtime()
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            self._ordinal = now.date().toordinal()
            self._until = midnight.timestamp()
        return self._ordinal
