"""The site version: one number that grows whenever anything that a page can show has changed.

Every worker of the site reads it before it hands out a kept page, so it lives where reading costs
no SQL: in a small file mapped into memory (one machine), or in the shared cache (several).
"""

import contextlib
import fcntl
import logging
import mmap
import os
import struct
import threading
import time
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as shared_cache

logger = logging.getLogger(__name__)

_COUNTER = struct.Struct("=Q")


class FileVersion:
    """A counter in a file of eight bytes, mapped by every worker of one machine."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if os.fstat(self._file).st_size < _COUNTER.size:
            os.ftruncate(self._file, _COUNTER.size)
        self._map = mmap.mmap(self._file, _COUNTER.size)
        self._threads = threading.Lock()

    def current(self) -> int:
        return _COUNTER.unpack_from(self._map)[0]

    def bump(self) -> None:
        # lockf, not flock: workers forked from one parent share the open file, and with it a flock.
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                _COUNTER.pack_into(self._map, 0, self.current() + 1)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


class SharedVersion:
    """A counter in the cache that all machines share (CACHE_URL)."""

    KEY = "pascupas:site-version"

    def __init__(self):
        self._owed = False

    def current(self) -> int | None:
        """The version, or None while the cache does not answer: then nothing kept may be used."""
        try:
            if self._owed:
                self._increase()
                self._owed = False
            return shared_cache.get_or_set(self.KEY, time.time_ns, timeout=None)
        except Exception:
            logger.exception("The shared cache does not answer; pages are made anew.")
            return None

    def bump(self) -> None:
        try:
            self._increase()
        except Exception:
            # The change is committed; it must not look failed. We try again before the next page.
            logger.exception("The shared cache does not answer; the site version is owed a bump.")
            self._owed = True

    def _increase(self) -> None:
        # An evicted counter starts again from the clock, so that no number ever comes twice.
        if not shared_cache.add(self.KEY, time.time_ns(), timeout=None):
            with contextlib.suppress(ValueError):
                shared_cache.incr(self.KEY)


@cache
def site_version() -> FileVersion | SharedVersion:
    """The site's one version counter."""
    return SharedVersion() if settings.CACHE_URL else FileVersion(settings.DATA_DIR / "site-version")
