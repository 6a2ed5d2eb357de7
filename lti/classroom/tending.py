"""What the clock does for the classroom once a day."""

from datetime import datetime, timedelta

from lti.classroom.models import Score

OFFERED_FOR = timedelta(days=30)  # after what is to be told changed last


def tend(now: datetime) -> int:
    """Has marks that were declined within a month be offered again; returns how many.

    What they were declined for may have been mended meanwhile, by people who see nothing of us: a
    service was switched on, a pupil enrolled, a lesson published again.
    """
    recent = Score.objects.declined().filter(changed_at__gte=now - OFFERED_FOR)
    return recent.update(due=True, not_before=now)
