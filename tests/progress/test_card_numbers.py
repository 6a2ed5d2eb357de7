"""Numbers of cards: one that leaps too far is not taken, and holds up nobody."""

import pytest

from progress import relay
from progress.cards import register
from progress.cards.models import HIGHEST_NUMBER
from progress.models import Card, Learner, Mark
from tests.progress.test_cards import made_at, new_card, opens, redeem, tell

AHEAD = register.MOST_AHEAD


@pytest.mark.parametrize("number", [AHEAD + 1, 1_000_001, HIGHEST_NUMBER, 2**31, 2**63, 10**100])
def test_a_number_too_high_holds_up_nobody(number, tablet, new_tablet):
    other = new_tablet()
    fact, others = tablet.fact(), other.fact()
    entry = tablet.entry([fact], secret=tablet.person.secret, card=new_card(number))
    enrols = other.entry([others], enrolment={"secret": other.person.secret})
    response = tablet.send(tablet.call(entry, enrols))
    assert response.status_code == 200, response.content
    mine, theirs = response.json()["learners"]
    assert (mine["accepted"], mine["card"]) == ([fact["id"]], None)
    assert theirs["accepted"] == [others["id"]]
    assert not Card.objects.exists()


def test_the_answer_names_the_card_that_holds_and_it_holds_on(tablet, new_tablet):
    tell(tablet, card := new_card(7))
    assert tell(tablet, new_card(7 + AHEAD + 1, "barza 100"))["card"]["number"] == 7
    assert redeem(new_tablet(), card).status_code == 200
    assert tell(tablet, new_card(7 + AHEAD, "barza 100"))["card"]["number"] == 7 + AHEAD


def test_at_the_end_of_the_column_nobody_is_issued_a_card_that_opens_nothing(tablet, admin_user):
    learner = Learner.objects.get()
    learner.cards.create(handle="vulpe 417", code_sha256="a" * 64, number=HIGHEST_NUMBER)
    assert register.issue(learner.pk, admin_user, instead_of=HIGHEST_NUMBER) is None
    assert Card.objects.holding().get().number == HIGHEST_NUMBER


def test_a_box_does_not_offer_for_ever_what_the_parent_will_not_take(box, parent, held, new_tablet):
    for number in (AHEAD, 2 * AHEAD):
        card = made_at(box, held, number)
    box.relay()
    assert opens(box, new_tablet(), card)
    assert not opens(parent, new_tablet(), card)
    with box:
        assert Mark.objects.get().card == 2 * AHEAD
        assert not relay.due()
