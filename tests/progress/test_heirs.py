"""Erasing a learner who went over into another: certificates go along, all else goes."""

import pytest
from finishing import ask, finish, issued

from progress import throttle
from progress.certificates import register
from progress.models import Certificate, Device, Fact, Learner
from tests.progress.test_cards import come, new_card, tell

NOBODY = "aaaaaaaa-0000-4000-8000-000000000009"


@pytest.fixture(autouse=True)
def a_series(settings):
    settings.CERTIFICATE_SERIES = "PCP"


@pytest.fixture
def told(tablet, course) -> dict:
    """What the tablet's learner was issued, before they went over into another."""
    finish(tablet, course)
    return issued(tablet, course, name="Maria Exemplu")


@pytest.fixture
def heir(new_tablet):
    heir = new_tablet()
    heir.sync(enrol=True)
    return heir


def farewell(tablet, heir, **flaw):
    """The device of `tablet` says that its learner is the one of `heir` now."""
    named = {"learner": heir.person.id, "secret": heir.person.secret} | flaw
    body = {"learner": tablet.person.id, "secret": tablet.person.secret, "heir": named}
    return tablet.client.post("/api/v1/erase", body, content_type="application/json")


def test_the_heir_has_the_certificate_and_all_else_is_erased(tablet, told, heir, course):
    assert farewell(tablet, heir).status_code == 204
    assert issued(heir, course) == told
    assert ask(tablet, course).json() == {"status": "erased"}
    kept = Certificate.objects.get()
    assert (str(kept.learner_id), kept.is_valid, kept.name) == (heir.person.id, True, "Maria Exemplu")
    assert not Fact.objects.exists()
    assert tablet.sync(tablet.fact())["status"] == "erased"
    assert tablet.client.get(told["page"]).status_code == 200
    # The answer was lost: the device asks again.
    assert farewell(tablet, heir).status_code == 204
    assert issued(heir, course) == told


def test_an_heir_who_has_one_for_the_course_keeps_it(tablet, told, heir, course):
    finish(heir, course)
    theirs = issued(heir, course)
    assert farewell(tablet, heir).status_code == 204
    assert issued(heir, course) == theirs
    former = Certificate.objects.get(code=told["code"])
    assert (former.learner, former.reason, former.name) == (None, "person", "")


def test_what_was_withdrawn_stays_so(tablet, told, heir, course):
    register.withdraw(Certificate.objects.get(), Certificate.Reason.MISUSE)
    assert farewell(tablet, heir).status_code == 204
    assert issued(heir, course)["code"] == told["code"]
    assert Certificate.objects.get().reason == "misuse"


def test_a_secret_that_the_heirs_device_was_given_is_right(tablet, told, heir, new_tablet, course):
    tell(heir, card := new_card())
    phone = new_tablet()
    come(phone, card)
    assert phone.person.id == heir.person.id
    assert phone.person.secret != heir.person.secret
    assert farewell(tablet, phone).status_code == 204
    assert issued(heir, course) == told


def test_with_a_wrong_secret_of_the_heir_nothing_is_done(tablet, told, heir, course, said):
    assert said(farewell(tablet, heir, secret="0" * 32)) == (403, "forbidden")
    assert said(farewell(tablet, heir, secret=tablet.person.secret)) == (403, "forbidden")
    assert issued(tablet, course) == told
    assert Fact.objects.exists()
    tablet.person.secret = "0" * 32
    assert said(farewell(tablet, heir)) == (403, "forbidden")
    assert str(Certificate.objects.get().learner_id) == tablet.person.id


def test_an_heir_who_is_not_here_yet_is_waited_for(tablet, told, new_tablet, course, said):
    heir = new_tablet()
    assert said(farewell(tablet, heir)) == (409, "heir")
    assert issued(tablet, course) == told
    assert list(Device.objects.values_list("learner", flat=True)) == [Learner.objects.get().pk]
    heir.sync(enrol=True)
    assert farewell(tablet, heir).status_code == 204
    assert issued(heir, course) == told


def test_one_who_was_never_here_waits_too_and_leaves_nothing(new_tablet, heir, said):
    stranger = new_tablet()
    assert said(farewell(stranger, new_tablet())) == (409, "heir")
    assert not Learner.objects.filter(pk=stranger.person.id).exists()
    assert farewell(stranger, heir).status_code == 204
    assert Learner.objects.get(pk=stranger.person.id).erased_at


@pytest.mark.parametrize("who", ["an erased one", "nobody but themselves"])
def test_who_can_take_nothing_over_is_left_nothing(who, tablet, told, heir):
    if who == "an erased one":
        heir.erase()
    assert farewell(tablet, heir if who == "an erased one" else tablet).status_code == 204
    kept = Certificate.objects.get()
    assert (kept.learner, kept.reason) == (None, "person")


def test_asking_who_is_known_is_slowed_down(tablet, clock, said):
    clock(600_000)
    for _ in range(throttle.ALLOWED):
        assert farewell(tablet, tablet, learner=NOBODY).status_code == 409
    assert said(farewell(tablet, tablet)) == (429, "too_many")


@pytest.mark.parametrize("flaw", [{"learner": "x"}, {"secret": "x"}, {"secret": None}])
def test_what_is_no_heir_refuses_the_call(flaw, tablet, heir, said):
    assert said(farewell(tablet, heir, **flaw)) == (422, "shape")
    assert Learner.objects.filter(erased_at=None).count() == 2
