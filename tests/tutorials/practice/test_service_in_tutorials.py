"""Tutorials show what is published of a service, follow its changes, and outlive it."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.pagecache.version import site_version
from cms.pagecache.watch import is_shown
from tutorials.editing.unseen import UnseenPanel, unseen
from tutorials.models import PracticeService, TutorialPage

from .conftest import url_of

PAGE = "/cursuri/vocea-mea/petitia-mea-are-numar/"


@pytest.fixture
def page(tutorial, service) -> TutorialPage:
    """A published tutorial whose second step shows a screen, with a task to practise."""
    steps = list(tutorial.steps.raw_data)
    for step in steps:
        step["value"].pop("screen", None)
    steps[1]["value"] |= {"screen": {"service": service.pk, "place": "acasa.plateste"}}
    tutorial.steps = steps
    tutorial.exercises = [
        {"type": "practice", "value": {"service": service.pk, "task": "platiti"}, "id": "e1"},
    ]
    tutorial.save_revision().publish()
    return tutorial


def shown(path: str = PAGE) -> BeautifulSoup:
    site_version().bump()
    response = Client().get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("path", [PAGE, PAGE + "tipar/"])
def test_a_published_service_is_shown_and_practised(page, path):
    soup = shown(path)
    assert "Plătesc o taxă" in soup.select_one("figure.drawing").text
    assert soup.select_one("[data-practice=e1]")


@pytest.mark.parametrize("path", [PAGE, PAGE + "tipar/"])
def test_what_is_unpublished_is_not_shown_and_breaks_nothing(page, service, path):
    service.unpublish()
    soup = shown(path)
    assert not soup.select("figure.drawing, [data-practice]")
    assert len(soup.select(".step")) == len(page.steps)


def test_what_is_deleted_breaks_nothing(page, service):
    service.delete()
    assert not shown().select("figure.drawing, [data-practice]")


def test_a_place_and_a_task_that_are_gone_break_nothing(page, service):
    shape = service.shape | {"screens": service.shape["screens"][1:], "tasks": []}
    PracticeService.objects.filter(pk=service.pk).update(shape=shape)
    assert not shown().select("figure.drawing, [data-practice]")


def test_a_draft_of_a_service_changes_no_page_and_its_publication_does(page, service):
    service.screens[0].value["elements"][2].value["text"] = "Plătesc acum"
    revision = service.save_revision()
    assert "Plătesc acum" not in shown().text
    revision.publish()
    soup = shown()
    assert "Plătesc acum" in soup.select_one("figure.drawing").text
    assert "Plătesc acum" in soup.select_one("[data-practice]").text


def test_publishing_a_service_drops_kept_pages_and_a_draft_of_it_does_not(service):
    def writes(act):
        with CaptureQueriesContext(connection) as done:
            act()
        return any(is_shown(query["sql"]) for query in done.captured_queries)

    service.title = "Alt titlu"
    assert not writes(lambda: service.save_revision(clean=False))
    assert writes(lambda: service.get_latest_revision().publish())
    assert writes(service.unpublish)


def test_all_services_of_a_tutorial_cost_one_query(page, make, shape):
    other = make(shape | {"key": "alta", "title": "Alta"}, live=True)
    steps = list(page.steps.raw_data)
    steps[2]["value"] |= {"screen": {"service": other.pk, "place": "acasa.plateste"}}
    page.steps = steps
    page.save_revision().publish()
    site_version().bump()
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(PAGE).status_code == 200
    about = [q["sql"] for q in asked.captured_queries if "tutorials_practiceservice" in q["sql"]]
    assert len(about) == 1
    assert '"tutorials_practiceservice"."screens"' not in about[0]


def test_search_finds_a_tutorial_by_what_is_practised_in_it(page, service):
    found = " ".join(words for kind, words in TutorialPage.objects.get(pk=page.pk).search_parts())
    assert service.title in found
    assert service.shape["tasks"][0]["title"] in found
    assert service.shape["institution"] not in found


def test_a_step_needs_a_place_on_the_screen_it_shows(page, service):
    from cms.publishing import problems

    steps = list(page.steps.raw_data)
    steps[1]["value"]["screen"] = {"service": service.pk, "place": ""}
    page.steps = steps
    assert problems(page)


# --- what editors are told ----------------------------------------------------------------------


def panel(page):
    """What stands above the form of the tutorial."""
    page = TutorialPage.objects.get(pk=page.pk)
    return UnseenPanel().bind_to_model(TutorialPage).get_bound_panel(instance=page)


def said(page) -> list[str]:
    return [str(problem) for problem in unseen(TutorialPage.objects.get(pk=page.pk))]


def test_nothing_is_said_of_a_tutorial_that_shows_what_is_published(page):
    assert said(page) == []
    assert not panel(page).is_shown()


def test_a_service_that_is_not_published_is_named_with_its_step_and_its_practice(page, service):
    service.unpublish()
    step, practice = said(page)
    assert step.startswith("Pașii › Pas 2: ")
    assert service.title in step
    assert practice.startswith("Exersați › Exercițiu pe ecrane 1: ")
    assert service.title in practice


def test_a_place_and_a_task_that_are_gone_are_named(page, service):
    shape = service.shape | {"screens": service.shape["screens"][1:], "tasks": []}
    PracticeService.objects.filter(pk=service.pk).update(shape=shape)
    assert [service.title in reason for reason in said(page)] == [True, True]


def test_a_service_that_is_gone_is_said_to_be(page, service):
    service.delete()
    assert len(said(page)) == 2


def test_it_stands_above_the_form_and_keeps_nobody_from_publishing(page, service):
    from cms.publishing import problems

    service.unpublish()
    assert panel(page).is_shown()
    assert service.title in panel(page).render_html()
    assert problems(page) == []


def test_whoever_withdraws_a_service_sees_which_tutorials_show_it(page, service, as_moderator):
    for view in ("unpublish", "delete"):
        assert url_of("usage", service.pk) in as_moderator.get(url_of(view, service.pk)).text
    assert page.title in as_moderator.get(url_of("usage", service.pk)).text
