"""Marks on their way to a platform: what is told, when, and what becomes of it."""

import datetime
from decimal import Decimal
from itertools import pairwise
from uuid import uuid4

import pytest
from answers import right_answer, wrong_answer
from django.core.management import call_command
from django.utils import timezone
from gradebooks import TOKENS, Gradebook, in_place_of_calls, tell
from room import AGS, ITEM, Browser, graded, launch_of, teachers_launch

from cms.pagecache.version import site_version
from lti import outgoing
from lti.classroom import gradebook, scores
from lti.classroom.models import Score
from lti.models import Role
from lti.tending import tend
from progress.models import Learner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def platform(monkeypatch) -> Gradebook:
    return in_place_of_calls(monkeypatch)


@pytest.fixture
def pupil(tutorial) -> Browser:
    return Browser(launch_of(tutorial)).come_in()


def test_all_right_is_a_hundred_percent(pupil, tutorial, platform):
    pupil.answer(tutorial, right_answer)
    tell()
    ((address, score),) = platform.posted()
    assert address == ITEM.replace("/lineitem?", "/lineitem/scores?")
    told_at = datetime.datetime.fromisoformat(score.pop("timestamp"))
    assert abs(told_at - timezone.now()) < datetime.timedelta(seconds=30)
    assert score == {
        "userId": pupil.launch.user.sub,
        "scoreGiven": 100.0,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    row = Score.objects.get()
    assert (row.due, row.given, row.code) == (False, Decimal(100), "")


def test_the_best_answer_counts_and_wrong_ones_are_no_zero_for_ever(pupil, tutorial, platform):
    pupil.answer(tutorial, wrong_answer)
    tell()
    pupil.answer(tutorial, right_answer, blocks=1)
    tell()
    pupil.answer(tutorial, wrong_answer)
    tell()
    shares = [score["scoreGiven"] for _, score in platform.posted()]
    assert shares == [0.0, round(100 / len(tutorial.quiz), 2)]
    assert {score["activityProgress"] for _, score in platform.posted()} == {"InProgress"}


def test_who_only_looked_is_not_marked(pupil, tutorial, platform):
    pupil.sync(pupil.fact("opened", tutorial))
    tell()
    ((_, score),) = platform.posted()
    assert score["gradingProgress"] == "NotReady"
    assert score["activityProgress"] == "Started"
    assert "scoreGiven" not in score
    assert Score.objects.get().given is None


def test_who_did_nothing_is_not_told(pupil, platform):
    tell()
    assert platform.asked == []
    assert not gradebook.asked()


def test_a_course_counts_its_whole_tutorials(course, platform):
    pupil = Browser(launch_of(course)).come_in()
    first, second, *others = course.tutorials()
    pupil.answer(first, right_answer)
    pupil.answer(second, right_answer, blocks=1)
    tell()
    ((_, score),) = platform.posted()
    assert score["scoreGiven"] == round(100 / (2 + len(others)), 2)
    assert score["activityProgress"] == "InProgress"


def test_what_the_platform_has_is_not_told_again(pupil, tutorial, platform):
    pupil.answer(tutorial, right_answer)
    tell()
    pupil.sync(pupil.fact("step", tutorial, tutorial.steps[0].id))
    assert Score.objects.get().due
    tell()
    assert len(platform.posted()) == 1
    assert not Score.objects.get().due


def test_timestamps_are_a_second_apart(pupil, tutorial, platform):
    for blocks in range(1, len(tutorial.quiz) + 1):
        pupil.answer(tutorial, right_answer, blocks=blocks)
        tell()
    times = [datetime.datetime.fromisoformat(score["timestamp"]) for _, score in platform.posted()]
    assert len(times) == len(tutorial.quiz) > 1
    a_second = datetime.timedelta(seconds=1)
    assert all(later - earlier >= a_second for earlier, later in pairwise(times))


def test_answers_that_come_together_are_told_together(pupil, tutorial, platform):
    pupil.answer(tutorial, right_answer)
    assert not gradebook.asked()
    tell()
    assert len(platform.posted()) == 1


def test_teachers_try_and_are_not_marked(pupil, tutorial, platform):
    for role in (Role.TEACHER, Role.ASSISTANT, Role.AUTHOR, Role.ADMINISTRATOR, Role.MENTOR):
        for roles in ([role], [role, Role.LEARNER]):
            launch = teachers_launch(pupil.launch)
            launch.roles = roles
            launch.save()
            person = Browser(launch).come_in()
            person.answer(tutorial, right_answer)
    tell()
    assert platform.posted() == []


def test_who_teaches_from_now_on_is_marked_no_more(pupil, tutorial, platform):
    pupil.answer(tutorial, right_answer)
    again = teachers_launch(pupil.launch)
    again.user = pupil.launch.user
    again.save()
    Browser(again).arrive()
    tell()
    assert platform.posted() == []
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [{}, graded(scope=[f"{AGS}lineitem"]), graded(lineitem="", lineitems=""), graded(scope=[])],
    ids=["no service", "may not score", "no address", "no scope"],
)
def test_where_no_scores_are_taken_none_are_kept(tutorial, claims, platform):
    person = Browser(launch_of(tutorial, claims=claims)).come_in()
    person.answer(tutorial, right_answer)
    assert not Score.objects.exists()
    tell()
    assert platform.asked == []


# --- what becomes of it -----------------------------------------------------------------------------


def test_a_platform_with_a_newer_mark_keeps_it(pupil, tutorial, platform):
    platform.answers["/scores"] = (409, None)
    pupil.answer(tutorial, right_answer)
    tell()
    tell()
    assert len(platform.posted()) == 1
    row = Score.objects.get()
    assert (row.code, row.due) == ("superseded", False)


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_what_is_declined_is_left_alone_and_says_why(pupil, tutorial, platform, status):
    platform.answers["/scores"] = (status, {"reason": "no such pupil"})
    pupil.answer(tutorial, right_answer)
    tell()
    tell()
    assert len(platform.posted()) == 1
    row = Score.objects.get()
    assert (row.code, row.due, row.told_at) == (f"http_{status}", False, None)
    assert "no such pupil" in row.detail


def test_after_a_refusal_the_next_fact_is_another_try(pupil, tutorial, platform):
    platform.answers["/scores"] = [(422, None), (200, None)]
    pupil.answer(tutorial, right_answer, blocks=1)
    tell()
    pupil.answer(tutorial, right_answer)
    tell()
    assert len(platform.posted()) == 2
    assert (Score.objects.get().code, Score.objects.get().given) == ("", Decimal(100))


def relaunched(pupil, tutorial):
    Browser(
        launch_of(tutorial, user=pupil.launch.user, resource_link=pupil.launch.resource_link)
    ).arrive()


@pytest.mark.parametrize("declined", [(403, None), (422, None), outgoing.Forbidden("Not its address.")])
@pytest.mark.parametrize("when", ["the next launch", "the next day"])
def test_what_was_declined_is_offered_again(pupil, tutorial, platform, declined, when):
    """Whoever has done all there is to do brings no fact any more; what stood in its way was mended."""
    platform.answers["/scores"] = declined
    pupil.answer(tutorial, right_answer)
    assert tell().declined == 1
    del platform.answers["/scores"]
    if when == "the next launch":
        relaunched(pupil, tutorial)
    else:
        tend()
    assert tell().told == 1
    assert (Score.objects.get().code, Score.objects.get().given) == ("", Decimal(100))


def test_a_newer_mark_is_never_offered_against_and_an_old_refusal_rests(pupil, tutorial, platform):
    pupil.answer(tutorial, right_answer)
    for code, days in (("superseded", 0), ("http_403", 40), ("", 0)):
        changed_at = timezone.now() - datetime.timedelta(days=days)
        Score.objects.update(due=False, code=code, changed_at=changed_at)
        tend()
        assert not Score.objects.get().due
    relaunched(pupil, tutorial)
    assert not Score.objects.get().due


@pytest.mark.parametrize(
    "trouble", [(500, None), (503, None), (429, None), outgoing.Unreachable("It took too long.")]
)
def test_who_does_not_answer_is_asked_again_later_each_time(pupil, tutorial, platform, trouble):
    platform.answers["/scores"] = trouble
    pupil.answer(tutorial, right_answer)
    waits = []
    for _ in range(8):
        tell()
        waits.append((Score.objects.get().not_before - timezone.now()).total_seconds() / 60)
        assert not gradebook.asked()
    assert [round(wait) for wait in waits] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert Score.objects.get().code == "unanswered"
    platform.answers.clear()
    tell()
    row = Score.objects.get()
    assert (row.code, row.due, row.failures) == ("", False, 0)


def test_a_silent_platform_is_asked_once_in_a_run(pupil, tutorial, platform):
    platform.answers["/scores"] = outgoing.Unreachable("It took too long.")
    registration = pupil.launch.registration
    for _ in range(3):
        launch = launch_of(tutorial)
        launch.user.registration = registration
        launch.user.save()
        Browser(launch).come_in().answer(tutorial, right_answer)
    pupil.answer(tutorial, right_answer)
    report = tell()
    assert report.later == 4
    assert len(platform.posted()) == 1


def test_a_token_is_kept_and_one_that_is_not_taken_is_had_anew(pupil, tutorial, platform):
    platform.answers["/scores"] = [(401, None), (200, None)]
    pupil.answer(tutorial, right_answer, blocks=1)
    tell()
    pupil.answer(tutorial, right_answer)
    tell()
    tokens = [address for _, address, _, _ in platform.asked if address == TOKENS]
    assert len(tokens) == 2
    assert len(platform.posted()) == 3
    assert Score.objects.get().given == Decimal(100)


@pytest.mark.parametrize(
    "answer",
    [(200, None), (200, []), (200, {"access_token": 7}), (200, {"access_token": "a\r\nX: y"})],
)
def test_what_is_no_token_is_asked_for_again(pupil, tutorial, platform, answer):
    platform.answers["token"] = answer
    pupil.answer(tutorial, right_answer)
    tell()
    assert platform.posted() == []
    assert (Score.objects.get().code, Score.objects.get().due) == ("unanswered", True)


def test_what_comes_while_a_mark_is_told_is_told_next(pupil, tutorial, platform, monkeypatch):
    pupil.answer(tutorial, right_answer, blocks=1)
    fetch = platform.fetch

    def meanwhile(registration, method, address, **more):
        if "/scores" in address and len(platform.posted()) == 0:
            pupil.answer(tutorial, right_answer)
        return fetch(registration, method, address, **more)

    monkeypatch.setattr(outgoing, "fetch", meanwhile)
    tell()
    assert Score.objects.get().due
    tell()
    assert [score["scoreGiven"] for _, score in platform.posted()][-1] == 100.0


def test_a_platform_that_is_let_in_no_more_is_told_nothing(pupil, tutorial, platform):
    pupil.answer(tutorial, right_answer)
    pupil.launch.registration.is_active = False
    pupil.launch.registration.save()
    tell()
    assert platform.asked == []
    assert Score.objects.get().due


def test_a_lesson_that_is_gone_is_told_when_it_is_back(pupil, tutorial, platform):
    pupil.answer(tutorial, right_answer)
    for page in type(tutorial).objects.filter(translation_key=tutorial.translation_key):
        page.unpublish()
    site_version().bump()  # as when that is committed
    tell()
    assert platform.posted() == []
    assert (Score.objects.get().code, Score.objects.get().due) == ("no_lesson", False)

    tutorial.save_revision().publish()
    site_version().bump()
    tend()
    tell()
    assert Score.objects.get().given == Decimal(100)


def test_one_who_never_came_by_a_launch_costs_one_look(pupil, django_assert_num_queries):
    stranger = Learner.objects.create(id=uuid4(), secret_sha256="")
    with django_assert_num_queries(1):
        scores.mark_due(stranger, [])


def test_the_clock_calls_the_command(pupil, tutorial, platform, settings, capsys):
    pupil.answer(tutorial, right_answer)
    Score.objects.update(not_before=None)
    assert "send_scores" in settings.ASIDE
    for told in ("1 marks told, ", ""):
        call_command("send_scores")
        assert told in capsys.readouterr().out


def test_what_was_done_before_the_launch_counts(tutorial, platform):
    first = Browser(launch_of(tutorial, claims={})).come_in()
    first.answer(tutorial, right_answer)
    Browser(launch_of(tutorial, user=first.launch.user)).arrive()
    tell()
    ((_, score),) = platform.posted()
    assert score["scoreGiven"] == 100.0
