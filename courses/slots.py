"""What the courses put into places that lower rooms name."""

from django.template.loader import render_to_string

from cms.pagecache import memo
from courses.models import CoursePage
from tutorials.models import TutorialPage


def next_tutorial(context: dict) -> str:
    """At the foot of a tutorial: the next one of its home course, or the way to other courses."""
    page, request = context["page"], context["request"]
    course = page.get_parent()
    if course.cached_content_type.model_class() is not CoursePage:
        return ""
    own = memo.once(("tutorials of", course.pk), lambda: _own_tutorials(course))
    return render_to_string(
        "courses/next_tutorial.html",
        {
            "tutorial": next((other for other in own if other.path > page.path), None),
            "index": course.get_parent(),
        },
        request=request,
    )


def _own_tutorials(course) -> list[TutorialPage]:
    below = TutorialPage.objects.child_of(course).live().defer_streamfields()
    return list(below.order_by("path"))
