"""What a locked profile sends while nobody is there: facts and an enrolment that only we can read.

Opened before anything else looks at a learner's entry (docs/decisions/015-profiles.md). Sealing says
nothing of who sealed: token, secret and each fact are checked afterwards like any others.
"""

import base64
import re
from typing import Any

from pydantic import ValidationError

from progress.body import read_json
from progress.schemas import Enrolment, LearnerCall
from progress.sealing import Unsealable, unseal

ABOUT = b"pascupas facts 1"
LONGEST = 16_384  # letters: a fact takes about 500, the largest that is read about 7,000
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)

# What stands in the place of a sealed text that is no fact.
UNOPENED, ENROLMENT = object(), object()


def opened(entry: LearnerCall) -> LearnerCall:
    """`entry` as it would be without seals: what was sealed stands behind its facts, in its order.

    A text that cannot be opened is UNOPENED there; the first enrolment, ENROLMENT, and is the entry's
    when that brings none itself. So every index counts on from the facts.

    Raises NoKey where we cannot read our own: it is no flaw of what was sent, which must come again.
    """
    if not entry.sealed:
        return entry
    facts, enrolment = list(entry.facts), entry.enrolment
    for text in entry.sealed:
        value = _open(text)
        if enrolment is None and (found := _enrolment(value)):
            enrolment, value = found, ENROLMENT
        facts.append(value)
    return entry.model_copy(update={"facts": facts, "enrolment": enrolment, "sealed": None})


def _open(text: Any) -> Any:
    """The value that was sealed as `text`, or UNOPENED; raises NoKey."""
    if not isinstance(text, str) or len(text) > LONGEST or not _BASE64URL.fullmatch(text):
        return UNOPENED
    try:
        return read_json(unseal(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), ABOUT))
    except (Unsealable, ValueError, RecursionError):
        return UNOPENED


def _enrolment(value: Any) -> Enrolment | None:
    if not isinstance(value, dict) or set(value) != {"enrolment"}:
        return None
    try:
        return Enrolment.model_validate(value["enrolment"])
    except ValidationError:
        return None
