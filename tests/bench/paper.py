"""Documents: the whole catalogue, a pack for a class, and one for a person who waits for it."""

import statistics
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from . import servers
from .rows import Row

MOST, COPIES, ASKED = 500, 30, 20
WARM = 90  # seconds in which a press gets ready and makes them all
CARD = urlencode({"handle": "acvariu 123", "code": "0123456789abcdef"}).encode()


def measure(data: Path, tutorial: str, pace: float) -> list[Row]:
    """What the documents of the site in `data` take; of one person's, at the address `tutorial`.

    `pace` as in `throughput.pace`.
    """
    port = servers.free_port()
    told = servers.told(data, port, "-m", "tests.bench.documents", str(MOST), str(COPIES))
    minutes, held, pack = told["seconds"] / 60, told["held"], told["pack"]
    before, after = (statistics.median(part) for part in (held[100:200], held[-100:]))
    return [
        Row("paper", "every document of the catalogue", minutes, "min", f"≤ {10 * pace:.3g}",
            f"{told['documents']} documents, {told['seconds'] / told['documents']:.2f} s each"),
        Row("paper", "documents that could not be made", told["failed"], "", "≤ 0"),
        Row("paper", f"memory at the last 100 of {len(held)} / at the second 100", after / before, "",
            "≤ 1.1", f"{after:.0f} / {before:.0f} MiB, highest {max(held):.0f}"),
        Row("paper", f"a pack of {COPIES}", pack["seconds"], "s", "", f"{pack['pages']} pages"),
        *_personal(data, tutorial, pace),
    ]  # fmt: skip


def _personal(data: Path, tutorial: str, pace: float) -> list[Row]:
    port = servers.free_port()
    base = f"http://127.0.0.1:{port}"
    asked = {
        "proof of an exercise": (f"{base}{tutorial}tipar/dovada.pdf?numar=EX-2345", None),
        "learning card": (f"{base}/carnet/carnet.pdf", CARD),
    }
    rows = []
    with servers.site(data, port):
        for name, (url, body) in asked.items():
            took = _taken(url, body)
            beside = f"slowest {max(took):.0f} ms of {ASKED}"
            goal = f"≤ {500 * pace:.0f}"
            rows.append(
                Row("paper", f"one person's {name}", statistics.median(took), "ms", goal, beside)
            )
    return rows


def _ask(url: str, body: bytes | None) -> float | None:
    """The seconds that a document took; None for anything else, as long as a worker's press starts."""
    began = time.perf_counter()
    request = urllib.request.Request(url, body, {"Accept": "application/pdf"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return time.perf_counter() - began if answer.read().startswith(b"%PDF-") else None


def _taken(url: str, body: bytes | None) -> list[float]:
    """The milliseconds of the last ASKED documents, once whichever worker answers is ready."""
    until = time.monotonic() + WARM
    took: list[float] = []
    while len(took) < ASKED + 4 * int(servers.WORKERS):
        if time.monotonic() > until:
            raise RuntimeError(f"{url} makes no documents.")
        if (seconds := _ask(url, body)) is None:
            time.sleep(1)
        else:
            took.append(seconds * 1000)
    return took[-ASKED:]
