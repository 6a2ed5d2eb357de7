"""The sync: one writer of learners, devices and facts.

The source of truth is the fact as its device first told it: an id is stored once, and never with
other content. Each learner of a call has one short transaction of its own, in which facts, states and
projections change together or not at all; a failure leaves the facts in the device's outbox, which
offers them again. Whoever writes for a learner holds its row locked, so that its facts are committed
in the order of their primary keys and a pull's cursor leaves no gap.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from cms.turn import our_turn
from progress import devices, epoch, refusals
from progress.cards import register as cards
from progress.cards.code import hashed
from progress.certificates import register
from progress.credentials import Caller, Forbidden, admit, check, owns, sha256
from progress.facts import MESSAGES, Claim, Refused, as_read, id_in, read
from progress.insert import insert
from progress.models import Fact, Learner
from progress.projections import forget, project
from progress.schemas import Heir, LearnerCall, NewCard, RelayedCard, SyncCall
from progress.sealed import ENROLMENT, UNOPENED, opened
from progress.states import advance
from tutorials.grading import grader

logger = logging.getLogger(__name__)

MOST_PULLED = 1_000  # in a call, for all its learners together


@dataclass
class Delivery:
    """What becomes of the facts that a device offers for one learner."""

    claims: list[tuple[int, Claim]] = field(default_factory=list)
    accepted: dict[str, None] = field(default_factory=dict)  # ids, each once, in their order
    refused: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, index: int, id: str | None, code: str) -> None:
        message = str(MESSAGES[code])
        self.refused.append({"id": id, "index": index, "code": code, "message": message})


def answer(call: SyncCall, caller: Caller) -> list[dict[str, Any]]:
    """What the sync says to each learner of `call`, in its order.

    Who cannot be served now does not hold up the others: nothing of theirs is stored, and they are told
    "later". When that is everybody's lot, the last failure is raised; a relay, which has others to go
    on with, hears it of each.
    """
    answers, left, failure = [], MOST_PULLED, None
    for entry in call.learners:
        try:
            answers.append(_serve(caller, entry, left))
        except Exception as error:
            logger.exception("A learner could not be served; the device keeps the facts.")
            failure = error
            answers.append(_nothing(entry, "later"))
        left -= len(answers[-1]["facts"])
    if failure and not caller.is_relay and all(answer["status"] == "later" for answer in answers):
        raise failure
    return answers


def _serve(caller: Caller, entry: LearnerCall, left: int) -> dict[str, Any]:
    """What is said to one learner, with at most `left` facts of other devices."""
    entry = opened(entry)
    delivery = _read(entry)
    try:
        if entry.facts or entry.enrolment or entry.name or entry.card:
            learner = _deliver(caller, entry, delivery)
        else:  # nothing to store: no lock is taken
            learner = check(caller, entry)
    except Forbidden:
        return _nothing(entry, "forbidden")
    facts, cursor, more = (
        _pull(caller.device, entry, left) if entry.secret else ([], entry.cursor or 0, False)
    )
    if delivery.refused:
        refusals.tell(caller.device, entry.facts, delivery.refused)
    asked = {"devices": devices.listed(learner)} if entry.secret and entry.devices else {}
    held = {"card": cards.held_by(learner)} if entry.secret or entry.card else {}
    return asked | {
        "learner": entry.learner,
        "status": "erased" if learner.erased_at else "ok",
        "accepted": list(delivery.accepted),
        "refused": sorted(delivery.refused, key=lambda refused: refused["index"]),
        "facts": facts,
        "cursor": cursor,
        "more": more,
        **held,
    }


def _nothing(entry: LearnerCall, status: str) -> dict[str, Any]:
    """The answer to one for whom nothing was done; `status` says why."""
    nothing = {"accepted": [], "refused": [], "facts": []}
    kept = {"cursor": entry.cursor or 0, "more": False}
    return {"learner": entry.learner, "status": status, **nothing, **kept}


def _read(entry: LearnerCall) -> Delivery:
    delivery = Delivery()
    for index, raw in enumerate(entry.facts):
        if raw is ENROLMENT:
            continue
        try:
            if raw is UNOPENED:
                raise Refused("sealed")
            delivery.claims.append((index, read(raw, entry.learner)))
        except Refused as refused:
            delivery.refuse(index, id_in(raw), refused.code)
    return delivery


def _deliver(caller: Caller, entry: LearnerCall, delivery: Delivery) -> Learner:
    """Stores what is new and says so in `delivery`; returns the learner.

    Raises Forbidden, having stored nothing.

    We take all for new, since nearly always it is; where the database knows better, because an answer
    was lost or another tab was quicker, it stores nothing and we look what it has.
    """
    known: dict[str, str] = {}
    while True:
        new: dict[str, Claim] = {}
        for _, claim in delivery.claims:
            if claim.id not in known:
                new.setdefault(claim.id, claim)
        try:
            learner = _store(caller, entry, list(new.values()))
            break
        except IntegrityError:
            seen = _hashes(entry.learner, new)
            if not seen:
                raise
            known |= seen
    known |= {claim.id: claim.content_hash for claim in new.values()}
    for index, claim in delivery.claims:
        if learner.erased_at or known[claim.id] == claim.content_hash:
            delivery.accepted[claim.id] = None
        else:
            delivery.refuse(index, claim.id, "conflict")
    return learner


def _store(caller: Caller, entry: LearnerCall, new: list[Claim]) -> Learner:
    """Stores `new`, its states and projections, together or not at all; returns the learner."""
    graded = _graded(new)
    with our_turn(), transaction.atomic():
        learner = admit(caller, entry)
        if entry.erased:
            bury(learner)
        if entry.name and _may_name(caller, entry) and not learner.erased_at:
            devices.call(learner, caller.device, entry.name)
        if graded and not learner.erased_at:
            insert(learner, graded)
            advance(learner, graded)
            project(learner, graded)
        if entry.card and not learner.erased_at:
            _put_card(learner, entry.card)
    return learner


def _may_name(caller: Caller, entry: LearnerCall) -> bool:
    """Whether `entry` says by a secret that the name is the learner's; a relay only carries."""
    return bool(entry.secret or entry.enrolment) and not caller.is_relay


def _put_card(learner: Learner, card: NewCard | RelayedCard) -> None:
    known = isinstance(card, RelayedCard)
    code_sha256 = card.code_sha256 if known else hashed(card.handle, card.code)
    cards.put(learner, card.handle, code_sha256, card.number)


def _graded(claims: list[Claim]) -> list[Claim]:
    """`claims` with the verdict on every answer. Before the transaction: it asks content."""
    grade = grader(claim.page for claim in claims if _is_answer(claim))
    return [
        replace(claim, verdict=grade(claim.page, claim.block, claim.data.get("given")))
        if _is_answer(claim)
        else claim
        for claim in claims
    ]


def _is_answer(claim: Claim) -> bool:
    return claim.kind == "answer" and claim.block is not None


def _hashes(learner: str, ids: Iterable[str]) -> dict[str, str]:
    """What is kept under these ids, as hashes of its content."""
    rows = Fact.objects.filter(learner=learner, uuid__in=list(ids)).values_list("uuid", "content_hash")
    return {str(uuid): content_hash for uuid, content_hash in rows}


def _pull(device: UUID, entry: LearnerCall, most: int) -> tuple[list[dict[str, Any]], int, bool]:
    """What was added after the entry's cursor, the next cursor, and whether there is more.

    By other devices; for one that asks for the `whole`, also by itself.
    """
    after = entry.cursor or 0
    # Looked up first: what is committed meanwhile lies above, and comes with the next pull.
    until = Fact.objects.filter(learner=entry.learner).aggregate(highest=Max("pk"))["highest"] or 0
    added = Fact.objects.filter(learner=entry.learner, pk__gt=after, pk__lte=until)
    if not entry.whole:
        added = added.exclude(device=device)
    rows = list(added.order_by("pk")[: most + 1])
    more = len(rows) > most
    rows = rows[:most]
    cursor = (rows[-1].pk if rows else after) if more else until
    return [told(row) for row in rows], cursor, more


def told(row: Fact) -> dict[str, Any]:
    """A stored fact as the contract writes it."""
    place = {"page": str(row.page)} | ({} if row.block is None else {"block": row.block})
    return {
        "id": str(row.uuid),
        "learner": str(row.learner_id),
        "device": str(row.device),
        "seq": row.seq,
        "at": row.at,
        "kind": row.kind,
        "object": place,
        "version": row.version,
        "data": as_read(row.data),
        "received_at": row.received_at.isoformat(),
    }


class UnknownHeir(Exception):
    """Nobody here has the name under which somebody is to go on; they may come yet."""


@transaction.atomic
def erase(learner: str, secret: str, heir: Heir | None = None) -> None:
    """Deletes everything of `learner` but that it was erased; raises Forbidden for a wrong secret.

    One who was never here is kept as erased too: an outbox that comes later finds it so. Certificates
    go to the `heir` first, if there is one; raises UnknownHeir, and Forbidden for its wrong secret too.
    """
    made = Learner(id=UUID(learner), secret_sha256=sha256(secret))
    Learner.objects.bulk_create([made], ignore_conflicts=True)
    whom = {learner} | ({heir.learner} if heir else set())
    # In one order, or two who go over into each other wait for ever.
    locked = Learner.objects.select_for_update().filter(pk__in=whom).order_by("pk")
    rows = {str(row.pk): row for row in locked}
    if not owns(rows[learner], secret):
        raise Forbidden
    if heir:
        _leave(rows[learner], heir, rows.get(heir.learner))
    bury(rows[learner])


def _leave(learner: Learner, heir: Heir, row: Learner | None) -> None:
    """Leaves the certificates of `learner` to the heir, whose `row` is locked; if erased, not."""
    if row is None:
        raise UnknownHeir
    if not owns(row, heir.secret):
        raise Forbidden
    if row.erased_at is None:
        register.leave(learner, row)


def bury(learner: Learner) -> None:
    """Deletes all that is known of `learner`, its row locked, but that it was erased.

    And but the hashes of secrets, by which devices that come later are answered so; what such a device
    was called goes.
    """
    if learner.erased_at is None:
        epoch.remember_erased()
        forget(learner)
        register.forget(learner)
        unproven = learner.devices.filter(secret_sha256="")
        for owned in (learner.facts, learner.states, learner.cards, learner.set_aside, unproven):
            owned.all().delete()
        learner.devices.update(name="")
        learner.erased_at = timezone.now()
        learner.save(update_fields=["erased_at"])
