"""Who may push for a learner, and who may do more. Compared in constant time, kept as SHA-256 only."""

import hashlib
from hmac import compare_digest
from uuid import UUID

from progress.models import Device, Learner
from progress.schemas import LearnerCall

NOBODY = "0" * 64  # the hash of nothing that anyone could find


class Forbidden(Exception):
    """Unknown learner, wrong token, wrong secret: from outside all the same."""


def sha256(credential: str) -> str:
    return hashlib.sha256(credential.encode()).hexdigest()


def check(device: UUID, token: str, call: LearnerCall) -> Learner:
    """The learner of `call`, which brings nothing; takes no lock. Raises Forbidden."""
    learner = Learner.objects.as_seen_by(device).filter(pk=call.learner).first()
    if learner is None or not _fits(learner, token, call):
        raise Forbidden
    return learner


def owner(learner: str, secret: str) -> Learner:
    """The learner whose secret this is; takes no lock. Raises Forbidden."""
    row = Learner.objects.filter(pk=learner).first()
    if not compare_digest(sha256(secret), row.secret_sha256 if row else NOBODY):
        raise Forbidden
    return row


def admit(device: UUID, token: str, call: LearnerCall) -> Learner:
    """The learner of `call`, locked until the transaction ends; made, and its device, if it enrols.

    Raises Forbidden, also when another device was quicker to enrol with another secret.
    """
    if call.enrolment:
        made = Learner(id=UUID(call.learner), secret_sha256=sha256(call.enrolment.secret))
        Learner.objects.bulk_create([made], ignore_conflicts=True)
    locked = Learner.objects.select_for_update(of=("self",)).as_seen_by(device)
    learner = locked.filter(pk=call.learner).first()
    if learner is None or not _fits(learner, token, call):
        raise Forbidden
    if call.enrolment and learner.erased_at is None:
        Device.objects.update_or_create(
            learner=learner, device=device, defaults={"token_sha256": sha256(token)}
        )
    return learner


def _fits(learner: Learner, token: str, call: LearnerCall) -> bool:
    """Whether `call` may be served for `learner`, looked up `as_seen_by` its device.

    Every secret in it must be the learner's own. An enrolment needs no more, nor does one who brings
    nothing and asks with the secret; otherwise the token must be the device's, unless the learner was
    erased: its devices are forgotten, its late facts dropped.
    """
    given = [call.secret, call.enrolment and call.enrolment.secret]
    fitting = [compare_digest(sha256(secret), learner.secret_sha256) for secret in given if secret]
    known = compare_digest(sha256(token), learner.token_sha256 or NOBODY)
    only_asks = bool(call.secret) and not call.facts
    return all(fitting) and bool(call.enrolment or only_asks or known or learner.erased_at)
