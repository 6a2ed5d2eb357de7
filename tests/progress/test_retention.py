"""Nothing is kept for longer than the rule says, and nobody loses what their own device has."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from finishing import finish, issued

from cms import clock
from progress import epoch, projections
from progress.models import Certificate, Fact, Learner
from progress.retention import A_MONTH, forget_idle

forgotten = []


def gather(learner, facts):
    """A projection that keeps something."""


gather.forget = lambda learner: forgotten.append(str(learner.pk))


@pytest.fixture(autouse=True)
def one_that_keeps_something(settings):
    settings.FACT_PROJECTIONS = [f"{__name__}.gather"]
    projections.projections.cache_clear()
    forgotten.clear()
    yield
    projections.projections.cache_clear()


@pytest.fixture
def months(settings):
    """``months(n)``: the time, so many months from now; the rule says twelve."""
    settings.RETENTION_MONTHS = 12
    return lambda count: timezone.now() + count * A_MONTH


def test_who_was_silent_for_too_long_is_forgotten(tablet, months):
    tablet.sync(tablet.fact())
    assert forget_idle(months(11.9)) == 0
    assert forget_idle(months(12.1)) == 1
    assert not Learner.objects.exists()
    assert not Fact.objects.exists()
    assert forgotten == [tablet.person.id]


def test_the_last_fact_counts_not_the_first(tablet, months):
    early, _late = tablet.fact(), tablet.sync(tablet.fact(), tablet.fact())
    Learner.objects.update(created_at=timezone.now() - timedelta(days=5000))
    tablet.sync(early)
    Fact.objects.filter(seq__gt=1).update(received_at=timezone.now() - timedelta(days=4000))
    assert forget_idle(months(11.9)) == 0
    assert forget_idle(months(12.1)) == 1


def test_one_who_comes_back_enrols_anew_and_goes_on(tablet, months):
    tablet.sync(tablet.fact())
    forget_idle(months(13))
    assert tablet.send(tablet.call(tablet.entry([tablet.fact()]))).status_code == 403
    late = tablet.fact()
    assert tablet.sync(late, enrol=True)["accepted"] == [late["id"]]


def test_the_erased_stay_known(tablet, months):
    tablet.sync(tablet.fact())
    tablet.erase()
    assert forgotten == [tablet.person.id]
    assert forget_idle(months(100)) == 0
    assert tablet.sync(tablet.fact(), enrol=True)["status"] == "erased"


def test_a_certificate_stays_valid_and_names_nobody(tablet, course, months, settings):
    settings.CERTIFICATE_SERIES = "PCP"
    finish(tablet, course)
    told = issued(tablet, course, name="Maria Exemplu", show_name=True)
    assert forget_idle(months(13)) == 1
    kept = Certificate.objects.get()
    assert (kept.name, kept.show_name, kept.learner) == ("", False, None)
    assert (kept.is_valid, kept.score) == (True, 100)
    assert (kept.code, kept.full_number, kept.title) == (told["code"], told["number"], told["title"])
    page = tablet.client.get(told["page"]).content.decode()
    assert "Maria" not in page
    assert told["number"] in page


def test_forgetting_is_not_taken_for_a_restore(tablet, months):
    tablet.sync(tablet.fact())
    epoch.check()
    forget_idle(months(13))
    assert epoch.check() is False


def test_the_clock_calls_it_once_a_day(settings, tablet, capsys, monkeypatch):
    # The connection holds this test's transaction.
    monkeypatch.setattr(clock, "close_old_connections", lambda: None)
    settings.RETENTION_MONTHS = 0
    Learner.objects.update(created_at=timezone.now() - timedelta(days=1))
    clock.tick()
    assert Learner.objects.count() == 1
    clock.tick(clock.EVERY_DAY)
    assert not Learner.objects.exists()
    call_command("forget_idle")
    assert capsys.readouterr().out.count("Forgotten") == 1
