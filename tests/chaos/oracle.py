"""What must be true at the end, said without the product's help.

The fold here is written from docs/decisions/009-sync.md and 010: it imports nothing of ours, takes all
facts at once and knows the right answers because the harness made them. The ledger holds what devices
made and what they were told; the judge compares both with what the last server has.
"""

import json
import math
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field

TOLD = ("id", "device", "seq", "at", "kind", "page", "block", "version", "data")
"""What the database must say of a fact, in the order of `DUMP` in chain.py."""
NO_PAGE = "00000000-0000-0000-0000-000000000000"
"""Of what is said of the learner alone: it is kept, and gives no state."""


# --- the fold -----------------------------------------------------------------------------------


def states(facts: Iterable[dict], is_right: Callable[[dict], bool]) -> dict[str, dict]:
    """What a learner's facts come to, page by page. An id counts once."""
    pages = defaultdict(list)
    for fact in {fact["id"]: fact for fact in facts}.values():
        if fact["object"]["page"] != NO_PAGE:
            pages[fact["object"]["page"]].append(fact)
    return {page: _state(its, is_right) for page, its in pages.items()}


def _state(facts: list[dict], is_right: Callable[[dict], bool]) -> dict:
    def of(kind: str) -> list[dict]:
        return [fact for fact in facts if fact["kind"] == kind]

    steps = [fact for fact in of("step") if _block(fact)]
    last = max(steps, key=_order, default=None)
    marks = [fact for fact in of("bookmark") if isinstance(fact["data"].get("on"), bool)]
    marked = max(marks, key=_order, default=None)
    answers, practice, activities = defaultdict(list), defaultdict(list), defaultdict(list)
    for fact in of("answer"):
        answers[_block(fact)].append(is_right(fact))
    for fact in of("practice"):
        if fact["data"].get("event") in ("begun", "passed"):
            practice[_block(fact)].append(fact["data"])
    for fact in of("activity"):
        if isinstance(fact["data"].get("done"), bool):
            activities[_block(fact)].append(fact["data"])
    return {
        "opened": True,
        "steps": sorted({_block(fact) for fact in steps}, key=lambda block: block.encode("utf-16-be")),
        "completed": bool(of("completed")),
        "seconds": sum(_milliseconds(fact["data"].get("seconds")) for fact in of("time")) / 1000,
        "answers": {
            block: {"tries": len(given), "right": any(given)}
            for block, given in answers.items()
            if block
        },
        "practice": {block: _practised(told) for block, told in practice.items() if block},
        "activities": {block: _performed(told) for block, told in activities.items() if block},
        "position": last and {"block": _block(last), "order": list(_order(last))},
        "bookmark": marked and {"on": marked["data"]["on"], "order": list(_order(marked))},
    }


def _practised(told: list[dict]) -> dict:
    passes = [data for data in told if data["event"] == "passed"]
    fewest = {
        name: min((int(n) for n in (data.get(name) for data in passes) if _is_count(n)), default=None)
        for name in ("slips", "hints")
    }
    return {"begun": len(told) - len(passes), "passed": bool(passes)} | fewest


def _performed(told: list[dict]) -> dict:
    scores = [data.get("score") for data in told]
    best = max((score for score in scores if _is_number(score) and 0 <= score <= 1), default=None)
    return {"done": any(data["done"] for data in told), "score": best}


def _block(fact: dict) -> str | None:
    return fact["object"].get("block")


def _order(fact: dict) -> tuple[int, str, str]:
    return (fact["seq"], fact["device"], fact["id"])


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value) -> bool:
    return _is_number(value) and 0 <= value <= 10_000 and value == int(value)


def _milliseconds(seconds) -> int:
    return math.floor(min(max(seconds, 0), 3600) * 1000 + 0.5) if _is_number(seconds) else 0


# --- the ledger ---------------------------------------------------------------------------------


@dataclass
class Ledger:
    """What was made, what was told; written by all devices at once."""

    made: dict[str, dict] = field(default_factory=dict)
    of_learner: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    right: set[str] = field(default_factory=set)
    """The ids of answers that are right, by construction."""
    acknowledged: set[str] = field(default_factory=set)
    erasing: dict[str, str] = field(default_factory=dict)
    """Learner → secret, from when somebody first asked to erase them."""
    erased: set[tuple[int, str]] = field(default_factory=set)
    """(life of the database, learner) told as erased; a restore brings them back."""
    broken: list[str] = field(default_factory=list)
    counted: Counter = field(default_factory=Counter)
    """What happened, for the report."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def make(self, fact: dict, right: bool = False) -> None:
        with self.lock:
            self.made[fact["id"]] = fact
            self.of_learner[fact["learner"]].add(fact["id"])
            if right:
                self.right.add(fact["id"])

    def acknowledge(self, ids: Iterable[str]) -> None:
        with self.lock:
            self.acknowledged.update(id for id in ids if id in self.made)

    def complain(self, what: str) -> None:
        """Notes a promise of the contract that was not kept."""
        with self.lock:
            self.broken.append(what)

    def count(self, what: str, times: int = 1) -> None:
        with self.lock:
            self.counted[what] += times


# --- the judge ----------------------------------------------------------------------------------


@dataclass
class Verdict:
    facts: int = 0
    lost: int = 0
    doubled: int = 0
    states_wrong: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.states_wrong or self.broken) and self.facts > 0

    def __add__(self, other: "Verdict") -> "Verdict":
        names = ("facts", "lost", "doubled", "states_wrong", "broken")
        return Verdict(*(getattr(self, name) + getattr(other, name) for name in names))

    def kept(self) -> str:
        """All of it, for another process to `read`."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, kept: str) -> "Verdict":
        return cls(**json.loads(kept))

    def line(self) -> str:
        names = ("facts", "lost", "doubled", "states_wrong")
        return json.dumps({name: getattr(self, name) for name in names})


def judge(ledger: Ledger, held: set[str], dump: dict[str, dict]) -> Verdict:
    """`dump` is what the last server has, by learner; `held` are the ids still in an outbox.

    Lost is a fact that was acknowledged or is held and is not in the database: at the end nothing may
    be held.
    """
    verdict = Verdict(broken=list(ledger.broken))
    wanted = defaultdict(dict)
    for id in ledger.acknowledged | (held & ledger.made.keys()):
        fact = ledger.made[id]
        if fact["learner"] not in ledger.erasing:
            wanted[fact["learner"]][id] = fact
    for learner in sorted(wanted.keys() | dump.keys() | ledger.erasing.keys()):
        there = dump.get(learner, {"erased": False, "devices": 0, "facts": [], "states": {}})
        if learner in ledger.erasing:
            left = len(there["facts"]) + len(there["states"]) + there["devices"]
            if left or not there["erased"]:
                verdict.states_wrong += 1
                verdict.broken.append(f"{learner} was erased and is not: {left} rows")
            continue
        facts, rows = wanted[learner], Counter(row[0] for row in there["facts"])
        verdict.facts += len(facts)
        verdict.lost += len(facts.keys() - rows.keys())
        verdict.doubled += sum(rows.values()) - len(rows)
        # Never acknowledged, and gone from every outbox: as little as a fact that nobody made.
        strange = rows.keys() - facts.keys()
        verdict.broken += [f"{id} of {learner} is kept, and nobody stands for it" for id in strange]
        verdict.broken += _changed(there["facts"], facts)
        expected = states(facts.values(), lambda fact: fact["id"] in ledger.right)
        pages = expected.keys() | there["states"].keys()
        wrong = [page for page in pages if expected.get(page) != there["states"].get(page)]
        verdict.states_wrong += len(wrong)
    return verdict


def _changed(rows: list[list], facts: dict[str, dict]) -> Iterable[str]:
    """What is kept otherwise than it was told."""
    for row in rows:
        fact = facts.get(row[0])
        if fact and row != row_of(fact):
            yield f"{row[0]} was told as {row_of(fact)} and is kept as {row}"


def row_of(fact: dict) -> list:
    flat = fact | {"page": fact["object"]["page"], "block": _block(fact)}
    return [flat[name] for name in TOLD]
