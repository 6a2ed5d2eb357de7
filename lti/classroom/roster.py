"""The class, for who teaches it: who opened the lesson, how far they are, when they came last."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from lti_tool.models import LtiContext, LtiMembership, LtiUser

from lti import launches
from lti.classroom import members, scores, targets
from lti.classroom.models import Score
from lti.classroom.results import Judge, Result
from lti.frames import frameable, framed
from lti.models import Launch, MessageType, Role
from lti.refusals import Refusal

SEE = {Role.TEACHER, Role.ADMINISTRATOR, Role.ASSISTANT}


@dataclass(frozen=True)
class Pupil:
    """One line of the class. `trouble`: why the platform does not have the mark."""

    name: str
    result: Result
    seen_at: datetime | None
    trouble: str


def may_see_class(launch: Launch) -> bool:
    """Whether this person teaches, or helps to, in the course from which they came."""
    return launch.context is not None and bool(SEE & set(launch.roles))


@framed("GET", "HEAD", "POST")
def page(request: HttpRequest, launch_id: str) -> HttpResponse:
    """The class; POST asks the platform for it anew."""
    launch = launches.current(request, launch_id)
    if launch.message_type != MessageType.RESOURCE or not may_see_class(launch):
        raise Refusal("no_teacher", registration=launch.registration)
    address = reverse("lti:class", args=[launch.id])
    if request.method == "POST":
        members.refresh(launch, anew=True)
        return frameable(HttpResponseRedirect(address, status=303), launch.registration)
    target = targets.of_launch(launch)
    asked = members.refresh(launch)
    pupils = pupils_of(launch.context, launch, Judge(target))
    with translation.override(launch.locale):
        told = {
            "launch": launch,
            "page": target.page,
            "is_course": target.is_course,
            "judge": Judge(target),
            "asked": asked,
            "pupils": pupils,
            "begun": sum(pupil.result.begun for pupil in pupils),
            "whole": sum(pupil.result.whole for pupil in pupils),
            "troubles": [pupil for pupil in pupils if pupil.trouble],
            "today": timezone.localdate(),
        }
        response = render(request, "lti/class.html", told)
    response["Content-Language"] = launch.locale
    return frameable(response, launch.registration)


def pupils_of(context: LtiContext, launch: Launch, judge: Judge) -> list[Pupil]:
    """Who learns in `context`, by name; a handful of queries for any number of them."""
    of_class = LtiMembership.objects.filter(context=context, is_active=True, is_learner=True)
    # Who teaches as well tries the lesson, and is not marked.
    of_class = of_class.exclude(is_instructor=True).exclude(is_administrator=True)
    people = [each.user for each in of_class.select_related("user__launched")]
    launched = {user.pk: user.launched for user in people if hasattr(user, "launched")}
    results = judge.of_learners(each.learner_id for each in launched.values())
    link = scores.link_of(launch)
    sent = Score.objects.filter(
        launched__in=[each.pk for each in launched.values()], deployment=launch.deployment, link=link
    )
    troubles = {row.launched_id: row.code for row in sent.in_trouble()}
    pupils = [_pupil(user, launched.get(user.pk), results, troubles, judge) for user in people]
    return sorted(pupils, key=lambda pupil: _order(pupil.name))


def _pupil(user: LtiUser, launched, results: dict, troubles: dict, judge: Judge) -> Pupil:
    if launched is None:
        return Pupil(name_of(user), judge.of({}), None, "")
    result = results[launched.learner_id]
    return Pupil(name_of(user), result, launched.seen_at, troubles.get(launched.pk, ""))


def name_of(user: LtiUser) -> str:
    """Family name first, as in a register; empty where the platform told none."""
    if user.family_name and user.given_name:
        return f"{user.family_name} {user.given_name}"
    return user.name or user.family_name or user.given_name


def _order(name: str) -> tuple[bool, str]:
    """Letters as in a dictionary, ă beside a; who has no name stands last."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return not name, "".join(letter for letter in plain if not unicodedata.combining(letter))
