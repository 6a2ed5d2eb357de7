"""The relay of a box: what goes up, what the parent's answers do, what nothing may do."""

import contextlib
import itertools
import json

import pytest
from django.core.management import CommandError

from progress import relay
from progress.models import Fact, Learner, Mark, SetAside
from tests.progress.houses import Stopped, manage, unpack

PAGE = "aaaaaaaa-0000-4000-8000-000000000001"


# --- what goes up -------------------------------------------------------------------------------


def test_facts_and_enrolments_go_up_once(box, parent, held, new_tablet):
    idle = new_tablet()
    box.push(idle)
    assert str(box.relay()) == "3 facts acknowledged, 2 learners asked about"
    assert parent.facts() == box.facts()
    assert parent.states(held.person) == box.states(held.person)
    with parent:
        assert Learner.objects.filter(pk=idle.person.id).exists()
    assert (box.relay().facts, box.calls) == (0, 2)
    box.push(held, held.fact())
    assert box.relay().facts == 1
    assert parent.facts() == box.facts()


def test_no_secret_and_no_more_than_needed_leaves_the_box(box, held):
    sent = []
    box.relay(lambda packed: sent.append(packed) or box.post(packed))
    (call,) = map(unpack, sent)
    assert set(call) == {"device", "token", "learners"}
    (entry,) = call["learners"]
    assert set(entry) == {"learner", "facts", "enrolment"}
    assert set(entry["enrolment"]) == {"secret_sha256"}
    assert held.person.secret not in json.dumps(call)
    box.push(held, held.fact())
    box.relay(lambda packed: sent.append(packed) or box.post(packed))
    assert "enrolment" not in unpack(sent[1])["learners"][0]


def test_a_chain_of_any_depth(new_house, new_tablet):
    houses = [new_house() for _ in range(4)]
    for lower, upper in itertools.pairwise(houses):
        lower.below(upper)
    tablets = [new_tablet() for _ in houses]
    for house, tablet in zip(houses, tablets, strict=True):
        house.push(tablet, tablet.fact("step", block="s1"), tablet.fact())
    for house in houses[:-1]:
        house.relay()
    top = houses[-1]
    assert len(top.facts()) == 8
    assert all(top.states(tablet.person) for tablet in tablets)


def test_box_and_parent_may_both_hold_the_learner(box, parent, held, new_tablet):
    phone = new_tablet(held.person)
    parent.push(phone, phone.fact("step", block="s9"))
    parent.push(held, *[])
    box.relay()
    assert len(parent.facts()) == 4
    with parent:
        assert phone.sync(pull=True)["facts"]
        assert held.sync(held.fact(), enrol=True)["status"] == "ok"


def test_the_bounds_of_a_call(box, parent, held, new_tablet, monkeypatch):
    monkeypatch.setattr(relay, "MOST_FACTS", 4)
    monkeypatch.setattr(relay, "MOST_LEARNERS", 2)
    tablets = [held] + [new_tablet() for _ in range(4)]
    for number, tablet in enumerate(tablets):
        box.push(tablet, *(tablet.fact() for _ in range(3 * number)))
    calls = []
    box.relay(lambda packed: calls.append(unpack(packed)) or box.post(packed))
    assert parent.facts() == box.facts()
    assert all(len(call["learners"]) <= 2 for call in calls)
    assert all(sum(len(entry["facts"]) for entry in call["learners"]) <= 4 for call in calls)


def test_a_call_stays_within_a_mebibyte_however_badly_it_packs(box, parent, new_tablet):
    import base64
    import os

    tablet = new_tablet()
    facts = [
        tablet.fact("answer", data={"given": base64.b64encode(os.urandom(2_700)).decode()})
        for _ in range(800)
    ]
    for start in range(0, 800, 200):
        box.push(tablet, *facts[start : start + 200])
    sizes = []
    box.relay(lambda packed: sizes.append(len(packed)) or box.post(packed))
    assert parent.facts() == box.facts()
    assert len(sizes) > 1
    assert max(sizes) <= 2**20


# --- what answers do ----------------------------------------------------------------------------


def answering(box, change):
    """A line on which `change` alters what the parent says."""

    def post(packed):
        answer = json.loads(box.post(packed))
        return json.dumps(change(answer) or answer).encode()

    return post


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Autentificare</html>", b"{}", b"[]", b"null", b'{"epoch": "x", "learners": []}',
     b'{"epoch": "", "learners": []}', b"[" * 100_000, b"\xff"],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_a_broken_answer_changes_nothing(body, box, parent, held):
    with pytest.raises(relay.NotNow):
        box.relay(lambda packed: body)
    with box:
        assert not Mark.objects.exists()
    box.relay()
    assert parent.facts() == box.facts()


def test_an_answer_to_something_else_changes_nothing(box, held):
    def another(answer):
        answer["learners"][0]["learner"] = PAGE

    with pytest.raises(relay.NotNow):
        box.relay(answering(box, another))
    with box:
        assert not Mark.objects.exists()


def test_only_what_is_named_advances(box, parent, held):
    def forget_the_second(answer):
        del answer["learners"][0]["accepted"][1]

    with pytest.raises(relay.NotNow, match="1 learners to be offered again"):
        box.relay(answering(box, forget_the_second))
    with box:
        first = Fact.objects.order_by("pk").first().pk
        assert Mark.objects.get().sent_up_to == first
    sent = []
    box.relay(lambda packed: sent.append(unpack(packed)) or box.post(packed))
    assert len(sent[0]["learners"][0]["facts"]) == 2


def test_later_changes_nothing_and_holds_up_nobody(box, parent, held, new_tablet, monkeypatch):
    monkeypatch.setattr(relay, "MOST_FACTS", 2)
    other = new_tablet()
    box.push(other, *(other.fact() for _ in range(3)))

    def later(answer):
        for entry in answer["learners"]:
            if entry["learner"] == held.person.id:
                entry.update(status="later", accepted=[])

    with pytest.raises(relay.NotNow):
        box.relay(answering(box, later))
    with box:
        assert [str(pk) for pk in Mark.objects.values_list("pk", flat=True)] == [other.person.id]
    box.relay()
    assert parent.facts() == box.facts()


def test_what_the_parent_refuses_is_set_aside(box, parent, held):
    with box:
        middle = Fact.objects.order_by("pk")[1]

    def refuse(answer):
        (entry,) = answer["learners"]
        entry["accepted"].remove(str(middle.uuid))
        flaw = {"id": str(middle.uuid), "index": 1, "code": "conflict", "message": "…"}
        entry["refused"].append(flaw)

    report = box.relay(answering(box, refuse))
    assert (report.facts, report.refused) == (2, 1)
    assert "1 facts refused and set aside" in str(report)
    with box:
        kept = SetAside.objects.get()
        assert (kept.uuid, kept.code) == (middle.uuid, "conflict")
    with box:
        assert relay.due() == []
    assert box.relay().facts == 0
    box.push(held, held.fact())
    assert box.relay().facts == 1


def test_one_whom_the_parent_knows_by_another_secret_stops_nobody(box, parent, held, new_tablet):
    double = new_tablet()
    double.person.id = held.person.id
    parent.push(double)
    other = new_tablet()
    box.push(other, other.fact())
    report = box.relay()
    assert (report.forbidden, report.facts) == (1, 1)
    box.push(held, held.fact())
    assert box.relay().forbidden == 0  # asked again tomorrow, or by hand
    assert box.relay(everyone=True).forbidden == 1


# --- erasing ------------------------------------------------------------------------------------


def test_an_erasure_goes_up_the_chain_and_down_to_the_other_box(new_house, new_tablet):
    top, middle, left, right = (new_house() for _ in range(4))
    middle.below(top)
    left.below(middle)
    right.below(middle)
    tablet = new_tablet()
    for house in (left, right, top):
        house.push(tablet, tablet.fact())
    for house in (left, right, middle):
        house.relay()
    assert len(top.facts()) == 3
    with left:
        assert tablet.erase().status_code == 204
    for house in (left, middle):
        house.relay()
    assert right.relay(everyone=True).erased == 1
    for house in (top, middle, left, right):
        assert (house.facts(), house.erased()) == ([], {tablet.person.id})
    for house in (left, right, middle):
        assert house.relay(everyone=True).learners == 0  # nothing more to be said of them


def test_one_erased_at_the_parent_is_erased_at_the_next_contact(box, parent, held):
    box.relay()
    with parent:
        held.erase() if held.sync(enrol=True) else None
    report = box.relay(everyone=True)
    assert report.erased == 1
    assert (box.facts(), box.erased()) == ([], {held.person.id})
    assert box.push(held, held.fact())["status"] == "erased"


def test_one_erased_before_the_parent_ever_knew(box, parent, held):
    with box:
        held.erase()
    box.relay()
    assert parent.erased() == {held.person.id}


# --- restores and moves -------------------------------------------------------------------------


def test_a_parent_that_was_restored_is_offered_everything_again(box, parent, held, new_tablet):
    gone = new_tablet()
    box.push(gone, gone.fact())
    box.relay()
    kept = parent.backup()
    box.push(held, held.fact())
    with box:
        gone.erase()
    box.relay()
    parent.restore(kept)
    assert not parent.erased()
    box.push(held, held.fact())
    box.relay()
    assert parent.facts() == box.facts()
    assert parent.erased() == {gone.person.id}


def test_a_restored_parent_hears_of_the_erased_also_where_nobody_is_left(box, parent, held, stick):
    kept = parent.backup()
    with box:
        held.erase()
    box.relay()
    parent.restore(kept)
    box.relay()
    assert parent.erased() == {held.person.id}
    parent.restore(kept)
    with box:
        manage("carry_out", str(stick / "up"))
    for _ in range(2):  # the first answer tells of the restore
        with parent:
            manage("carry_in", str(stick / "up"), "--answer", str(stick / "down"))
        with box, contextlib.suppress(CommandError):
            manage("carry_in", str(stick / "down"))
        with box:
            manage("carry_out", str(stick / "up"))
    assert parent.erased() == {held.person.id}


def test_a_box_that_was_restored_offers_everything_again(box, parent, held):
    kept = box.backup()
    late = held.fact()
    box.push(held, late)
    box.relay()
    with box:
        held.erase()
    box.relay()
    box.restore(kept)
    assert box.facts()
    assert box.relay().erased == 1  # the parent still knows
    assert box.facts() == []


def test_a_box_registered_anew_offers_everything(box, parent, held, new_house):
    box.relay()
    other = new_house()
    box.below(other)
    box.relay()
    assert other.facts() == box.facts()


def test_an_epoch_that_changes_with_every_answer_ends_the_run(box, held):
    epochs = iter(range(100))

    def another(answer):
        answer["epoch"] = str(next(epochs))

    box.relay(answering(box, another))
    box.push(held, held.fact())
    with pytest.raises(relay.NotNow, match="another epoch"):
        box.relay(answering(box, another))


# --- interrupted --------------------------------------------------------------------------------


def test_cut_off_anywhere_and_taken_up_weeks_later(box, parent, held, monkeypatch):
    monkeypatch.setattr(relay, "MOST_FACTS", 1)
    monkeypatch.setattr(relay, "FIRST_PAUSE", relay.FIRST_PAUSE)

    def before(packed):
        raise Stopped

    def after(packed):
        box.post(packed)
        raise Stopped

    for line in (before, after, after, before):
        with pytest.raises(Stopped):
            box.relay(line)
    with box:
        assert not Mark.objects.exists()
    box.relay()
    assert parent.facts() == box.facts()
    assert parent.states(held.person)[PAGE]["seconds"] == 6


def test_two_runs_at_once_do_no_harm(box, parent, held):
    """The second began while the first waited for its answer; it comes back first."""

    def twice(packed):
        answer = box.post(packed)
        box.push(held, held.fact())
        box.relay()
        return answer

    box.relay(twice)
    with box:
        assert Mark.objects.get().sent_up_to == Fact.objects.latest("pk").pk
    assert parent.facts() == box.facts()
