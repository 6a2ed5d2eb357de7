"""Invitations: what lets a platform register itself, once, within a week, from one address."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from lti.models import Invitation

VALID = datetime.timedelta(days=7)


def make(name: str, origin: str, who) -> Invitation:
    """Invites the platform at `origin` (lti/origins.py), which our people call `name`."""
    return Invitation.objects.create(
        name=name, origin=origin, created_by=who, expires_at=timezone.now() + VALID
    )


def address_of(invitation: Invitation) -> str:
    """What the platform's admin pastes as the address of a tool."""
    return settings.PUBLIC_URL + reverse("lti:register", args=[invitation.id])
