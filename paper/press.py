"""A document for one person, at once: made by a process that is warm before they ask.

Web workers never load WeasyPrint (docs/decisions/019). Each starts one process of its own when somebody
comes near such a document (`warm`), and hands it HTML (`make`). It ends with the worker, or when nobody
wanted anything for a while. What it makes is kept nowhere.

A web worker has one thread, so nobody waits here for a process that is still starting.
"""

import contextlib
import json
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

from paper import pdf

LONGEST = 5  # seconds for one document; what takes longer is given up
LOADING = 60  # seconds until it is ready, on a busy machine; one that takes longer hangs
QUEUE = 1  # seconds that one waits for those before
ROOT = Path(__file__).resolve().parents[1]


class Busy(RuntimeError):
    """Others are before us, or it took too long: the same may work in a moment."""


class Starting(Busy):
    """The process is not ready yet: it will be in some seconds."""


class Press:
    """The process, and who waits for it: one document at a time."""

    def __init__(self):
        self._turn = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._ready = False  # it has said so
        self._begun = 0.0  # by time.monotonic()

    def warm(self) -> None:
        """Has the process started, without waiting for it. Does nothing where no PDF can be made."""
        if pdf.why_not() or not self._turn.acquire(blocking=False):
            return
        try:
            self._started()
        finally:
            self._turn.release()

    def make(self, html: str, base: str) -> pdf.Pdf:
        """`html`, a whole page of the site at `base`, as PDF/UA-1: a third of a second when warm.

        Raises pdf.CannotMakePdf where WeasyPrint or Pango is missing or the document cannot be made;
        Starting, after which the same may be asked in a moment; and Busy.
        """
        if reason := pdf.why_not():
            raise pdf.CannotMakePdf(reason)
        if not self._turn.acquire(timeout=QUEUE):
            raise Busy
        try:
            return self._ask(html, base)
        except (BrokenPipeError, EOFError) as gone:
            raise Busy from gone
        finally:
            self._turn.release()

    def stop(self) -> None:
        """Ends the process."""
        with self._turn:
            self._end()

    def _started(self) -> subprocess.Popen:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self._ready, self._begun = False, time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "paper.pressing"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self._process

    def _warm_process(self) -> subprocess.Popen:
        process = self._started()
        if not self._ready:
            if not select.select([process.stdout], [], [], 0)[0]:
                if time.monotonic() - self._begun < LOADING:
                    raise Starting
                self._end()
                raise Busy
            if not process.stdout.readline():
                self._end()
                raise EOFError
            self._ready = True
        return process

    def _ask(self, html: str, base: str) -> pdf.Pdf:
        process = self._warm_process()
        limit = threading.Timer(LONGEST, process.kill)
        limit.start()
        try:
            process.stdin.write(json.dumps({"html": html, "base": base}).encode() + b"\n")
            process.stdin.flush()
            head = process.stdout.readline()
            if not head:
                raise EOFError
            told = json.loads(head)
            if "error" in told:
                raise pdf.CannotMakePdf(told["error"])
            body = process.stdout.read(told["size"])
            if len(body) < told["size"]:
                raise EOFError
            return pdf.Pdf(body, told["pages"])
        except pdf.CannotMakePdf:
            raise
        except BaseException:
            self._end()  # an answer that nobody has read would be the next one's
            raise
        finally:
            limit.cancel()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):  # what could not be sent any more
                pipe.close()


press = Press()
