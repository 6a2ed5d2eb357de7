"""`manage.py relay`: its line, its status, when the clock runs it, and how long it stays away."""

import itertools
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import checks
from django.core.management import CommandError
from django.utils import timezone

from cms import clock
from progress import relay, uplink
from progress.models import Mark, Parent
from tests.progress.houses import manage


@pytest.fixture
def parent(new_house):
    return new_house()


@pytest.fixture
def box(new_house, parent, monkeypatch):
    box = new_house().below(parent)
    monkeypatch.setattr(uplink, "post", box.post)
    return box


@pytest.fixture
def held(box, new_tablet):
    tablet = new_tablet()
    box.push(tablet, tablet.fact(), tablet.fact())
    return tablet


@pytest.fixture
def now(monkeypatch):
    """``now.pass_(timedelta)`` moves what time it is."""

    class Now:
        value = timezone.now()

        def pass_(self, time):
            Now.value += time

    monkeypatch.setattr(timezone, "now", lambda: Now.value)
    return Now()


def broken(packed):
    raise relay.NotNow("The parent answered 502.")


def test_the_line_of_a_run(box, held, parent):
    with box:
        assert manage("relay") == "Relay: 2 facts acknowledged, 1 learners asked about.\n"
        assert manage("relay") == "Relay: 0 facts acknowledged, 1 learners asked about.\n"
        assert manage("relay", "--due") == ""


def test_a_run_that_fails_says_why(box, held, monkeypatch):
    monkeypatch.setattr(uplink, "post", broken)
    with box, pytest.raises(CommandError, match="Relay: The parent answered 502"):
        manage("relay")


def test_without_a_parent(box):
    box.settings = {"RELAY_TO": "", "RELAY_ID": "", "RELAY_TOKEN": "", "RELAY_KEY": ""}
    with box, pytest.raises(CommandError, match="Set RELAY_TO"):
        manage("relay")


def test_the_clock_stays_away_longer_each_time(box, held, monkeypatch, now):
    monkeypatch.setattr(uplink, "post", broken)
    pauses = []
    with box:
        for _ in range(9):
            with pytest.raises(CommandError):
                manage("relay", "--due")
            assert manage("relay", "--due") == ""
            pauses.append(Parent.objects.get().not_before - now.value)
            now.pass_(pauses[-1])
        assert all(after > before for before, after in itertools.pairwise(pauses[:6]))
        minute, hour = timedelta(minutes=1), timedelta(hours=1)
        assert minute <= pauses[0] <= 1.25 * minute
        assert all(hour <= pause <= 1.25 * hour for pause in pauses[6:])
        monkeypatch.setattr(uplink, "post", box.post)
        assert "2 facts" in manage("relay", "--due")
        assert (Parent.objects.get().failures, Parent.objects.get().not_before) == (0, None)


def test_the_clock_stays_away_as_long_as_the_parent_asks(box, held, monkeypatch, now):
    for asked, kept in ((7_000, timedelta(seconds=7_000)), (10**9, timedelta(days=1))):

        def slow(packed, asked=asked):
            raise relay.NotNow("The parent answered 429.", asked)

        monkeypatch.setattr(uplink, "post", slow)
        with box:
            with pytest.raises(CommandError):
                manage("relay")  # by hand it asks whatever the pause
            assert Parent.objects.get().not_before - now.value == kept


def test_a_clock_that_was_set_back_years_holds_up_nothing(box, held, monkeypatch, now):
    monkeypatch.setattr(uplink, "post", broken)
    with box:
        with pytest.raises(CommandError):
            manage("relay", "--due")
        now.pass_(-timedelta(days=4_000))
        monkeypatch.setattr(uplink, "post", box.post)
        assert "2 facts" in manage("relay", "--due")
        now.pass_(-timedelta(days=4_000))
        assert "1 learners asked about" in manage("relay", "--due")
        assert manage("relay", "--due") == ""


def test_everyone_is_asked_about_once_a_day(box, held, parent, now):
    with box:
        manage("relay", "--due")
        now.pass_(timedelta(hours=23))
        assert manage("relay", "--due") == ""
        with parent:
            held.sync(enrol=True)
            held.erase()
        now.pass_(timedelta(hours=2))
        assert "1 learners erased here too" in manage("relay", "--due")
        assert Mark.objects.get().status == "erased"
        assert manage("relay", "--due") == ""
        now.pass_(timedelta(days=2))  # the parent's epoch alone
        assert "0 learners asked about" in manage("relay", "--due")
        assert manage("relay", "--due") == ""


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"RELAY_TO": "pascupas.exemplu"}, "RELAY_TO"),
        ({"RELAY_TO": "ftp://pascupas.exemplu"}, "RELAY_TO"),
        ({"RELAY_TO": "https://ana:parola@pascupas.exemplu"}, "RELAY_TO"),
        ({"RELAY_TO": "https://pascupas.exemplu/?a=b"}, "RELAY_TO"),
        ({"RELAY_TO": "https://pascupas.exemplu:x"}, "RELAY_TO"),
        ({"RELAY_ID": ""}, "RELAY_ID"),
        ({"RELAY_ID": str(uuid4()).upper()}, "RELAY_ID"),
        ({"RELAY_TOKEN": "x"}, "RELAY_TOKEN"),
        ({"RELAY_KEY": "x"}, "RELAY_KEY"),
    ],
)
def test_settings_that_cannot_be_are_named(changes, flaw, box, settings):
    def found():
        return [error.msg for error in checks.run_checks() if error.id == "progress.E003"]

    with box:
        assert found() == []
    box.settings |= changes
    with box:
        (message,) = found()
        assert flaw in message
        if box.settings["RELAY_TO"]:
            with pytest.raises(CommandError, match=flaw):
                manage("relay")


# --- beside the clock ---------------------------------------------------------------------------


def test_the_clock_waits_for_no_relay(monkeypatch):
    runs, goes_on = [], threading.Event()

    def wait(*arguments):
        runs.append(arguments)
        goes_on.wait(10)
        raise CommandError("Relay: …")

    monkeypatch.setattr(clock, "call_command", wait)
    monkeypatch.setattr(clock, "connection", type("None", (), {"close": lambda: None}))
    aside = clock.Aside("relay", "--due")
    aside.start()
    aside.start()
    goes_on.set()
    aside._thread.join(10)
    assert runs == [("relay", "--due")]
    aside.start()
    aside._thread.join(10)
    assert len(runs) == 2


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:9"])
def test_the_clock_relays_where_there_is_a_parent(address, settings, monkeypatch):
    class Enough(Exception):
        pass

    started = []
    settings.RELAY_TO = address
    monkeypatch.setattr(clock, "tick", lambda *_: None)
    monkeypatch.setattr(clock.Aside, "start", lambda aside: started.append(aside.command))
    minutes = iter([None, Enough])

    def wait_for_minute(followers):
        if next(minutes):
            raise Enough

    monkeypatch.setattr(clock, "wait_for_minute", wait_for_minute)
    with pytest.raises(Enough):
        clock.run()
    assert started == [*settings.ASIDE, *(["relay"] if address else [])]
