"""What ends by itself: logins and launches that are over, people who came long ago, old keys."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from lti_tool.models import LtiUser

from lti import keys
from lti.classroom import tending as classroom
from lti.models import Invitation, Launch, Login
from lti.platform import tending as platform
from progress.retention import A_MONTH

LAUNCHES_KEPT = datetime.timedelta(days=1)  # beyond their end, so that a late request hears “expired”
INVITATIONS_KEPT = datetime.timedelta(days=30)


def tend(now: datetime.datetime | None = None) -> None:
    """Everything that is due; the clock calls it once a day."""
    now = now or timezone.now()
    Login.objects.filter(expires_at__lt=now).delete()
    Launch.objects.filter(expires_at__lt=now - LAUNCHES_KEPT).delete()
    unused = Invitation.objects.filter(registration=None)
    unused.filter(expires_at__lt=now - INVITATIONS_KEPT).delete()
    forget_idle(now)
    keys.tend(now)
    platform.tend(now)
    classroom.tend(now)


def forget_idle(now: datetime.datetime) -> int:
    """Forgets platforms' people of whom nothing came for RETENTION_MONTHS; returns how many rows went.

    Each launch touches its user's row (lti/arrivals.py). Who kept themselves on a device comes without
    one: what they do there counts as well, as it does for their learner (progress/retention.py).
    """
    since = now - settings.RETENTION_MONTHS * A_MONTH
    came_long_ago = LtiUser.objects.filter(datetime_modified__lt=since)
    return forget_people(came_long_ago.exclude(launched__seen_at__gte=since))


@transaction.atomic
def forget_people(users: QuerySet[LtiUser]) -> int:
    """Forgets them with all that hangs on them; returns how many rows went."""
    # Them first, as a launch and a roster have it: otherwise each could wait for the other.
    found = list(users.select_for_update(of=("self",)).values_list("pk", flat=True))
    return LtiUser.objects.filter(pk__in=found).delete()[0]
