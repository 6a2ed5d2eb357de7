"""“Keep it on this device”: from the frame to a window of one's own, with a ticket.

The cookie of a launch lives in the frame alone, so a ticket goes along: signed, in the fragment of
the address (which is sent to nobody), as old as its launch at most, and good for one device. Nothing
happens before the person says yes: they see who they would be.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone

from cms.turn import our_turn
from lti.classroom import learners
from lti.classroom.models import Passage
from lti.launches import HOURS
from lti.models import Launch

SALT = "lti.keep"


class UnknownTicket(Exception):
    """Not ours, too old, of a launch that holds no more, or used on another device."""


def ticket_for(launch: Launch) -> str:
    return signing.TimestampSigner(salt=SALT).sign(f"{launch.id}.{secrets.token_urlsafe(8)}")


def launch_of(ticket: str) -> Launch:
    """Whose `ticket` this is; raises UnknownTicket."""
    launch_id, _ = _read(ticket)
    launch = Launch.objects.select_related("registration", "deployment", "user").filter(id=launch_id)
    launch = launch.filter(
        expires_at__gt=timezone.now(), registration__is_active=True, deployment__is_active=True
    ).first()
    if launch is None:
        raise UnknownTicket
    return launch


def redeem(ticket: str, device: UUID, token: str) -> tuple[UUID, str]:
    """Enrols `device` for the ticket's learner; returns the learner and a secret for this device.

    The answer may be lost: the same device may ask again. Raises UnknownTicket.
    """
    launched = learners.learner_of(launch_of(ticket).user)
    _, number = _read(ticket)
    with our_turn(), transaction.atomic():
        Passage.objects.filter(used_at__lt=timezone.now() - timedelta(hours=HOURS)).delete()
        used, _made = Passage.objects.get_or_create(ticket=number, defaults={"device": device})
    if used.device != device:
        raise UnknownTicket
    secret = learners.let_in(launched.learner_id, device, token)
    if secret is None:
        raise UnknownTicket
    return launched.learner_id, secret


def _read(ticket: str) -> tuple[str, str]:
    try:
        told = signing.TimestampSigner(salt=SALT).unsign(ticket, max_age=timedelta(hours=HOURS))
        launch_id, _, number = told.rpartition(".")
    except signing.BadSignature as error:
        raise UnknownTicket from error
    return launch_id, number
