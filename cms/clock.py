"""What must happen by the clock, once a minute: scheduled publishing, and a look for a restore.

`manage.py serve` runs it beside the web workers. Where another supervisor serves the site, call
these commands from cron instead.
"""

import logging
import time

from django.core.management import call_command
from django.db import close_old_connections

logger = logging.getLogger(__name__)

EVERY_MINUTE = ("publish_scheduled", "check_epoch")


def tick() -> None:
    """Runs every duty once; one that fails is logged and stops no other."""
    for command in EVERY_MINUTE:
        close_old_connections()
        try:
            call_command(command)
        except Exception:
            logger.exception("%s failed; it runs again in a minute.", command)


def run() -> None:
    """Ticks at the start of every minute, until the process ends."""
    while True:
        time.sleep(60 - time.time() % 60)
        tick()
