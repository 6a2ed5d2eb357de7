"""Which marks a platform is to be told of: written with the facts, sent by the clock (`gradebook.py`).

The one writer of Score but for what becomes of a sending.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from lti_tool.models import LtiUser

from cms.turn import our_turn
from lti.classroom import learners
from lti.classroom.models import LaunchedLearner, Score
from lti.classroom.platform import MAY_SCORE
from lti.models import Launch, Role
from lti.tending import forget_people
from progress.facts import Claim
from progress.models import Learner

TOGETHER = timedelta(seconds=10)  # answers of a quiz come one after the other
# Where one of these is another, what was told stands elsewhere: in a column that was deleted, or for
# another lesson.
PLACE = {"line_item", "target_kind", "target_key"}
NOTHING_TOLD = {"given": None, "activity": ""}  # when it was told stays: timestamps only grow


def expect(launch: Launch, launched: LaunchedLearner) -> Score | None:
    """Has the platform be told how `launched` gets on with the link of `launch`.

    None for whoever is not only a learner there, and where the platform takes no scores for the link.
    Raises Refusal for whoever was erased in this moment.
    """
    link = link_of(launch)
    known = Score.objects.filter(launched=launched, deployment=launch.deployment, link=link)
    if not is_marked(launch):
        known.delete()  # who teaches now was a learner before, or a lesson is chosen no more
        return None
    if not is_told(launch):
        return None
    claim = launch.claims["ags"]
    told = {
        "target_kind": launch.target_kind,
        "target_key": launch.target_key,
        "locale": launch.locale,
        "line_items": claim.get("lineitems") or "",
        "scopes": claim["scope"],
    }
    if claim.get("lineitem"):  # one that the launch does not name may have been found, or made
        told["line_item"] = claim["lineitem"]
    row = known.first()
    new = {name for name, value in told.items() if row is None or getattr(row, name) != value}
    if not (new or row.is_declined):
        return row  # as with most launches: nothing is written
    told |= NOTHING_TOLD if PLACE & new else {}
    # What they did before, perhaps by another link, counts here as well.
    now = timezone.now()
    due = {"due": True, "not_before": now + TOGETHER, "changed_at": now}
    changed, made = told | due | {"marks": F("marks") + 1}, told | due | {"marks": 1}
    with our_turn(), transaction.atomic():
        learners.hold(launch.user)
        return Score.objects.update_or_create(
            launched=launched,
            deployment=launch.deployment,
            link=link,
            defaults=changed,
            create_defaults=made,
        )[0]


def is_marked(launch: Launch) -> bool:
    """Whether the person learns there, and does nothing else: teachers try, and are not marked."""
    return set(launch.roles) == {Role.LEARNER} and bool(launch.target_kind)


def is_told(launch: Launch) -> bool:
    """Whether the platform is told how far the person is: they are marked, and it takes marks here."""
    claim = launch.claims.get("ags") or {}
    takes = MAY_SCORE in claim.get("scope", []) and (claim.get("lineitem") or claim.get("lineitems"))
    return bool(takes) and is_marked(launch) and bool(link_of(launch))


def link_of(launch: Launch) -> str:
    if launch.resource_link:
        return launch.resource_link.id_on_platform
    return (launch.claims.get("resource_link") or {}).get("id") or ""


def mark_due(learner: Learner, facts: list[Claim]) -> None:
    """A fact projection: what a platform was told of this learner may be true no more.

    Most learners never came by a launch: they cost one look at an index.
    """
    launched = LaunchedLearner.objects.filter(learner=learner).values_list("pk", flat=True).first()
    if launched is None:
        return
    now = timezone.now()
    LaunchedLearner.objects.filter(pk=launched).update(seen_at=now)
    waiting = Score.objects.filter(launched=launched)
    waiting.filter(due=False).update(not_before=now + TOGETHER)
    waiting.update(due=True, marks=F("marks") + 1, changed_at=now)


def forget(learner: Learner) -> None:
    """Who is erased is nobody's pupil any more: name, number, roles and open launches go as well.

    The platform keeps what it was told; their next launch makes somebody new.
    """
    forget_people(LtiUser.objects.filter(launched__learner=learner))


mark_due.forget = forget
