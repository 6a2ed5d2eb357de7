"""Short runs on SQLite: the product holds, and with a fault in it the run says so."""

from pathlib import Path

import pytest

from tests.chaos.__main__ import copied, plan_from, set_up
from tests.chaos.chain import FAULTS
from tests.chaos.run import Plan, run

pytestmark = pytest.mark.chaos


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """Set up once, served by nobody: runs take copies."""
    place = tmp_path_factory.mktemp("chaos")
    return set_up(copied(place / "code"), place / "data", None)


def test_nothing_is_lost_doubled_or_miscounted(home, tmp_path):
    verdict = run(Plan(seed=7, minutes=0.25), home, tmp_path)
    assert verdict.holds, verdict.line()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(home, tmp_path, fault):
    """Sabotage by the harness (`faults/`): what is acknowledged too early is lost, what is not known
    by its id is doubled.

    On one server: the next one up, told of both in one call, would have taken one of them.
    """
    plan = Plan(seed=7, minutes=0.25, acts=80, depth=1, fault=fault, other_lives=False)
    verdict = run(plan, home, tmp_path)
    assert not verdict.holds
    assert verdict.lost if fault == "ack_before_commit" else verdict.doubled
    assert verdict.lost < verdict.facts, "not the fault that was meant: nothing is stored at all"
    assert verdict.states_wrong


def test_the_product_knows_nothing_of_the_faults():
    root = Path(__file__).parents[2]
    for folder in ("cms", "progress", "tutorials", "courses", "bin"):
        for file in (root / folder).rglob("*"):
            if file.suffix in (".py", ".sh", ""):
                assert not file.is_file() or "chaos_faults" not in file.read_text(errors="replace"), (
                    file
                )


def test_the_plan_is_the_environments():
    given = {"SEED": "9", "MINUTES": "0.5", "DEVICES": "3", "LEARNERS": "4", "FAULT": "drop_dedup"}
    assert plan_from(given) == Plan(9, 0.5, 3, 4, fault="drop_dedup")
    assert plan_from({"SEED": ""}) == Plan()
    with pytest.raises(SystemExit):
        plan_from({"FAULT": "gremlins"})
