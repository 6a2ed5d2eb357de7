"""A document for one person: made at once by a warm process that is gone when it should be."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pdfs import broken_rules
from pressing import made_by
from reading import aloud

from paper import pdf
from paper import press as module
from paper.press import Busy, Press, Starting

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://pascupas.exemplu/"
HTML = (
    "<html lang='ro'><title>Un act</title><h1>Certificat</h1><p>Ana știe să țină evidența.</p></html>"
)


@pytest.fixture(scope="module")
def press():
    press = Press()
    yield press
    press.stop()


def is_there(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(pid: int) -> None:
    end = time.monotonic() + 20
    while is_there(pid):
        assert time.monotonic() < end, "It is still there."
        time.sleep(0.05)


def test_it_makes_what_the_background_would(press):
    made = made_by(press, HTML, BASE)
    assert made.pages == 1
    assert broken_rules(made.body) == {}
    assert aloud(made.body) == aloud(pdf.make_pdf(HTML, BASE).body) != ""


def test_one_process_makes_many(press, monkeypatch):
    monkeypatch.setattr("paper.press.LONGEST", 60)  # this machine may be busy
    made_by(press, HTML, BASE)
    first = press._process.pid
    long = HTML.replace("<p>", "<p>" + "Multe cuvinte. " * 3_000)
    assert made_by(press, long, BASE).pages > 5
    assert press._process.pid == first


def test_one_that_has_ended_meanwhile_is_no_matter(press):
    made_by(press, HTML, BASE)
    gone = press._process.pid
    os.kill(gone, signal.SIGKILL)
    wait_until_gone(gone)
    assert made_by(press, HTML, BASE).pages == 1
    assert press._process.pid != gone


def test_what_cannot_be_made_is_said_and_the_next_one_is_made(press):
    made_by(press, HTML, BASE)
    with pytest.raises(pdf.CannotMakePdf):
        press.make(None, BASE)  # as if WeasyPrint failed
    assert made_by(press, HTML, BASE).pages == 1


def test_what_takes_too_long_is_given_up(press, monkeypatch):
    made_by(press, HTML, BASE)
    monkeypatch.setattr(module, "LONGEST", 0.05)
    with pytest.raises(Busy):
        press.make(HTML.replace("<p>", "<p>" + "Multe cuvinte. " * 60_000), BASE)
    monkeypatch.undo()
    assert made_by(press, HTML, BASE).pages == 1


def test_who_comes_while_another_is_served_waits_not_long(press, monkeypatch):
    monkeypatch.setattr(module, "QUEUE", 0.05)
    with press._turn, pytest.raises(Busy):
        press.make(HTML, BASE)


def test_nobody_waits_for_one_that_is_starting():
    """A web worker has one thread: all its readers would wait."""
    press = Press()
    begun = time.monotonic()
    with pytest.raises(Starting):
        press.make(HTML, BASE)
    assert time.monotonic() - begun < 1.5  # loading alone takes longer
    assert made_by(press, HTML, BASE).pages == 1
    press.stop()


def test_one_that_dies_while_it_starts_is_started_again(press):
    press.stop()
    with pytest.raises(Starting):
        press.make(HTML, BASE)
    press._process.kill()
    wait_until_gone(press._process.pid)
    assert made_by(press, HTML, BASE).pages == 1


def test_one_that_never_becomes_ready_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "LOADING", 0)
    press = Press()
    with pytest.raises(Busy) as told:
        press.make(HTML, BASE)
    assert not isinstance(told.value, Starting)
    assert press._process is None


def test_warming_waits_for_nobody():
    press = Press()
    begun = time.monotonic()
    press.warm()
    assert press._process is not None
    press.warm()
    assert time.monotonic() - begun < 1.5  # loading alone takes longer
    press.stop()


def test_without_the_libraries_nothing_is_started(monkeypatch):
    monkeypatch.setattr(pdf, "why_not", lambda: "Pango is not here.")
    press = Press()
    press.warm()
    with pytest.raises(pdf.CannotMakePdf, match="Pango"):
        press.make(HTML, BASE)
    assert press._process is None


def test_it_ends_with_whoever_started_it():
    """A web worker that is killed leaves nothing behind."""
    code = (
        "import os, django; django.setup()\n"
        "from paper.press import press\n"
        "press.warm()\n"
        "print(press._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    wait_until_gone(int(told.stdout))
