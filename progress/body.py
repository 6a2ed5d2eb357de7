"""Reading a body that anybody may have sent: bounded raw, bounded while it is unpacked."""

import gzip
import io
import json
import zlib

from ninja.parser import Parser

from progress.problems import Problem
from progress.schemas import MOST_FACTS, MOST_LEARNERS, MOST_SEALED, SyncCall

LARGEST_SENT = 1024 * 1024  # bytes, as they come
LARGEST_BODY = 4 * LARGEST_SENT  # bytes, unpacked: 5,000 facts need about half of it


def read_body(request) -> bytes:
    """The body of `request`, unpacked; raises Problem if empty, too large or packed otherwise."""
    packed = request.read(LARGEST_SENT + 1)
    if len(packed) > LARGEST_SENT:
        raise Problem("too_large")
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        body = packed
    elif encoding == "gzip":
        body = unpacked(packed)
    else:
        raise Problem("encoding")
    if not body:
        raise Problem("json")  # ninja would look no further
    return body


def unpacked(packed: bytes) -> bytes:
    """What gzip made `packed` of; raises Problem, at the latest one byte past the bound."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            body = file.read(LARGEST_BODY + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Problem("encoding") from error
    if len(body) > LARGEST_BODY:
        raise Problem("too_large")
    return body


def check_bounds(call: SyncCall) -> None:
    """Raises Problem for more than one call may bring, and for a learner who is in it twice.

    A seal costs more than a fact, and is opened before anybody knows who sends it: there are fewer.
    """
    sealed = sum(len(entry.sealed or ()) for entry in call.learners)
    if sealed > MOST_SEALED or sealed + sum(len(entry.facts) for entry in call.learners) > MOST_FACTS:
        raise Problem("too_large")
    if len(call.learners) > MOST_LEARNERS:
        raise Problem("too_large")
    if len({entry.learner for entry in call.learners}) < len(call.learners):
        raise Problem("shape")


class StrictJSON(Parser):
    """JSON as RFC 8259 has it: no NaN, no Infinity. What cannot be read, ninja answers with its 400."""

    def parse_body(self, request):
        return read_json(request.body)


def read_json(body: bytes):
    """The value in `body`; raises ValueError, or RecursionError for what is nested too deep."""
    return json.loads(body, parse_constant=_refuse)


def _refuse(constant: str):
    raise ValueError(constant)
