"""However runs are cut off, mixed and repeated: at the top every fact is there, and once."""

import contextlib
import json

import pytest
from django.core.management import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progress import relay
from progress.fold import fold
from progress.models import Fact
from progress.states import folded
from tests.progress.conftest import Person, Tablet
from tests.progress.houses import House, Stopped, manage

# What may happen to a call: at which of them the power goes, before or after the parent has it.
cuts = st.one_of(
    st.none(), st.tuples(st.integers(0, 3), st.sampled_from(["before", "after", "garbage"]))
)
whom = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("facts"), st.integers(0, 2), whom, st.integers(1, 4)),
        st.tuples(st.just("relay"), cuts, st.booleans()),
        st.tuples(st.just("carry"), st.booleans(), st.booleans()),
        st.tuples(st.just("answer"), st.integers(0, 5)),
        st.tuples(st.just("erase"), st.integers(0, 2), whom),
        st.tuples(st.just("keep")),
        st.tuples(st.just("restore"), st.integers(0, 2)),
    ),
    min_size=5,
    max_size=16,
)


class World:
    """A box, a box above it, and the server at the top; devices that keep all their facts."""

    def __init__(self, template, folder):
        self.houses = [House(template, folder) for _ in range(3)]
        for lower, upper in zip(self.houses, self.houses[1:], strict=False):
            lower.below(upper)
        self.tablets = [Tablet(Person()) for _ in range(4)]
        self.outboxes: dict = {}  # (house, tablet) → facts
        self.erased: set = set()
        self.keep()
        self.folder, self.answers = folder, [[], []]

    def facts(self, house, who, number):
        tablet = self.tablets[who]
        facts = [tablet.fact("time", data={"seconds": 1}) for _ in range(number)]
        self.outboxes.setdefault((house, who), []).extend(facts)
        self.houses[house].push(tablet, *facts)

    def relay(self, cut, everyone):
        """A run at each box, from the lowest up; `cut` may end any of them."""
        for box in (0, 1):
            calls = iter(range(100))

            def line(packed, box=box, calls=calls):
                if cut is None or next(calls) != cut[0]:
                    return self.houses[box].post(packed)
                if cut[1] != "before":
                    self.houses[box].post(packed)
                if cut[1] == "garbage":
                    return b"<html>"
                raise Stopped

            with contextlib.suppress(Stopped, relay.NotNow):
                self.houses[box].relay(line, everyone=everyone)

    def carry(self, arrives, answered):
        for box in (0, 1):
            up, down = self.folder / "up", self.folder / f"down{sum(map(len, self.answers))}"
            with self.houses[box]:
                written = "nothing" not in manage("carry_out", str(up))
            if written and arrives:
                with self.houses[box + 1]:
                    manage("carry_in", str(up), "--answer", str(down))
                self.answers[box].append(down)
                if answered:
                    self.answer(-1)

    def answer(self, which):
        """Answers come back, or some that came before."""
        for box in (0, 1):
            if self.answers[box]:
                path = self.answers[box][which % len(self.answers[box])]
                with contextlib.suppress(CommandError), self.houses[box]:
                    manage("carry_in", str(path))

    def erase(self, house, who):
        with self.houses[house]:
            self.tablets[who].erase()
        self.erased.add(who)

    def keep(self):
        self.kept = {number: house.backup() for number, house in enumerate(self.houses)}

    def restore(self, house):
        """From the backup; devices hear of it and offer everything again, an erasure as well."""
        self.houses[house].restore(self.kept[house])
        for (where, who), facts in self.outboxes.items():
            if where == house:
                self.houses[house].push(self.tablets[who], *facts)

    def settle(self):
        """Undisturbed: up, and what is known at the top comes down."""
        for who in self.erased:
            self.erase(0, who)
        self.relay(None, True)
        self.relay(None, True)

    def check(self):
        for house, below in ((0, [0]), (1, [0, 1]), (2, [0, 1, 2])):
            wanted = sorted(
                fact["id"]
                for (where, who), facts in self.outboxes.items()
                if where in below and who not in self.erased
                for fact in facts
            )
            assert self.houses[house].facts() == wanted
            with self.houses[house]:
                for tablet in self.tablets:
                    rows = Fact.objects.filter(learner=tablet.person.id)
                    assert tablet.person.states == json.loads(json.dumps(fold(map(folded, rows))))
        gone = {self.tablets[who].person.id for who in self.erased}
        assert all(house.erased() == gone for house in self.houses)


@pytest.fixture
def few_in_a_call(monkeypatch):
    monkeypatch.setattr(relay, "MOST_FACTS", 2)
    monkeypatch.setattr(relay, "MOST_LEARNERS", 2)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(steps)
def test_any_journey_brings_every_fact_once(bare_database, db, tmp_path, few_in_a_call, steps):
    world = World(bare_database, tmp_path)
    try:
        for what, *how in steps:
            getattr(world, what)(*how)
        world.settle()
        world.check()
    finally:
        for house in world.houses:
            house.close()
