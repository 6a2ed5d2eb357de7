"""Serves the site on one machine: web workers and the clock, forked from one loaded process."""

import gc
import os
import socket
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.test import RequestFactory
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from cms import clock
from cms.pagecache.version import site_version
from cms.process import KeptProcess, die_with_parent, follow_parent_alone


class Command(BaseCommand):
    help = "Serves the site: as many web workers as --workers, and the clock for scheduled work."

    def add_arguments(self, parser):
        address = urlsplit(settings.PUBLIC_URL)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=address.port or 8000)
        parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
        parser.add_argument(
            "--attached", action="store_true", help="end when the process that started us ends"
        )

    def handle(self, *args, host, port, workers, attached, **options):
        if attached:
            die_with_parent(os.getppid())
        refuse_taken_port(host, port)
        # A crash between a commit and its bump would leave old pages under the current version.
        site_version().bump()
        warm_up()
        connections.close_all()
        gc.collect()
        gc.freeze()  # what is loaded now stays shared between the processes
        os.register_at_fork(after_in_child=partial(follow_parent_alone, os.getpid()))
        ticking = KeptProcess("The clock", clock.run)
        ticking.start()
        try:
            Server(
                "cms.wsgi:application",
                address=host,
                port=port,
                interface=Interfaces.WSGI,
                workers=workers,
                # One thread a worker: Wagtail's forms change shared state while they check a draft.
                blocking_threads=1,
                backpressure=256,
                websockets=False,
                log_level=LogLevels.warning,
                respawn_failed_workers=True,
                workers_kill_timeout=10,
            ).serve()
        finally:
            ticking.stop()


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CommandError if anybody listens there: two servers would answer in turn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Cannot serve on {host}:{port}: {getattr(error, 'strerror', error)}."
                " Stop what is there, or choose another port: PORT=8001."
            ) from error


def warm_up() -> None:
    """Makes one page, so that templates and hooks are loaded before the processes part."""
    host = urlsplit(settings.PUBLIC_URL).netloc
    WSGIHandler().get_response(RequestFactory().get("/", headers={"host": host}))
