"""Lighthouse, the median of five runs for each page."""

import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from . import servers
from .browser import FLAGS
from .rows import Row

RUNS = 5
HERE = Path(__file__).parent
GOALS = {"performance": "≥ 99", "accessibility": "≥ 100", "best-practices": "≥ 100", "seo": "≥ 100"}


def measure(base: str, pages: dict[str, str]) -> list[Row]:
    """The four categories of every page in `pages` (name → path)."""
    rows = []
    for name, path in pages.items():
        runs = [_run(base + path) for _ in range(RUNS)]
        missed = sorted({audit for run in runs for audit in run["missed"]})
        for category, goal in GOALS.items():
            score = statistics.median(run["scores"][category] for run in runs)
            beside = f"Lighthouse {runs[0]['version']}"
            if score < 100 and missed:
                beside += f"; below 90: {', '.join(missed)}"
            rows.append(Row("lighthouse", f"{name}: {category}", score, "", goal, beside))
    return rows


def _run(url: str) -> dict:
    """One run in a browser of its own, started and ended here."""
    port = servers.free_port()
    with tempfile.TemporaryDirectory() as profile:
        chromium = subprocess.Popen(
            [
                "/usr/bin/chromium",
                "--headless",
                f"--remote-debugging-port={port}",
                f"--user-data-dir={profile}",
                *FLAGS,
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            servers.wait_for(f"http://127.0.0.1:{port}/json/version", chromium)
            answer = subprocess.run(
                ["node", "lighthouse.mjs", url, str(port)],
                cwd=HERE,
                check=True,
                capture_output=True,
                text=True,
                timeout=180,
            )
        finally:
            chromium.terminate()
            chromium.wait(20)
    return json.loads(answer.stdout)
