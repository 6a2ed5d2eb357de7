"""Devices as the contract has them: outboxes, cursors, Lamport counters, clocks that are years off.

Written from docs/decisions/009-sync.md and 010. A device gives up a fact only when the answer names it;
whatever an answer says that the contract does not allow is told to the ledger.
"""

import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from .content import Tutorial, right_answer, wrong_answer
from .oracle import NO_PAGE, Ledger
from .wire import Answer, Call, call_of

SYNC, ERASE = "/api/v1/sync", "/api/v1/erase"
YEAR = 365.25 * 86_400
CLOCKS = (0, 0, 0, 3_600, -40, -3, 0.5, 7, 70, 900, 8_500, 60_000)
"""By how many years a clock may be off; the far ones need six digits for the year."""
STATUSES = {"ok", "forbidden", "erased", "later"}

POISONS: dict[str, dict] = {
    "id": {"id": "01900000-0000-4000-8000-000000000001"},
    "device": {"device": "tableta"},
    "seq": {"seq": 0},
    "at": {"at": "ieri"},
    "kind": {"kind": "Nu E Un Fel"},
    "object": {"object": {"page": "acasă"}},
    "version": {"version": "v" * 65},
    "data_too_large": {"data": {"given": "a" * 5_000}},
    "data_too_deep": {"data": {"a": [[[[[[[[[1]]]]]]]]]}},
    "text": {"data": {"given": "\0"}},
}


@dataclass
class Person:
    """A learner, made on a device; the secret is on the card."""

    id: str
    secret: str


@dataclass
class Profile:
    """What a device knows of one learner."""

    person: Person
    enrolled: bool = False
    cursor: int = 0
    seq: int = 0
    outbox: dict[str, dict] = field(default_factory=dict)
    poison: dict[str, tuple[dict, str]] = field(default_factory=dict)
    """Malformed facts by id, each with the code that it is refused with; out once refused."""
    known: dict[str, dict] = field(default_factory=dict)
    """Every good fact, made here or pulled: what is offered again to a new epoch."""
    sent: set[str] = field(default_factory=set)
    """Acknowledged to this device in this epoch."""


@dataclass
class Sent:
    """A call that is under way, with what is needed to judge its answer."""

    call: Call
    offered: dict[str, list[dict]]
    pulls: dict[str, int]
    enrols: set[str]
    expected: dict[tuple[str, int], str]
    """(learner, index) → the code that it must be refused with."""
    erased: set[str]
    lives: int


@dataclass
class Device:
    rng: random.Random
    ledger: Ledger
    tutorials: list[Tutorial]
    lives: Callable[[], int]
    """Which life of its database the server is in; only the harness knows."""
    restored: Callable[[], int]
    """In which life the database was last another one."""
    id: str = ""
    token: str = ""
    epoch: str | None = None
    sure_of: int = -1
    """The life of the database that the device has surely heard of."""
    profiles: dict[str, Profile] = field(default_factory=dict)
    erasing: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self):
        self.id = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        self.token = f"{self.rng.getrandbits(128):032x}"
        self.skew = self.rng.choice(CLOCKS) * YEAR

    def take(self, person: Person) -> Profile:
        return self.profiles.setdefault(person.id, Profile(person))

    def standing(self) -> list[tuple]:
        """How far every profile has come: the same after a call that brought nothing."""
        return [
            (self.sure_of, whose, p.enrolled, p.cursor, len(p.outbox), len(p.poison), len(p.known))
            for whose, p in self.profiles.items()
        ]

    # --- what people do ---

    def work(self, profile: Profile, times: int) -> None:
        """A person does `times` things."""
        if self.rng.random() < 0.02:
            self.skew = self.rng.choice(CLOCKS) * YEAR
        for _ in range(times):
            if self.rng.random() < 0.02:
                self._poison(profile)
                continue
            kind, block, data, right = self._deed(tutorial := self.rng.choice(self.tutorials))
            page = NO_PAGE if kind == "preference" else tutorial.page
            fact = self._fact(profile, kind, page, block, data)
            self.ledger.make(fact, right)
            profile.outbox[fact["id"]] = profile.known[fact["id"]] = fact

    def _deed(self, tutorial: Tutorial) -> tuple[str, str | None, dict, bool]:
        """A kind of fact, its block, its data, and whether it is a right answer."""
        rng = self.rng
        kinds = {"opened": 8, "step": 30, "answer": 30, "practice": 14, "time": 14, "completed": 4,
                 "read-aloud": 2, "bookmark": 6, "preference": 3}  # fmt: skip
        kind = rng.choices(list(kinds), list(kinds.values()))[0]
        match kind:
            case "step":
                return kind, rng.choice([*tutorial.steps, "é", "😀", "\ue000"]), {}, False
            case "answer":
                return self._answer(tutorial)
            case "practice":
                data = {
                    "event": rng.choice(["begun", "slip", "hint", "passed"]),
                    "task": "platiti",
                    "slips": rng.choice([0, 1, 2, 5, 5.0, 10_001, -1, 1.5, None, "2"]),
                    "hints": rng.choice([0, 1, 3, True]),
                }
                return kind, rng.choice(tutorial.practices), data, False
            case "time":
                seconds = rng.choice([rng.randrange(1, 900), rng.random() * 100, -5, 4_000, "60", 1e21])
                return kind, None, {"seconds": seconds}, False
            case "bookmark":
                return kind, None, {"on": rng.choice([True, True, False, 0, "on"])}, False
            case "preference":
                return kind, None, {"name": "text", "value": rng.choice(["", "large", 7])}, False
            case "read-aloud":
                return kind, rng.choice(tutorial.steps), {"voice": "ro", "parts": [1, 2.5, None]}, False
            case _:
                return kind, None, {}, False

    def _answer(self, tutorial: Tutorial) -> tuple[str, str | None, dict, bool]:
        question = self.rng.choice(tutorial.questions)
        block = question["block"]
        match self.rng.randrange(10):
            case 0:  # asked by nobody
                return "answer", "nowhere", {"given": ["x"], "right": True}, False
            case 1:  # of no question
                return "answer", None, {"given": right_answer(question)}, False
            case 2 | 3 | 4:
                return "answer", block, {"given": right_answer(question)}, True
            case _:
                given = wrong_answer(question, self.rng)
                return "answer", block, {"given": given, "verdict": True}, False

    def _fact(self, profile: Profile, kind: str, page: str, block: str | None, data: dict) -> dict:
        profile.seq += 1
        return {
            "id": self._uuid7(),
            "learner": profile.person.id,
            "device": self.id,
            "seq": profile.seq,
            "at": self._at(),
            "kind": kind,
            "object": {"page": page} | ({"block": block} if block else {}),
            "version": "0123456789abcdef",
            "data": data,
        }

    def _poison(self, profile: Profile) -> None:
        """A fact that some slip of ours, or a bad flash memory, made."""
        code = self.rng.choice(list(POISONS))
        page = self.rng.choice(self.tutorials).page
        fact = self._fact(profile, "opened", page, None, {}) | POISONS[code]
        profile.poison[fact["id"]] = (fact, code)

    def _now(self) -> float:
        return time.time() + self.skew

    def _at(self) -> str:
        """RFC 3339, with the six digits that ECMAScript has for the years after 9999."""
        year, rest = divmod(self._now(), YEAR)
        year = int(year) + 1970
        years = f"{year:04}" if 0 <= year <= 9999 else f"{'-' if year < 0 else '+'}{abs(year):06}"
        within = time.gmtime(rest)
        return f"{years}-{time.strftime('%m-%dT%H:%M:%S', within)}.{int(rest * 1000) % 1000:03}Z"

    def _uuid7(self) -> str:
        milliseconds = int(self._now() * 1000) % 2**48
        rest = self.rng.getrandbits(74)
        bits = (milliseconds << 80) | (7 << 76) | ((rest >> 62) << 64) | (2 << 62) | (rest % 2**62)
        return str(uuid.UUID(int=bits))

    # --- calls ---

    def push(self, *, whole: bool = False) -> Sent | None:
        """A call for some of the learners with some of their facts; `whole`: all that there is."""
        rng = self.rng
        profiles = list(self.profiles.values())
        if not profiles:
            return None
        if not whole:
            profiles = rng.sample(profiles, rng.randint(1, len(profiles)))
        entries, sent = [], self._sent()
        for profile in profiles:
            facts = self._some(profile, whole)
            learner = profile.person.id
            entry = {"learner": learner, "facts": [fact for fact, _ in facts]}
            if not profile.enrolled or (not whole and rng.random() < 0.05):
                entry["enrolment"] = {"secret": profile.person.secret}
                sent.enrols.add(learner)
            if whole or rng.random() < 0.5:
                entry |= {"secret": profile.person.secret, "cursor": profile.cursor}
                sent.pulls[learner] = profile.cursor
            sent.offered[learner] = entry["facts"]
            sent.expected |= {(learner, at): code for at, (_, code) in enumerate(facts) if code}
            entries.append(entry)
        sent.call = self._call(entries)
        return sent

    def _some(self, profile: Profile, whole: bool) -> list[tuple[dict, str | None]]:
        """Facts to send, each with the code that it must be refused with, if any."""
        rng = self.rng
        held = list(profile.outbox.values())
        if whole:
            good = held[:400]
        else:
            rng.shuffle(held)
            good = held[: rng.randint(0, 40)]
            if good and rng.random() < 0.2:
                good += rng.choices(good, k=rng.randint(1, 3))
            if profile.known and rng.random() < 0.2:  # sent before, or another device's
                good += rng.choices(list(profile.known.values()), k=rng.randint(1, 5))
        facts: list[tuple[dict, str | None]] = [(fact, None) for fact in good]
        facts += [poison for poison in profile.poison.values() if whole or rng.random() < 0.5]
        if profile.sent and not whole and rng.random() < 0.05 and self.sure_of == self.lives():
            known = profile.known[rng.choice(sorted(profile.sent))]
            if known["id"] not in {fact["id"] for fact, _ in facts}:
                facts.append((known | {"version": "another"}, "conflict"))
        if not whole:
            rng.shuffle(facts)
        return facts

    def proof(self, person: Person) -> Sent:
        """Asks with the secret of a card, before the learner moves here."""
        sent = self._sent()
        sent.offered[person.id], sent.pulls[person.id] = [], 0
        sent.call = self._call([{"learner": person.id, "secret": person.secret, "facts": []}])
        return sent

    def erasure(self, person: Person) -> Call:
        with self.ledger.lock:
            self.ledger.erasing[person.id] = person.secret
        self.erasing[person.id] = person
        return call_of(ERASE, {"learner": person.id, "secret": person.secret}, self.rng.random() < 0.5)

    def _sent(self) -> Sent:
        lives = self.lives()
        with self.ledger.lock:
            erased = {learner for life, learner in self.ledger.erased if life == lives}
        return Sent(Call("", b"", False), {}, {}, set(), {}, erased, lives)

    def _call(self, entries: list[dict]) -> Call:
        content = {"device": self.id, "token": self.token, "learners": entries}
        return call_of(SYNC, content, self.rng.random() < 0.5)

    # --- answers ---

    def hear(self, sent: Sent, answer: Answer | None) -> bool:
        """Does what the answer allows; whether every learner of the call was served."""
        if answer is None or answer.status >= 500:
            self.ledger.count("no answer" if answer is None else f"status {answer.status}")
            return False
        if answer.status == 403 and len(sent.offered) == 1:
            self._forbidden(next(iter(sent.offered)), sent)
            return False
        if answer.status != 200:
            self.ledger.complain(f"{answer.status} to a good call: {answer.body}")
            return False
        told = answer.body
        if [each["learner"] for each in told["learners"]] != list(sent.offered):
            self.ledger.complain("The answer is about others than the call.")
            return False
        same = self._meet(told["epoch"])
        if self.lives() == sent.lives:
            self.sure_of = sent.lives
        served = [self._hear_one(sent, each, same) for each in told["learners"]]
        return all(served)

    def _meet(self, epoch: str) -> bool:
        """Whether it is the epoch that we know; to another one everything is offered again."""
        if self.epoch == epoch:
            return True
        if self.epoch is not None:
            self.ledger.count("new epochs met")
        self.epoch = epoch
        for profile in self.profiles.values():
            profile.outbox = dict(profile.known)
            profile.sent, profile.cursor = set(), 0
        return False

    def _hear_one(self, sent: Sent, told: dict, same_epoch: bool) -> bool:
        learner, status = told["learner"], told["status"]
        if status not in STATUSES:
            self.ledger.complain(f"The status {status} is none.")
        if status == "ok" and learner in sent.erased and self.lives() == sent.lives:
            self.ledger.complain(f"{learner} was erased, and was told “ok” later.")
        if status == "erased" and learner not in self.ledger.erasing:
            self.ledger.complain(f"{learner} was told to be erased, and nobody had asked for it.")
        if status == "forbidden":
            self._forbidden(learner, sent)
        if status == "erased":
            self.profiles.pop(learner, None)
            self.ledger.count("told to be erased")
        if status == "ok":
            self._served(sent, told, same_epoch)
        return status in ("ok", "erased")

    def _forbidden(self, learner: str, sent: Sent) -> None:
        """Only a restore makes the server forget whom it knew; then one enrols again."""
        if profile := self.profiles.get(learner):
            profile.enrolled = False
        self.ledger.count("forbidden")
        if not self.restored() or learner in sent.enrols:
            self.ledger.complain(f"{learner} was forbidden with the right credentials.")

    def _served(self, sent: Sent, told: dict, same_epoch: bool) -> None:
        learner = told["learner"]
        offered = sent.offered[learner]
        profile = self.profiles.get(learner) or Profile(Person(learner, ""))
        if learner in sent.enrols:
            profile.enrolled = True
        refused = {each["index"]: each["code"] for each in told["refused"]}
        expected = {at: code for (whose, at), code in sent.expected.items() if whose == learner}
        if refused != expected:
            self.ledger.complain(f"Refused: {refused}; expected: {expected}")
        good = {fact["id"] for at, fact in enumerate(offered) if at not in expected}
        if set(told["accepted"]) != good or len(told["accepted"]) != len(good):
            self.ledger.complain(f"{learner}: {len(told['accepted'])} accepted of {len(good)}")
        named = good & set(told["accepted"])
        self.ledger.acknowledge(named)
        for id in named:
            profile.outbox.pop(id, None)
            profile.sent.add(id)
        for at in refused.keys() & expected.keys():
            if refused[at] != "conflict":  # set aside
                aside = [id for id, (fact, _) in profile.poison.items() if fact is offered[at]]
                for id in aside:
                    del profile.poison[id]
                self.ledger.count("refused")
        self._pulled(sent, told, profile, same_epoch)

    def _pulled(self, sent: Sent, told: dict, profile: Profile, same_epoch: bool) -> None:
        learner = told["learner"]
        if told["facts"] and learner not in sent.pulls:
            self.ledger.complain(f"{learner}: facts without a secret")
        for each in told["facts"]:
            fact = {name: value for name, value in each.items() if name != "received_at"}
            if fact["device"] == self.id or fact != self.ledger.made.get(fact["id"]):
                self.ledger.complain(f"{learner}: pulled what nobody told: {fact}")
                continue
            profile.known.setdefault(fact["id"], fact)
            profile.seq = max(profile.seq, fact["seq"])
        self.ledger.count("pulled", len(told["facts"]))
        # Of another epoch, or overtaken by another answer: not to be gone on from.
        if learner in sent.pulls and same_epoch and sent.pulls[learner] == profile.cursor:
            profile.cursor = told["cursor"]
        if told["more"]:
            self.ledger.count("more to pull")

    def hear_erased(self, person: Person, answer: Answer | None, lives: int) -> bool:
        if answer is None or answer.status >= 500:
            return False
        if answer.status != 204:
            self.ledger.complain(f"{answer.status} to an erasure with the right secret")
            return False
        if self.lives() == lives:
            with self.ledger.lock:
                self.ledger.erased.add((lives, person.id))
        self.erasing.pop(person.id, None)
        self.profiles.pop(person.id, None)
        return True
