"""What ends by itself: departures that are over, names of assertions that have expired."""

import datetime

from lti.platform.deep import HOURS
from lti.platform.models import Departure, SpentAssertion

KEPT = datetime.timedelta(hours=HOURS + 1)  # an editor may still be choosing


def tend(now: datetime.datetime) -> None:
    Departure.objects.filter(expires_at__lt=now - KEPT).delete()
    SpentAssertion.objects.filter(expires_at__lt=now).delete()
