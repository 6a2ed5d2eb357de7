"""Tells platforms the marks that are due: the outbox of `scores.py`, emptied by the clock.

A mark is told when it is another than the platform has. Its timestamp is later than that of the one
before, by a second at least, since Moodle counts in seconds. What the platform takes is final; what it
declines is offered again by the person's next launch (`scores.py`), and once a day (`tending.py`); what
it does not answer is too, later each time.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from lti.classroom import platform, results, targets
from lti.classroom.access import Declined, NoToken, Unanswered
from lti.classroom.models import Score
from lti.classroom.platform import MAY_FIND, MAY_MAKE
from lti.classroom.results import Result
from lti.classroom.scores import NOTHING_TOLD, PLACE

logger = logging.getLogger(__name__)

A_SECOND = timedelta(seconds=1)
CLAIMED = timedelta(minutes=5)  # another process leaves a mark alone that long: no call takes longer
LONGEST_WAIT = 60  # minutes between two tries
A_RUN = 50  # seconds, after which the next run goes on
MOST = 500  # marks in a run
# Codes of refusal, for the admin; those of `access.Declined` beside them.
NO_LESSON, NO_LINE_ITEM, SILENT = "no_lesson", "no_line_item", "unanswered"


@dataclass
class Report:
    """What a run came to."""

    told: int = 0
    same: int = 0
    declined: int = 0
    later: int = 0

    def __str__(self):
        return (
            f"{self.told} marks told, {self.same} as the platforms have them,"
            f" {self.declined} declined, {self.later} to be offered again"
        )


def asked() -> bool:
    """Whether any mark is due."""
    return Score.objects.due(timezone.now()).exists()


def tell_due() -> Report:
    """Tells what is due, the longest waiting first. Who does not answer is left alone in this run."""
    report, silent, end = Report(), set(), time.monotonic() + A_RUN
    due = Score.objects.due(timezone.now()).order_by("not_before", "pk")
    for key in list(due.values_list("pk", flat=True)[:MOST]):
        if time.monotonic() > end:
            break
        row = _claim(key)
        if row is None:
            continue
        registration = row.launched.user.registration
        if registration.pk in silent:
            _offer_again(row, "")
            report.later += 1
            continue
        try:
            if _tell(row):
                report.told += 1
            else:
                report.same += 1
        except Unanswered as error:
            silent.add(registration.pk)
            _offer_again(row, str(error))
            report.later += 1
        except Declined as declined:
            report.declined += 1
            code = Score.SUPERSEDED if declined.status == 409 else declined.code
            _settle(row, code=code, detail=str(declined))
    return report


def _claim(key: int) -> Score | None:
    """The mark `key` if it is still due; nobody else tells it meanwhile."""
    now = timezone.now()
    row = (
        Score.objects.due(now)
        .filter(pk=key)
        .select_related("launched__user__registration__platform")
        .first()
    )
    if row is None:
        return None
    same = Score.objects.filter(pk=key, due=True, not_before=row.not_before)
    return row if same.update(not_before=now + CLAIMED) else None


def _tell(row: Score) -> bool:
    """Tells one mark, and settles it; False where the platform has it already, or there is none yet."""
    target = targets.target_of(row.target_kind, row.target_key, row.locale)
    if target is None:
        _settle(row, code=NO_LESSON)
        return False
    judge = results.Judge(target)
    result = judge.of_learners([row.launched.learner_id])[row.launched.learner_id]
    activity = progress_of(result)
    if not result.begun or (row.told_at and (row.given, row.activity) == (result.score, activity)):
        _settle(row)
        return False
    registration = row.launched.user.registration
    line_item = row.line_item or _line_item(row, target)
    if not line_item:
        _settle(row, code=NO_LINE_ITEM)
        return False
    told_at = _timestamp(row, line_item)
    try:
        platform.tell_score(registration, line_item, payload(row.launched.user.sub, result, told_at))
    except Declined as declined:
        if declined.status == 404 and not isinstance(declined, NoToken) and _may_look(row):
            # A column that is gone is looked for anew, by the next fact.
            _settle(row, line_item="", **NOTHING_TOLD)
            row.line_item = ""
        raise
    _settle(
        row, line_item=line_item, given=result.score, activity=activity, told_at=told_at, failures=0
    )
    return True


def progress_of(result: Result) -> str:
    """`activityProgress` (AGS 2.0, 3.4.7)."""
    return "Completed" if result.whole else "InProgress" if result.score is not None else "Started"


def payload(sub: str, result: Result, told_at: datetime) -> dict[str, Any]:
    """A score (AGS 2.0, 3.4): marked at once and by nobody, or nothing to mark yet."""
    marked = result.score is not None
    given = {"scoreGiven": float(result.score), "scoreMaximum": 100} if marked else {}
    return {
        "userId": sub,
        "timestamp": told_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "activityProgress": progress_of(result),
        "gradingProgress": "FullyGraded" if marked else "NotReady",
        **given,
    }


def _timestamp(row: Score, line_item: str) -> datetime:
    """Now, or a second after the last that this line item heard of this person, by whichever link."""
    of_theirs = Score.objects.filter(launched=row.launched, line_item=line_item)
    last = of_theirs.aggregate(last=Max("told_at"))["last"]
    now = timezone.now()
    return max(now, last + A_SECOND) if last else now


def _line_item(row: Score, target: targets.Target) -> str | None:
    """That of the platform's link: found, else made, as far as we may."""
    registration = row.launched.user.registration
    if not _may_look(row):
        return None
    may_make = MAY_MAKE in row.scopes
    scopes = [MAY_MAKE if may_make else MAY_FIND]
    found = platform.find_line_item(registration, row.line_items, row.link, scopes)
    if found or not may_make:
        return found
    item = {"scoreMaximum": 100, "label": target.page.title, "resourceLinkId": row.link}
    return platform.make_line_item(registration, row.line_items, item, scopes)


def _may_look(row: Score) -> bool:
    return bool(row.line_items and {MAY_FIND, MAY_MAKE} & set(row.scopes))


def _settle(row: Score, *, code: str = "", detail: str = "", **told: Any) -> None:
    """What was come to; the mark stays due if facts changed it meanwhile.

    Where a launch meanwhile named another place for it, this was about the old one: nothing is kept.
    """
    told |= {"code": code, "detail": detail[:300], "not_before": None}
    place = {name: getattr(row, name) for name in PLACE}
    Score.objects.filter(pk=row.pk, **place).update(**told)
    Score.objects.filter(pk=row.pk, marks=row.marks).update(due=False)


def _offer_again(row: Score, detail: str) -> None:
    """Later each time: 1, 2, 4 … 60 minutes; who was not even tried only waits for the next run."""
    wait = min(2**row.failures, LONGEST_WAIT) if detail else 1
    failures = row.failures + bool(detail)
    if failures and detail:
        logger.warning("marks: platform=%s code=unanswered tries=%s", row.deployment_id, failures)
    Score.objects.filter(pk=row.pk).update(
        not_before=timezone.now() + timedelta(minutes=wait),
        failures=failures,
        code=SILENT,
        detail=detail[:300],
    )
