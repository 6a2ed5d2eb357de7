"""How many facts a second the sync takes, against bare inserts of the same rows in the same database.

The baseline writes with `bulk_create`, a transaction to a batch: the same table, indexes and
durability, without HTTP, checks, states and answers. Calls are made before the clock starts.
"""

import gzip
import http.client
import json
import os
import statistics
import subprocess
import threading
import time
from collections import deque
from pathlib import Path
from uuid import UUID, uuid4

from . import servers
from .rows import Row

CLIENTS = 16
HEADERS = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
FACTS = {20: 800, 5000: 5000}  # facts a client sends, by the size of its batches

_PAGES = """
import json
from tutorials.models import TutorialPage
print(json.dumps([
    [str(page.translation_key), [block.id for block in page.steps]]
    for page in TutorialPage.objects.live().filter(locale__language_code="ro")
]))
"""

_BARE = """
import json, sys, time, uuid
from django.db import transaction
from django.utils import timezone
from progress.models import Fact, Learner
size, count = {size}, {count}
learner = Learner.objects.create(id=uuid.uuid4(), secret_sha256="0" * 64)
fields = {{field.name for field in Fact._meta.fields}}
def row(seq):
    values = dict(
        learner=learner, uuid=uuid.uuid4(), device=uuid.uuid4(), seq=seq, at="2026-11-22T10:00:00.000Z",
        kind="step", page=uuid.uuid4(), block=str(uuid.uuid4()), version="0123456789abcdef", data={{}},
        content_hash="0" * 64, received_at=timezone.now(),
    )
    return Fact(**{{name: value for name, value in values.items() if name in fields}})
batches = [[row(at + step) for step in range(size)] for at in range(1, count, size)]
began = time.perf_counter()
for batch in batches:
    with transaction.atomic():
        Fact.objects.bulk_create(batch)
print(json.dumps(count / (time.perf_counter() - began)))
"""


def measure(data: Path) -> list[Row]:
    """Facts a second for small and large batches, and how long a call takes with 16 clients."""
    port = servers.free_port()
    environment = os.environ | servers.site_environment(data, port, "cms.settings.demo")
    pages = json.loads(_shell(_PAGES, environment))
    rows = []
    with servers.site(data, port):
        for size, count in FACTS.items():
            took, seconds = _send(port, pages, size, count)
            rate = CLIENTS * count / seconds
            bare = json.loads(_shell(_BARE.format(size=size, count=max(count, 40 * size)), environment))
            p95 = 1000 * statistics.quantiles(took, n=20, method="inclusive")[-1]
            rows += [
                Row("sync", f"facts a second, batches of {size} / bare inserts", rate / bare, "",
                    "≥ 0.333", f"{rate:,.0f} / {bare:,.0f} facts/s"),
                Row("sync", f"batches of {size}, c=16: p95", p95, "ms", "≤ 250" if size == 20 else ""),
                Row("sync", f"batches of {size}, c=16: longest", 1000 * max(took), "ms", "≤ 5000"),
            ]  # fmt: skip
    return rows


def _shell(script: str, environment: dict[str, str]) -> str:
    command = [servers.PYTHON, "manage.py", "shell", "-v0", "-c", script]
    done = subprocess.run(
        command, cwd=servers.ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()[-1]


def _send(port: int, pages: list, size: int, count: int) -> tuple[list[float], float]:
    """Seconds that each call took, and that all of them took together.

    Every client takes the next call that waits: one worker is never idle because its clients are done.
    """
    enrolments, calls = [], []
    for _ in range(CLIENTS):
        enrolment, *others = _calls(pages, size, count)
        enrolments.append(enrolment)
        calls.append(others)
    _run(port, deque(enrolments), 0)  # as devices do: once, and then their facts
    return _run(port, deque(call for round in zip(*calls, strict=True) for call in round), size)


def _run(port: int, waiting: deque[bytes], size: int) -> tuple[list[float], float]:
    """Sends all that waits; every answer must accept `size` facts."""
    took: list[float] = []
    answers: list[tuple[int, bytes]] = []
    ready = threading.Barrier(CLIENTS + 1)

    def run() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        ready.wait()
        while True:
            try:
                body = waiting.popleft()
            except IndexError:
                return
            began = time.perf_counter()
            connection.request("POST", "/api/v1/sync", body, HEADERS)
            response = connection.getresponse()
            answer = response.status, response.read()
            took.append(time.perf_counter() - began)
            answers.append(answer)

    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    for status, answer in answers:
        if status != 200 or len(json.loads(answer)["learners"][0]["accepted"]) != size:
            raise RuntimeError(f"A call failed with {status}: {answer[:200]!r}")
    return took, seconds


def _calls(pages: list, size: int, count: int) -> list[bytes]:
    """The bodies that one learner's device sends: its enrolment, then `count` facts in batches."""
    learner, device = str(uuid4()), str(uuid4())
    secret, token = uuid4().hex, uuid4().hex

    def call(facts: list, **more) -> bytes:
        one = {"learner": learner, "facts": facts} | more
        body = {"device": device, "token": token, "learners": [one]}
        return gzip.compress(json.dumps(body).encode(), 1)

    def fact(seq: int) -> dict:
        page, blocks = pages[seq % len(pages)]
        return {
            "id": _uuid7(), "learner": learner, "device": device, "seq": seq,
            "at": "2026-11-22T10:00:00.000Z", "kind": "step",
            "object": {"page": page, "block": blocks[seq % len(blocks)]},
            "version": "0123456789abcdef", "data": {},
        }  # fmt: skip

    batches = [[fact(seq) for seq in range(at, at + size)] for at in range(1, count + 1, size)]
    return [call([], enrolment={"secret": secret}), *map(call, batches)]


def _uuid7() -> str:
    return str(UUID(int=(uuid4().int & ~(0xF << 76)) | (7 << 76)))
