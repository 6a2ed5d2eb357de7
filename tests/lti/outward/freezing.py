"""Time that goes on by itself, for what ends by the clock."""

import contextlib
import time
from unittest import mock


@contextlib.contextmanager
def later(seconds: float):
    """As if it were so many seconds later, for whoever asks `time.time`."""
    real = time.time
    with mock.patch("time.time", side_effect=lambda: real() + seconds):
        yield
