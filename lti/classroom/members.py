"""The class as the platform tells it (Names and Role Provisioning Services 2.0), kept as memberships.

Asked for when a teacher looks, and not oftener than needed; by a thread of its own, since a
platform may be slow, and asks us for our keys while we wait for it. Kept: who belongs to the class,
as what, and the name; an e-mail address or a picture is of no use here, and is not.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from lti_tool.models import LtiContext, LtiMembership, LtiUser

from cms.turn import our_turn
from lti import roles
from lti.claims import LONGEST_NAME
from lti.classroom import access, platform
from lti.classroom.models import ClassList
from lti.models import Launch, Role
from lti.reading import Unreadable, an_id, words

logger = logging.getLogger(__name__)

FRESH = timedelta(minutes=10)
PAUSE = timedelta(seconds=20)  # between two requests, whoever asks
FLAGS = {
    "is_administrator": Role.ADMINISTRATOR,
    "is_content_developer": Role.AUTHOR,
    "is_instructor": Role.TEACHER,
    "is_learner": Role.LEARNER,
    "is_mentor": Role.MENTOR,
}


def address_of(launch: Launch) -> str:
    """Where the platform tells the class of `launch`; empty where it does not."""
    claim = launch.claims.get("nrps") or {}
    return (claim.get("context_memberships_url") or "") if launch.context else ""


def refresh(launch: Launch, *, anew: bool = False) -> ClassList | None:
    """Has the class be asked for if what we have is old, or `anew`; how the last asking went.

    None where the platform has no such service. What fails leaves the list as it was.
    """
    address = address_of(launch)
    if not address:
        return None
    now = timezone.now()
    asked, _ = ClassList.objects.get_or_create(context=launch.context)
    fetched = asked.fetched_at and now - asked.fetched_at < FRESH and not anew
    if fetched or (asked.tried_at and now - asked.tried_at < PAUSE):
        return asked
    asked.tried_at, asked.code = now, ClassList.ASKING
    asked.save(update_fields=["tried_at", "code"])
    aside(lambda: _ask(launch, address, now))
    asked.refresh_from_db()
    return asked


def aside(work: Callable[[], None]) -> None:
    """Begins `work` beside the request; it ends with the process, and is begun anew at another look."""
    threading.Thread(target=_alone, args=[work], name="lti-class", daemon=True).start()


def _alone(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        logger.exception("A class could not be asked for; the next look tries again.")
    finally:
        connection.close()


def _ask(launch: Launch, address: str, now: datetime) -> None:
    """Asks the platform, and keeps what it told, or why it did not."""
    came: dict[str, Any] = {"code": "unanswered"}
    try:
        store(launch.context, list(platform.members(launch.registration, address)), now)
        came = {"code": "", "fetched_at": now}
    except access.Declined as declined:
        came = {"code": declined.code}
    except access.Unanswered as error:
        logger.warning("class: platform=%s code=unanswered %s", launch.registration_id, error)
    finally:
        ClassList.objects.filter(context=launch.context).update(**came)


def store(context: LtiContext, told: Iterable[dict[str, Any]], now: datetime) -> None:
    """Has the class be those whom the platform `told`; who is not among them is in it no more.

    One whom it tells in another shape than agreed is left out; the others are kept.
    """
    people = {sub: person for person in told if (sub := _sub_of(person))}
    registration = context.deployment.registration
    with our_turn(), transaction.atomic():
        known = {u.sub: u for u in LtiUser.objects.filter(registration=registration, sub__in=people)}
        new = [LtiUser(registration=registration, sub=sub) for sub in people if sub not in known]
        LtiUser.objects.bulk_create(new, ignore_conflicts=True)
        users = list(LtiUser.objects.filter(registration=registration, sub__in=people))
        named = [user for user in users if _rename(user, people[user.sub])]
        LtiUser.objects.bulk_update(named, ["name", "given_name", "family_name"])
        LtiMembership.objects.bulk_create(
            [_membership(context, user, people[user.sub]) for user in users],
            update_conflicts=True,
            unique_fields=["user", "context"],
            update_fields=[*FLAGS, "is_active"],
        )
        # Those whom it does not tell keep the roles of their launch: Moodle's admins are in no class.
        out = [user for user in users if not _is_active(people[user.sub])]
        Launch.objects.filter(context=context, user__in=out).update(roles=[])
        gone = LtiMembership.objects.filter(context=context, is_active=True).exclude(user__in=users)
        gone.update(is_active=False)


def _sub_of(person: dict[str, Any]) -> str:
    try:
        return an_id(person.get("user_id"), "user_id")
    except Unreadable:
        return ""


def _rename(user: LtiUser, person: dict[str, Any]) -> bool:
    """Gives `user` the names that the platform tells; whether that changed anything."""
    changed = False
    for field in ("name", "given_name", "family_name"):
        name = words(person.get(field), LONGEST_NAME)
        if name and name != getattr(user, field):
            setattr(user, field, name)
            changed = True
    return changed


def _is_active(person: dict[str, Any]) -> bool:
    return person.get("status", "Active") == "Active"


def _membership(context: LtiContext, user: LtiUser, person: dict[str, Any]) -> LtiMembership:
    told = person.get("roles")
    told = told if isinstance(told, list) else []
    held = set(roles.in_context(role for role in told if isinstance(role, str)))
    flags = {flag: role in held for flag, role in FLAGS.items()}
    # An assistant helps, and is no pupil whatever else the platform calls them.
    if Role.ASSISTANT in held:
        flags["is_learner"] = False
    return LtiMembership(context=context, user=user, is_active=_is_active(person), **flags)
