"""The relay without a line: a sealed file of facts goes up, the parent's answer comes back.

The calls and the answers are those of the sync, in the same bounds. Facts are sealed to the parent's
public key, the relay's token among them. The answer is sealed with a key made of that token, so that
nobody else can tell the box that its facts have arrived, or that a learner was erased.
"""

import gzip
import json
import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import F

from progress import epoch, relay, sealing, sync
from progress.body import check_bounds, read_json, unpacked
from progress.credentials import Forbidden, identify
from progress.models import Fact, Learner, Mark, Parent
from progress.problems import Problem
from progress.relay import Batch, NotNow, Offered, Report
from progress.schemas import SyncAnswer, SyncCall
from progress.sealedfile import SealedFile, Unreadable, write

FACTS, ANSWER = "facts", "answer"
ANSWERED = ("relay", "number", "generation")  # what an answer repeats of the head


# --- the box: out -------------------------------------------------------------------------------


def write_out(path: Path) -> tuple[int, int] | None:
    """Writes all that the parent has not acknowledged; returns how many facts, of how many learners.

    None, and no file, where there is nobody to tell of and never was.
    """
    parent = relay.standing()
    queue = deque(relay.due(everyone=True))
    if not queue and not Mark.objects.exists():
        return None
    Parent.objects.filter(pk=Parent.ONLY).update(carried=F("carried") + 1)
    parent.refresh_from_db()
    head = {
        "relay": settings.RELAY_ID,
        "number": parent.carried,
        "generation": parent.generation,
        "for": sealing.fingerprint(settings.RELAY_KEY),
    }
    counts, whom = [], set()

    def packed() -> Iterator[bytes]:
        reached: dict[str, int] = {}
        called = False
        while queue or not called:  # one call at least: its answer tells the parent's epoch
            batch, called = relay.next_batch(queue, parent, reached), True
            reached = {who: part.rows[-1][0] for who, part in batch.offered.items() if part.cut}
            counts.extend(len(part.rows) for part in batch.offered.values())
            whom.update(batch.offered)
            yield batch.packed()

    write(
        path, FACTS, head, packed(), lambda plain, about: sealing.seal(plain, settings.RELAY_KEY, about)
    )
    return sum(counts), len(whom)


# --- the parent ---------------------------------------------------------------------------------


@dataclass
class Received:
    """What came of a file that was carried here."""

    learners: int = 0
    facts: int = 0
    refused: int = 0
    forbidden: int = 0
    later: int = 0

    def count(self, answers: list[dict]) -> None:
        self.learners += len(answers)
        self.facts += sum(len(answer["accepted"]) for answer in answers)
        self.refused += sum(len(answer["refused"]) for answer in answers)
        self.forbidden += sum(answer["status"] == "forbidden" for answer in answers)
        self.later += sum(answer["status"] == "later" for answer in answers)

    def __str__(self):
        return (
            f"{self.facts} facts taken, {self.refused} refused, of {self.learners} learners;"
            f" {self.forbidden} learners known by another secret, {self.later} not served"
        )


def read_facts(file: SealedFile, answer: Path | None) -> Received:
    """Takes the facts of `file`, and writes the answer for the box if it is to have one.

    Raises Unreadable; what was taken until then stays, and is not counted twice when it comes again.
    """
    if file.head.get("for") != sealing.fingerprint(sealing.public_key()):
        raise Unreadable("The file was sealed for another server.")
    received = Received()
    records = file.records(sealing.unseal)
    # The first record says whether the relay may speak; its token seals the answer.
    call = _call(next(records), file)
    answers = _answers(call, records, file, received)
    if answer:
        repeated = {name: file.head.get(name) for name in ANSWERED}
        head = repeated | {"salt": secrets.token_hex(16)}
        write(answer, ANSWER, head, answers, partial(_seal_answer, _answer_key(call.token, head)))
    else:
        deque(answers, maxlen=0)
    return received


def _answers(
    call: SyncCall, more: Iterable[bytes], file: SealedFile, received: Received
) -> Iterator[bytes]:
    yield _answer(call, received)
    for record in more:
        yield _answer(_call(record, file), received)


def _call(record: bytes, file: SealedFile) -> SyncCall:
    """The call in a record, of the relay that the head names; raises Unreadable."""
    try:
        call = SyncCall.model_validate(read_json(unpacked(record)))
        check_bounds(call)
    except (Problem, ValueError, RecursionError) as error:
        raise Unreadable("The file holds something else than calls of a relay.") from error
    if call.device != file.head.get("relay"):
        raise Unreadable("The file holds calls of another relay than it says.")
    return call


def _answer(call: SyncCall, received: Received) -> bytes:
    try:
        caller = identify(call)
    except Forbidden:
        caller = None
    if caller is None or not caller.is_relay:
        raise Unreadable(
            "The relay that wrote this file is not let in: unknown, wrong token, or revoked."
        )
    answers = sync.answer(call, caller)
    received.count(answers)
    return gzip.compress(json.dumps({"epoch": epoch.current(), "learners": answers}).encode(), mtime=0)


# --- the box: the answer ------------------------------------------------------------------------


def read_answer(file: SealedFile) -> Report | None:
    """Moves the marks as the parent says; None if a later answer was read before, or this one.

    Raises Unreadable, and NotNow when everything is to be carried again.
    """
    parent = relay.standing()
    head = file.head
    if head.get("relay") != settings.RELAY_ID:
        raise Unreadable("This is an answer to another relay.")
    records = file.records(partial(_unseal_answer, _answer_key(settings.RELAY_TOKEN, head)))
    report, known = Report(), None
    for record in records:
        if known is None:  # now somebody vouches for the head
            known = (head.get("number"), head.get("generation"))
            if type(known[0]) is not int or known[0] <= parent.answered:
                return None
        _take(record, known[1], report)
    Parent.objects.filter(pk=Parent.ONLY, answered__lt=known[0]).update(answered=known[0])
    return report


def _take(record: bytes, generation: int, report: Report) -> None:
    try:
        answer = SyncAnswer.model_validate(read_json(unpacked(record)))
    except (Problem, ValueError, RecursionError) as error:
        raise Unreadable("The file holds something else than answers of a parent.") from error
    # A box that was restored may not know all of them.
    here = Learner.objects.filter(pk__in=[entry.learner for entry in answer.learners])
    known = {str(pk) for pk in here.values_list("pk", flat=True)}
    answer.learners = [entry for entry in answer.learners if entry.learner in known]
    offered = {entry.learner: _offered(entry) for entry in answer.learners}
    if relay.take(Batch(generation, offered), answer, report) is None:
        raise NotNow("The parent was restored, or the box: everything is to be carried again.")


def _offered(entry) -> Offered:
    """What the file must have offered of one learner, as far as the parent named it."""
    mark = Mark.objects.filter(learner=entry.learner).first()
    after = mark.sent_up_to if mark else 0
    named = {*entry.accepted, *(fact.id for fact in entry.refused)}
    beyond = Fact.objects.filter(learner=entry.learner, pk__gt=after).order_by("pk")
    rows = beyond.values_list("pk", "uuid")[: len(named)]
    told = takewhile(lambda row: row[1] in named, ((pk, str(uuid)) for pk, uuid in rows))
    return Offered({}, after, list(told))


# --- the key of an answer -----------------------------------------------------------------------


def _answer_key(token: str, head: dict) -> AESGCM:
    """A key for one answer: from the relay's token, and from a salt that no other answer has."""
    salt = str(head.get("salt")).encode()
    about = b"pascupas relay answer"
    return AESGCM(HKDF(SHA256(), length=32, salt=salt, info=about).derive(token.encode()))


def _seal_answer(key: AESGCM, plain: bytes, about: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + key.encrypt(nonce, plain, about)


def _unseal_answer(key: AESGCM, sealed: bytes, about: bytes) -> bytes:
    try:
        return key.decrypt(sealed[:12], sealed[12:], about)
    except (InvalidTag, ValueError) as error:
        raise sealing.Unsealable from error
