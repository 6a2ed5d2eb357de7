"""How many facts a second the sync takes, against bare inserts of the same rows in the same database.

The baseline (`inserts.py`) writes with `bulk_create`, a transaction to a batch: the same table, indexes
and durability, without HTTP, checks, states and answers. It varies twofold from minute to minute with
the disk, so it is measured before, between and after the rounds of ours, and the median counts. Beside
it stands what the database takes without Django's models. Calls are made before the clock starts.
"""

import gzip
import json
import re
import statistics
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from . import servers
from .clients import CLIENTS, Answer, Call, Spread, send, spread
from .rows import Row

HEADERS = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
BATCHES = {1: 60, 20: 60, 5000: 3}  # batches that a client sends, by their size
BARE = {1: 400, 20: 4_000, 5000: 25_000}  # facts of one bare measurement, by the size of its batches
ROUNDS = 3
LOCKED = re.compile("database is locked|deadlock detected")

_PAGES = """
import json
from tutorials.models import TutorialPage
print(json.dumps([
    [str(page.translation_key), [block.id for block in page.steps]]
    for page in TutorialPage.objects.live().filter(locale__language_code="ro")
]))
"""


@dataclass
class Figures:
    """What batches of one size gave: facts a second, ours and bare, and how long calls took."""

    rate: float
    bare: float
    without_models: float
    waited: Spread
    failed: int


def measure(data: Path, pace: float, database: str = "SQLite") -> list[Row]:
    """Facts a second and how long calls take, by size of batch, on the site in `data`.

    `pace` is how many times longer this machine takes than the design's: bounds in milliseconds are
    held at it.
    """
    port = servers.free_port()
    pages = servers.shell(data, port, _PAGES)
    rows, failed = [], 0
    with servers.site(data, port):
        for size in BATCHES:
            figures = _figures(data, port, pages, size)
            rows += _rows(f"{database}, batches of {size}", size, figures, pace)
            failed += figures.failed
    locked = len(LOCKED.findall((data / "bench.log").read_text(errors="replace")))
    return [
        *rows,
        Row("sync", f"{database}: calls that failed, “database is locked” in the log", failed + locked,
            "", "≤ 0", f"{failed} and {locked}"),
    ]  # fmt: skip


def _rows(name: str, size: int, figures: Figures, pace: float) -> list[Row]:
    waited = figures.waited
    return [
        Row("sync", f"{name}: facts", figures.rate, "/s"),
        Row("sync", f"{name}: facts / bare inserts", figures.rate / figures.bare, "",
            "≥ 0.333" if size > 1 else "",
            f"{figures.bare:,.0f} facts/s bare; {figures.without_models:,.0f} without models"),
        Row("sync", f"{name}: p95", waited.p95, "ms", f"≤ {250 * pace:.0f}" if size <= 20 else "",
            f"p50 {waited.p50:,.0f}, p99 {waited.p99:,.0f} ms"),
        Row("sync", f"{name}: longest", waited.longest, "ms", f"≤ {5000 * pace:.0f}",
            f"this machine takes {pace:.2f} times as long as the design's" if pace > 1 else ""),
    ]  # fmt: skip


def _figures(data: Path, port: int, pages: list, size: int) -> Figures:
    """Three rounds of ours, with bare inserts before, between and after them."""
    devices = [_calls(pages, size, BATCHES[size]) for _ in range(CLIENTS)]
    # As devices do: enrolled once, and then their facts.
    enrolled, _ = send(port, [calls.pop(0) for calls in devices])
    calls = [call for turn in zip(*devices, strict=True) for call in turn]
    answers: list[Answer] = []
    seconds, share = 0.0, len(calls) // ROUNDS
    bare = [_bare(data, port, size)]
    for at in range(0, len(calls), share):
        more, took = send(port, calls[at : at + share])
        answers += more
        seconds += took
        bare.append(_bare(data, port, size))
    failed = sum(not _accepts(each, 0) for each in enrolled)
    stored = sum(_accepts(each, size) for each in answers)
    with_models, without = (statistics.median(rates) for rates in zip(*bare, strict=True))
    return Figures(
        stored * size / seconds, with_models, without, spread(answers), failed + len(answers) - stored
    )


def _bare(data: Path, port: int, size: int) -> list[float]:
    """Facts a second that are stored with Django's models and without them."""
    return servers.told(data, port, "-m", "tests.bench.inserts", str(size), str(BARE[size]))


def _accepts(answer: Answer, size: int) -> bool:
    """Whether all `size` facts of a call were stored."""
    return answer.status == 200 and len(json.loads(answer.body)["learners"][0]["accepted"]) == size


def _calls(pages: list, size: int, batches: int) -> list[Call]:
    """What one learner's device sends: its enrolment, then its facts in batches."""
    learner, device = str(uuid4()), str(uuid4())
    secret, token = uuid4().hex, uuid4().hex

    def call(facts: list, **more) -> Call:
        one = {"learner": learner, "facts": facts} | more
        body = {"device": device, "token": token, "learners": [one]}
        return Call("POST", "/api/v1/sync", gzip.compress(json.dumps(body).encode(), 1), HEADERS)

    def fact(seq: int) -> dict:
        page, blocks = pages[seq % len(pages)]
        return {
            "id": _uuid7(), "learner": learner, "device": device, "seq": seq,
            "at": "2026-11-22T10:00:00.000Z", "kind": "step",
            "object": {"page": page, "block": blocks[seq % len(blocks)]},
            "version": "0123456789abcdef", "data": {},
        }  # fmt: skip

    starts = range(1, batches * size + 1, size)
    facts = ([fact(seq) for seq in range(at, at + size)] for at in starts)
    return [call([], enrolment={"secret": secret}), *map(call, facts)]


def _uuid7() -> str:
    return str(UUID(int=(uuid4().int & ~(0xF << 76)) | (7 << 76)))
