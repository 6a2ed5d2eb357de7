"""The one writer of cards. The source of truth is the card with the highest number; the code of any
other is forgotten. A code is kept as its hash, and only whoever made it ever sees it.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cms.turn import our_turn
from progress.cards.code import hashed, new_code, new_handle
from progress.cards.models import HIGHEST_NUMBER, Card
from progress.credentials import Caller, give_secret
from progress.models import Learner

A_SECRET = 16  # bytes
MOST_AHEAD = 1_000  # cards that a learner may have made where nobody told us


@dataclass(frozen=True)
class Issued:
    """A card that was made here, with its code: shown once, and kept nowhere."""

    handle: str
    code: str


@dataclass(frozen=True)
class Redeemed:
    learner: str
    secret: str
    number: int


def held_by(learner: Learner | str) -> dict | None:
    """The card of `learner` that holds, as the sync names it."""
    return Card.objects.holding().filter(learner=learner).values("handle", "number").first()


def put(learner: Learner, handle: str, code_sha256: str, number: int, issued_by=None) -> bool:
    """Makes this the card of `learner`; whether it is now. Call it with the learner's row locked.

    It is not where they have one with this number or a higher, nor when it leaps far ahead of that: who
    could write any number would leave no room for another card, ever.
    """
    held = held_by(learner)
    highest = held["number"] if held else 0
    if not highest < number <= min(highest + MOST_AHEAD, HIGHEST_NUMBER):
        return False
    now = timezone.now()
    learner.cards.holding().update(code_sha256="", replaced_at=now)
    learner.cards.create(
        handle=handle, code_sha256=code_sha256, number=number, issued_at=now, issued_by=issued_by
    )
    return True


def issue(key: UUID | str, user, *, instead_of: int) -> Issued | None:
    """A new card for the learner `key`, handed out by `user`.

    `instead_of` is the number of the card that holds, 0 for none. None for who is erased or forgotten,
    where another card holds by now, and where there is no higher number.
    """
    made = Issued(new_handle(), new_code())
    with our_turn(), transaction.atomic():
        learner = Learner.objects.select_for_update().filter(pk=key, erased_at=None).first()
        if learner is None:
            return None
        held = held_by(learner)
        if (held["number"] if held else 0) != instead_of:
            return None
        code_sha256 = hashed(made.handle, made.code)
        taken = put(learner, made.handle, code_sha256, instead_of + 1, issued_by=user)
    return made if taken else None


def redeem(handle: str, code: str, caller: Caller) -> Redeemed | None:
    """Lets the caller's device in with a secret of its own; None for whatever is no card that holds.

    What is wrong does not show in how long it takes: one question, by the hash of all that was said.
    """
    code_sha256 = hashed(handle, code)
    card = Card.objects.filter(code_sha256=code_sha256).order_by("pk").first()
    if card is None:
        return None
    secret = secrets.token_hex(A_SECRET)
    with our_turn(), transaction.atomic():
        learner = Learner.objects.select_for_update().filter(pk=card.learner_id).first()
        # It may have been replaced, or its learner erased, since we asked.
        if learner is None or not learner.cards.filter(pk=card.pk, code_sha256=code_sha256).exists():
            return None
        give_secret(learner, caller, secret)
    return Redeemed(str(learner.pk), secret, card.number)
