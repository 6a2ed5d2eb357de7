"""Several workers: what one began, another goes on with; of two at once, one has it."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)

pytestmark = pytest.mark.database

# A database of its own, two processes: neither shares a cache, a memory or a session with the other.
FIRST = """
    import json
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    call_command("prepare", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    from platforms import Platform
    from django.test import Client
    platform, client = Platform(), Client()
    sent = platform.message(platform.begin(client))
    print(json.dumps([sent, {name: morsel.value for name, morsel in client.cookies.items()}]))
"""
SECOND = """
    import json, sys
    from urllib.parse import urlencode
    from django.test import Client
    sent, cookies = json.loads(sys.stdin.read())
    client = Client()
    client.cookies.load(cookies)
    print(json.dumps("ready"), flush=True)
    form = "application/x-www-form-urlencoded"
    answer = client.post("/lti/launch/", urlencode(sent).encode(), content_type=form)
    where = answer.get("Location", "")
    print(json.dumps([answer.status_code, where, client.get(where).status_code if where else 0]))
"""


@pytest.fixture
def database(tmp_path):
    """The address of an empty database, of the kind that the tests run on."""
    address = os.environ.get("DATABASE_URL", "")
    if "postgres" not in address:
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    name = f"workers_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
        yield urlsplit(address)._replace(path=f"/{name}").geturl()
        line.execute(f"DROP DATABASE {name} WITH (FORCE)")


def python(code: str, database: str, **how) -> subprocess.Popen:
    top = """
        import os, sys
        sys.path[:0] = os.environ["ROOMS"].split(os.pathsep)
        from django.conf import settings
        kept = settings.DATABASES["default"]
        if "sqlite3" in kept["ENGINE"]:  # the settings for tests have it in memory
            kept["NAME"] = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
            kept["OPTIONS"]["timeout"] = 30
        settings.PLATFORM_NAME = "x"
        import django
        django.setup()
    """
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "ROOMS": os.pathsep.join(str(ROOT / folder) for folder in ("tests", "tests/lti")),
        "DATABASE_URL": database,
    }
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(top) + textwrap.dedent(code)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **how,
    )


def test_a_login_that_one_process_began_is_answered_by_one_of_two(database):
    begun, errors = python(FIRST, database).communicate(timeout=300)
    assert begun, errors
    begun = begun.splitlines()[-1]  # above it the commands said what they did
    workers = [python(SECOND, database) for _ in range(2)]
    for worker in workers:
        worker.stdin.write(begun)
        worker.stdin.close()
        worker.stdin = None
    said = [json.loads(worker.communicate(timeout=300)[0].splitlines()[-1]) for worker in workers]
    statuses = sorted(status for status, _, _ in said)
    assert statuses == [302, 403], said
    assert [shown for status, _, shown in said if status == 302] == [200]
