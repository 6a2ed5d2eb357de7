"""The contract of docs/decisions/009-sync.md, through the real endpoint."""

import pytest

from progress.models import Device, Epoch, Fact, Learner, PageState

PAGE = "aaaaaaaa-0000-4000-8000-000000000001"


# --- who may ------------------------------------------------------------------------------------


def test_a_first_push_makes_the_learner_and_keeps_hashes_alone(new_tablet):
    tablet = new_tablet()
    fact = tablet.fact()
    answer = tablet.sync(fact, enrol=True)
    assert answer == {
        "learner": tablet.person.id,
        "status": "ok",
        "accepted": [fact["id"]],
        "refused": [],
        "facts": [],
        "cursor": 0,
        "more": False,
    }
    kept = [*Learner.objects.values_list("secret_sha256", flat=True)]
    kept += [*Device.objects.values_list("token_sha256", flat=True)]
    assert len(kept) == 2
    assert {tablet.person.secret, tablet.token}.isdisjoint(kept)


def test_a_known_device_pushes_with_its_token(tablet):
    fact = tablet.fact()
    assert tablet.sync(fact)["accepted"] == [fact["id"]]


def forbidden_calls(new_tablet, tablet):
    stranger, other = new_tablet(), new_tablet(tablet.person)
    liar = new_tablet(tablet.person)
    liar.id = tablet.id
    wrong = {"secret": "0" * 32}
    right = {"secret": tablet.person.secret}
    yield "unknown learner", stranger, {}
    yield "unknown learner asking", stranger, {"secret": stranger.person.secret}
    yield "unknown device", other, {}
    yield "unknown device asking", other, right
    yield "wrong token", liar, {}
    yield "wrong token asking", liar, right
    yield "wrong secret", tablet, wrong
    yield "enrolment with a wrong secret", other, {"enrolment": wrong}
    yield "enrolment with two secrets", stranger, {"enrolment": right} | wrong
    yield "right enrolment, wrong secret", other, {"enrolment": right} | wrong


def test_all_wrong_credentials_are_answered_alike(new_tablet, tablet):
    answers = set()
    for name, device, more in forbidden_calls(new_tablet, tablet):
        response = device.send(device.call(device.entry([device.fact()], **more)))
        assert response.status_code == 403, name
        answers.add(response.content)
    assert len(answers) == 1
    assert response.json()["code"] == "forbidden"
    assert (Fact.objects.count(), Learner.objects.count(), Device.objects.count()) == (0, 1, 1)


def test_a_right_secret_alone_may_ask_from_anywhere(new_tablet, tablet, person):
    """So a code is proven before a device moves: nothing is stored by asking."""
    fact = tablet.fact()
    tablet.sync(fact)
    other = new_tablet(person)
    (answer,) = other.send(other.call(other.entry(secret=person.secret))).json()["learners"]
    assert (answer["status"], [told["id"] for told in answer["facts"]]) == ("ok", [fact["id"]])
    assert Device.objects.count() == 1


def test_the_same_secret_admits_another_device_and_a_new_token(new_tablet, tablet, person):
    other = new_tablet(person)
    assert other.sync(other.fact(), enrol=True)["status"] == "ok"
    assert other.sync(other.fact())["status"] == "ok"
    again = new_tablet(person)
    again.id = other.id
    assert again.sync(enrol=True)["status"] == "ok"
    assert other.send(other.call(other.entry())).status_code == 403


def test_among_several_learners_a_forbidden_one_stops_nobody(new_tablet, tablet):
    stranger = new_tablet()
    fact = tablet.fact()
    newcomer = new_tablet()
    entries = [
        stranger.entry([stranger.fact()], cursor=7),
        tablet.entry([fact]),
        newcomer.entry([newcomer.fact()], enrolment={"secret": newcomer.person.secret}),
    ]
    response = tablet.send(tablet.call(*entries))
    assert response.status_code == 200
    one, two, three = response.json()["learners"]
    assert [one["status"], two["status"], three["status"]] == ["forbidden", "ok", "ok"]
    assert (one["accepted"], one["cursor"]) == ([], 7)
    assert two["accepted"] == [fact["id"]]
    assert len(three["accepted"]) == 1


def test_a_call_without_learners_tells_the_epoch(tablet):
    response = tablet.send(tablet.call())
    assert response.json() == {"epoch": Epoch.objects.get().value, "learners": []}


# --- once and for all ---------------------------------------------------------------------------


def test_the_same_fact_again_is_accepted_and_counts_once(tablet):
    fact = tablet.fact("time", data={"seconds": 30})
    for _ in range(3):
        assert tablet.sync(fact, fact)["accepted"] == [fact["id"]]
    assert Fact.objects.count() == 1
    assert tablet.person.states[PAGE]["seconds"] == 30


def test_other_words_for_the_same_content_are_the_same(tablet):
    fact = tablet.fact("time", data={"seconds": 30, "more": 1e21})
    tablet.sync(fact)
    same = dict(reversed(fact.items())) | {
        "data": {"more": 10**21, "seconds": 30.0},
        "received_at": "x",
    }
    assert tablet.sync(same)["accepted"] == [fact["id"]]
    same["object"] = {"block": None} | fact["object"]
    assert tablet.sync(same)["accepted"] == [fact["id"]]


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 99}, {"kind": "completed"}, {"data": {"seconds": 31}}, {"version": "d4"},
        {"at": "2026-11-22T10:00:01.000+02:00"}, {"device": "bbbbbbbb-0000-4000-8000-000000000001"},
        {"object": {"page": PAGE, "block": "s1"}},
        {"object": {"page": "bbbbbbbb-0000-4000-8000-000000000001"}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("together", [True, False])
def test_the_same_id_with_other_content_is_refused(changes, together, tablet):
    fact = tablet.fact("time", data={"seconds": 30})
    other = fact | changes
    if together:
        answer = tablet.sync(fact, other)
        assert answer["accepted"] == [fact["id"]]
    else:
        tablet.sync(fact)
        answer = tablet.sync(other)
        assert answer["accepted"] == []
    (refused,) = answer["refused"]
    assert (refused["id"], refused["code"]) == (fact["id"], "conflict")
    assert refused["index"] == int(together)
    assert tablet.person.states[PAGE]["seconds"] == 30


def test_two_learners_may_have_facts_of_one_id(tablet, new_tablet):
    other = new_tablet()
    fact = tablet.fact()
    assert tablet.sync(fact)["accepted"] == [fact["id"]]
    mine = other.fact(id=fact["id"])
    assert other.sync(mine, enrol=True)["accepted"] == [fact["id"]]


def test_ten_thousand_facts(tablet, phone):
    facts = [tablet.fact("time", data={"seconds": 1}) for _ in range(10_000)]
    for start in range(0, 10_000, 2_000):
        part = facts[start : start + 2_000]
        assert tablet.sync(*part)["accepted"] == [fact["id"] for fact in part]
    assert tablet.person.states[PAGE]["seconds"] == 10_000
    pulled, more = [], True
    while more:
        answer = phone.sync(pull=True)
        assert len(answer["facts"]) <= 1_000
        pulled, more = pulled + answer["facts"], answer["more"]
    assert [fact["id"] for fact in pulled] == [fact["id"] for fact in facts]


# --- pulling ------------------------------------------------------------------------------------


def test_a_secret_pulls_what_other_devices_added(tablet, phone):
    mine, theirs = tablet.fact("step", block="s1"), phone.fact("opened")
    phone.sync(theirs)
    answer = tablet.sync(mine, pull=True)
    (told,) = answer["facts"]
    assert told.pop("received_at")
    assert told == theirs
    assert (answer["more"], answer["cursor"]) == (False, Fact.objects.latest("pk").pk)
    assert tablet.sync(pull=True)["facts"] == []
    (told,) = phone.sync(pull=True)["facts"]
    assert told["object"] == {"page": PAGE, "block": "s1"}


def test_a_device_that_lost_what_it_told_asks_for_the_whole(tablet, phone, monkeypatch):
    monkeypatch.setattr("progress.sync.MOST_PULLED", 2)
    facts = [tablet.fact(), tablet.fact(), phone.fact(), tablet.fact()]
    for device, fact in zip((tablet, tablet, phone, tablet), facts, strict=True):
        device.sync(fact)
    pulled, cursor, more = [], 0, True
    while more:
        entry = tablet.entry(secret=tablet.person.secret, cursor=cursor, whole=True)
        (answer,) = tablet.send(tablet.call(entry)).json()["learners"]
        pulled, cursor, more = pulled + answer["facts"], answer["cursor"], answer["more"]
    assert [fact["id"] for fact in pulled] == [fact["id"] for fact in facts]
    without = tablet.entry(whole=True)
    assert tablet.send(tablet.call(without)).json()["learners"][0]["facts"] == []


def test_a_token_alone_pulls_nothing(tablet, phone):
    phone.sync(phone.fact())
    answer = tablet.sync(tablet.fact())
    assert (answer["facts"], answer["cursor"], answer["more"]) == ([], 0, False)


def test_a_device_that_lost_what_it_had_is_told_the_whole(tablet, phone):
    mine, theirs = tablet.fact(), phone.fact()
    tablet.sync(mine)
    phone.sync(theirs)
    whole = tablet.entry(secret=tablet.person.secret, whole=True)
    (answer,) = tablet.send(tablet.call(whole)).json()["learners"]
    assert [fact["id"] for fact in answer["facts"]] == [mine["id"], theirs["id"]]
    (answer,) = tablet.send(tablet.call(tablet.entry(whole=True))).json()["learners"]
    assert answer["facts"] == []  # that takes the secret, as any pull


def test_a_pull_goes_on_from_its_cursor(tablet, phone, monkeypatch):
    monkeypatch.setattr("progress.sync.MOST_PULLED", 2)
    facts = [tablet.fact() for _ in range(5)]
    for fact in facts:
        tablet.sync(fact)
        phone.sync(phone.fact())
    seen = []
    for more in (True, True, False):
        answer = phone.sync(pull=True)
        assert answer["more"] is more
        seen += [fact["id"] for fact in answer["facts"]]
    assert seen == [fact["id"] for fact in facts]
    phone.cursor = 0
    assert phone.sync(pull=True)["more"] is True


def test_all_learners_of_a_call_share_what_one_answer_holds(tablet, phone, new_tablet, monkeypatch):
    monkeypatch.setattr("progress.sync.MOST_PULLED", 2)
    tablet.sync(*(tablet.fact() for _ in range(3)))
    other = new_tablet()
    other.sync(other.fact(), enrol=True)
    entries = [
        phone.entry(secret=phone.person.secret),
        phone.entry(learner=other.person.id, secret=other.person.secret, cursor=0),
    ]
    first, second = phone.send(phone.call(*entries)).json()["learners"]
    assert (len(first["facts"]), first["more"]) == (2, True)
    assert (second["facts"], second["cursor"], second["more"]) == ([], 0, True)


def test_what_was_pulled_may_be_offered_again_by_whoever_pulled_it(tablet, phone):
    """After a restore a device offers everything it has, others' facts included."""
    fact = tablet.fact("time", data={"seconds": 0.1, "n": 1e21})
    tablet.sync(fact)
    told = phone.sync(pull=True)["facts"]
    assert phone.sync(*told)["accepted"] == [fact["id"]]
    Fact.objects.all().delete()
    assert phone.sync(*told)["accepted"] == [fact["id"]]
    assert tablet.sync(fact)["accepted"] == [fact["id"]]
    assert Fact.objects.count() == 1


def test_a_tablet_far_ahead_does_not_freeze_a_phone_that_has_pulled(tablet, phone):
    tablet.seq = 4_000
    tablet.sync(tablet.fact("step", block="s1"))
    phone.sync(phone.fact("step", block="s2"))
    assert tablet.person.states[PAGE]["position"]["block"] == "s1"
    phone.sync(pull=True)
    phone.sync(phone.fact("step", block="s3"))
    assert tablet.person.states[PAGE]["position"]["block"] == "s3"


# --- erasing ------------------------------------------------------------------------------------


def test_erasing_leaves_the_identity_and_nothing_else(tablet, phone, new_tablet):
    other = new_tablet()
    other.sync(other.fact(), enrol=True)
    tablet.sync(tablet.fact(), tablet.fact("step", block="s1"))
    response = tablet.erase()
    assert (response.status_code, response.content) == (204, b"")
    learner = Learner.objects.get(pk=tablet.person.id)
    assert learner.erased_at
    assert not any(owned.exists() for owned in (learner.facts, learner.states, learner.devices))
    assert (Fact.objects.count(), PageState.objects.count(), Device.objects.count()) == (1, 1, 1)
    assert tablet.erase().status_code == 204


@pytest.mark.parametrize("pull", [True, False])
@pytest.mark.parametrize("enrol", [True, False])
def test_a_late_outbox_is_accepted_and_dropped(enrol, pull, tablet, phone):
    tablet.sync(tablet.fact())
    tablet.erase()
    good, bad = phone.fact(), phone.fact(seq=0)
    answer = phone.sync(good, good, bad, enrol=enrol, pull=pull)
    assert (answer["status"], answer["accepted"]) == ("erased", [good["id"]])
    assert [refused["code"] for refused in answer["refused"]] == ["seq"]
    assert (answer["facts"], answer["more"]) == ([], False)
    assert (Fact.objects.count(), PageState.objects.count(), Device.objects.count()) == (0, 0, 0)


def test_a_wrong_secret_erases_nothing(tablet):
    tablet.sync(tablet.fact())
    assert tablet.erase("0" * 32).status_code == 403
    assert Fact.objects.count() == 1
    tablet.erase()
    assert tablet.erase("0" * 32).status_code == 403


def test_one_who_was_never_here_is_erased_for_good_too(new_tablet):
    tablet = new_tablet()
    assert tablet.erase().status_code == 204
    fact = tablet.fact()
    assert tablet.sync(fact, enrol=True)["accepted"] == [fact["id"]]
    assert Fact.objects.count() == 0
