"""What surrounds the sync: grading, projections, the page cache, headers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.pagecache.version import site_version
from cms.pagecache.watch import is_shown
from progress import projections
from progress.models import Device, Epoch, Fact, Learner, PageState
from progress.projections import project


def test_answers_are_graded_from_what_was_given(tablet, tutorial):
    page, block = str(tutorial.translation_key), next(b for b in tutorial.quiz if b.block_type == "one")
    choices = block.value["choices"].bound_blocks
    right = [choice.id for choice in choices if choice.value["right"]]
    wrong = [choice.id for choice in choices if not choice.value["right"]][:1]

    def tell(given, **more):
        tablet.sync(tablet.fact("answer", page, block.id, {"given": given} | more))
        return tablet.person.states[page]["answers"][block.id]

    assert tell(wrong, right=True) == {"tries": 1, "right": False}
    assert tell("nonsense") == {"tries": 2, "right": False}
    assert tell(right) == {"tries": 3, "right": True}
    assert tell(wrong) == {"tries": 4, "right": True}
    verdicts = Fact.objects.filter(kind="answer").order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == [False, None, True, False]


def test_content_is_asked_nothing_once_the_writing_has_begun(tablet, tutorial):
    page, block = str(tutorial.translation_key), tutorial.quiz[0].id
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tablet.sync(tablet.fact("answer", page, block, {"given": ["x"]}))
    statements = [query["sql"] for query in queries]
    begun = next(i for i, sql in enumerate(statements) if sql.startswith(("BEGIN", "SAVEPOINT")))
    assert any("tutorials_tutorialpage" in sql for sql in statements[:begun])
    assert not any("tutorials_" in sql or "wagtail" in sql for sql in statements[begun:])


def test_projections_get_what_is_new_once(tablet, monkeypatch):
    told = []
    monkeypatch.setattr(projections, "projections", lambda: (lambda *news: told.append(news),))
    one, two = tablet.fact(), tablet.fact()
    tablet.sync(one)
    tablet.sync(two, one)
    tablet.sync(one, two)
    assert [[fact.id for fact in facts] for _, facts in told] == [[one["id"]], [two["id"]]]
    assert {str(learner.pk) for learner, _ in told} == {tablet.person.id}


def test_a_projection_that_fails_leaves_the_facts_in_the_outbox(tablet, monkeypatch):
    def fail(learner, facts):
        assert PageState.objects.exists()
        raise ZeroDivisionError

    monkeypatch.setattr(projections, "projections", lambda: (fail,))
    with pytest.raises(ZeroDivisionError):
        tablet.sync(tablet.fact())
    assert (Fact.objects.count(), PageState.objects.count()) == (0, 0)


def test_one_whose_projection_fails_holds_up_nobody(tablet, new_tablet, monkeypatch):
    """Several learners in a call: only theirs wait, and they come with the next call."""
    neighbour = new_tablet()
    neighbour.id, neighbour.token = tablet.id, tablet.token
    unlucky = tablet.person.id
    broken = True

    def fail(learner, facts):
        if broken and str(learner.pk) == unlucky:
            raise ZeroDivisionError

    monkeypatch.setattr(projections, "projections", lambda: (fail,))
    theirs, ours = neighbour.fact(), tablet.fact()
    enrolled = neighbour.entry([theirs], enrolment={"secret": neighbour.person.secret})
    call = tablet.call(tablet.entry([ours]), enrolled)
    first, second = tablet.send(call).json()["learners"]
    assert (first["status"], first["accepted"], first["refused"]) == ("later", [], [])
    assert (second["status"], second["accepted"]) == ("ok", [theirs["id"]])
    assert not Fact.objects.filter(learner=unlucky).exists()
    broken = False
    first, second = tablet.send(call).json()["learners"]
    assert (first["status"], first["accepted"]) == ("ok", [ours["id"]])
    assert (second["status"], second["accepted"]) == ("ok", [theirs["id"]])
    assert Fact.objects.count() == 2


def test_an_id_is_one_learners_own(tablet, new_tablet):
    """Two learners may each have a fact of the same id: each is stored, and neither is a conflict."""
    other = new_tablet()
    other.sync(enrol=True)
    one, two = tablet.fact("step", block="a"), other.fact("step", block="b")
    two["id"] = one["id"]
    assert tablet.sync(one)["accepted"] == [one["id"]]
    assert other.sync(two)["accepted"] == [one["id"]]
    # Known here and sent again beside something new: what is kept for the other does not count.
    assert other.sync(two, other.fact())["refused"] == []
    assert tablet.sync(one, tablet.fact())["refused"] == []
    assert Fact.objects.count() == 4


def test_the_setting_is_read_in_order(settings, tablet):
    settings.FACT_PROJECTIONS = ["progress.projections.project", "progress.states.advance"]
    projections.projections.cache_clear()
    try:
        assert [p.__name__ for p in projections.projections()] == ["project", "advance"]
        assert projections.projections()[0] is project
    finally:
        projections.projections.cache_clear()


def test_a_sync_drops_no_kept_page(client, tablet, tutorial, django_capture_on_commit_callbacks):
    before = site_version().current()
    with django_capture_on_commit_callbacks(execute=True):
        tablet.sync(tablet.fact(), tablet.fact("step", block="s1"), pull=True)
        tablet.erase()
    assert site_version().current() == before
    with django_capture_on_commit_callbacks(execute=True):
        tutorial.save()
    assert site_version().current() != before


def test_no_table_of_ours_is_shown():
    for model in (Learner, Device, Fact, PageState, Epoch):
        assert not is_shown(f'INSERT INTO "{model._meta.db_table}" VALUES (1)')
    assert is_shown('INSERT INTO "progress_unforeseen" VALUES (1)')


def test_nobody_keeps_an_answer_and_nobody_gets_a_cookie(tablet):
    for response in (
        tablet.send(tablet.call(tablet.entry())),
        tablet.send("{"),
        tablet.erase(),
        Client().get("/api/v1/sync"),
        Client().get("/api/v1/openapi.json"),
        Client().get("/api/v1/docs"),
    ):
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies
