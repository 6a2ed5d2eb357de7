"""Kolibri 0.19.5 beside us (PEERS=1): its first page, on the same machine in the same run."""

import contextlib
import os
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from . import servers
from .browser import browser, counted
from .memory import held
from .rows import Row
from .throughput import ROUNDS, load

KOLIBRI = servers.ROOT / ".venv-kolibri" / "bin" / "kolibri"


@contextlib.contextmanager
def running(data: Path) -> Iterator[tuple[str, int]]:
    """Kolibri with a facility and no lessons, on a free port; yields its address and process id."""
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
        command, f"http://127.0.0.1:{port}/en/learn/", data / "kolibri.log", **environment
    ) as process:
        yield f"http://127.0.0.1:{port}", process.pid


def measure(data: Path, ours: dict[str, Row]) -> list[Row]:
    """Our figures as multiples of Kolibri's: weight and requests of the first page, pages a second."""
    with running(data) as (base, process_id):
        with browser() as chromium:
            page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
            with counted(page) as wire:
                page.goto(base + "/en/learn/", wait_until="load", timeout=120_000)
        rate = statistics.median(load(base + "/en/learn/")[0] for _ in range(ROUNDS))
        kept = held(process_id)
    weight, fetched = ours["first page, cold, all in"].value, ours["first page, requests"].value
    served = ours["kept page, as browsers ask (br)"].value
    asked, idle = len(wire.requests), ours["web workers and clock, idle"].value
    kilobytes = wire.bytes / 1000
    return [
        Row("beside Kolibri", "bytes of the first page, theirs / ours", kilobytes / weight, "×",
            beside=f"{kilobytes:,.0f} kB / {weight:,.0f} kB"),
        Row("beside Kolibri", "requests of the first page, theirs / ours", asked / fetched, "×",
            beside=f"{asked} / {fetched:.0f}"),
        Row("beside Kolibri", "public page a second, ours / theirs", served / rate, "×", "≥ 20",
            f"{served:,.0f} / {rate:,.0f} req/s"),
        Row("beside Kolibri", "memory at rest, theirs / ours", kept / idle, "×",
            beside=f"{kept:.0f} MiB / {idle:.0f} MiB"),
    ]  # fmt: skip
