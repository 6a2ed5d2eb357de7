"""How our processes end: none outlives the one that started it."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)


def follow_parent_alone(parent: int) -> None:
    """For a child forked by `parent`: ends when that does, and does not hear the terminal's Ctrl+C.

    The parent hears it and ends its children in order; a child that hears it as well may hang.
    """
    os.setpgrp()
    die_with_parent(parent)


def die_with_parent(parent: int) -> None:
    """Has the kernel send this process SIGTERM when `parent` ends, even by SIGKILL (Linux).

    `parent` is its process id as it was known before: in a container it may rightly be 1.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), signal.SIGTERM)
