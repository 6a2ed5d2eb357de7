"""Storing a launch: the one writer of what platforms tell us of people and places.

All of it or nothing, in one transaction, after everything was checked.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from lti_tool.lti_core.constants import AgsScope, ContextType
from lti_tool.models import (
    LtiContext,
    LtiDeployment,
    LtiMembership,
    LtiRegistration,
    LtiResourceLink,
    LtiUser,
)

from cms.turn import our_turn
from lti import cookies, roles
from lti.claims import LtiMessage
from lti.launches import HOURS
from lti.models import TEACHING, Launch, Role
from lti.refusals import Refusal
from lti.targets import Target


def deployment_of(message: LtiMessage, registration: LtiRegistration) -> LtiDeployment:
    """The approved deployment that a message names. Raises Refusal; never makes one."""
    deployment = registration.deployments.filter(deployment_id=message.deployment_id).first()
    if deployment is None:
        raise Refusal("deployment_unknown", message.deployment_id, registration=registration)
    if not deployment.is_active:
        raise Refusal("deployment_off", message.deployment_id, registration=registration)
    return deployment


def teaches(told: list[str]) -> bool:
    """Whether somebody with these roles of the platform may choose what others learn."""
    return bool(TEACHING & set(roles.in_context(told)))


def store(message: LtiMessage, deployment: LtiDeployment, target: Target, secret: str) -> Launch:
    """The launch, with user, context, roles and resource link as the message has them now.

    Who somebody is: `sub` at this registration, and nothing else; never an e-mail address.
    """
    with our_turn(), transaction.atomic():  # a class arrives within a minute
        return _store(message, deployment, target, secret)


def _store(message: LtiMessage, deployment: LtiDeployment, target: Target, secret: str) -> Launch:
    told = {field: name for field, name in message.names.items() if name}  # the roster may tell others
    user, _ = LtiUser.objects.update_or_create(
        registration=deployment.registration, sub=message.sub, defaults=told
    )
    context, link = _context(message, deployment), None
    held = roles.in_context(message.roles)
    if context is not None:
        set_roles(user, context, held)
        link = _resource_link(message, context)
    now = timezone.now()
    return Launch.objects.create(
        registration=deployment.registration,
        deployment=deployment,
        user=user,
        context=context,
        resource_link=link,
        message_type=message.type,
        roles=held,
        target_kind=target.kind,
        target_key=target.key,
        locale=target.locale,
        return_url=message.return_url,
        claims=message.services,
        cookie_sha256=cookies.digest(secret),
        created_at=now,
        expires_at=now + datetime.timedelta(hours=HOURS),
    )


def set_roles(user: LtiUser, context: LtiContext, held: list[Role], *, active: bool = True) -> None:
    """What `user` is in `context` from now on: here, and in every launch that is still open.

    Who is a teacher no more is none in the other tab either. django-lti has no word for an assistant:
    of one the membership says nothing, the launch does.
    """
    LtiMembership.objects.update_or_create(
        user=user,
        context=context,
        defaults={
            "is_instructor": Role.TEACHER in held,
            "is_administrator": Role.ADMINISTRATOR in held,
            "is_content_developer": Role.AUTHOR in held,
            "is_mentor": Role.MENTOR in held,
            "is_learner": Role.LEARNER in held,
            "is_active": active,
        },
    )
    Launch.objects.filter(user=user, context=context).update(roles=held)


def _context(message: LtiMessage, deployment: LtiDeployment) -> LtiContext | None:
    """The context; none for a launch without one: all of those together would be strangers."""
    if (told := message.context) is None:
        return None
    ags = message.services.get("ags", {})
    scopes = ags.get("scope", [])
    context, _ = LtiContext.objects.update_or_create(
        deployment=deployment,
        id_on_platform=told.id,
        defaults={
            "title": told.title,
            "label": told.label,
            "is_course_template": ContextType.COURSE_TEMPLATE in told.types,
            "is_course_offering": ContextType.COURSE_OFFERING in told.types,
            "is_course_section": ContextType.COURSE_SECTION in told.types,
            "is_group": ContextType.GROUP in told.types,
            "lineitems_url": _column(ags.get("lineitems"), LtiContext, "lineitems_url"),
            "memberships_url": _column(
                message.services.get("nrps", {}).get("context_memberships_url"),
                LtiContext,
                "memberships_url",
            ),
            "can_query_lineitems": AgsScope.QUERY_LINEITEMS in scopes,
            "can_manage_lineitems": AgsScope.MANAGE_LINEITEMS in scopes,
            "can_publish_scores": AgsScope.PUBLISH_SCORES in scopes,
            "can_access_results": AgsScope.ACCESS_RESULTS in scopes,
        },
    )
    return context


def _column(address: str | None, model, name: str) -> str:
    """An address where django-lti has room for it; the launch's claims keep it however long."""
    longest = model._meta.get_field(name).max_length
    return address if address and len(address) <= longest else ""


def _resource_link(message: LtiMessage, context: LtiContext) -> LtiResourceLink | None:
    if (told := message.resource_link) is None:
        return None
    link, _ = LtiResourceLink.objects.update_or_create(
        context=context,
        id_on_platform=told.id,
        defaults={"title": told.title, "description": told.description},
    )
    return link
