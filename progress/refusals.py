"""What is refused, for who looks after the site: counts and codes in the log, never what a fact says.

A fact of ours that is refused is a slip of ours, which every device makes once: it then sets the fact
aside. A line in the log tells of it and goes with the log; a table would need a writer outside of the
learner's transaction, an end to what it keeps, and rules for being erased.
"""

import logging
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from progress.facts import KIND

logger = logging.getLogger(__name__)

MOST_LINES = 20  # in a call
_KIND = re.compile(KIND)
_VERSION = re.compile(r"[0-9a-f]{1,16}")  # as our pages make it (static/src/progress/facts.ts)


def tell(device: UUID, facts: Sequence[Any], refused: Sequence[dict[str, Any]]) -> None:
    """Logs how many of `facts` are `refused`, by code, kind and version, and by which device's call."""
    counts = Counter((each["code"], *_about(facts, each["index"])) for each in refused)
    for (code, kind, version), count in counts.most_common(MOST_LINES):
        logger.warning(
            "refused=%d code=%s kind=%s version=%s device=%s", count, code, kind, version, device
        )


def _about(facts: Sequence[Any], index: int) -> tuple[str, str]:
    """Kind and version of a fact; “-” for what is none of ours: a log is no place for others' words."""
    fact = facts[index] if index < len(facts) and isinstance(facts[index], dict) else {}
    return _plain(_KIND, fact.get("kind")), _plain(_VERSION, fact.get("version"))


def _plain(pattern: re.Pattern, value: Any) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else "-"
