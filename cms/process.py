"""How our processes end: none outlives the one that started it."""

import contextlib
import ctypes
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1  # prctl(2)


def follow_parent_alone(parent: int) -> None:
    """For a child forked by `parent`: ends when that does, and does not hear the terminal's Ctrl+C.

    The parent hears it and ends its children in order; a child that hears it as well may hang. Where
    the parent could not end them, SIGKILL does: asked by SIGTERM, a worker would first wait for
    whoever has sent half a request, and hold the port.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what the parent does then is its own affair
    os.setpgrp()
    die_with_parent(parent, signal.SIGKILL)


def die_with_parent(parent: int, by: signal.Signals = signal.SIGTERM) -> None:
    """Has the kernel send this process the signal `by` when `parent` ends, even by SIGKILL (Linux).

    `parent` is its process id as it was known before: in a container it may rightly be 1.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), by)


class KeptProcess(threading.Thread):
    """Forks a process that runs `work`, and forks it anew when it ends, until `stop`.

    `start` returns once the first one runs: the caller may then fork others, one fork at a time.

    It is a thread because the kernel ends the child with the thread that forked it, not sooner.
    """

    PAUSE = 1  # seconds before the next one, so that work which cannot run does not fill the log

    def __init__(self, name: str, work: Callable[[], None]):
        super().__init__(name=name, daemon=True)
        self.work = work
        self.pid = 0
        self._stopping = False
        self._forking = threading.Lock()
        self._forked = threading.Event()

    def start(self) -> None:
        super().start()
        self._forked.wait()

    def run(self) -> None:
        while self._fork():
            _, status = os.waitpid(self.pid, 0)
            if not self._stopping:
                code = os.waitstatus_to_exitcode(status)
                logger.error("%s ended (%s); it starts again.", self.name, code)
                time.sleep(self.PAUSE)

    def _fork(self) -> bool:
        with self._forking:
            if self._stopping:
                return False
            self.pid = os.fork()
        if self.pid:
            self._forked.set()
        else:
            try:
                self.work()
            finally:
                os._exit(1)  # never back into the code of the parent
        return True

    def stop(self) -> None:
        """Ends the process, and waits until it has."""
        with self._forking:
            self._stopping = True
            if self.pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGTERM)
        self.join()
