"""Which lesson a link means: by its parameters, or by its address.

The parameter decides where both are there: a platform may keep one address for several links (Open
edX). The address says the same again, because a course that is exported as Common Cartridge loses
the parameters.
"""

import uuid
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from wagtail.models import Page

from cms import routing
from courses.models import CoursePage
from lti.claims import LtiMessage
from lti.models import MessageType, TargetKind
from lti.refusals import Refusal
from tutorials.models import TutorialPage

MODELS = {TargetKind.COURSE: CoursePage, TargetKind.TUTORIAL: TutorialPage}


class Target(NamedTuple):
    """A lesson, by kind and translation key; nothing, where a link names none. And a language."""

    kind: str
    key: uuid.UUID | None
    locale: str


def address_of(kind: str, key: uuid.UUID) -> str:
    """The address of a link to a lesson, whole, as platforms keep it."""
    return settings.PUBLIC_URL + reverse("lti:lesson", args=[kind, key])


def key_of(page: Page) -> uuid.UUID:
    """By which key links name `page`; an alias is no lesson of its own: that of the one it repeats."""
    return (page.alias_of or page).translation_key


def page_of(kind: str, key: uuid.UUID, locale: str) -> Page | None:
    """The published page of a lesson in that language, else in ours, else in any."""
    pages = MODELS[TargetKind(kind)].objects.live().public().filter(translation_key=key, alias_of=None)
    by_language = {page.locale.language_code: page for page in pages.select_related("locale")}
    for language in (locale, settings.LANGUAGE_CODE, *by_language):
        if language in by_language:
            return by_language[language]
    return None


def of(message: LtiMessage, request: HttpRequest) -> Target:
    """What a message asks for. Raises Refusal where it names a lesson that is not published here.

    Whoever comes to choose has named none, whatever address the platform keeps for the link.
    """
    wish = message.services.get("custom", {}).get("locale") or message.locale
    locale = _language(wish)
    if message.type == MessageType.DEEP_LINKING:
        return Target("", None, locale)
    kind, key = _by_parameters(message) or _by_address(message.target_link_uri)
    if not kind:
        found = _by_page(message.target_link_uri, request)
        if found is None:
            return Target("", None, locale)
        kind, key = found.kind, found.key
        locale = locale if wish else found.locale
    page = page_of(kind, key, locale)
    if page is None:
        raise Refusal("no_lesson", f"{kind} {key}")
    return Target(kind, key, page.locale.language_code)


def _language(wish: str) -> str:
    """One of LANGUAGES for what a platform calls a language, such as “ro_RO” or “en-GB”."""
    code = wish.replace("_", "-").split("-")[0].lower()
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _by_parameters(message: LtiMessage) -> tuple[str, uuid.UUID] | None:
    told = message.services.get("custom", {})
    for kind in TargetKind.values:
        if kind in told:
            return kind, _key(told[kind])
    return None


def _by_address(address: str) -> tuple[str, uuid.UUID | None]:
    """The lesson of an address that `address_of` made; a wrong one of that kind is refused."""
    match = _ours(address)
    if match is None or match.view_name != "lti:lesson":
        return "", None
    return match.kwargs["kind"], match.kwargs["key"]


def _by_page(address: str, request: HttpRequest) -> Target | None:
    """The lesson whose public page somebody pasted as the address of an activity."""
    match = _ours(address)
    if match is None or match.view_name != "wagtail_serve":
        return None
    language = translation.get_language_from_path(urlsplit(address).path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            route = routing.find(request, *match.args, **match.kwargs)
        except Http404:
            return None
    page = route and route.page
    for kind, model in MODELS.items():
        if isinstance(page, model):
            return Target(kind.value, key_of(page), language)
    return None


def _ours(address: str):
    """Which of our addresses it is; None for any other."""
    try:
        parts, own = urlsplit(address), urlsplit(settings.PUBLIC_URL)
        if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            return None
        language = translation.get_language_from_path(parts.path) or settings.LANGUAGE_CODE
        with translation.override(language):
            return resolve(parts.path)
    except (Resolver404, ValueError):
        return None


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Refusal("no_lesson", repr(text)[:80]) from error
