"""A device that redeems a card again: a lost answer shuts nobody out; use ends the former secret."""

import pytest

from progress import retention
from progress.models import Device
from tests.progress.test_cards import come, new_card, redeem, tell


@pytest.fixture
def card(tablet) -> dict:
    tell(tablet, card := new_card())
    return card


@pytest.fixture
def phone(new_tablet, card):
    """A device that came by the card and learned there."""
    phone = new_tablet()
    come(phone, card)
    phone.sync(phone.fact(), pull=True)
    return phone


def asks(phone, secret) -> int:
    return phone.send(phone.call(phone.entry(secret=secret))).status_code


@pytest.mark.parametrize("lost", [1, 3])
def test_the_answer_was_lost_and_the_device_goes_on(lost, phone, card):
    for _ in range(lost):
        assert redeem(phone, card).status_code == 200
    fact = phone.fact()
    assert phone.sync(fact, pull=True)["accepted"] == [fact["id"]]
    assert phone.sync(fact, enrol=True)["accepted"] == [fact["id"]]
    first = phone.person.secret
    come(phone, card)
    assert asks(phone, first) == 200
    assert asks(phone, phone.person.secret) == 200


@pytest.mark.parametrize("how", ["asks", "brings", "enrols"])
def test_redeemed_again_the_former_secret_ends_with_the_first_use_of_the_new(how, phone, card):
    former = phone.person.secret
    come(phone, card)
    assert phone.person.secret != former
    facts = [] if how == "asks" else [phone.fact()]
    assert phone.sync(*facts, pull=how != "enrols", enrol=how == "enrols")["status"] == "ok"
    assert asks(phone, former) == 403
    assert phone.sync(pull=True)["status"] == "ok"
    assert Device.objects.get(device=phone.id).former_secret_sha256 == ""


def test_the_former_opens_on_its_own_device_alone(phone, card, tablet):
    former = phone.person.secret
    redeem(phone, card)
    assert asks(phone, former) == 200
    assert asks(tablet, former) == 403


def test_either_secret_erases_and_a_late_outbox_hears_of_it(phone, card):
    former = phone.person.secret
    come(phone, card)
    assert phone.erase(former).status_code == 204
    assert phone.erase().status_code == 204
    for secret in (former, phone.person.secret):
        entry = phone.entry([phone.fact()], secret=secret)
        assert phone.send(phone.call(entry)).json()["learners"][0]["status"] == "erased"


def test_both_go_when_the_learner_is_forgotten(phone, card, settings):
    redeem(phone, card)
    settings.RETENTION_MONTHS = 0
    assert retention.forget_idle() == 1
    assert not Device.objects.exists()
