"""What a measurement says: a figure, its goal, and what it was measured against."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class Row:
    """One figure. `goal` reads “≤ 100” or “≥ 0.5” and is held against `value`.

    `beside` is what the same run gave for the thing compared with; `value` is then the ratio.
    """

    group: str
    name: str
    value: float
    unit: str
    goal: str = ""
    beside: str = ""

    @property
    def holds(self) -> bool | None:
        if not self.goal:
            return None
        sign, limit = self.goal.split()
        return self.value <= float(limit) if sign == "≤" else self.value >= float(limit)


def show(rows: list[Row]) -> str:
    """The rows as a table for a terminal."""
    cells = [
        (
            row.group,
            row.name,
            f"{row.value:,.4g} {row.unit}".strip(),
            row.goal,
            {True: "holds", False: "MISSED", None: ""}[row.holds],
            row.beside,
        )
        for row in rows
    ]
    heads = ("group", "yardstick", "measured", "goal", "", "beside it")
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (heads, tuple("─" * width for width in widths), *cells)
    ]
    return "\n".join(lines)


def keep(rows: list[Row], path: Path) -> None:
    """Writes the rows as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = [{**asdict(row), "holds": row.holds} for row in rows]
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
