"""In every page and sheet each id stands once, and whatever points to one finds it."""

from collections import Counter
from html.parser import HTMLParser

import pytest
from django.test import Client
from wagtail.models import Page

from courses.models import CourseIndexPage, CourseTutorial
from paper.mixins import PrintableMixin
from tutorials.models import Audience

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details")


class Names(HTMLParser):
    """The ids of a page, and what refers to them."""

    def __init__(self, html: str):
        super().__init__()
        self.ids: list[str] = []
        self.meant: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            elif name in REFERENCES:
                self.meant += value.split()
            elif name == "href" and value.startswith("#"):
                self.meant.append(value[1:])


def paths() -> list[str]:
    """The address of every public page and of all its views, from the database and the page types."""
    found = ["/cautare/", "/cautare/?q=parola", "/cautare/?q=zzzzqqq"]
    for page in Page.objects.live().filter(depth__gt=1).specific():
        address = page.get_url()
        if not address:
            continue
        found.append(address)
        if isinstance(page, PrintableMixin):
            found += [address + "tipar/", address + "tipar/mare/"]
        if isinstance(page, CourseIndexPage):
            audiences = Audience.objects.filter(locale=page.locale)
            found += [page.audience_url(audience) for audience in audiences]
    return found


def faults(path: str, status: int = 200) -> dict[str, list[str]]:
    response = Client().get(path)
    assert response.status_code == status, path
    names = Names(response.text)
    assert names.ids, path
    return {
        kind: wrong
        for kind, wrong in {
            "stands there twice": [name for name, times in Counter(names.ids).items() if times > 1],
            "leads nowhere": sorted(set(names.meant) - set(names.ids)),
            "no name": [name for name in names.ids if not name or " " in name],
        }.items()
        if wrong
    }


def test_every_kind_of_page_is_looked_at(db):
    found = paths()
    for one_of_each in (
        "/",
        "/cursuri/",
        "/cursuri/pentru/seniori/",
        "/cursuri/primii-pasi/",
        "/cursuri/primii-pasi/tipar/mare/",
        "/cursuri/vocea-mea/petitia-mea-are-numar/tipar/",
        "/accesibilitate/",
    ):
        assert one_of_each in found


def test_no_page_names_two_things_alike_and_every_name_is_found(db):
    assert {path: wrong for path in paths() if (wrong := faults(path))} == {}


def test_nor_does_the_page_that_says_that_there_is_none(db):
    assert faults("/nu-exista/", status=404) == {}


def test_nor_does_a_booklet_of_tutorials_whose_addresses_end_alike(course, tutorial):
    """A slug is unique in its own course only."""
    course.get_children().first().copy(
        to=tutorial.get_parent(), update_attrs={"slug": "acelasi", "title": "Altul"}
    )
    twin = tutorial.get_parent().get_children().get(slug="acelasi").specific
    own = course.get_children().last().specific
    own.slug = "acelasi"
    own.save_revision().publish()
    course.also = [CourseTutorial(tutorial=twin)]
    course.save_revision().publish()
    assert [page.slug for page in course.tutorials()].count("acelasi") == 2
    assert faults(course.url + "tipar/") == {}


@pytest.mark.parametrize("sheet", ["", "tipar/"])
def test_nor_does_a_tutorial_with_two_exercises(sheet, make):
    exercise = ("exercise", {"title": "T", "task": "F", "todo": ["a"], "check": "c"})
    page = make(exercises=[exercise, exercise])
    assert faults(page.url + sheet) == {}
