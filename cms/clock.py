"""What must happen by the clock: each minute scheduled publishing and a look for a restore, each day
the end of what may not be kept any longer.

`manage.py serve` runs it beside the web workers. Where another supervisor serves the site, call
these commands from cron instead.
"""

import logging
import time
from collections.abc import Iterable

from django.core.management import call_command
from django.db import close_old_connections
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


def run() -> None:
    """Ticks at the start of every minute, until the process ends.

    A box may never be on at midnight: the first minute of a process has the day's duties as well.
    """
    day = None
    while True:
        time.sleep(60 - time.time() % 60)
        tick()
        if day != (day := localdate()):
            tick(EVERY_DAY)
