"""What must happen by the clock: each minute scheduled publishing, a look for a restore and the relay,
each day the end of what may not be kept any longer; and, soon after something was published, the
documents that show it.

`manage.py serve` runs it beside the web workers. Where another supervisor serves the site, call
these commands from cron instead.
"""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from cms.pagecache.version import site_version

logger = logging.getLogger(__name__)

EVERY_MINUTE = ("publish_scheduled", "check_epoch")
EVERY_DAY = ("forget_idle", "tend_lti", "tend_h5p")


def tick(commands: Iterable[str] = EVERY_MINUTE) -> None:
    """Runs every duty once; one that fails is logged and stops no other."""
    for command in commands:
        close_old_connections()
        try:
            call_command(command)
        except Exception:
            logger.exception("%s failed; it runs again the next time.", command)


class Aside:
    """A duty that waits for others far away: it runs in a thread, and at most once at a time."""

    def __init__(self, command: str, *arguments: str):
        self.command, self.arguments = command, arguments
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins a run, unless the last one still goes on. It ends with the process, wherever it is."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name=self.command, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            call_command(self.command, *self.arguments)
        except CommandError as error:
            logger.warning("%s", error)
        except Exception:
            logger.exception("%s failed; it runs again in a minute.", self.command)
        finally:
            connection.close()


class Apart:
    """A duty in a process of its own, one at a time, that ends when done.

    So its memory is ours only while it works, and nothing of it slows the clock down.
    """

    def __init__(self, command: str, asked: Callable[[], bool]):
        self.command, self.asked = command, asked
        self._process: subprocess.Popen | None = None

    def at_work(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _is_asked(self) -> bool:
        """Whether somebody waits, as `asked` says. Costs its query."""
        try:
            return self.asked()
        except Exception:
            logger.exception("Nobody could say whether %s is asked for.", self.command)
            return False
        finally:
            close_old_connections()

    def _start(self) -> None:
        try:
            self._process = _begin(self.command)
        except OSError:
            logger.exception("%s could not be started.", self.command)


class AfterChanges(Apart):
    """A duty that follows what pages show.

    It runs when the process starts, after each change of the site version, and on a new day, on which
    facts fall due. Now and then it runs again if its last run broke, or left what it was to do.
    """

    SETTLED = 3  # seconds without a change: whoever publishes often is followed once
    PAUSE = 300  # seconds between two looks at what was left: a duty that cannot run costs little

    def __init__(self, command: str, asked: Callable[[], bool]):
        super().__init__(command, asked)
        self._seen: tuple | None = None
        self._done: tuple | None = None
        self._since = 0.0
        self._minded = time.monotonic()

    def look(self) -> None:
        """Starts the duty if it is due and not at work. Costs no query, but for one in each pause."""
        now = (site_version().current(), localdate())
        if now != self._seen:
            self._seen, self._since = now, time.monotonic()
        settled = time.monotonic() - self._since >= self.SETTLED
        if self.at_work() or not settled:
            return
        if now != self._done or self._left_something():
            self._done = now
            self._start()

    def _left_something(self) -> bool:
        if time.monotonic() - self._minded < self.PAUSE:
            return False
        self._minded = time.monotonic()
        broke = self._process is not None and self._process.poll() != 0
        return broke or self._is_asked()


class WhenAsked(Apart):
    """A duty that somebody waits for, as `asked` says."""

    def look(self) -> None:
        """Starts the duty if it is asked for and not at work. Costs the query of `asked`."""
        if not self.at_work() and self._is_asked():
            self._start()


def _begin(command: str) -> subprocess.Popen:
    """Our own command in a process that ends with this one, and gives way to readers."""
    return subprocess.Popen(  # noqa: S603  (our own command)
        [sys.executable, sys.argv[0], command, "--attached"], stdin=subprocess.DEVNULL
    )


def wait_for_minute(followers: Iterable[AfterChanges | WhenAsked]) -> None:
    """Returns at the start of the next minute; lets `followers` look every other second until then."""
    minute = time.time() // 60
    while time.time() // 60 == minute:
        for follower in followers:
            follower.look()
        time.sleep(min(2, 60 - time.time() % 60))


def run() -> None:
    """Ticks at the start of every minute, until the process ends.

    A box may never be on at midnight: the first minute of a process has the day's duties as well.
    """
    asides, day = [Aside(command) for command in settings.ASIDE], None
    if settings.RELAY_TO:
        asides.append(Aside("relay", "--due"))
    followers: list[AfterChanges | WhenAsked] = []
    if settings.BUILD_DOCUMENTS:
        for kind, duties in ((AfterChanges, settings.AFTER_CHANGES), (WhenAsked, settings.WHEN_ASKED)):
            followers += [kind(name, import_string(by)) for name, by in duties.items()]
    while True:
        wait_for_minute(followers)
        tick()
        if day != (day := localdate()):
            tick(EVERY_DAY)
        for aside in asides:
            aside.start()
