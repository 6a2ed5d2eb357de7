"""Three servers, one above the other: what a device tells the lowest arrives at the top, once."""

import http.client
import json
import secrets
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest

from .server import House

pytestmark = pytest.mark.e2e

FACTS = 3_000
A_TICK = 240  # seconds in which the clock has ticked, and what it began is done
COUNT = """
from progress.models import Fact, PageState
states = PageState.objects.filter(learner=learner).values_list("state", flat=True)
answer = [Fact.objects.filter(learner=learner).count(), sum(state["seconds"] for state in states)]
"""


def uuid7(number: int) -> str:
    return str(
        UUID(int=(0x019A << 112) | (number << 80) | (7 << 76) | (2 << 62) | secrets.randbits(62))
    )


def facts(learner: str, device: str) -> list[dict]:
    return [
        {
            "id": uuid7(number),
            "learner": learner,
            "device": device,
            "seq": number,
            "at": "2026-11-22T10:00:00+02:00",
            "kind": "time",
            "object": {"page": "aaaaaaaa-0000-4000-8000-000000000001"},
            "version": "",
            "data": {"seconds": 1},
        }
        for number in range(1, FACTS + 1)
    ]


def push(house: House, call: dict) -> dict:
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)
    line.request("POST", "/api/v1/sync", json.dumps(call), {"Content-Type": "application/json"})
    response = line.getresponse()
    assert response.status == 200
    (answer,) = json.loads(response.read())["learners"]
    line.close()
    return answer


def put_below(box: House, parent: House) -> None:
    lines = parent.manage("register_relay", box.data.name).splitlines()[1:]
    box.settings |= dict(line.split("=", 1) for line in lines)


def kill_relay_after(box: House, seconds: float) -> None:
    """Runs the relay of `box` and cuts its power."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "relay"],
        cwd=box.code,
        env=box.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_three_servers(house, tmp_path):
    box, middle, top = (house.copy(tmp_path / name) for name in ("box", "middle", "top"))
    put_below(box, middle)
    put_below(middle, top)
    learner, device, secret = str(uuid4()), str(uuid4()), secrets.token_hex(16)
    entry = {"learner": learner, "facts": facts(learner, device), "enrolment": {"secret": secret}}
    call = {"device": device, "token": secrets.token_hex(16), "learners": [entry]}
    with box.serving():
        assert len(push(box, call)["accepted"]) == FACTS
        call["learners"][0] = {"learner": learner, "facts": [], "secret": secret}
    with ExitStack() as served:
        served.enter_context(top.serving())
        serving = served.enter_context(middle.serving())
        for seconds in (1.5, 2.5, 3.0, 3.5):
            kill_relay_after(box, seconds)
        assert "learners asked about" in box.manage("relay")
        assert middle.ask(COUNT, learner=learner) == [FACTS, FACTS]
        # From there the clock of the served box brings them on by itself.
        deadline = time.monotonic() + A_TICK
        while top.ask(COUNT, learner=learner) != [FACTS, FACTS]:
            assert time.monotonic() < deadline, serving.log.read_text()
            time.sleep(2)
        assert serving.errors() == []
        erase = {"learner": learner, "secret": secret}
        line = http.client.HTTPConnection("127.0.0.1", top.port, timeout=60)
        line.request("POST", "/api/v1/erase", json.dumps(erase), {"Content-Type": "application/json"})
        assert line.getresponse().status == 204
        line.close()
        assert "1 learners erased here too" in middle.manage("relay")
        assert "1 learners erased here too" in box.manage("relay")
        assert box.ask(COUNT, learner=learner) == [0, 0]
