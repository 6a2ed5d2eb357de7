"""Home, list of courses, what is for an audience, a course: what they list and in which order."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.models import CustomImage
from cms.pagecache.version import site_version
from courses.models import CoursePage, CourseTutorial, HomePage
from directory.models import Helpline
from tutorials.models import Audience, TutorialPage

PETITION = "/cursuri/vocea-mea/petitia-mea-are-numar/"


@pytest.fixture
def read(db):
    """The page at an address as it is now: what was kept of it is dropped, as by a commit."""

    def read(path: str, status: int = 200) -> BeautifulSoup:
        site_version().bump()
        response = Client().get(path)
        assert response.status_code == status
        return BeautifulSoup(response.content, "html.parser")

    return read


@pytest.fixture
def other_course(index) -> CoursePage:
    return CoursePage.objects.child_of(index).get(slug="vocea-mea")


def publish(page):
    page.save_revision().publish()


def text(node) -> str:
    return " ".join(node.get_text(" ").split())


def links(soup, selector: str) -> list[str]:
    return [link["href"] for link in soup.select(f"{selector} a")]


def slugs(soup, selector: str) -> list[str]:
    return [address.strip("/").rpartition("/")[2] for address in links(soup, selector)]


# --- home -------------------------------------------------------------------------------------


def test_the_home_starts_from_what_people_want_in_the_editors_order(home, read):
    tasks = read("/").select(".tasks li")
    wishes = [block.value for block in home.tasks]
    assert [text(task.b) for task in tasks] == [wish["words"] for wish in wishes]
    assert [task.a["href"] for task in tasks] == [wish["tutorial"].url for wish in wishes]
    assert [int(text(task.i).split()[0]) for task in tasks] == [
        wish["tutorial"].specific.minutes for wish in wishes
    ]


def test_a_wish_without_words_is_the_tutorials_own(home, tutorial, read):
    home.tasks = [("task", {"words": "", "tutorial": tutorial})]
    publish(home)
    assert [text(task) for task in read("/").select(".tasks b")] == [tutorial.task]


@pytest.mark.parametrize("act", [TutorialPage.unpublish, TutorialPage.delete])
def test_a_wish_goes_with_its_tutorial(act, tutorial, read):
    assert PETITION in links(read("/"), ".tasks")
    act(tutorial)
    soup = read("/")
    assert PETITION not in links(soup, ".tasks")
    assert links(soup, ".tasks")


def test_the_home_says_where_to_begin(home, read):
    box = read("/").find("section", {"aria-labelledby": "inceput"})
    assert text(box.h2) == home.start_title
    assert box.a["href"] == home.start.url


@pytest.mark.parametrize("act", [TutorialPage.unpublish, TutorialPage.delete])
def test_without_its_first_tutorial_the_home_is_a_plain_page(act, home, read):
    act(home.start)
    soup = read("/")
    assert soup.find(id="inceput") is None
    assert text(soup.h1) == home.headline


def test_where_to_begin_has_a_heading_though_its_editor_wrote_none(home, read):
    HomePage.objects.filter(pk=home.pk).update(start_title="")
    assert text(read("/").select_one("#inceput"))


def test_the_home_counts_the_tutorials_that_can_be_read(home, tutorial, read):
    def counted():
        (link,) = read("/").select("section[aria-labelledby=vreau] > p > a")
        return link["href"], [int(word) for word in text(link).split() if word.isdigit()]

    live = TutorialPage.objects.descendant_of(home).live().count()
    assert counted() == ("/cursuri/", [live])
    tutorial.unpublish()
    assert counted() == ("/cursuri/", [live - 1])


def test_each_door_leads_to_what_is_for_one_audience(home, read):
    doors = [block.value for block in home.doors]
    soup = read("/")
    assert links(soup, ".doors") == [f"/cursuri/pentru/{door['audience'].slug}/" for door in doors]
    for address in links(soup, ".doors"):
        read(address)


def test_a_door_goes_with_its_audience(read):
    Audience.objects.get(slug="scoala").delete()
    soup = read("/")
    assert "scoala" not in slugs(soup, ".doors")
    assert "seniori" in slugs(soup, ".doors")


def test_without_a_list_of_courses_the_home_leads_to_none(index, read):
    index.unpublish()
    soup = read("/")
    assert not soup.select(".doors")
    assert "/cursuri/" not in [link["href"] for link in soup.select("a")]


def test_the_home_gives_its_word(home, read):
    said = [text(item.strong) for item in read("/").select(".ticks li")]
    assert said == [block.value["strong"] for block in home.promises]


# --- list of courses --------------------------------------------------------------------------


def listed(soup) -> dict[str, list[str]]:
    """The tutorials that stand under each course, by slug."""
    sections = soup.select("main section[aria-labelledby^=curs-]")
    return {slugs(section, "h2")[0]: slugs(section, ".lessons") for section in sections}


def test_courses_and_their_tutorials_stand_in_the_order_of_the_editors(index, read):
    expected = {
        course.slug: list(course.get_children().live().order_by("path").values_list("slug", flat=True))
        for course in index.get_children().live().order_by("path")
    }
    found = listed(read("/cursuri/"))
    assert found == expected
    assert list(found) == list(expected)
    assert len(found["primii-pasi"]) == 5


def test_a_tutorial_that_is_dragged_stands_where_it_was_dropped(course, read):
    before = listed(read("/cursuri/"))["primii-pasi"]
    first, last = course.get_children().first(), course.get_children().last()
    last.move(first, pos="left")
    expected = [before[-1], *before[:-1]]
    assert listed(read("/cursuri/"))["primii-pasi"] == expected
    assert slugs(read("/cursuri/primii-pasi/"), ".lessons") == expected


@pytest.mark.parametrize("act", [CoursePage.unpublish, CoursePage.delete])
def test_a_course_that_goes_takes_its_tutorials_with_it(act, other_course, read):
    act(other_course)
    assert "vocea-mea" not in listed(read("/cursuri/"))


def test_an_unpublished_tutorial_stands_nowhere(tutorial, read):
    tutorial.unpublish()
    for address in ("/", "/cursuri/", "/cursuri/vocea-mea/", "/cursuri/pentru/seniori/"):
        assert PETITION not in [link.get("href") for link in read(address).select("main a")], address


def test_without_courses_the_list_says_so(index, read):
    for course in index.get_children():
        course.delete()
    soup = read("/cursuri/")
    assert listed(soup) == {}
    assert "niciun curs" in text(soup.main)


def test_one_more_course_costs_the_list_no_query(course, read):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            courses = listed(read("/cursuri/"))
        return len(courses), len(captured)

    queries()  # what a process reads once in its life
    before = queries()
    course.copy(recursive=True, update_attrs={"slug": "inca-unul", "title": "Încă unul"})
    assert queries() == (before[0] + 1, before[1])


# --- what is for an audience ------------------------------------------------------------------


def test_an_audience_finds_its_tutorials_course_by_course(index, read):
    soup = read("/cursuri/pentru/seniori/")
    seniors = Audience.objects.get(slug="seniori", locale__language_code="ro")
    expected = [
        tutorial
        for course in CoursePage.objects.child_of(index).live().order_by("path")
        for tutorial in course.tutorials()
        if seniors in tutorial.audiences.all()
    ]
    assert len(expected) >= 5
    assert links(soup, ".tasks") == [tutorial.url for tutorial in expected]
    assert [text(task) for task in soup.select(".tasks b")] == [t.task for t in expected]
    assert (text(soup.h1), text(soup.select_one(".lead"))) == (seniors.name, seniors.intro)


def test_an_audience_for_whom_nothing_is_there_yet_is_told_so(home, read):
    Audience.objects.create(name="Pescari", slug="pescari", intro="Bun venit.", locale=home.locale)
    soup = read("/cursuri/pentru/pescari/")
    assert not soup.select(".tasks")
    assert "/cursuri/" in links(soup, "main")


@pytest.mark.parametrize("slug", ["nimeni", "older-people", "Seniori", "seniori2"])
def test_an_audience_that_nobody_knows_is_not_found(slug, read):
    """One of another language neither."""
    read(f"/cursuri/pentru/{slug}/", status=404)


def test_a_deleted_audience_is_not_found_and_its_tutorials_stay(tutorial, read):
    Audience.objects.get(slug="seniori").delete()
    read("/cursuri/pentru/seniori/", status=404)
    assert "seniori" not in text(read(PETITION).select_one(".meta"))
    assert "oricine" in text(read(PETITION).select_one(".meta"))


# --- a course ---------------------------------------------------------------------------------


def test_a_course_lists_its_tutorials_and_begins_with_the_first(course, read):
    soup = read(course.url)
    tutorials = course.tutorials()
    assert links(soup, ".lessons") == [tutorial.url for tutorial in tutorials]
    assert soup.select_one("main a.btn")["href"] == tutorials[0].url
    minutes = sum(tutorial.minutes for tutorial in tutorials)
    assert str(minutes) in text(soup.select_one(".facts")).split()


def test_a_course_lists_tutorials_of_others_after_its_own(course, tutorial, read):
    course.also = [CourseTutorial(tutorial=tutorial)]
    publish(course)
    own = [page.slug for page in course.get_children()]
    for address in (course.url, "/cursuri/"):
        soup = read(address)
        found = slugs(soup, ".lessons") if address == course.url else listed(soup)["primii-pasi"]
        assert found == [*own, tutorial.slug]
    assert listed(read("/cursuri/"))["vocea-mea"] == [tutorial.slug]


def test_a_listed_tutorial_that_is_moved_here_is_in_the_course_once(course, tutorial):
    CourseTutorial.objects.create(course=course, tutorial=tutorial)
    tutorial.move(course, pos="last-child")
    course.refresh_from_db()
    assert [page.pk for page in course.tutorials()].count(tutorial.pk) == 1


@pytest.mark.parametrize("act", [TutorialPage.unpublish, TutorialPage.delete])
def test_a_tutorial_of_another_course_goes_when_it_goes_there(act, course, tutorial, read):
    course.also = [CourseTutorial(tutorial=tutorial)]
    publish(course)
    act(tutorial)
    assert tutorial.slug not in slugs(read(course.url), ".lessons")


def test_an_editors_order_of_others_tutorials_is_kept(course, index, read):
    others = [
        page for page in TutorialPage.objects.descendant_of(index) if not page.is_child_of(course)
    ]
    course.also = [CourseTutorial(tutorial=page, sort_order=-n) for n, page in enumerate(others)]
    publish(course)
    expected = [page.slug for page in reversed(others)]
    assert slugs(read(course.url), ".lessons")[5:] == expected


def test_a_course_without_tutorials_is_a_plain_page(course, read):
    for page in course.get_children().specific():
        page.unpublish()
    soup = read(course.url)
    assert text(soup.h1) == course.title
    assert not soup.select(".lessons li")
    read(course.url + "tipar/")


# --- next tutorial ----------------------------------------------------------------------------


def following(soup) -> str:
    return soup.select_one("section[aria-labelledby=urmatorul] a")["href"]


def test_a_tutorial_leads_to_the_next_of_its_course(course, read):
    tutorials = course.tutorials()
    for tutorial, after in pairwise(tutorials):
        assert following(read(tutorial.url)) == after.url


def test_the_last_tutorial_leads_to_the_other_courses(course, read):
    assert following(read(course.tutorials()[-1].url)) == "/cursuri/"


def test_the_next_tutorial_is_one_that_can_be_read(course, read):
    first, second, third = course.tutorials()[:3]
    second.unpublish()
    assert following(read(first.url)) == third.url


# --- what was taken away ----------------------------------------------------------------------


def test_without_its_helpline_a_tutorial_is_a_plain_page(tutorial, read):
    Helpline.objects.all().delete()
    soup = read(tutorial.url)
    assert not soup.select(".helpline")
    assert len(soup.select(".step")) == len(tutorial.steps)
    read(tutorial.url + "tipar/")


def test_with_every_picture_deleted_all_pages_read(read):
    CustomImage.objects.all().delete()
    for address in ("/cursuri/primii-pasi/mesajul-fals/", "/cursuri/primii-pasi/tipar/", PETITION):
        assert not read(address).select(".picture:not(.drawing)")


def test_with_every_file_lost_all_pages_read(course, read, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "empty"
    for tutorial in course.tutorials():
        assert len(read(tutorial.url).select(".step")) == len(tutorial.steps)


def test_every_public_page_reads(read):
    """The list comes from the database, so that no page can be forgotten."""
    pages = [page for page in Page.objects.live().filter(depth__gt=1).specific() if page.url]
    assert len(pages) > 20
    for page in pages:
        assert text(read(page.url).h1)
