"""The servers: a chain of boxes up to the parent, each killed and started again at any moment."""

import contextlib
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from ..e2e.server import PATIENCE, House, Serving, copy_of_database

FAULTS = ("ack_before_commit", "drop_dedup")
DEPTH = 3
ROUNDS = 20  # in which facts must have come up

DUMP = """
from uuid import UUID
from progress.models import Fact, Learner, PageState
answer = {}
for learner in Learner.objects.all():
    answer[str(learner.pk)] = {
        "erased": learner.erased_at is not None,
        "devices": learner.devices.count(),
        "facts": [],
        "states": {},
    }
columns = "uuid device seq at kind page block version data".split()
for learner, *row in Fact.objects.order_by("pk").values_list("learner", *columns):
    told = [str(each) if isinstance(each, UUID) else each for each in row]
    answer[str(learner)]["facts"].append(told)
for learner, page, state in PageState.objects.values_list("learner", "page", "state"):
    answer[str(learner)]["states"][str(page)] = state
"""
"""Run beside the server: what it has, by learner, as `oracle.judge` takes it."""

COUNT = """
from progress.models import Fact, Learner
erased = Learner.objects.exclude(erased_at=None)
answer = [Fact.objects.count(), Learner.objects.count(), erased.count()]
"""

DROP_DEDUP = """
from django.db import connection
from progress.models import Fact
kept = next(each for each in Fact._meta.constraints if each.name == "one_fact_an_id")
Fact._meta.constraints.remove(kept)  # SQLite makes the table anew, as the model has it
with connection.schema_editor() as editor:
    editor.remove_constraint(Fact, kept)
answer = None
"""


@dataclass
class Box(House):
    """A house that may run with a fault, and may relay to another."""

    settings_module: str = "cms.settings.demo"
    relays_to: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"DJANGO_SETTINGS_MODULE": self.settings_module} | self.relays_to


@dataclass
class Server:
    """One server of the chain: who finds it dead starts it again."""

    box: Box
    rng: random.Random
    lives: int = 0
    """How often its database was another one, or said to be, since the beginning."""
    restores: int = 0
    kills: int = 0
    killable: bool = False
    next_kill: float = float("inf")
    took: float = 0
    """Seconds that the last start took."""
    between: list[Callable[["Server"], None]] = field(default_factory=list)
    """What is to be done while it is down next."""
    serving: Serving | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    backup: tuple[Path, str | None] | None = None

    @property
    def port(self) -> int:
        return self.box.port

    def stand(self) -> None:
        """Starts it if it is down."""
        with self.lock:
            if self.serving and self.serving.process.poll() is None:
                return
            if self.serving:
                self.kill()  # a server that ended by itself may leave workers behind for a moment
            while self.between:
                self.between.pop(0)(self)
            began = time.monotonic()
            self.serving = self.box.start()
            self.serving.wait_for_answer()
            self.took = time.monotonic() - began
            self.draw_next_kill()

    def draw_next_kill(self) -> None:
        """About as long as a start takes: slow machines, too, let something happen between kills."""
        if self.killable:
            self.next_kill = time.monotonic() + self.rng.expovariate(1 / max(3, self.took))

    def due(self) -> bool:
        """Whether it is time to kill; only one of those who ask is told so."""
        with self.lock:
            if not self.killable or time.monotonic() < self.next_kill:
                return False
            self.draw_next_kill()
            return True

    def kill(self) -> None:
        """SIGKILL to every process of it at once, as when the plug is pulled."""
        with self.lock:
            try:
                family = self.serving.family()
            except psutil.NoSuchProcess:
                return
            # Workers and the clock have groups of their own; the head would start them again.
            for process in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            self.kills += 1
            self.serving.process.wait()
            psutil.wait_procs(family, timeout=PATIENCE)

    def kill_one(self) -> None:
        """SIGKILL to a worker or to the clock; the server starts another."""
        with self.lock:
            try:
                psutil.Process(self.rng.choice(self.serving.family()[1:]).pid).kill()
                self.kills += 1
            except (psutil.NoSuchProcess, IndexError):
                return

    def stop(self) -> None:
        with self.lock:
            self.killable = False
            if self.serving:
                self.serving.stop()

    # What happens to a database while its server is down.

    def keep_backup(self) -> None:
        if self.box.database:
            _disconnect(self.box.database)
            self.backup = (self.box.data, copy_of_database(self.box.database))
            return
        kept = self.box.data.with_name(f"{self.box.data.name}-backup")
        kept.mkdir()
        for file in self.box.data.glob("db.sqlite3*"):
            shutil.copy(file, kept)
        self.backup = (kept, None)

    def restore(self) -> None:
        """Puts the backup back, and does what docs/operations.md asks for after a restore."""
        self.restores += 1
        kept, database = self.backup
        if database:
            _replace(self.box.database, database)
        else:
            for file in self.box.data.glob("db.sqlite3*"):
                file.unlink()
            for file in kept.iterdir():
                shutil.copy(file, self.box.data)
        self.new_epoch()

    def new_epoch(self) -> None:
        self.box.manage("new_epoch")
        self.lives += 1

    def refold(self) -> int:
        """How many states were not as they should be."""
        told = self.box.manage("refold")
        return int(told.rpartition(" states")[0].rpartition(" ")[2])


@dataclass
class Chain:
    """Servers from the box that devices speak to, up to the parent. Without relays there is one."""

    servers: list[Server]

    @property
    def first(self) -> Server:
        return self.servers[0]

    @property
    def last(self) -> Server:
        return self.servers[-1]

    def join(self) -> None:
        """Registers every box with the next one; its `manage.py` prints what the box is to know."""
        for below, above in zip(self.servers, self.servers[1:], strict=False):
            told = above.box.manage("register_relay", f"Box {below.port}")
            below.box.relays_to = dict(
                line.split("=", 1) for line in told.splitlines() if line.startswith("RELAY_")
            )

    def relay(self) -> bool:
        """One go of every box, from the bottom; whether all of them got through."""
        done = [
            subprocess.run(
                [sys.executable, "manage.py", "relay"],
                cwd=server.box.code,
                env=server.box.environment,
                capture_output=True,
                timeout=600,
                check=False,
            )
            for server in self.servers[:-1]
        ]
        return all(each.returncode == 0 for each in done)

    def relay_until_quiet(self) -> None:
        """Relays until a whole go brings nothing new to the last server."""
        before = None
        for _ in range(ROUNDS if len(self.servers) > 1 else 0):
            for server in self.servers:
                server.stand()
            now = self.last.box.ask(COUNT) if self.relay() else None
            if now is not None and now == before:
                return
            before = now

    def stop(self) -> None:
        for server in self.servers:
            server.stop()


def chain_of(home: House, place: Path, rng: random.Random, depth: int, fault: str = "") -> Chain:
    """`depth` copies of `home`, which is set up and not served, in folders of `place`."""
    servers = []
    for number in range(depth):
        copy = home.copy(place / f"data-{number}")
        box = Box(copy.code, copy.data, copy.port, copy.database)
        if fault == "ack_before_commit":
            box.settings_module = "chaos_faults.settings"
        if fault == "drop_dedup":
            box.ask(DROP_DEDUP)
        if number:
            box.manage("new_epoch")  # a copy is another database
        servers.append(Server(box, random.Random(rng.random())))
    chain = Chain(servers)
    chain.join()
    return chain


def _disconnect(url: str) -> None:
    """Ends the sessions that a killed server left; PostgreSQL finishes what they had begun."""
    import psycopg

    server, _, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        ours = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(ours, [name])


def _replace(url: str, other: str) -> None:
    """Makes the database at `url` what `other` is; `other` stays."""
    import psycopg

    server, _, name = url.rpartition("/")
    kept = other.rpartition("/")[2]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{kept}"')
