"""A restored database is noticed, and devices hear of it by a new epoch."""

import json
from io import StringIO

import pytest
from django.core import checks
from django.core.management import call_command

from cms import clock
from cms.management.commands import set_up
from progress import epoch
from progress.models import Epoch, Fact


def look() -> str:
    said = StringIO()
    call_command("check_epoch", stdout=said)
    return said.getvalue()


@pytest.fixture
def heard(tablet):
    """The epoch that a device hears."""
    return lambda: tablet.send(tablet.call()).json()["epoch"]


def test_without_a_restore_the_epoch_stays(tablet, heard):
    before = heard()
    for _ in range(3):
        tablet.sync(tablet.fact())
        assert look() == ""
        assert heard() == before
    assert look() == ""


def test_a_database_that_knows_fewer_facts_was_restored(tablet, heard):
    tablet.sync(tablet.fact(), tablet.fact())
    look()
    before = heard()
    Fact.objects.order_by("pk").last().delete()
    assert "restored" in look()
    assert heard() != before
    assert look() == ""


def test_erasing_is_no_restore(tablet, phone, heard, new_tablet):
    other = new_tablet()
    other.sync(other.fact(), enrol=True)
    tablet.sync(tablet.fact())
    look()
    before = heard()
    tablet.erase()
    assert look() == ""
    other.erase()
    assert look() == ""
    assert heard() == before


def test_a_database_that_knows_an_epoch_of_before_was_restored(tablet, heard):
    look()
    first = heard()
    call_command("new_epoch", stdout=StringIO())
    second = heard()
    Epoch.objects.update(value=first)
    assert "restored" in look()
    assert len({first, second, heard()}) == 3


def test_what_another_machine_noticed_is_taken_as_it_is(tablet, heard, settings, tmp_path):
    """Two machines, one database: one restore makes one epoch."""
    here, there = tmp_path / "here", tmp_path / "there"
    tablet.sync(tablet.fact())
    for machine in (here, there):
        machine.mkdir()
        settings.DATA_DIR = machine
        look()
    Fact.objects.all().delete()
    assert "restored" in look()
    noticed = heard()
    settings.DATA_DIR = here
    assert look() == ""
    settings.DATA_DIR = there
    assert look() == ""
    assert heard() == noticed


@pytest.mark.parametrize(
    "noted", [None, "", "{", "[]", '{"epoch": 1}', '{"epoch": "x", "highest": "y"}', "\0"]
)
def test_a_note_that_cannot_be_read_is_written_anew(noted, tablet, heard, tmp_path):
    tablet.sync(tablet.fact())
    before = heard()
    if noted is not None:
        (tmp_path / "epoch.json").write_text(noted)
    assert look() == ""
    assert heard() == before
    written = json.loads((tmp_path / "epoch.json").read_text())
    assert written == {"epoch": before, "highest": Fact.objects.get().pk, "past": []}


def test_an_operator_may_say_so(tablet, heard):
    before = heard()
    said = StringIO()
    call_command("new_epoch", stdout=said)
    assert heard() != before
    assert heard() in said.getvalue()
    assert look() == ""


def test_the_highest_fact_survives_its_erasure(tablet):
    tablet.sync(tablet.fact())
    highest = epoch.highest_fact()
    assert highest == Fact.objects.get().pk
    tablet.erase()
    assert epoch.highest_fact() == highest


def test_set_up_and_the_clock_look(monkeypatch, db):
    called = []
    monkeypatch.setattr(set_up, "call_command", lambda name, **options: called.append(name))
    monkeypatch.setattr(set_up, "collect_static", lambda: None)
    call_command("set_up")
    assert called.index("migrate") < called.index("check_epoch")
    assert "check_epoch" in clock.EVERY_MINUTE


# --- the setting of the projections -------------------------------------------------------------


def found() -> list[checks.CheckMessage]:
    return [message for message in checks.run_checks() if message.id.startswith("progress.")]


def test_the_setting_of_the_house_is_right():
    assert found() == []


@pytest.mark.parametrize(
    ("path", "id"),
    [
        ("nowhere.at_all", "progress.E001"),
        ("nodots", "progress.E001"),
        ("progress.projections.nothing", "progress.E001"),
        ("", "progress.E001"),
        ("progress.fold.FOLD_VERSION", "progress.E002"),
    ],
)
def test_a_wrong_projection_is_reported(path, id, settings):
    settings.FACT_PROJECTIONS = ["progress.projections.project", path]
    (error,) = found()
    assert error.id == id
    assert path in error.msg
    assert error.hint
