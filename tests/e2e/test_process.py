"""The processes of a server: how they end, what takes their place, what they know of each other."""

import contextlib
import hashlib
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from .catalogue import WRONG_TOUCH, address, course
from .server import PATIENCE, Connection, House, Serving, refuses

pytestmark = pytest.mark.e2e

KILLED = "refused to gracefully stop"  # what granian says of a worker that it kills after ten seconds
# A shell that starts the server and waits: what stands between a person and the server.
STARTER = ("/bin/sh", "-c", '"$0" "$@" & wait')


@pytest.fixture(scope="module")
def place(house, tmp_path_factory) -> House:
    """A DATA_DIR and an address for the servers of this file; each starts where the last one ended."""
    place = house.copy(tmp_path_factory.mktemp("process") / "data")
    place.manage("prepare")
    return place


@pytest.fixture
def start(place) -> Iterator[Callable[..., Serving]]:
    """Starts a server and waits for its first answer; nothing that was started outlives the test."""
    servings, families = [], []

    def start(*arguments: str, before: tuple[str, ...] = ()) -> Serving:
        serving = place.start(*arguments, before=before)
        servings.append(serving)
        serving.wait_for_answer()
        families.extend(serving.family())
        return serving

    yield start
    for serving in servings:
        serving.stop()
    for process in families:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until_ended(families)


def wait_until_ended(processes: list[psutil.Process]) -> None:
    """What ended may stay as a zombie until its new parent asks for it; it does nothing any more."""
    deadline = time.monotonic() + PATIENCE
    while left := [process for process in processes if runs(process)]:
        assert time.monotonic() < deadline, f"These do not end: {left}"
        time.sleep(0.05)


def runs(process: psutil.Process) -> bool:
    """A zombie whose threads still end holds its sockets: the kernel may give it a connection."""
    try:
        if not process.is_running():
            return False
        return process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_nothing_of_it_outlives_it(start, place, name):
    """SIGINT goes to the whole group, as by Ctrl+C; SIGTERM to the first process alone."""
    serving = start()
    with serving.both_workers():
        pass  # granian kills one that does not hear it because it still starts, after ten seconds
    family = serving.family()
    assert len(family) >= 4  # itself, the clock, two workers
    send = os.killpg if name == "SIGINT" else os.kill
    send(serving.process.pid, getattr(signal, name))
    serving.process.wait(PATIENCE)
    assert KILLED not in serving.log.read_text()
    wait_until_ended(family)
    assert refuses(place.port)
    assert serving.errors() == []


def test_nothing_of_it_outlives_its_kill_and_a_new_start_serves_at_once(start, place):
    """It does not wait until the last of the killed one is gone: neither does an impatient person."""
    killed = start()
    family = killed.family()
    assert len(family) >= 4
    with Connection(place.port) as connection:
        page = connection.get("/").text
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait(PATIENCE)
    again = start()
    wait_until_ended(family)
    again.wait_for_answer()  # the first one may have come from a worker of the old
    with again.both_workers() as workers:
        assert [worker.get("/").text for worker in workers] == [page, page]


def test_nothing_of_it_outlives_its_kill_while_somebody_sends_half_a_request(start, place):
    """A worker that waits for the rest of it ends all the same, and holds the port no longer."""
    killed = start()
    with killed.both_workers() as workers:
        for worker in workers:
            worker.sock.sendall(
                b"POST /api/v1/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{"
            )
        time.sleep(0.5)  # heard
        family = killed.family()
        os.kill(killed.process.pid, signal.SIGKILL)
        killed.process.wait(PATIENCE)
        wait_until_ended(family)
        assert refuses(place.port)


def test_a_killed_worker_is_replaced_and_the_other_goes_on_answering(start, place):
    serving = start()
    with serving.both_workers() as workers:
        before = {serving.holder(worker) for worker in workers}
    lost = min(before)
    os.kill(lost, signal.SIGKILL)
    wait_until_ended([psutil.Process(lost)] if psutil.pid_exists(lost) else [])
    with Connection(place.port) as reader:
        assert reader.get("/").status == 200
    with serving.both_workers() as workers:
        after = {serving.holder(worker) for worker in workers}
        assert [worker.get("/").status for worker in workers] == [200, 200]
    assert lost not in after
    assert after & before == before - {lost}


def test_a_killed_clock_is_wound_again_and_ends_with_the_rest(start):
    serving = start()
    with serving.both_workers() as workers:
        served = {serving.holder(worker) for worker in workers}
    first = serving.family()
    (clock,) = {process.pid for process in first[1:]} - served
    os.kill(clock, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while not (
        new := {process.pid for process in serving.family() if runs(process)} - {p.pid for p in first}
    ):
        assert time.monotonic() < deadline, "Nothing took the place of the clock."
        time.sleep(0.05)
    family = serving.family()
    assert len(new) == 1
    os.kill(serving.process.pid, signal.SIGTERM)
    serving.process.wait(PATIENCE)
    assert KILLED not in serving.log.read_text()
    wait_until_ended(family)


@pytest.mark.parametrize("attached", [True, False])
def test_attached_it_ends_with_what_started_it(start, place, attached):
    serving = start(*["--attached"] * attached, before=STARTER)
    starter, *family = serving.family()
    starter.kill()
    serving.process.wait(PATIENCE)
    if attached:
        wait_until_ended(family)
        assert refuses(place.port)
    else:
        time.sleep(1)
        assert all(map(runs, family))
        with Connection(place.port) as reader:
            assert reader.get("/robots.txt").status == 200


def test_what_another_process_publishes_both_workers_show_at_once(start, place):
    """On the page itself and wherever else it is named, whatever the reader's device has kept."""
    publish = """
from tutorials.models import TutorialPage
page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
page.title = title
page.save_revision().publish()
answer = page.pk
"""
    paths = [address(WRONG_TOUCH), course("primii-pasi")["address"], "/cursuri/", "/"]
    paths += [path + "tipar/" for path in paths[:2]]
    title = "Titlul cel nou"
    with start().both_workers() as workers:
        kept = {path: workers[0].get(path).headers["ETag"] for path in paths}
        for worker in workers:
            assert [path for path in paths if title in worker.get(path).text] == []
        place.ask(publish, slug=WRONG_TOUCH, title=title)
        for worker in workers:
            answers = {path: worker.get(path, **{"If-None-Match": kept[path]}).text for path in paths}
            assert [path for path in paths if title not in answers[path]] == []


def state(house: House) -> tuple[list[str], dict[str, str]]:
    """Every row of the database, and what is in every other file of DATA_DIR.

    The version of the site may go on: it only makes the server forget the pages it keeps.
    """
    with contextlib.closing(sqlite3.connect(house.data / "db.sqlite3")) as database:
        rows = list(database.iterdump())
    files = {
        str(path.relative_to(house.data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in house.data.rglob("*")
        if path.is_file() and not path.name.startswith(("db.sqlite3", "site-version"))
    }
    return rows, files


def test_setting_up_again_changes_nothing(house):
    if house.database:
        pytest.skip("compares the files of SQLite")
    rows, files = state(house)
    assert len(rows) > 1000
    assert {"secret-key", "demo-passwords/autor"} <= files.keys()
    told = house.manage("set_up", "--demo")
    assert f"autor / {house.password('autor')}" in told
    rows_after, files_after = state(house)
    assert set(rows_after) ^ set(rows) == set()
    assert files_after == files
