"""Several servers in one process, each with a database, a DATA_DIR and settings of its own."""

import contextlib
import gzip
import itertools
import json
import shutil
import sqlite3
from copy import deepcopy
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, override_settings

from progress import epoch, relay
from progress.models import Epoch, Fact, Learner
from tests.progress.conftest import SYNC

_count = itertools.count()


class Stopped(Exception):
    """The power went: a stand-in for SIGKILL, which no code catches."""


class House:
    """A server. Within `with house:` everything of the process is its own."""

    def __init__(self, template: sqlite3.Connection, folder: Path):
        number = next(_count)
        standard = connections["default"]
        self.connection = type(standard)(deepcopy(standard.settings_dict), alias="default")
        self.connection.settings_dict["NAME"] = f"file:house{number}?mode=memory&cache=shared"
        self.folder = folder / f"house{number}"
        self.folder.mkdir()
        self.settings: dict = {"PUBLIC_URL": f"http://house{number}"}
        self.calls = 0
        self.raw().deserialize(template.serialize())
        with self:  # no two servers begin with the same
            Epoch.objects.all().delete()

    def raw(self) -> sqlite3.Connection:
        self.connection.ensure_connection()
        return self.connection.connection

    def __enter__(self) -> "House":
        self._stack = [*getattr(self, "_stack", ()), contextlib.ExitStack()]
        stack = self._stack[-1]
        stack.enter_context(override_settings(DATA_DIR=self.folder, SEALING_KEY="", **self.settings))
        stack.callback(connections.__setitem__, "default", connections["default"])
        connections["default"] = self.connection
        return self

    def __exit__(self, *error) -> None:
        self._stack.pop().close()

    def below(self, parent: "House", name: str = "Căminul") -> "House":
        """Registers this box at `parent`."""
        with parent:
            values = manage("register_relay", name).splitlines()[1:]
        self.settings |= dict(line.split("=", 1) for line in values)
        self.parent = parent
        return self

    def post(self, packed: bytes) -> bytes:
        """The line to the parent, without a wire."""
        assert not connection.in_atomic_block  # a slow line must hold up nobody
        self.calls += 1
        headers = {"content_encoding": "gzip"}
        with self.parent:
            response = Client().post(SYNC, packed, content_type="application/json", headers=headers)
        if response.status_code != 200:
            raise relay.NotNow(f"{response.status_code}")
        return response.content

    def relay(self, post=None, **how) -> relay.Report:
        with self:
            return relay.run(post or self.post, **how)

    def backup(self) -> bytes:
        return self.raw().serialize()

    def restore(self, kept: bytes) -> None:
        """The database as it was, and the epoch that an operator then makes."""
        self.raw().deserialize(kept)
        with self:
            epoch.renew()

    def close(self) -> None:
        self.raw().close()
        shutil.rmtree(self.folder)

    # --- what it holds ---

    def facts(self) -> list[str]:
        with self:
            return sorted(str(uuid) for uuid in Fact.objects.values_list("uuid", flat=True))

    def erased(self) -> set[str]:
        with self:
            gone = Learner.objects.exclude(erased_at=None).values_list("pk", flat=True)
            return {str(pk) for pk in gone}

    def states(self, person) -> dict:
        with self:
            return person.states

    def push(self, tablet, *facts, enrol=True) -> dict:
        with self:
            return tablet.sync(*facts, enrol=enrol)


def manage(*arguments, **options) -> str:
    from io import StringIO

    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def unpack(packed: bytes) -> dict:
    return json.loads(gzip.decompress(packed))
