"""The browser's own code of a practice, asked from Python: how many times, and by which process."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PLAYS = int(os.environ.get("PLAYS", 100))


@contextmanager
def player() -> Iterator[Callable[[dict], object]]:
    """``asked(what)``: what `static/src/practice/player.ts` says of a service, of data, of texts."""
    node = ROOT / ".venv" / "bin" / "node"
    process = subprocess.Popen(
        [node, "static/src/practice/player.ts"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip

    def asked(what: dict) -> object:
        process.stdin.write(json.dumps(what) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield asked
    process.stdin.close()
    process.wait(20)
    process.stdout.close()
