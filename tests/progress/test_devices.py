"""From which devices somebody learns: told to them alone, by the names that they gave."""

from uuid import uuid4

import pytest

from progress.devices import clean
from progress.models import Device
from tests.progress.test_cards import come, new_card, tell


def listed(tablet, **more) -> list[dict]:
    """What the device's learner is told of their devices."""
    entry = tablet.entry(secret=tablet.person.secret, devices=True, **more)
    response = tablet.send(tablet.call(entry))
    assert response.status_code == 200, response.content
    return response.json()["learners"][0]["devices"]


def names(devices: list[dict]) -> dict[str, str]:
    return {each["device"]: each["name"] for each in devices}


def test_every_device_by_its_name_and_when_it_sent_last(tablet, phone):
    assert listed(tablet, name="Tableta (Chrome, Android)")[0]["received_at"] is None
    phone.sync(phone.fact())
    tablet.sync(tablet.fact())
    first, second = listed(phone, name="Telefonul meu")
    assert (first["device"], second["device"]) == (tablet.id, phone.id)  # the last one first
    assert first["received_at"] > second["received_at"]
    assert names(listed(tablet)) == {tablet.id: "Tableta (Chrome, Android)", phone.id: "Telefonul meu"}
    listed(tablet, name="A mea")
    assert names(listed(phone))[tablet.id] == "A mea"


def test_a_name_comes_with_an_enrolment_and_with_facts_too(new_tablet):
    tablet = new_tablet()
    enrolment = {"secret": tablet.person.secret}
    tablet.send(tablet.call(tablet.entry(enrolment=enrolment, name="Una")))
    assert Device.objects.get().name == "Una"
    facts = tablet.entry([tablet.fact()], secret=tablet.person.secret, name="Alta")
    tablet.send(tablet.call(facts))
    assert Device.objects.get().name == "Alta"
    tablet.sync(tablet.fact())  # says nothing of names
    assert Device.objects.get().name == "Alta"


def test_a_token_alone_names_nothing(tablet):
    """It lies in the clear on a tablet that others use; what else comes with it is taken as ever."""
    listed(tablet, name="A mea")
    fact = tablet.fact()
    answer = tablet.send(tablet.call(tablet.entry([fact], name="Furată"))).json()["learners"][0]
    assert (answer["status"], answer["accepted"]) == ("ok", [fact["id"]])
    assert tablet.send(tablet.call(tablet.entry(name="Furată"))).status_code == 200
    assert Device.objects.get().name == "A mea"


def test_who_shares_the_tablet_learns_nothing_of_another(tablet, new_tablet):
    listed(tablet, name="Tableta lui Ghiocel")
    other = new_tablet()
    other.id, other.token = tablet.id, tablet.token
    other.sync(other.fact(), enrol=True)
    assert names(listed(other)) == {tablet.id: ""}


def test_without_the_secret_nobody_is_told(tablet, new_tablet, said):
    response = tablet.send(tablet.call(tablet.entry(devices=True)))
    assert "devices" not in response.json()["learners"][0]
    assert "devices" not in tablet.sync(tablet.fact())
    assert "devices" not in tablet.sync(pull=True)
    thief = new_tablet(tablet.person)
    wrong = thief.entry(secret="0" * 32, devices=True, name="Furat")
    assert said(thief.send(thief.call(wrong))) == (403, "forbidden")
    assert Device.objects.get().name == ""


def test_who_only_asks_with_the_secret_names_no_device(tablet, new_tablet):
    stranger = new_tablet(tablet.person)
    assert names(listed(stranger, name="Necunoscut")) == {tablet.id: ""}
    assert Device.objects.count() == 1


def test_a_device_whose_facts_another_one_brought_is_there_without_a_name(tablet):
    elsewhere = str(uuid4())
    tablet.sync(tablet.fact(device=elsewhere))
    assert names(listed(tablet)) == {elsewhere: "", tablet.id: ""}


def test_erasing_forgets_names(tablet):
    listed(tablet, name="A mea")
    tablet.erase()
    assert listed(tablet, name="Tot a mea") == []
    assert not Device.objects.exists()


def test_erasing_forgets_the_name_of_a_device_that_came_by_a_card(tablet, new_tablet):
    """Its row stays, since it has the hash of a secret; and a late call gives it no name."""
    tell(tablet, card := new_card())
    other = new_tablet()
    come(other, card)
    listed(other, name="Telefonul Mariei")
    assert Device.objects.get(device=other.id).name == "Telefonul Mariei"
    tablet.erase()
    assert names(listed(tablet)) == {other.id: ""}
    for late in ({"facts": [other.fact()]}, {"enrolment": {"secret": other.person.secret}}):
        entry = other.entry(secret=other.person.secret, name="Telefonul Mariei") | late
        assert other.send(other.call(entry)).json()["learners"][0]["status"] == "erased"
        assert Device.objects.get().name == ""


def test_a_relay_is_no_device(box, parent, held):
    """It carries what was made elsewhere; at the parent, too, the list names what made it."""
    box.relay()
    with box:
        assert names(listed(held, name="A mea")) == {held.id: "A mea"}
    with parent:
        assert names(listed(held)) == {held.id: ""}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  Tableta \n\t mea\0 ", "Tableta mea"),
        ("\ud800\u202e\u200b", ""),
        ("Ș" * 40, "Ș" * 40),
        ("a" * 39 + "  b", "a" * 39),
    ],
)
def test_a_name_is_one_line_of_what_can_be_read(name, shown):
    assert clean(name) == shown


@pytest.mark.parametrize("name", [7, [], {}, "a" * 41])
def test_what_is_no_name_refuses_the_call(name, tablet, said):
    assert said(tablet.send(tablet.call(tablet.entry(name=name)))) == (422, "shape")
