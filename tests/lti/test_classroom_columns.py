"""The column of the gradebook for a mark: found, made, another one, gone."""

import json
from decimal import Decimal

import pytest
from answers import right_answer
from gradebooks import Gradebook, in_place_of_calls, tell
from room import AGS, ITEM, ITEMS, Browser, graded, launch_of

from lti import outgoing
from lti.classroom import access, scores
from lti.classroom.models import LaunchedLearner, Score

pytestmark = pytest.mark.django_db
ANEW = ITEM.replace("/7/", "/8/")


@pytest.fixture(autouse=True)
def platform(monkeypatch) -> Gradebook:
    return in_place_of_calls(monkeypatch)


def test_the_line_item_of_the_link_is_found(tutorial, platform):
    launch = launch_of(tutorial, claims=graded(lineitem=""))
    link = launch.resource_link.id_on_platform
    found = f"{ITEMS.partition('?')[0]}/9"
    platform.answers["resource_link_id"] = (200, [{"id": found, "resourceLinkId": link}])
    Browser(launch).come_in().answer(tutorial, right_answer)
    tell()
    ((address, _),) = platform.posted()
    assert address == f"{found}/scores"
    assert Score.objects.get().line_item == found


def test_the_line_item_is_made_where_there_is_none(tutorial, platform):
    launch = launch_of(tutorial, claims=graded(lineitem=""))
    platform.answers["resource_link_id"] = (200, [{"id": ITEM, "resourceLinkId": "another"}])
    platform.answers["/lineitems?type_id=1"] = (201, {"id": ITEM})
    Browser(launch).come_in().answer(tutorial, right_answer)
    tell()
    made = [
        json.loads(body) for method, at, _, body in platform.asked if at == ITEMS and method == "POST"
    ]
    link = launch.resource_link.id_on_platform
    assert made == [{"scoreMaximum": 100, "label": tutorial.title, "resourceLinkId": link}]
    assert len(platform.posted()) == 1


def test_a_tool_that_may_only_read_makes_none(tutorial, platform):
    scopes = [f"{AGS}score", f"{AGS}lineitem.readonly"]
    launch = launch_of(tutorial, claims=graded(lineitem="", scope=scopes))
    platform.answers["resource_link_id"] = (200, [])
    Browser(launch).come_in().answer(tutorial, right_answer)
    tell()
    assert platform.posted() == []
    row = Score.objects.get()
    assert (row.code, row.due) == ("no_line_item", False)


def test_a_line_item_elsewhere_is_not_called(tutorial, platform):
    launch = launch_of(tutorial, claims=graded(lineitem=""))
    link = launch.resource_link.id_on_platform
    platform.answers["resource_link_id"] = (
        200,
        [{"id": "https://evil.exemplu/1", "resourceLinkId": link}],
    )
    platform.answers["evil.exemplu"] = outgoing.Forbidden("This is no address of the platform.")
    Browser(launch).come_in().answer(tutorial, right_answer)
    tell()
    assert Score.objects.get().code == "foreign_host"


# --- another column ---------------------------------------------------------------------------------


@pytest.fixture
def pupil(tutorial, platform) -> Browser:
    """Somebody of whom the platform was told all."""
    pupil = Browser(launch_of(tutorial)).come_in()
    pupil.answer(tutorial, right_answer)
    tell()
    assert len(platform.posted()) == 1
    return pupil


def launch_again(pupil: Browser, tutorial, **more):
    """Another launch of the same link by the same person."""
    same = {name: getattr(pupil.launch, name) for name in ("user", "resource_link")}
    launch = launch_of(tutorial, **same, **more)
    Browser(launch).arrive()
    return launch


def test_a_column_that_was_made_anew_is_told_all(pupil, tutorial, platform):
    launch_again(pupil, tutorial, claims=graded(lineitem=ANEW))
    tell()
    (_, before), (address, after) = platform.posted()
    assert address == ANEW.replace("/lineitem?", "/lineitem/scores?")
    assert after["scoreGiven"] == before["scoreGiven"] == 100.0
    assert after["timestamp"] > before["timestamp"]


def test_another_lesson_is_told_though_its_mark_be_the_same(pupil, course, platform):
    other = next(each for each in course.tutorials() if each.quiz)
    pupil.answer(other, right_answer)
    tell()
    launch_again(pupil, other)
    tell()
    assert [score["scoreGiven"] for _, score in platform.posted()] == [100.0, 100.0]
    assert Score.objects.get().target_key == other.translation_key


def test_a_launch_that_names_no_column_keeps_the_one_we_know(
    pupil, tutorial, platform, django_assert_max_num_queries
):
    launch = launch_again(pupil, tutorial, claims=graded(lineitem=""))
    row = Score.objects.get()
    assert (row.line_item, row.given, row.due) == (ITEM, Decimal(100), False)
    launched = LaunchedLearner.objects.get()
    with django_assert_max_num_queries(1):  # nothing is written
        assert scores.expect(launch, launched) == row


def test_a_column_that_is_gone_is_looked_for_anew_by_the_next_fact(pupil, tutorial, platform):
    launch = launch_again(pupil, tutorial, claims=graded(lineitem=""))
    link = launch.resource_link.id_on_platform
    Score.objects.update(given=0)  # as if there were news
    platform.answers |= {
        "/7/": (404, None),
        "resource_link_id": (200, [{"id": ANEW, "resourceLinkId": link}]),
    }
    for _ in range(2):
        pupil.sync(pupil.fact("step", tutorial, tutorial.steps[0].id))
        tell()
    assert "/8/" in platform.posted()[-1][0]
    row = Score.objects.get()
    assert (row.line_item, row.given, row.code) == (ANEW, Decimal(100), "")


def test_a_platform_that_gives_no_token_says_nothing_of_its_column(pupil, tutorial, platform):
    before = Score.objects.get().line_item
    Score.objects.update(given=0)  # as if there were news
    access._kept.clear()
    platform.answers["token"] = (404, None)
    pupil.sync(pupil.fact("step", tutorial, tutorial.steps[0].id))
    tell()
    row = Score.objects.get()
    assert (row.line_item, row.code) == (before, "http_404")


def test_a_launch_with_another_column_while_the_old_one_is_told(pupil, tutorial, platform, monkeypatch):
    Score.objects.update(given=0, due=True)  # as if there were news
    fetch = platform.fetch

    def meanwhile(registration, method, address, **more):
        if "/7/lineitem/scores" in address:
            launch_again(pupil, tutorial, claims=graded(lineitem=ANEW))
        return fetch(registration, method, address, **more)

    monkeypatch.setattr(outgoing, "fetch", meanwhile)
    tell()
    assert (Score.objects.get().line_item, Score.objects.get().due) == (ANEW, True)
    tell()
    assert ["/8/" in address for address, _ in platform.posted()] == [False, False, True]
