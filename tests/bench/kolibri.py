"""Kolibri 0.19.5 beside us (PEERS=1): its first page and its progress, on this machine in this run."""

import contextlib
import http.client
import json
import os
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from ..e2e.tap import KB, weight
from . import servers
from .browser import Visitor, browser
from .clients import CLIENTS, PATIENCE, Call, send, spread
from .memory import held
from .rows import Row
from .throughput import ROUNDS, load

KOLIBRI = servers.ROOT / ".venv-kolibri" / "bin" / "kolibri"
FIRST_PAGE = "/en/learn/"
WRITES = 50  # that each learner sends in a round


@contextlib.contextmanager
def running(data: Path) -> Iterator[tuple[int, int]]:
    """Kolibri with a facility and no lessons, on a free port; yields its port and process id."""
    port = servers.free_port()
    environment = os.environ | {
        "KOLIBRI_HOME": str(data / "kolibri"),
        "KOLIBRI_RUN_MODE": "bench",
        "KOLIBRI_ZIP_CONTENT_PORT": str(servers.free_port()),
    }
    subprocess.run(
        [KOLIBRI, "manage", "provisiondevice", "--facility", "Bench", "--preset", "nonformal",
         "--superusername", "bench", "--superuserpassword", "bench-bench", "--language_id", "en",
         "--noinput"],
        env=environment, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    command = [str(KOLIBRI), "start", "--foreground", "--port", str(port)]
    with servers.running(
        command, f"http://127.0.0.1:{port}{FIRST_PAGE}", data / "kolibri.log", **environment
    ) as process:
        yield port, process.pid


class Learner:
    """Somebody with an account at Kolibri who signed up and opened a resource, as its pages do it."""

    def __init__(self, port: int, facility: str):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies: dict[str, str] = {}
        self._ask("PUT", "/api/auth/session/current/", {})  # answers with the token against forgery
        me = {"full_name": "Bench", "username": f"l{uuid4().hex[:12]}", "password": "bench-bench"}
        self._ask("POST", "/api/auth/signup/", me | {"facility": facility})
        resource = {name: uuid4().hex for name in ("node_id", "content_id", "channel_id")}
        session = self._ask("POST", "/api/logger/trackprogress/", resource | {"kind": "document"})
        self._connection.close()
        self._path = f"/api/logger/trackprogress/{session['session_id']}/"

    def writes(self) -> Call:
        """What its browser sends after a stretch of reading: progress (0.4 and more) and seconds.

        It is the lightest write that it has: an answer in an exercise stores an attempt besides.
        """
        told = json.dumps({"progress_delta": 0.4, "time_spent_delta": 5}).encode()
        return Call("PUT", self._path, told, self._headers())

    def _ask(self, method: str, path: str, body: dict) -> dict:
        self._connection.request(method, path, json.dumps(body), self._headers())
        response = self._connection.getresponse()
        told = response.read()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {told[:200]!r}")
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return json.loads(told)

    def _headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "X-CSRFToken": self._cookies.get("kolibri_csrftoken", ""),
        }


def measure(data: Path, ours: dict[str, Row]) -> list[Row]:
    """Our figures as multiples of Kolibri's: its first page, pages a second, memory, progress."""
    with running(data) as (port, process_id):
        with browser() as chromium, Visitor(chromium, port) as visitor:
            first = visitor.read(FIRST_PAGE)
        rate = statistics.median(load(f"http://127.0.0.1:{port}{FIRST_PAGE}")[0] for _ in range(ROUNDS))
        kept = held(process_id)
        progress = _progress(port, ours)
    kilobytes, lightest = weight(first) / KB, ours["first page, cold, all in"].value
    fetched = ours["first page, requests, all in"].value
    served = ours["kept page, as browsers ask (br)"].value
    idle = ours["web workers and clock, idle"].value
    return [
        Row("beside Kolibri", "bytes of the first page, theirs / ours", kilobytes / lightest, "×",
            beside=f"{kilobytes:,.0f} kB / {lightest:,.0f} kB"),
        Row("beside Kolibri", "requests of the first page, theirs / ours", len(first) / fetched, "×",
            beside=f"{len(first)} / {fetched:.0f}"),
        Row("beside Kolibri", "public page a second, ours / theirs", served / rate, "×", "≥ 20",
            f"{served:,.0f} / {rate:,.0f} req/s"),
        Row("beside Kolibri", "memory at rest, theirs / ours", kept / idle, "×",
            beside=f"{kept:.0f} MiB / {idle:.0f} MiB"),
        progress,
    ]  # fmt: skip


def _progress(port: int, ours: dict[str, Row]) -> Row:
    """Facts a second that we store in batches of 20, as a multiple of their progress writes."""
    facility = json.loads(servers.get(f"http://127.0.0.1:{port}/api/public/v1/facility/"))[0]["id"]
    learners = [Learner(port, facility) for _ in range(CLIENTS)]
    answers, rates = [], []
    for _ in range(ROUNDS):
        more, seconds = send(port, [learner.writes() for _ in range(WRITES) for learner in learners])
        rates.append(sum(answer.status == 200 for answer in more) / seconds)
        answers += more
    failed = sum(answer.status != 200 for answer in answers)
    facts, theirs = ours["SQLite, batches of 20: facts"].value, statistics.median(rates)
    beside = f"{facts:,.0f} / {theirs:,.0f} per second; theirs {spread(answers)}"
    if failed:
        beside += f", {failed} of {len(answers)} failed"
    return Row(
        "beside Kolibri",
        "facts a second, ours / their progress writes",
        facts / theirs,
        "×",
        "≥ 20",
        beside,
    )
