"""What the site holds in memory at rest: every process, shared pages counted once."""

from pathlib import Path

import psutil

from .rows import Row


def measure(process_id: int) -> list[Row]:
    return [Row("memory", "web workers and clock, idle", held(process_id), "MiB", "≤ 150")]


def held(process_id: int) -> float:
    """Proportional set size of a process and all its children, in MiB."""
    process = psutil.Process(process_id)
    family = [process, *process.children(recursive=True)]
    return sum(_proportional(member.pid) for member in family) / 1024


def _proportional(process_id: int) -> float:
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    return next(float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
