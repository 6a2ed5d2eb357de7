"""`make bench`: the yardsticks of pages, of paper and of the sync, in one run on one machine."""

import os
import sys
import tempfile
from pathlib import Path

from . import (
    browser,
    editor,
    kolibri,
    lighthouse,
    memory,
    offline,
    paper,
    postgres,
    practice,
    queries,
    servers,
    sync,
    throughput,
)
from .rows import keep, show

HOME = "/"
COURSE = "/cursuri/identitate-si-bani/"
TUTORIAL = "/cursuri/identitate-si-bani/platesc-pe-ghiseul-ro/"
RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    rows = []
    with tempfile.TemporaryDirectory(prefix="pascupas-bench-") as folder:
        data, port = Path(folder), servers.free_port()
        servers.set_up(data, port)
        base = f"http://127.0.0.1:{port}"
        rows += throughput.measure(data, TUTORIAL)
        pace = throughput.pace(rows)
        with servers.site(data, port) as site:
            rows += memory.measure(site.pid)
            rows += browser.weigh(port, TUTORIAL)
            rows += browser.wait_visible(base, TUTORIAL)
            rows += practice.measure(base + TUTORIAL, pace)
            rows += editor.measure(data, port, pace)
            rows += lighthouse.measure(base, {"home": HOME, "tutorial": TUTORIAL})
        rows += queries.measure(data, port)
        rows += offline.measure(data, COURSE, TUTORIAL)
        rows += paper.measure(data, TUTORIAL, pace)
        rows += sync.measure(data, pace)
        rows += postgres.measure(data, pace)
        if os.environ.get("PEERS"):
            rows += kolibri.measure(data, {row.name: row for row in rows})
    print(show(rows))
    keep(rows, RESULTS)
    print(f"\nJSON: {RESULTS}")
    missed = [row.name for row in rows if row.holds is False]
    if missed:
        print(f"Missed: {'; '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
