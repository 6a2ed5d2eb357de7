"""One run: people at devices, mishaps and kills for some time, then quiet, then the judge."""

import random
import threading
import time
import traceback
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..e2e.server import House
from .chain import DEPTH, DUMP, Chain, Server, chain_of
from .content import SCRIPT, Tutorial
from .devices import Device, Person
from .oracle import Ledger, Verdict, judge
from .wire import KILLS, MISHAPS, Call, send, send_and_kill, send_unluckily

ACTORS = 4  # threads; each has its own devices and its own dice
LARGEST_OUTBOX = 400  # facts that wait; then people rest until the server is back
IDLE_ROUNDS = 5  # that bring nothing new although nothing disturbs: more would bring nothing either


@dataclass
class Plan:
    seed: int = 7
    minutes: float = 1
    devices: int = 12
    learners: int = 24
    acts: int = 0
    """What each pair of hands does at least, however slow the machine is."""
    depth: int = DEPTH
    """Servers from the devices' box up to the last parent."""
    fault: str = ""
    other_lives: bool = True
    """Whether the database is restored, and given new epochs, on the way."""


@dataclass
class Run:
    plan: Plan
    chain: Chain
    tutorials: list[Tutorial]
    ledger: Ledger = field(default_factory=Ledger)
    people: list[Person] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    """Learners that the server has told somebody it knows: they may move."""
    devices: list[Device] = field(default_factory=list)
    mishaps: Counter = field(default_factory=Counter)
    strays: list[Call] = field(default_factory=list)
    until: float = 0

    @property
    def server(self) -> Server:
        return self.chain.first

    def prepare(self) -> None:
        """Devices and learners, from the seed; every learner begins on one device."""
        rng = random.Random(f"{self.plan.seed}/house")
        for _ in range(self.plan.devices):
            dice = random.Random(rng.random())
            lives, restored = (lambda: self.server.lives), (lambda: self.server.restores)
            self.devices.append(Device(dice, self.ledger, self.tutorials, lives, restored))
        for number in range(self.plan.learners):
            self.devices[number % len(self.devices)].take(self.newcomer(rng))

    def newcomer(self, rng: random.Random) -> Person:
        bits = rng.getrandbits
        person = Person(str(uuid.UUID(int=bits(128), version=4)), f"{bits(128):032x}")
        self.people.append(person)
        return person

    def live(self) -> None:
        """Lets everybody act for as long as the plan says."""
        seconds = 60 * self.plan.minutes
        for server in self.chain.servers:
            server.stand()
            server.killable = True
            server.draw_next_kill()
        self.until = time.monotonic() + seconds
        actors = [
            Actor(self, self.devices[number::ACTORS], random.Random(f"{self.plan.seed}/{number}"))
            for number in range(min(ACTORS, len(self.devices)))
        ]
        parts = [actor.act for actor in actors] + [lambda: self._fates(seconds)]
        if len(self.chain.servers) > 1:
            parts += [self._relay, self._above]
        threads = [threading.Thread(target=self._playing, args=(part,)) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _playing(self, part: Callable[[], None]) -> None:
        try:
            part()
        except Exception:
            self.ledger.complain(f"The harness failed:\n{traceback.format_exc()}")

    def _fates(self, seconds: float) -> None:
        """What befalls databases, at parts of the time.

        New epochs heal what was lost: in the second half there are none. What is done to a database
        takes none of the time in which people act.
        """
        first, last = self.chain.first, self.chain.last
        due = [
            (0.1, first, Server.keep_backup),
            (0.3, first, Server.restore),
            (0.45, last, Server.new_epoch),
            (0.7, last, self._refold),
        ]
        while due and self.plan.other_lives:
            part, server, deed = due[0]
            if time.monotonic() < self.until - seconds * (1 - part):
                time.sleep(0.05)
                continue
            due.pop(0)
            began = time.monotonic()
            with server.lock:
                server.between.append(deed)
                server.kill()
                server.stand()
                self.until += time.monotonic() - began

    def _above(self) -> None:
        """Kills the servers that no device speaks to, and starts them again."""
        while time.monotonic() < self.until:
            for server in self.chain.servers[1:]:
                if server.due():
                    server.kill()
                server.stand()
            time.sleep(0.05)

    def _refold(self, server: Server) -> None:
        if wrong := server.refold():
            self.ledger.complain(f"{wrong} states were another after a refold")

    def _relay(self) -> None:
        while time.monotonic() < self.until:
            self.chain.relay()

    # --- the end ---

    def settle(self) -> None:
        """All devices send all they have; late copies arrive; the chain relays until it is quiet."""
        for server in self.chain.servers:
            server.killable = False
            server.stand()
        self._drain()
        for call in self.strays:
            send(self.server.port, call)
        self._drain()
        self.chain.relay_until_quiet()

    def _drain(self) -> None:
        idle, before = 0, None
        while idle < IDLE_ROUNDS:
            pending = [device for device in self.devices if not self._quiet(device)]
            if not pending and not self._to_erase():
                return
            for person in self._to_erase():
                device, lives = self.devices[0], self.server.lives
                answer = send(self.server.port, device.erasure(person))
                device.hear_erased(person, answer, lives)
            for device in pending:
                if sent := device.push(whole=True):
                    device.hear(sent, send(self.server.port, sent.call))
            now = [device.standing() for device in self.devices]
            idle, before = (idle + 1 if now == before else 0), now
        self.ledger.complain("Not everything could be sent.")

    def _quiet(self, device: Device) -> bool:
        """Whether `device` has heard of this database, sent all and knows what others told."""
        return device.sure_of == self.server.lives and all(
            profile.enrolled
            and not profile.outbox
            and not profile.poison
            and self._acknowledged(profile.person.id) <= profile.known.keys()
            for profile in device.profiles.values()
        )

    def _acknowledged(self, learner: str) -> set[str]:
        return self.ledger.of_learner[learner] & self.ledger.acknowledged

    def _to_erase(self) -> list[Person]:
        """Whom somebody wanted erased, and whom this life of the database has not erased."""
        lives = self.server.lives
        return [
            Person(learner, secret)
            for learner, secret in list(self.ledger.erasing.items())
            if (lives, learner) not in self.ledger.erased
        ]

    def judge(self) -> Verdict:
        held = {
            id for device in self.devices for each in device.profiles.values() for id in each.outbox
        }
        return judge(self.ledger, held, self.chain.last.box.ask(DUMP))


@dataclass
class Actor:
    """One pair of hands: people at some of the devices, and the bad luck they have."""

    run: Run
    devices: list[Device]
    rng: random.Random

    def act(self) -> None:
        acts = 0
        while time.monotonic() < self.run.until or acts < self.run.plan.acts:
            self.step(self.rng.choice(self.devices))
            acts += 1

    def step(self, device: Device) -> None:
        rng, roll = self.rng, self.rng.random()
        if not device.profiles:
            device.take(self.run.newcomer(rng))
        if roll < 0.5:
            profile = rng.choice(list(device.profiles.values()))
            if len(profile.outbox) < LARGEST_OUTBOX:
                device.work(profile, rng.randint(1, 8))
        elif roll < 0.96:
            self.sync(device)
        elif roll < 0.985:
            self.move(device)
        elif roll < 0.99:
            self.erase(device)
        elif self.run.strays:
            send(self.run.server.port, rng.choice(self.run.strays))

    def sync(self, device: Device) -> None:
        sent = device.push()
        server, run = self.run.server, self.run
        if server.due():
            moment = self.rng.choice(KILLS)
            run.mishaps[f"killed: {moment}"] += 1
            kill = server.kill if self.rng.random() < 0.6 else server.kill_one
            answers = [send_and_kill(server.port, sent.call, moment, kill, self.rng)]
        else:
            mishap = self.rng.choices(list(MISHAPS), list(MISHAPS.values()))[0]
            run.mishaps[mishap] += 1
            answers = send_unluckily(server.port, sent.call, mishap, self.rng)
            if mishap == "strays" and "conflict" not in sent.expected.values():
                run.strays.append(sent.call)
            if mishap == "mangled":
                self._mangled(answers[0])
                return
        for answer in answers:
            device.hear(sent, answer)
        run.known |= {each.person.id for each in device.profiles.values() if each.enrolled}
        if None in answers:
            server.stand()

    def _mangled(self, answer) -> None:
        if answer is not None and answer.status not in (400, 500, 502, 503):
            self.run.ledger.complain(f"{answer.status} to half a body: {answer.body}")

    def move(self, device: Device) -> None:
        """Somebody comes to `device` with a card."""
        known = [person for person in self.run.people if person.id in self.run.known]
        if not known or len(device.profiles) > 8:
            return
        person = self.rng.choice(known)
        sent = device.proof(person)
        if device.hear(sent, send(self.run.server.port, sent.call)):
            if person.id not in self.run.ledger.erasing:
                device.take(person)
            self.run.mishaps["moves"] += 1

    def erase(self, device: Device) -> None:
        person = self.rng.choice(list(device.profiles.values())).person
        lives = self.run.server.lives
        answer = send(self.run.server.port, device.erasure(person))
        device.hear_erased(person, answer, lives)
        self.run.mishaps["erasures"] += 1


def run(plan: Plan, home: House, place: Path, say=print) -> Verdict:
    """Runs `plan` on copies of `home` in `place`, and tells what was done."""
    place.mkdir(parents=True, exist_ok=True)
    tutorials = [Tutorial(**each) for each in home.ask(SCRIPT)]
    chain = chain_of(home, place, random.Random(f"{plan.seed}/chain"), plan.depth, plan.fault)
    this = Run(plan, chain, tutorials)
    try:
        this.prepare()
        this.live()
        this.settle()
    finally:
        chain.stop()
    verdict = this.judge()
    for name, times in sorted((this.mishaps + this.ledger.counted).items()):
        say(f"  {name}: {times}")
    say(
        f"  servers: {len(chain.servers)}, kills: {sum(server.kills for server in chain.servers)},"
        f" lives of the first database: {1 + chain.first.lives}"
    )
    for what in verdict.broken[:20]:
        say(f"  BROKEN: {what[:600]}")
    say(f"  broken promises: {len(verdict.broken)}")
    return verdict
