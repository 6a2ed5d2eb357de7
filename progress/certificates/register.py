"""The one writer of the register: issues, numbers, marks, withdraws.

The source of truth is the row as it was first written; nothing of it is deleted. A number is given in
the transaction that writes its row, under the lock of the counter of its series and year: what fails
takes its number back, so the register has no gap.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.turn import our_turn
from progress.certificates import rule
from progress.certificates.models import Certificate, Counter
from progress.models import Learner
from progress.problems import Problem


@dataclass(frozen=True)
class Wish:
    """What a person wants said of them: a name, and whether others see it (None: as it is)."""

    name: str = ""
    show_name: bool | None = None


def ask(learner: Learner, course: str, language: str, wish: Wish) -> Certificate | rule.Outcome | None:
    """The certificate of `learner` for `course`, issued now or before; else what is still missing.

    None for one who is erased. Raises Problem when the course certifies nothing.
    """
    if learner.erased_at:
        return None
    if known := Certificate.objects.filter(learner=learner, course=course).first():
        return _write(learner, known, wish)
    page = rule.offered(course, language)
    if page is None:
        raise Problem("course")
    tutorials = page.tutorials()
    outcome = rule.judge(learner, page, rule.asked_of(page, tutorials))
    if outcome.missing or not tutorials:
        return outcome
    made = Certificate(
        learner=learner,
        course=page.translation_key,
        language=language,
        title=page.title,
        summary=page.summary,
        minutes=sum(tutorial.minutes for tutorial in tutorials),
        score=outcome.score,
        wanted_score=page.certificate_score,
        competences=sorted({code for each in tutorials for code, _ in each.competence_names()}),
        tutorials=[tutorial.title for tutorial in tutorials],
    )
    return _write(learner, made, wish)


def _write(learner: Learner, certificate: Certificate, wish: Wish) -> Certificate | None:
    """`certificate` as it stands once `wish` is heard; the one that is there already, if there is."""
    with our_turn(), transaction.atomic():
        if Learner.objects.select_for_update().get(pk=learner.pk).erased_at:
            return None
        there = Certificate.objects.filter(learner=learner, course=certificate.course).first()
        certificate = there or certificate
        if certificate.is_valid and (_hear(certificate, wish) | _number(certificate) or there is None):
            certificate.save()
    return certificate


def _hear(certificate: Certificate, wish: Wish) -> bool:
    """Whether `wish` changes anything. A name is set once; who sees it, the person may change."""
    before = (certificate.name, certificate.show_name)
    certificate.name = certificate.name or wish.name
    if wish.show_name is not None:
        certificate.show_name = wish.show_name and bool(certificate.name)
    return before != (certificate.name, certificate.show_name)


def _number(certificate: Certificate) -> bool:
    """Gives the next number of our series, once; nothing where we have none."""
    series = settings.CERTIFICATE_SERIES
    if not series or certificate.number is not None:
        return False
    year = timezone.localtime().year
    Counter.objects.bulk_create([Counter(series=series, year=year)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    certificate.series, certificate.year, certificate.number = series, year, counter.last
    return True


def supervise(certificate: Certificate, person, day: datetime.date) -> None:
    """Notes that `person`, one of ours, was there on that day."""
    certificate.supervised_on, certificate.supervised_by = day, person
    certificate.save(update_fields=["supervised_on", "supervised_by"])


def withdraw(certificate: Certificate, reason: str) -> None:
    """Ends it for good, with a reason that everybody may read. The number stays taken."""
    certificate.withdrawn_at, certificate.reason = timezone.now(), reason
    certificate.save(update_fields=["withdrawn_at", "reason"])


def leave(learner: Learner, heir: Learner) -> None:
    """Gives the certificates of `learner` to `heir`, the same person, but for courses where it has one.

    Withdrawn ones too: a card does not make good what was withdrawn. Call it with both rows locked.
    """
    has = set(Certificate.objects.filter(learner=heir).values_list("course", flat=True))
    Certificate.objects.filter(learner=learner).exclude(course__in=has).update(learner=heir)


def forget(learner: Learner) -> None:
    """Takes the person out of the register, within the transaction that erases `learner`.

    What stays says nothing of anybody: number, course, day, and that it was withdrawn at their request.
    """
    theirs = Certificate.objects.filter(learner=learner)
    theirs.filter(withdrawn_at=None).update(
        withdrawn_at=timezone.now(), reason=Certificate.Reason.PERSON
    )
    theirs.update(
        learner=None, name="", show_name=False, score=None, supervised_on=None, supervised_by=None
    )


def unname(learner: Learner) -> None:
    """Takes the name out of the register, within the transaction that forgets `learner` for idleness.

    Nobody could ask for that any more afterwards. What is on paper stays valid: nobody took it back.
    """
    Certificate.objects.filter(learner=learner).update(name="", show_name=False)
