"""Who learns after a launch: one learner of `progress` for a person of a platform, on every browser.

The one writer of LaunchedLearner. Nobody knows the learner's first secret, not even we: each browser
that shows a launch's cookie is given one of its own, kept as SHA-256 like that of a learning card
(docs/decisions/016), so there is nothing here to be stolen that would open anything.
"""

import secrets
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.crypto import salted_hmac
from lti_tool.models import LtiUser

from cms.turn import our_turn
from lti.classroom.models import LaunchedLearner
from lti.refusals import Refusal
from progress.credentials import Caller, give_secret, sha256
from progress.models import Learner


def learner_of(user: LtiUser) -> LaunchedLearner:
    """The learner that `user` is; made if this is their first launch. Raises Refusal as `hold` does."""
    return _known(user) or _made(user)


def hold(user: LtiUser) -> None:
    """Has whoever erases `user` wait for the end of this transaction. Raises Refusal if they did."""
    if not LtiUser.objects.select_for_update().filter(pk=user.pk).exists():
        raise Refusal("no_launch", "erased meanwhile")


def _known(user: LtiUser) -> LaunchedLearner | None:
    return LaunchedLearner.objects.filter(user=user).first()


def _made(user: LtiUser) -> LaunchedLearner:
    with our_turn(), transaction.atomic():
        hold(user)
        if known := _known(user):  # another tab of theirs was quicker
            return known
        learner = Learner.objects.create(id=uuid4(), secret_sha256=sha256(new_secret()))
        return LaunchedLearner.objects.create(user=user, learner=learner)


def let_in(learner: UUID, device: UUID, token: str) -> str | None:
    """Enrols a device for `learner`; returns its secret, None for one who was erased meanwhile."""
    secret = new_secret()
    with our_turn(), transaction.atomic():
        row = Learner.objects.select_for_update().filter(pk=learner, erased_at=None).first()
        if row is None:
            return None
        give_secret(row, Caller(device, token), secret)
    return secret


def device_of(launch_id: str, learner: UUID) -> tuple[UUID, str]:
    """The device, with its token, of a browser that keeps nothing: one a launch, not one a page.

    The same on each of its pages: what a page sends while it is being left may arrive after the next
    one has been let in. Stored nowhere: whoever sees such a page may have a device let in anyhow.
    """
    token = salted_hmac("lti.device", f"{launch_id} {learner}", algorithm="sha256").hexdigest()
    return uuid5(learner, launch_id), token[:32]


def new_secret() -> str:
    return secrets.token_hex(16)
