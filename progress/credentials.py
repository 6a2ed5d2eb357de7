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


def fit(learner: Learner | None, device: Device | None, token: str, call: LearnerCall) -> bool:
    """Whether `call` may be served, as the rows of its learner and its device stand now.

    Every secret in it must be the learner's own. An enrolment needs no more; otherwise the token must
    be the device's, unless the learner was erased: its devices are forgotten, its late facts dropped.
    """
    given = [call.secret] if call.secret else []
    enrolling = call.enrolment is not None
    if enrolling:
        given.append(call.enrolment.secret)
    if learner is None:
        return enrolling and all(compare_digest(secret, call.enrolment.secret) for secret in given)
    fitting = [compare_digest(sha256(secret), learner.secret_sha256) for secret in given]
    known = compare_digest(sha256(token), device.token_sha256 if device else NOBODY)
    return all(fitting) and (enrolling or known or learner.erased_at is not None)


def admit(device: UUID, token: str, call: LearnerCall) -> Learner:
    """The learner of `call`, locked until the transaction ends; made, and its device, if it enrols.

    Raises Forbidden, also when another device was quicker to enrol with another secret.
    """
    if call.enrolment:
        made = Learner(id=UUID(call.learner), secret_sha256=sha256(call.enrolment.secret))
        Learner.objects.bulk_create([made], ignore_conflicts=True)
    learner = Learner.objects.select_for_update().filter(pk=call.learner).first()
    row = Device.objects.filter(learner=call.learner, device=device).first()
    if learner is None or not fit(learner, row, token, call):
        raise Forbidden
    if call.enrolment and learner.erased_at is None:
        Device.objects.update_or_create(
            learner=learner, device=device, defaults={"token_sha256": sha256(token)}
        )
    return learner
