"""The vectors of `tests/vectors/practice/`, which the browser code's own tests read too."""

import copy
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "vectors" / "practice"


def vectors(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def service_of(vector: dict) -> dict:
    """The service that a vector names, with its edits `[path, value]`."""
    service = copy.deepcopy(vectors("services")[vector["service"]])
    for path, value in vector.get("set", ()):
        *way, last = path.split(".")
        at = service
        for part in way:
            at = at[int(part)] if isinstance(at, list) else at[part]
        if not isinstance(at, list):
            at[last] = value
        elif int(last) < len(at):
            at[int(last)] = value
        else:
            at.append(value)
    return service
