"""Invitations: what lets a platform register itself, once, within a week, from one address."""

import datetime

from django.conf import settings
from django.urls import reverse

from lti.models import Invitation

VALID = datetime.timedelta(days=7)


def address_of(invitation: Invitation) -> str:
    """What the platform's admin pastes as the address of a tool."""
    return settings.PUBLIC_URL + reverse("lti:register", args=[invitation.id])
