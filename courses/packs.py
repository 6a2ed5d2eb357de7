"""What a saved course holds: its page, its tutorials, and all of them on paper.

Of their documents the sheets for others than the reader too, so that a class can print without
internet; of the reader's own the notebook, since the others are the page on paper.
"""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language

from courses.models import CoursePage
from offline.contents import Contents
from paper.documents import READER, built_ahead


def course(key: UUID, request: HttpRequest) -> Contents | None:
    """The published course with the translation key `key` in the language at hand."""
    found = CoursePage.objects.live().filter(
        translation_key=key, locale__language_code=get_language(), alias_of=None
    )
    page = found.first()
    if page is None:
        return None
    pages = [page, *page.tutorials()]
    sheets = ("", "print", "print_large")
    return Contents(
        title=page.title,
        start=page.get_url(request),
        addresses=[
            each.get_url(request) + (each.reverse_subpage(sheet) if sheet else "")
            for sheet in sheets
            for each in pages
        ]
        + [
            each.get_url(request) + each.reverse_subpage("paper", args=[paper.name])
            for each in pages
            for paper in built_ahead(each)
            if paper.group != READER or paper.notebook
        ],
        searchable=[each.pk for each in pages],
    )
