"""How many pages a second, against a bare view of the same bytes in the same minute."""

import re
import statistics
import subprocess
from pathlib import Path

from . import servers
from .rows import Row

BARE = "bare view, 40 kB"
ROUNDS = 3
SECONDS = 4
DESIGN = 12_000  # requests a second of the bare view on the machine that the design's figures come from
CONNECTIONS = 16


def load(url: str, **headers: str) -> tuple[float, float]:
    """Requests a second and the 95th percentile in milliseconds, by wrk over loopback."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "--latency", "-s", str(_SCRIPT), url]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text:
        raise RuntimeError(f"{url} answered with errors:\n{text}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    return rate, float(re.search(r"p95 ([\d.]+)", text)[1])


_SCRIPT = Path(__file__).with_name("latency.lua")


def measure(data: Path, page: str) -> list[Row]:
    """Kept pages beside the bare view, in turn; then pages made anew."""
    ours, bare = servers.free_port(), servers.free_port()
    rows = []
    with servers.site(data, ours):
        url = f"http://127.0.0.1:{ours}{page}"
        body = data / "page.html"
        body.write_bytes(servers.get(url))
        with servers.bare_view(body, bare):
            kept, plain, compressed = [], [], []
            for _ in range(ROUNDS):
                kept.append(load(url))
                plain.append(load(f"http://127.0.0.1:{bare}/page/"))
                compressed.append(load(url, **{"Accept-Encoding": "br"}))
    ratio = statistics.median(a[0] / b[0] for a, b in zip(kept, plain, strict=True))
    rows += [
        Row("throughput", BARE, _median(plain), "req/s"),
        Row("throughput", "kept page / bare view, same bytes", ratio, "", "≥ 0.5",
            f"{_median(kept):,.0f} / {_median(plain):,.0f} req/s"),
        Row("throughput", "kept page, as browsers ask (br)", _median(compressed), "req/s", "≥ 4480"),
        Row("throughput", "kept page, p95 at c=16", statistics.median(b for _, b in kept), "ms"),
    ]  # fmt: skip
    with servers.site(data, ours, "tests.bench.uncached"):
        made = [load(f"http://127.0.0.1:{ours}{page}") for _ in range(ROUNDS)]
    # The design's 150 a second were set where the bare view gave 12,000: that share is the yardstick.
    share = 100 * _median(made) / _median(plain)
    rows.append(Row("throughput", "page made anew / bare view", share, "%", "≥ 1.25",
                    f"{_median(made):,.0f} / {_median(plain):,.0f} req/s"))  # fmt: skip
    return rows


def pace(rows: list[Row]) -> float:
    """How many times longer than the design's machine this one takes, by its bare view; never below 1.

    What the design bounds in time, where a processor is busy all along, is as much the machine's doing
    as ours.
    """
    return max(1.0, DESIGN / next(row.value for row in rows if row.name == BARE))


def _median(figures: list[tuple[float, float]]) -> float:
    return statistics.median(rate for rate, _ in figures)
