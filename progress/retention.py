"""How long the server keeps what a learner did: until nothing of theirs has come for RETENTION_MONTHS.

The learner then goes with all facts, and not as one who was erased (009): a device that comes back
enrols anew and goes on, with all that it has itself. Certificates stay valid, without a name (014).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from cms.turn import our_turn
from progress import epoch
from progress.certificates import register
from progress.models import Fact, Learner
from progress.projections import forget

A_MONTH = timedelta(days=30.44)


def forget_idle(now: datetime | None = None) -> int:
    """Forgets the learners of whom nothing came for too long; returns how many. Each on their own."""
    limit = (now or timezone.now()) - settings.RETENTION_MONTHS * A_MONTH
    keys = list(_idle(limit).values_list("pk", flat=True))
    return sum(_forget(key, limit) for key in keys)


def _idle(limit: datetime):
    """Learners who were made before `limit`, and of whom nothing came since."""
    last = Fact.objects.filter(learner=OuterRef("pk")).order_by("-pk").values("received_at")[:1]
    made_long_ago = Learner.objects.filter(erased_at=None, created_at__lt=limit)
    return made_long_ago.annotate(last=Subquery(last)).filter(Q(last=None) | Q(last__lt=limit))


def _forget(key, limit: datetime) -> bool:
    """Forgets one learner, unless something of theirs has come meanwhile."""
    with our_turn(), transaction.atomic():
        learner = Learner.objects.select_for_update().filter(pk=key).first()
        if learner is None or not _idle(limit).filter(pk=key).exists():
            return False
        epoch.remember_erased()
        forget(learner)
        register.unname(learner)
        learner.delete()
    return True
