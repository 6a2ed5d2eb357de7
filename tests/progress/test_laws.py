"""However facts travel, the states are those of one fold; and refolding gives them again."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progress.fold import FOLD_VERSION, NO_PAGE, fold
from progress.models import Device, Epoch, Fact, Learner, PageState
from progress.states import folded

PAGES = [f"aaaaaaaa-0000-4000-8000-{n:012}" for n in (1, 2)]

acts = st.lists(
    st.tuples(
        st.integers(0, 2),  # the device
        st.sampled_from(["opened", "step", "answer", "completed", "time", "bookmark", "dreamt"]),
        st.sampled_from([*PAGES, NO_PAGE]),
        st.sampled_from([None, "s1", "s2"]),
        st.sampled_from(
            [{}, {"seconds": 0.1}, {"seconds": 3601}, {"given": ["x"]}, {"on": True}, {"on": False}]
        ),
        st.integers(0, 3),  # how far the device's counter leaps
    ),
    min_size=1,
    max_size=15,
)


@pytest.fixture
def devices(new_tablet, person):
    return [new_tablet(person) for _ in range(3)]


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(acts, st.randoms(use_true_random=False), st.booleans())
def test_any_travel_gives_the_states_of_one_fold(devices, acts, random, pull):
    """Facts are duplicated, reordered, split into calls and carried by any device, in any turn."""
    person = devices[0].person
    with transaction.atomic():
        facts = []
        for number, kind, page, block, data, leap in acts:
            device = devices[number]
            device.seq += leap
            facts.append(device.fact(kind, page, block, data))
        travelling = facts + [fact for fact in facts if random.random() < 0.5]
        random.shuffle(travelling)
        while travelling:
            size = random.randint(1, 5)
            part, travelling = travelling[:size], travelling[size:]
            carrier = random.choice(devices)
            carrier.cursor = 0
            answer = carrier.sync(*part, enrol=True, pull=pull)
            assert set(answer["accepted"]) == {fact["id"] for fact in part}
        wanted = fold(map(folded, Fact.objects.all()))
        assert {str(fact.uuid) for fact in Fact.objects.all()} == {fact["id"] for fact in facts}
        assert person.states == json.loads(json.dumps(wanted))
        assert refold() == "Refolded: 1 learners, 0 states changed."
        transaction.set_rollback(True)


# --- refolding ----------------------------------------------------------------------------------


def refold() -> str:
    said = StringIO()
    call_command("refold", stdout=said)
    return said.getvalue().strip()


@pytest.fixture
def travelled(tablet, phone, tutorial):
    page = str(tutorial.translation_key)
    block = next(block for block in tutorial.quiz if block.block_type == "one")
    right = [c.id for c in block.value["choices"].bound_blocks if c.value["right"]]
    tablet.sync(tablet.fact("answer", page, block.id, {"given": right}))
    phone.sync(phone.fact("step", PAGES[0], "s1"), phone.fact("time", PAGES[0], data={"seconds": 2.5}))
    states = tablet.person.states
    assert states[page]["answers"][block.id]["right"] is True
    return tablet, states


def test_refolding_reproduces_every_state(travelled):
    tablet, states = travelled
    assert refold() == "Refolded: 1 learners, 0 states changed."
    PageState.objects.all().delete()
    assert refold() == "Refolded: 1 learners, 2 states changed."
    assert tablet.person.states == states
    PageState.objects.filter(page=PAGES[0]).update(state={"opened": False})
    PageState.objects.create(learner_id=tablet.person.id, page=PAGES[1], state={}, fold_version=1)
    assert refold() == "Refolded: 1 learners, 2 states changed."
    assert tablet.person.states == states


def test_refolding_takes_grades_as_they_were_kept(travelled, tutorial):
    """The question may have changed since; what was right then stays right."""
    tablet, states = travelled
    tutorial.quiz = []
    tutorial.save()
    PageState.objects.all().delete()
    refold()
    assert tablet.person.states == states


def test_states_of_an_older_fold_are_not_mixed_with_a_newer_one(travelled):
    tablet, states = travelled
    PageState.objects.update(fold_version=FOLD_VERSION - 1, state={"older": True})
    assert refold() == "Refolded: 1 learners, 2 states changed."
    assert tablet.person.states == states
    PageState.objects.filter(page=PAGES[0]).update(fold_version=FOLD_VERSION - 1, state={"older": True})
    tablet.sync(tablet.fact("time", PAGES[0], data={"seconds": 1}))
    row = PageState.objects.get(page=PAGES[0])
    assert row.fold_version == FOLD_VERSION
    assert row.state == states[PAGES[0]] | {"seconds": 3.5}


# --- what the database itself refuses -----------------------------------------------------------


def breaches(learner):
    row = {"learner": learner, "device": PAGES[0], "page": PAGES[0], "uuid": PAGES[0], "at": "",
           "kind": "opened", "content_hash": "", "seq": 1}  # fmt: skip
    Fact.objects.create(**row)
    PageState.objects.create(learner=learner, page=PAGES[0], state={}, fold_version=1)
    Epoch.objects.get_or_create(pk=Epoch.ONLY)
    yield "a fact twice", Fact(**row)
    yield "a counter below one", Fact(**row | {"uuid": PAGES[1], "seq": 0})
    yield "a counter too high", Fact(**row | {"uuid": PAGES[1], "seq": 2**48 + 1})
    yield "a grade for no answer", Fact(**row | {"uuid": PAGES[1], "verdict": True})
    yield "a state twice", PageState(learner=learner, page=PAGES[0], state={}, fold_version=1)
    yield "a device twice", Device(learner=learner, device=learner.devices.get().device)
    yield "two epochs", Epoch(pk=2)


def test_invariants_live_in_the_database(tablet):
    for name, row in breaches(Learner.objects.get()):
        assert refused(row), name


def refused(row) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return True
    return False
