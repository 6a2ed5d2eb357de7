"""The relay: what this box holds goes up to its parent, each fact until the parent has named it.

The source of truth is what the parent acknowledged: a mark for each learner (facts of one learner are
committed in the order of their keys, those of two are not), moved by its answers alone. Whatever
happens between, a call is offered again, and the parent counts it once. Facts that came by relay go
further up like any other.

All marks are taken back, and everything is offered again, when the parent has another epoch, when we
have one, and when we speak as another relay.
"""

import gzip
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cms.turn import our_turn
from progress import epoch
from progress.body import LARGEST_BODY, LARGEST_SENT
from progress.facts import compact_json
from progress.models import Card, Fact, Learner, Mark, Parent, SetAside
from progress.schemas import MOST_LEARNERS, LearnerAnswer, SyncAnswer
from progress.sync import bury, told
from progress.uplink import NotNow

Post = Callable[[bytes], bytes]

MOST_FACTS = 1_000  # in a call: a fifth of what the parent takes, so that a broken line costs little
LARGEST = LARGEST_BODY * 7 // 8  # bytes of entries in a call
ASK_AGAIN = timedelta(days=1)  # whoever has nothing new: an erasure at the parent must reach us
LONGEST_EPOCH, LONGEST_CODE = 64, 32
MOST_RESTARTS = 2  # in a run

FORBIDDEN, ERASED, OK = Mark.Status.FORBIDDEN, Mark.Status.ERASED, Mark.Status.OK


@dataclass
class Report:
    """What came of a run."""

    learners: int = 0  # answered for
    facts: int = 0  # that the parent has now
    refused: int = 0
    forbidden: int = 0
    erased: int = 0  # here, because they are at the parent
    later: int = 0

    def __str__(self):
        said = f"{self.facts} facts acknowledged, {self.learners} learners asked about"
        for number, what in (
            (self.refused, "facts refused and set aside"),
            (self.forbidden, "learners whom the parent knows by another secret"),
            (self.erased, "learners erased here too"),
            (self.later, "learners to be offered again"),
        ):
            said += f", {number} {what}" if number else ""
        return said


@dataclass
class Offered:
    """One learner's part of a call: which facts, in their order, and after which mark."""

    entry: dict
    after: int = 0
    rows: list[tuple[int, str]] = field(default_factory=list)  # (key, id)
    cut: bool = False  # there are more


@dataclass
class Batch:
    """What is offered in one call, and in which generation of the marks."""

    generation: int
    offered: dict[str, Offered]  # by learner, in the order of the call

    def packed(self) -> bytes:
        """The call, as it is sent; the same for the same content."""
        call = {
            "device": settings.RELAY_ID,
            "token": settings.RELAY_TOKEN,
            "learners": [part.entry for part in self.offered.values()],
        }
        return gzip.compress(compact_json(call).encode(), mtime=0)


def run(post: Post, *, everyone: bool = False) -> Report:
    """Offers what the parent has not acknowledged, and takes its answers.

    Raises NotNow where it must stop; what was acknowledged until then stays so. With `everyone`, asks
    about all learners, also those who were asked about today.
    """
    report = Report()
    for _ in range(MOST_RESTARTS + 1):
        parent = standing()
        queue = deque(due(everyone=everyone))
        if _offer(queue, parent, post, report):
            break
    else:
        raise NotNow("The parent has another epoch with every answer.")
    if report.later:
        raise NotNow(f"The parent could not serve all: {report}.")
    return report


def _offer(queue: deque[UUID], parent: Parent, post: Post, report: Report) -> bool:
    """Goes through `queue`; False as soon as its marks no longer hold.

    There is one call at least: it tells the parent's epoch.
    """
    called = False
    while queue or not called:
        batch, called = next_batch(queue, parent), True
        answer = read(post(batch.packed()), batch)
        unfinished = take(batch, answer, report)
        if unfinished is None:
            return False
        if queue and str(queue[0]) in unfinished:  # they had more; not before the next run
            queue.popleft()
    return True


# --- whom, and what -----------------------------------------------------------------------------


def standing() -> Parent:
    """What we know of the parent; all marks are taken back if it no longer fits what we are."""
    now = {"relay": UUID(settings.RELAY_ID), "own_epoch": epoch.current()}
    row, _ = Parent.objects.get_or_create(pk=Parent.ONLY, defaults=now)
    if any(getattr(row, name) != value for name, value in now.items()):
        with our_turn(), transaction.atomic():
            row = Parent.objects.select_for_update().get(pk=Parent.ONLY)
            if row.relay != now["relay"]:
                row.epoch = ""
            _take_back(row)
            row.relay, row.own_epoch = now["relay"], now["own_epoch"]
            row.save()
    return row


def _take_back(parent: Parent) -> None:
    """Everything is to be offered again. Call it with the row locked, and save it."""
    Mark.objects.all().delete()
    SetAside.objects.all().delete()
    parent.generation += 1


def due(*, everyone: bool = False) -> list[UUID]:
    """Whom to ask the parent about now: those with news first, so that they wait for nobody."""
    now = timezone.now()
    # A clock that was set back must not make us wait until it is there again.
    asked = Q(mark__asked_at__gt=now - ASK_AGAIN, mark__asked_at__lte=now)
    new = Q(mark=None)
    news = Q(mark__status=OK) & (Q(erased_at__isnull=False) | Q(has_news=True) | Q(has_card=True))
    stale = Q(mark__status__in=[OK, FORBIDDEN]) & (Q() if everyone else ~asked)
    beyond = _news(OuterRef("pk"), OuterRef("mark__sent_up_to"))
    cards = _new_card(OuterRef("pk"), OuterRef("mark__card"))
    learners = Learner.objects.annotate(has_news=Exists(beyond), has_card=Exists(cards))
    first = list(learners.filter(new | news).order_by("pk").values_list("pk", flat=True))
    known = set(first)
    then = learners.filter(stale).order_by("pk").values_list("pk", flat=True)
    return first + [pk for pk in then if pk not in known]


def is_due() -> bool:
    """Whether there is anything to say, or we have not heard of the parent for too long.

    Where all learners are erased, there too: a parent that was restored is to hear of it again.
    """
    if due():
        return True
    heard = Parent.objects.filter(pk=Parent.ONLY).values_list("heard_at", flat=True).first()
    now = timezone.now()
    return Mark.objects.exists() and not (heard and now - ASK_AGAIN < heard <= now)


def _news(learner, after):
    return Fact.objects.filter(learner=learner, pk__gt=after)


def _new_card(learner, after):
    return Card.objects.holding().filter(learner=learner, number__gt=after)


def next_batch(queue: deque[UUID], parent: Parent, reached: dict[str, int] | None = None) -> Batch:
    """The next call, within the parent's bounds. Takes from `queue` whom it serves to the end.

    Where `reached` has a learner, the offer begins after that key and not after the mark.
    """
    largest = LARGEST
    while True:
        left = deque(queue)
        batch = _batch(left, parent, reached or {}, largest)
        if len(batch.packed()) <= LARGEST_SENT or largest < LARGEST_SENT // 2:
            queue.clear()
            queue.extend(left)
            return batch
        largest //= 2


def _batch(queue: deque[UUID], parent: Parent, reached: dict[str, int], largest: int) -> Batch:
    batch, size, room = Batch(parent.generation, {}), 0, MOST_FACTS
    while queue and len(batch.offered) < MOST_LEARNERS and room > 0 and size < largest:
        learner = Learner.objects.select_related("mark").get(pk=queue.popleft())
        after = reached.get(str(learner.pk))
        part = batch.offered[str(learner.pk)] = _part(learner, after, room, largest - size)
        room -= len(part.rows)
        size += len(compact_json(part.entry).encode())
        if part.cut:
            queue.appendleft(learner.pk)
            break
    return batch


def _part(learner: Learner, after: int | None, room: int, largest: int) -> Offered:
    """The offer for one learner: at most `room` facts, in about `largest` bytes but one if any."""
    mark = getattr(learner, "mark", None)
    if after is None:
        after = mark.sent_up_to if mark else 0
    part = Offered({"learner": str(learner.pk), "facts": []}, after)
    card = _new_card(learner, mark.card if mark else 0).first()
    if card:
        named = ("handle", "code_sha256", "number")
        part.entry["card"] = {name: getattr(card, name) for name in named}
    if card or learner.erased_at or mark is None or mark.status != OK:
        part.entry["enrolment"] = {"secret_sha256": learner.secret_sha256}
    if learner.erased_at:
        part.entry["erased"] = True
        return part
    for row in _news(learner, part.after).order_by("pk")[: room + 1]:
        if len(part.rows) == room or (part.rows and largest <= 0):
            part.cut = True
            break
        fact = told(row)
        del fact["received_at"]
        part.entry["facts"].append(fact)
        part.rows.append((row.pk, fact["id"]))
        largest -= len(compact_json(fact).encode())
    return part


# --- what the parent says -----------------------------------------------------------------------


def read(body: bytes, batch: Batch) -> SyncAnswer:
    """The parent's answer to `batch`; raises NotNow for anything else, whoever wrote it."""
    try:
        answer = SyncAnswer.model_validate(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise NotNow("This is no answer of a parent.") from error
    whom = [entry.learner for entry in answer.learners]
    if whom != list(batch.offered) or not 0 < len(answer.epoch) <= LONGEST_EPOCH:
        raise NotNow("This is no answer to what we asked.")
    return answer


def take(batch: Batch, answer: SyncAnswer, report: Report) -> set[str] | None:
    """Moves the marks as `answer` says; returns whose facts it did not name all.

    None when everything is to be offered again: the parent was restored, or the marks are others by
    now. Whom the parent erased, we erase in any case.
    """
    for entry in answer.learners:
        if entry.status == ERASED:
            report.erased += _bury(entry.learner)
    with our_turn(), transaction.atomic():
        parent = Parent.objects.select_for_update().get(pk=Parent.ONLY)
        if parent.generation != batch.generation:
            return None
        restored = parent.epoch not in ("", answer.epoch)
        parent.epoch, parent.heard_at = answer.epoch, timezone.now()
        if restored:
            _take_back(parent)
        parent.save()
        if restored:
            return None
        return _move(batch, answer.learners, report)


def _move(batch: Batch, answers: list[LearnerAnswer], report: Report) -> set[str]:
    """Writes the marks. Call it with the parent's row locked: nobody else moves them meanwhile."""
    kept = {mark.learner_id: mark for mark in Mark.objects.filter(learner__in=batch.offered)}
    marks, aside, unfinished = [], [], set()
    for entry in answers:
        part = batch.offered[entry.learner]
        if entry.status == "later":
            report.later += 1
            unfinished.add(entry.learner)
            continue
        up_to, number = _acknowledged(part, entry)
        report.learners += 1
        report.forbidden += entry.status == FORBIDDEN
        if entry.status == OK:
            offered = {id for _, id in part.rows[:number]}
            refused = {fact.id: fact.code for fact in entry.refused if fact.id in offered}
            aside += [
                SetAside(learner_id=entry.learner, uuid=id, code=code[:LONGEST_CODE])
                for id, code in refused.items()
            ]
            report.facts += number - len(refused)
            report.refused += len(refused)
            report.later += number < len(part.rows)
        if number < len(part.rows) or entry.status != OK:
            unfinished.add(entry.learner)
        before = kept.get(UUID(entry.learner), Mark())
        up_to = max(up_to, before.sent_up_to)
        card = max(_heard_card(part, entry), before.card)
        marks.append(Mark(learner_id=entry.learner, sent_up_to=up_to, status=entry.status, card=card))
    now = timezone.now()
    for mark in marks:
        mark.asked_at = now
    changing = ["sent_up_to", "status", "card", "asked_at"]
    Mark.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["learner"], update_fields=changing
    )
    SetAside.objects.bulk_create(aside, ignore_conflicts=True)
    return unfinished


def _acknowledged(part: Offered, entry: LearnerAnswer) -> tuple[int, int]:
    """Up to which key all that we offered was named, and how many facts that is."""
    if entry.status != OK:
        return part.after, 0
    named = {*entry.accepted, *(fact.id for fact in entry.refused)}
    up_to, number = part.after, 0
    for key, id in part.rows:
        if id not in named:
            break
        up_to, number = key, number + 1
    return up_to, number


def _heard_card(part: Offered, entry: LearnerAnswer) -> int:
    """Up to which number the parent has heard of the learner's cards, whether it took them or not."""
    if "card" not in entry.model_fields_set:  # it knows of no cards, or would not hear ours
        return 0
    offered = part.entry.get("card", {"number": 0})
    return max(offered["number"], entry.card.number if entry.card else 0)


def _bury(learner: str) -> bool:
    """Erases `learner` here, in a transaction of its own; whether there was anything to erase."""
    with our_turn(), transaction.atomic():
        row = Learner.objects.select_for_update().get(pk=learner)
        alive = row.erased_at is None
        bury(row)
    return alive


# --- when ---------------------------------------------------------------------------------------

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=1)  # whatever the parent asks for


def is_resting() -> bool:
    """Whether the parent is to be left alone for now, after failures."""
    parent = Parent.objects.filter(pk=Parent.ONLY).first()
    now = timezone.now()
    # A time further off was noted before the clock was set back.
    return bool(parent and parent.not_before and now < parent.not_before <= now + LONGEST_WAIT)


def note_failure(failure: NotNow, jitter: float) -> None:
    """Leaves the parent alone: a minute, then twice as long each time, up to an hour; or as it said.

    `jitter`, from 0 to 1, spreads boxes that failed together.
    """
    parent = standing()
    pause = min(FIRST_PAUSE * 2 ** min(parent.failures, 10), LONGEST_PAUSE) * (1 + jitter / 4)
    asked = timedelta(seconds=min(max(failure.wait or 0, 0), LONGEST_WAIT.total_seconds()))
    _note(parent.failures + 1, timezone.now() + min(max(pause, asked), LONGEST_WAIT))


def note_success() -> None:
    if Parent.objects.filter(pk=Parent.ONLY, failures__gt=0).exists():
        _note(failures=0, not_before=None)


def _note(failures: int, not_before: datetime | None) -> None:
    Parent.objects.filter(pk=Parent.ONLY).update(failures=failures, not_before=not_before)
