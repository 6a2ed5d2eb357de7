"""A saved course, and its server gone: how soon its words are seen from the device."""

import statistics
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from . import servers
from .browser import FLAGS, RUNS
from .rows import Row

SAVED = "() => document.querySelector('[data-save-course]').dataset.now"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
PATIENCE = 60  # seconds


def measure(data: Path, course: str, tutorial: str) -> list[Row]:
    """The median of the first paints of `tutorial`, saved with `course`, at a quarter of the speed."""
    port = servers.free_port()
    base = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            data / "profile", executable_path="/usr/bin/chromium", args=FLAGS, base_url=base
        )
        try:
            page = context.pages[0]
            with servers.site(data, port):
                page.goto(course)
                page.locator("[data-do=save]").first.click()
                _wait(page, SAVED, "saved")
            session = context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            seen = []
            for _ in range(RUNS):
                page.goto(tutorial)  # by the worker: the server has ended
                seen.append(_wait(page, PAINTED))
        finally:
            context.close()
    return [
        Row("offline", "saved tutorial, server gone, CPU ÷ 4", statistics.median(seen), "ms", "≤ 500")
    ]


def _wait(page: Page, script: str, wanted=None):
    """What `script` says, once it is `wanted` (or anything). Our pages forbid waiting by eval."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = page.evaluate(script)
        if said == wanted or (wanted is None and said):
            return said
        time.sleep(0.05)
    raise RuntimeError(f"{script} did not become {wanted}.")
