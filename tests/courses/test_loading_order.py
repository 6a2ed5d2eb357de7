"""Where pages stand: tutorials by the number of their file, other courses' tutorials after them."""

import pytest

from courses.models import CoursePage
from tutorials.models import TutorialPage


def in_order(course: CoursePage) -> list[str]:
    """Its tutorials as a reader finds them; the course as the database has it now."""
    return [tutorial.slug for tutorial in CoursePage.objects.get(pk=course.pk).tutorials()]


def numbers(*names):
    """Files of a course by name, whatever order they are written in."""

    def put(catalogue):
        for name in names:
            number, _, slug = name.partition("-")
            catalogue.put(f"a/{number}-{slug}.yaml", catalogue.tutorial(slug))

    return put


# --- tutorials --------------------------------------------------------------------------------


def test_tutorials_stand_by_the_number_of_their_file(catalogue):
    """By number, not by letter: 10 comes after 3."""
    numbers("10-zece", "2-doi")(catalogue)
    assert catalogue.slips() == []
    assert in_order(catalogue.course("curs-a")) == ["unu", "doi", "trei", "zece"]


@pytest.mark.parametrize(
    ("added", "order"),
    [
        (["2-doi"], ["unu", "doi", "trei"]),
        (["0-zero"], ["zero", "unu", "trei"]),
        (["4-patru"], ["unu", "trei", "patru"]),
        (["4-patru", "0-zero", "2-doi"], ["zero", "unu", "doi", "trei", "patru"]),
    ],
)
def test_a_file_added_later_stands_at_its_number(added, order, loaded):
    numbers(*added)(loaded)
    assert loaded.slips() == []
    assert in_order(loaded.course("curs-a")) == order
    assert TutorialPage.find_problems() == ([], [], [], [], [])
    assert loaded.load() == []


def test_a_file_added_later_goes_by_the_order_that_editors_made(loaded):
    """After the page of the file before it, wherever an editor dragged that."""
    loaded.find("unu").move(loaded.find("trei"), pos="right")
    numbers("2-doi")(loaded)
    loaded.load()
    assert in_order(loaded.course("curs-a")) == ["trei", "unu", "doi"]


def test_a_file_added_later_keeps_its_number_though_the_one_before_has_a_slip(loaded):
    loaded.change("a/3-trei.yaml", lambda data: data.pop("task"))
    numbers("4-patru")(loaded)
    assert len(loaded.slips()) == 1
    assert in_order(loaded.course("curs-a")) == ["unu", "trei", "patru"]


def test_a_tutorial_that_an_editor_moved_to_another_course_stays_there(loaded):
    loaded.find("unu").move(loaded.course("curs-b"), pos="last-child")
    numbers("2-doi")(loaded)
    loaded.change("a/1-unu.yaml", lambda data: data.update(minutes=9))
    assert loaded.slips() == []
    assert in_order(loaded.course("curs-a")) == ["doi", "trei"]
    assert in_order(loaded.course("curs-b")) == ["altul", "unu"]


def test_a_course_added_later_stands_at_its_letter(loaded):
    folder = loaded.path("b")
    folder.rename(loaded.path("c"))
    loaded.put(
        "b/course.yaml",
        {"uuid": loaded.uuid_of("mijloc"), "slug": "mijloc", "title": "Mijloc", "summary": "Între."},
    )
    assert loaded.slips() == []
    courses = loaded.course("curs-a").get_parent().get_children()
    assert [course.slug for course in courses] == ["curs-a", "mijloc", "curs-b"]


def test_the_list_of_courses_comes_before_the_pages_of_text(catalogue):
    catalogue.change(
        "site.yaml",
        lambda data: data["pages"].append(
            {
                "uuid": catalogue.uuid_of("date"),
                "slug": "date",
                "title": "Date",
                "summary": "Ce păstrăm.",
            }
        ),
    )
    catalogue.load()
    assert [page.slug for page in catalogue.home().get_children()] == ["cursuri", "despre", "date"]


# --- tutorials of other courses ---------------------------------------------------------------


def also(*names):
    """Names tutorials of other courses, by the names that their uuids were made from."""

    def change(data):
        from uuid import NAMESPACE_DNS, uuid5

        data["also"] = [str(uuid5(NAMESPACE_DNS, name)) for name in names]

    return change


def test_a_course_lists_a_tutorial_of_a_course_that_comes_later(catalogue):
    catalogue.change("a/course.yaml", also("altul"))
    assert catalogue.slips() == []
    assert in_order(catalogue.course("curs-a")) == ["unu", "trei", "altul"]
    assert catalogue.load() == []


def test_an_editor_who_opens_a_course_finds_what_it_lists(catalogue):
    """A list kept beside the revisions would be emptied by the next publication."""
    catalogue.change("a/course.yaml", also("altul"))
    catalogue.load()
    draft = catalogue.course("curs-a").get_latest_revision_as_object()
    draft.title = "Curs schimbat"
    draft.save_revision().publish()
    assert in_order(catalogue.course("curs-a")) == ["unu", "trei", "altul"]


def test_a_list_changes_with_its_file(catalogue):
    catalogue.change("b/course.yaml", also("unu"))
    catalogue.load()
    catalogue.change("b/course.yaml", also("trei", "unu"))
    catalogue.load()
    assert in_order(catalogue.course("curs-b")) == ["altul", "trei", "unu"]
    catalogue.change("b/course.yaml", also())
    catalogue.load()
    assert in_order(catalogue.course("curs-b")) == ["altul"]


def test_an_editors_list_is_kept(catalogue):
    catalogue.change("b/course.yaml", also("unu"))
    catalogue.load()
    course = catalogue.course("curs-b")
    course.also = []
    course.save_revision().publish()
    catalogue.load()
    assert in_order(catalogue.course("curs-b")) == ["altul"]
    catalogue.change("b/course.yaml", also("trei"))
    assert ("·", f"hu/also/{course.translation_key}") in [step[:2] for step in catalogue.load()]
    assert in_order(catalogue.course("curs-b")) == ["altul"]
    catalogue.load(overwrite=True)
    assert in_order(catalogue.course("curs-b")) == ["altul", "trei"]


def test_a_list_that_names_no_tutorial_is_told_and_the_course_stands(catalogue):
    catalogue.change("a/course.yaml", also("nimic"))
    (message,) = catalogue.slips()
    assert (
        message
        == f"hu/a/course.yaml: there is no tutorial “{catalogue.uuid_of('nimic')}” in this language."
    )
    assert catalogue.published() == {"unu", "trei", "altul"}


def test_a_list_is_whole_once_the_slip_in_its_tutorial_is_mended(catalogue):
    whole = catalogue.get("b/1-altul.yaml")
    catalogue.change("a/course.yaml", also("altul"))
    catalogue.change("b/1-altul.yaml", lambda data: data.pop("task"))
    assert len(catalogue.slips()) == 1
    catalogue.put("b/1-altul.yaml", whole)
    assert catalogue.slips() == []
    assert in_order(catalogue.course("curs-a")) == ["unu", "trei", "altul"]
