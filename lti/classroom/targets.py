"""What a launch leads to: the pages that are opened within it, in every language they exist in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cms.pagecache import memo
from courses.models import CoursePage
from lti.models import Launch, TargetKind
from lti.refusals import Refusal
from tutorials.models import TutorialPage


@dataclass(frozen=True)
class Target:
    """A course or a tutorial in one language, with the tutorials that belong to it."""

    page: CoursePage | TutorialPage
    tutorials: Sequence[TutorialPage]

    @property
    def is_course(self) -> bool:
        return isinstance(self.page, CoursePage)


@dataclass(frozen=True)
class Inside:
    """Paths of pages that a launch opens within itself; `start` is where it begins."""

    start: str
    paths: frozenset[str]


def target_of(kind: str, key: Any, locale: str) -> Target | None:
    """The published page with this translation key, in `locale` if it is there, else in another one."""
    targets = _targets(kind, key)
    return next((t for t in targets if t.page.locale.language_code == locale), None) or next(
        iter(targets), None
    )


def of_launch(launch: Launch) -> Target:
    """What `launch` asked for; raises Refusal where it names nothing that is published."""
    found = (
        target_of(launch.target_kind, launch.target_key, launch.locale) if launch.target_kind else None
    )
    if found is None:
        raise Refusal("no_lesson", registration=launch.registration)
    return found


def inside(request: HttpRequest, launch: Launch) -> Inside:
    """What is opened within `launch`; raises Refusal where it names nothing that is published."""
    start = of_launch(launch).page
    pages = [
        page
        for target in _targets(launch.target_kind, launch.target_key)
        for page in (target.page, *target.tutorials)
    ]
    return Inside(start.get_url(request), frozenset(page.get_url(request) for page in pages))


def _targets(kind: str, key: Any) -> tuple[Target, ...]:
    """In every language, the site's own first; asked for once under a site version."""
    return memo.once(("lti target", kind, str(key)), lambda: _find(kind, key))


def _find(kind: str, key: Any) -> tuple[Target, ...]:
    model = CoursePage if kind == TargetKind.COURSE else TutorialPage
    found = model.objects.live().public().filter(translation_key=key, alias_of=None)
    pages = list(found.select_related("locale").order_by("locale_id"))
    return tuple(
        Target(page, tuple(page.tutorials()) if isinstance(page, CoursePage) else (page,))
        for page in pages
    )
