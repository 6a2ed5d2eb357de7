"""What must happen by the clock: each minute scheduled publishing, a look for a restore and the relay,
each day the end of what may not be kept any longer.

`manage.py serve` runs it beside the web workers. Where another supervisor serves the site, call
these commands from cron instead.
"""

import logging
import threading
import time
from collections.abc import Iterable

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection
from django.utils.timezone import localdate

logger = logging.getLogger(__name__)

EVERY_MINUTE = ("publish_scheduled", "check_epoch")
EVERY_DAY = ("forget_idle",)


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


def run() -> None:
    """Ticks at the start of every minute, until the process ends.

    A box may never be on at midnight: the first minute of a process has the day's duties as well.
    """
    relay, day = Aside("relay", "--due"), None
    while True:
        time.sleep(60 - time.time() % 60)
        tick()
        if day != (day := localdate()):
            tick(EVERY_DAY)
        if settings.RELAY_TO:
            relay.start()
