"""A tool tells a score: it becomes a fact of the learner, once; whatever is wrong changes nothing."""

import json
import secrets
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from outward import BLOCK, Pupil, Tool, launch, line_item_of, score, with_activity

from lti.platform import addresses
from lti.platform.activities import AGS
from lti.platform.models import LineItem, Result
from progress.models import Fact, PageState
from progress.telling import SERVER, uuid7


@pytest.fixture
def claims(client, page, tool, pupil):
    """What the tool was told of a learner who has come."""
    return launch(client, tool, pupil, page)


def facts_of(pupil) -> list[Fact]:
    return list(Fact.objects.filter(learner=pupil.id).order_by("pk"))


def pull(client, pupil, **more) -> dict:
    """What another device of the learner is told."""
    entry = {"learner": pupil.id, "secret": pupil.secret, "facts": []} | more
    call = {"device": str(uuid.uuid4()), "token": secrets.token_hex(16), "learners": [entry]}
    return client.post("/api/v1/sync", call, content_type="application/json").json()["learners"][0]


def test_a_score_becomes_a_fact_that_every_device_hears_of(client, page, tool, pupil, claims):
    answer = tool.score(client, line_item_of(claims), score(claims))
    assert answer.status_code == 204
    (fact,) = facts_of(pupil)
    assert (fact.kind, str(fact.page), fact.block) == ("activity", str(page.translation_key), BLOCK)
    assert fact.data == {"done": True, "score": 0.8}
    assert (fact.device, fact.seq) == (SERVER, 1)
    state = PageState.objects.get(learner=pupil.id, page=page.translation_key).state
    assert state["activities"] == {BLOCK: {"done": True, "score": 0.8}}
    (pulled,) = pull(client, pupil)["facts"]
    assert pulled["id"] == str(fact.uuid)
    assert pulled["data"] == {"done": True, "score": 0.8}


def test_the_server_counts_on_from_what_the_devices_did(client, page, tool, pupil, claims):
    device = str(uuid.uuid4())
    fact = {
        "id": uuid7(),
        "learner": pupil.id,
        "device": device,
        "seq": 41,
        "at": "2026-11-22T10:00:00.000+02:00",
        "kind": "opened",
        "object": {"page": str(page.translation_key)},
        "version": "",
        "data": {},
    }
    entry = {"learner": pupil.id, "enrolment": {"secret": pupil.secret}, "facts": [fact]}
    call = {"device": device, "token": secrets.token_hex(16), "learners": [entry]}
    assert client.post("/api/v1/sync", call, content_type="application/json").status_code == 200
    tool.score(client, line_item_of(claims), score(claims))
    assert [fact.seq for fact in facts_of(pupil)] == [41, 42]
    (pulled,) = pull(client, pupil, cursor=facts_of(pupil)[0].pk)["facts"]
    assert pulled["seq"] == 42


def test_what_the_server_told_may_come_back_from_a_device(client, tool, pupil, claims):
    """After a restore devices offer all that they have, what others told as well."""
    tool.score(client, line_item_of(claims), score(claims))
    (pulled,) = pull(client, pupil)["facts"]
    told = pull(client, pupil, enrolment={"secret": pupil.secret}, facts=[pulled])
    assert told["accepted"] == [pulled["id"]]
    assert told["refused"] == []
    assert len(facts_of(pupil)) == 1


def test_the_same_score_again_is_superseded_and_says_nothing_new(client, tool, pupil, claims):
    told = score(claims)
    assert tool.score(client, line_item_of(claims), told).status_code == 204
    again = tool.score(client, line_item_of(claims), told)
    assert (again.status_code, again.json()["error"]) == (409, "invalid_request")
    assert len(facts_of(pupil)) == 1


def test_an_older_score_changes_nothing(client, tool, pupil, claims):
    tool.score(client, line_item_of(claims), score(claims))
    # Half an hour earlier, written with another zone.
    older = score(claims, timestamp="2026-11-20T07:30:00Z", scoreGiven=10)
    assert tool.score(client, line_item_of(claims), older).status_code == 409
    assert Result.objects.get().given == 8
    assert len(facts_of(pupil)) == 1


def test_a_newer_score_that_says_the_same_makes_no_second_fact(client, tool, pupil, claims):
    tool.score(client, line_item_of(claims), score(claims))
    same = score(claims, timestamp="2026-11-20T10:00:01+02:00", scoreGiven=16, scoreMaximum=20)
    assert tool.score(client, line_item_of(claims), same).status_code == 204
    assert len(facts_of(pupil)) == 1
    assert Result.objects.get().given == 16


def test_a_worse_score_is_told_and_the_best_stays(client, page, tool, pupil, claims):
    tool.score(client, line_item_of(claims), score(claims))
    worse = score(claims, timestamp="2026-11-21T10:00:00Z", scoreGiven=2)
    assert tool.score(client, line_item_of(claims), worse).status_code == 204
    assert [fact.data["score"] for fact in facts_of(pupil)] == [0.8, 0.2]
    state = PageState.objects.get(learner=pupil.id, page=page.translation_key).state
    assert state["activities"][BLOCK] == {"done": True, "score": 0.8}


@pytest.mark.parametrize(
    ("changes", "data"),
    [
        ({"scoreGiven": 12}, {"done": True, "score": 1}),  # a bonus
        ({"scoreGiven": 0}, {"done": True, "score": 0}),
        ({"scoreGiven": 0, "scoreMaximum": None}, {"done": True, "score": 0}),
        ({"scoreGiven": 1, "scoreMaximum": 3}, {"done": True, "score": 0.3333}),
        ({"scoreGiven": None, "scoreMaximum": None}, {"done": True}),
        ({"activityProgress": "Submitted"}, {"done": True, "score": 0.8}),
        ({"activityProgress": "InProgress"}, {"done": False, "score": 0.8}),
        ({"activityProgress": "Started", "gradingProgress": "NotReady"}, {"done": False}),
        ({"gradingProgress": "PendingManual"}, {"done": True}),
        ({"comment": "<b>Bravo</b>", "x": {"y": 1}}, {"done": True, "score": 0.8}),
    ],
)
def test_what_a_score_says(client, tool, pupil, claims, changes, data):
    answer = tool.score(client, line_item_of(claims), score(claims, **changes))
    assert answer.status_code == 204, answer.text
    assert [fact.data for fact in facts_of(pupil)] == [data]


def in_an_hour_and_a_half() -> str:
    return (timezone.now() + timedelta(hours=1.5)).isoformat()


WRONG = {
    "nobody": {"userId": None},
    "a number for somebody": {"userId": 7},
    "an endless name": {"userId": "u" * 256},
    "no time": {"timestamp": None},
    "a time without a zone": {"timestamp": "2026-11-20T10:00:00"},
    "a day": {"timestamp": "2026-11-20"},
    "a day that is none": {"timestamp": "2026-02-30T10:00:00Z"},
    "a number for a time": {"timestamp": 1763625600},
    "a time before all time": {"timestamp": "0001-01-01T00:00:00+14:00"},
    "a time ahead of us": {"timestamp": in_an_hour_and_a_half()},
    "no progress": {"activityProgress": None},
    "another progress": {"activityProgress": "Done"},
    "a list of progress": {"activityProgress": ["Completed"]},
    "no grading": {"gradingProgress": None},
    "another grading": {"gradingProgress": "fullygraded"},
    "less than nothing": {"scoreGiven": -1},
    "a text for a score": {"scoreGiven": "8"},
    "true for a score": {"scoreGiven": True},
    "an endless score": {"scoreGiven": 1e300},
    "no maximum": {"scoreMaximum": None},
    "a maximum of nothing": {"scoreMaximum": 0},
    "a maximum below nothing": {"scoreMaximum": -10},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_what_is_no_score_is_refused(client, tool, pupil, claims, changes):
    answer = tool.score(client, line_item_of(claims), score(claims, **changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert facts_of(pupil) == []
    assert Result.objects.get().timestamp is None


@pytest.mark.parametrize(
    "body",
    [b" ", b"{", b"[]", b"null", b"7", b"[" * 60_000, b"\xff", b'{"scoreGiven": NaN}', b'"\\ud800"'],
)
def test_what_is_no_json_object_is_refused(client, tool, pupil, claims, body):
    assert tool.score(client, line_item_of(claims), body).status_code == 400
    assert facts_of(pupil) == []


def test_a_body_too_large_is_not_read(client, tool, pupil, claims):
    body = json.dumps(score(claims, comment="x" * 70_000))
    assert tool.score(client, line_item_of(claims), body).status_code == 413
    assert facts_of(pupil) == []


def test_another_kind_of_body_is_refused(client, tool, pupil, claims):
    answer = tool.score(client, line_item_of(claims), score(claims), content_type="text/plain")
    assert answer.status_code == 415
    assert facts_of(pupil) == []


def test_a_score_of_another_tools_line_item_is_refused(client, page, tool, pupil, claims):
    other = Tool("https://alte.exemplu.ro", "other tool")
    answer = other.score(client, line_item_of(claims), score(claims))
    assert (answer.status_code, answer.json()["error"]) == (404, "invalid_request")
    assert facts_of(pupil) == []


def test_a_score_of_a_line_item_where_the_learner_never_was_is_refused(client, tool, tutorial, claims):
    """Who was sent to one activity of a tool is nobody in another."""
    page = with_activity(tutorial, tool, block="activity-2")
    assert Pupil().begin(client, page, block="activity-2").status_code == 200
    other = addresses.ours("line_item", LineItem.objects.get(block="activity-2").pk)
    answer = tool.score(client, other, score(claims))
    assert (answer.status_code, answer.json()["error"]) == (404, "invalid_request")
    assert answer.json()["error_description"].startswith("user:")
    assert not Fact.objects.exists()


def test_a_score_of_somebody_else_is_refused(client, tool, pupil, claims):
    for sub in ("somebody", pupil.id, claims["sub"].swapcase()):
        answer = tool.score(client, line_item_of(claims), score(claims, userId=sub))
        assert answer.status_code == 404
    assert facts_of(pupil) == []


def test_a_score_of_who_was_erased_meanwhile_finds_nobody(client, tool, pupil, claims):
    body = {"learner": pupil.id, "secret": pupil.secret}
    client.post("/api/v1/erase", body, content_type="application/json")
    assert tool.score(client, line_item_of(claims), score(claims)).status_code == 404
    assert facts_of(pupil) == []


def test_a_failure_stores_neither_the_score_nor_the_fact(client, tool, pupil, claims, settings):
    from progress.projections import projections

    settings.FACT_PROJECTIONS = [f"{__name__}.fail"]
    projections.cache_clear()
    try:
        with pytest.raises(RuntimeError):
            tool.score(client, line_item_of(claims), score(claims))
    finally:
        settings.FACT_PROJECTIONS = []
        projections.cache_clear()
    assert facts_of(pupil) == []
    assert Result.objects.get().timestamp is None
    # And the same score may come again.
    assert tool.score(client, line_item_of(claims), score(claims)).status_code == 204


def fail(learner, facts):
    raise RuntimeError


@pytest.fixture(autouse=True)
def projections_as_set():
    from progress.projections import projections

    yield
    projections.cache_clear()


def test_a_line_item_says_what_it_is(client, page, tool, claims):
    bearer = {"Authorization": f"Bearer {tool.access(client)}"}
    answer = client.get(line_item_of(claims).removeprefix("https://pascupas.exemplu"), headers=bearer)
    assert answer["Content-Type"] == "application/vnd.ims.lis.v2.lineitem+json"
    assert answer.json() == {
        "id": line_item_of(claims),
        "label": "Harta primăriei",
        "scoreMaximum": 10,
        "resourceLinkId": f"{page.translation_key}:{BLOCK}",
    }


def test_a_tool_lists_its_own_line_items_alone(client, page, tool, claims):
    path = claims[f"{AGS}claim/endpoint"]["lineitems"].removeprefix("https://pascupas.exemplu")
    link = f"{page.translation_key}:{BLOCK}"

    def listed(tool, **asked):
        bearer = {"Authorization": f"Bearer {tool.access(client)}"}
        return [row["id"] for row in client.get(path, asked, headers=bearer).json()]

    assert listed(tool) == listed(tool, resource_link_id=link) == [line_item_of(claims)]
    assert listed(tool, resource_link_id="another") == []
    assert listed(tool, tag="x") == []
    assert listed(Tool("https://alte.exemplu.ro", "other tool")) == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_line_items_are_ours_to_make(client, tool, claims, method):
    path = line_item_of(claims).removeprefix("https://pascupas.exemplu")
    assert getattr(client, method)(path).status_code == 405


def test_results_are_the_last_scores(client, tool, pupil, claims):
    path = line_item_of(claims).removeprefix("https://pascupas.exemplu") + "/results"

    def results(**asked):
        bearer = {"Authorization": f"Bearer {tool.access(client)}"}
        return client.get(path, asked, headers=bearer).json()

    assert results() == []
    tool.score(client, line_item_of(claims), score(claims))
    (one,) = results(user_id=claims["sub"])
    assert (one["userId"], one["resultScore"], one["resultMaximum"]) == (claims["sub"], 8, 10)
    assert one["scoreOf"] == line_item_of(claims)
    assert results(user_id="somebody") == []


def test_a_line_item_that_never_was(client, tool):
    bearer = {"Authorization": f"Bearer {tool.access(client)}"}
    for pk in (0, 10**18, 10**30):
        assert (
            client.get(reverse("lti:platform:line_item", args=[pk]), headers=bearer).status_code == 404
        )
