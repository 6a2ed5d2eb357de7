"""Choosing lessons for a course of the platform (Deep Linking 2.0): the page, and the answer to it."""

import secrets
import time
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from courses.models import CoursePage
from courses.models.course import tutorials_by_course
from lti import keys, launches, targets
from lti.claims import VERSION
from lti.frames import frameable, framed
from lti.models import Launch, MessageType, TargetKind
from lti.origins import origin_of
from lti.refusals import Refusal
from progress.sealing import NoKey
from tutorials.models import TutorialPage

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LIFETIME = 300  # seconds that the platform may take the answer
HIGHEST = 100  # of a column in the gradebook: percent
MOST = 50  # lessons chosen at once
LONGEST_TITLE, LONGEST_TEXT = 200, 500


class Choice(NamedTuple):
    """Something to choose, and what a form calls it."""

    value: str
    page: CoursePage | TutorialPage


class Group(NamedTuple):
    course: Choice
    tutorials: Sequence[Choice]


@framed("GET", "HEAD", "POST")
def choose(request: HttpRequest, launch_id: str) -> HttpResponse:
    """The lessons to choose from; then a form that takes the choice to the platform."""
    launch = launches.current(request, launch_id)
    if launch.message_type != MessageType.DEEP_LINKING:
        raise Refusal("not_choosing", registration=launch.registration)
    if not launch.teaches:  # they may have been, when they came
        raise Refusal("teachers_only", registration=launch.registration)
    with translation.override(launch.locale):
        if request.method == "POST":
            return _answer(request, launch)
        return _page(request, launch)


def _page(request: HttpRequest, launch: Launch, problem: str = "", status: int = 200) -> HttpResponse:
    wished = launch.claims["deep_linking"]
    told = {
        "launch": launch,
        "groups": groups(launch.locale),
        "several": wished["accept_multiple"],
        "column": wished["accept_lineitem"],
        "chosen": request.POST.getlist("lesson"),
        "problem": problem,
    }
    return frameable(render(request, "lti/choose.html", told, status=status), launch.registration)


def _answer(request: HttpRequest, launch: Launch) -> HttpResponse:
    chosen = [] if "cancel" in request.POST else request.POST.getlist("lesson")[: MOST + 1]
    pages = [_page_of(value, launch.locale) for value in dict.fromkeys(chosen)]
    if problem := _problem(request, launch, pages):
        return _page(request, launch, problem, status=400)
    with_column = launch.claims["deep_linking"]["accept_lineitem"] and "column" in request.POST
    items = [content_item(kind, page, with_column) for kind, page in pages]
    return _sent(request, launch, items)


def _problem(request: HttpRequest, launch: Launch, pages: list) -> str:
    """What a teacher has to mend before the choice can go; nothing when it may."""
    if not pages and "cancel" not in request.POST:
        return _("Choose at least one lesson.")
    if len(pages) > 1 and not launch.claims["deep_linking"]["accept_multiple"]:
        return _("Your platform takes one lesson at a time. Choose one.")
    if len(pages) > MOST:
        return _("These are too many at once. Choose at most %(number)s.") % {"number": MOST}
    if None in pages:
        return _("One of these lessons is not here any more. Choose again.")
    return ""


def _sent(request: HttpRequest, launch: Launch, items: list[dict[str, Any]]) -> HttpResponse:
    """The form that takes `items` to the platform, which the browser sends by itself where it may."""
    try:
        token = keys.sign(response_claims(launch, items))
    except NoKey as error:
        raise Refusal("no_signing_key", str(error), registration=launch.registration) from error
    address = launch.claims["deep_linking"]["deep_link_return_url"]
    told = {"launch": launch, "address": address, "token": token, "items": items}
    response = render(request, "lti/chosen.html", told)
    response._csp_replace = {"form-action": [SELF, origin_of(address)]}
    return frameable(response, launch.registration)


def response_claims(launch: Launch, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Deep Linking 2.0, section 4.5.1: what we tell the platform, for this launch alone."""
    now = int(time.time())
    told = {
        "iss": launch.registration.client_id,
        "aud": [launch.registration.issuer],
        "iat": now,
        "exp": now + LIFETIME,
        "nonce": secrets.token_urlsafe(16),
        f"{_LTI}message_type": "LtiDeepLinkingResponse",
        f"{_LTI}version": VERSION,
        f"{_LTI}deployment_id": launch.deployment.deployment_id,
        f"{_DL}content_items": items,
    }
    data = launch.claims["deep_linking"].get("data")
    return told if data is None else told | {f"{_DL}data": data}


def content_item(kind: str, page, with_column: bool) -> dict[str, Any]:
    """A link to a lesson: named in its parameters and in its address (lti/targets.py says why)."""
    key = str(page.translation_key)
    item: dict[str, Any] = {
        "type": "ltiResourceLink",
        "title": page.title[:LONGEST_TITLE],
        "url": targets.address_of(kind, page.translation_key),
        "custom": {kind: key, "locale": page.locale.language_code},
    }
    if page.summary:
        item["text"] = page.summary[:LONGEST_TEXT]
    if with_column:
        item["lineItem"] = {
            "label": item["title"],
            "scoreMaximum": HIGHEST,
            "resourceId": f"{kind}:{key}",
        }
    return item


def groups(locale: str) -> list[Group]:
    """Every published course in a language, with its tutorials; else in the site's."""
    courses = CoursePage.objects.live().public().filter(alias_of=None).select_related("locale")
    for language in (locale, settings.LANGUAGE_CODE):
        if found := list(courses.filter(locale__language_code=language).order_by("path")):
            return [
                Group(
                    _choice(TargetKind.COURSE, course),
                    [_choice(TargetKind.TUTORIAL, page) for page in tutorials],
                )
                for course, tutorials in zip(found, tutorials_by_course(found), strict=True)
            ]
    return []


def _choice(kind: TargetKind, page) -> Choice:
    return Choice(f"{kind.value}:{targets.key_of(page)}", page)


def _page_of(value: str, locale: str):
    """Kind and page for what the form calls a lesson; None when there is no such lesson any more."""
    kind, _colon, key = value.partition(":")
    try:
        page = targets.page_of(kind, UUID(key), locale)
    except ValueError:
        return None
    return page and (kind, page)
