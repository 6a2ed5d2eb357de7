"""What the clock does for the classroom once a day."""

from datetime import datetime, timedelta

from lti.classroom.models import Score

A_MONTH = timedelta(days=30)


def tend(now: datetime) -> int:
    """Has marks that were declined within a month be offered again; returns how many.

    What they were declined for may have been mended meanwhile, by people who see nothing of us: a
    service was switched on, a pupil enrolled, a lesson published again.
    """
    return (
        Score.objects.declined().filter(changed_at__gte=now - A_MONTH).update(due=True, not_before=now)
    )
