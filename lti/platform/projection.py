"""What tools know of a learner ends with the learner (setting FACT_PROJECTIONS)."""

from lti.platform.models import Participant
from progress.facts import Claim
from progress.models import Learner


def participants(learner: Learner, facts: list[Claim]) -> None:
    """Facts go to no tool: it knows what is done there, and hears nothing of what is done here."""


def _forget(learner: Learner) -> None:
    """Nobody is behind the learner's names any more: a score that comes late finds nobody."""
    Participant.objects.filter(learner=learner).delete()


participants.forget = _forget
