"""The contract of docs/decisions/016-learning-card.md, through the real endpoints."""

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from progress import relay, retention, throttle
from progress.cards import code, register
from progress.models import Card, Device, Learner, Mark
from tests.progress.houses import manage, unpack

REDEEM = "/api/v1/card/redeem"
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "card.json").read_text())


def new_card(number=1, handle="vulpe 417") -> dict:
    return {"handle": handle, "code": code.new_code(), "number": number}


def tell(tablet, card, **more) -> dict:
    """Tells the server of a card, as its maker does; the learner's part of the answer."""
    told = {"secret": tablet.person.secret, "card": card} | more
    response = tablet.send(tablet.call(tablet.entry(**told)))
    assert response.status_code == 200, response.content
    return response.json()["learners"][0]


def redeem(tablet, card, **more):
    asked = {name: card[name] for name in ("handle", "code")}
    asked |= {"device": tablet.id, "token": tablet.token}
    return tablet.client.post(REDEEM, asked, content_type="application/json", **more)


def come(tablet, card) -> None:
    """Redeems `card` on `tablet`, which is its learner's from then on."""
    given = redeem(tablet, card).json()
    tablet.person.id, tablet.person.secret = given["learner"], given["secret"]


@pytest.fixture
def card(tablet) -> dict:
    card = new_card()
    assert tell(tablet, card)["card"] == {"handle": card["handle"], "number": 1}
    return card


# --- words --------------------------------------------------------------------------------------


def test_a_thousand_and_twenty_four_words_each_known_by_four_letters():
    words = code.words()
    assert len(words) == len({code.folded(word)[:4] for word in words}) == 1024
    assert all(4 <= len(word) <= 9 and word.islower() for word in words)
    assert words == sorted(words, key=code.folded)
    assert set("".join(map(code.folded, words))) <= set("abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["handle"])
def test_the_vectors_that_the_browser_keeps_as_well(vector):
    assert code.in_words(vector["handle"], vector["code"]) == vector["words"]
    assert code.hashed(vector["handle"], vector["code"]) == vector["sha256"]


# --- redeeming ----------------------------------------------------------------------------------


def test_a_card_brings_its_learner_to_another_device(tablet, card, new_tablet, person):
    before = tablet.fact()
    tablet.sync(before)
    phone = new_tablet()
    response = redeem(phone, card)
    assert response["Cache-Control"] == "no-store"
    given = response.json()
    assert given.keys() == {"learner", "secret", "number"}
    assert (given["learner"], given["number"]) == (person.id, 1)
    assert given["secret"] != person.secret
    come(phone, card)
    assert [fact["id"] for fact in phone.sync(pull=True)["facts"]] == [before["id"]]
    after = phone.fact("time", data={"seconds": 30})
    assert phone.sync(after, enrol=True)["accepted"] == [after["id"]]
    assert [fact["id"] for fact in tablet.sync(pull=True)["facts"]] == [after["id"]]


def test_paper_stays_valid_and_each_device_has_a_secret_of_its_own(card, new_tablet):
    phones = [new_tablet(), new_tablet()]
    for phone in phones:
        come(phone, card)
    one, other = phones
    assert one.person.secret != other.person.secret
    for phone in phones:
        assert phone.sync(pull=True)["status"] == "ok"
    thief = new_tablet(one.person)
    asked = thief.send(thief.call(thief.entry(secret=one.person.secret)))
    assert asked.status_code == 403  # the secret is that device's


def test_nothing_that_opens_is_kept(tablet, card, new_tablet):
    phone = new_tablet()
    come(phone, card)
    kept = json.dumps([*map(str, Card.objects.values()), *map(str, Device.objects.values())])
    for secret in (card["code"], phone.person.secret, phone.token, tablet.person.secret):
        assert secret not in kept
    assert code.hashed(card["handle"], card["code"]) in kept


def test_the_secret_of_a_card_erases_everything(tablet, card, new_tablet, person):
    phone = new_tablet()
    come(phone, card)
    late = tablet.fact()
    assert phone.erase().status_code == 204
    assert phone.erase().status_code == 204
    assert not Card.objects.exists()
    assert Learner.objects.get().erased_at
    assert tablet.sync(late)["status"] == "erased"
    assert phone.sync(phone.fact())["status"] == "erased"
    assert phone.sync(pull=True)["status"] == "erased"
    assert tablet.send(tablet.call(tablet.entry(secret="0" * 32))).status_code == 403


def test_a_device_that_a_restored_server_does_not_know_is_let_in_by_the_card(
    tablet, card, new_tablet, person
):
    phone = new_tablet()
    come(phone, card)
    Device.objects.filter(device=phone.id).delete()
    fact = phone.fact()
    entry = phone.entry([fact], enrolment={"secret": phone.person.secret})
    assert phone.send(phone.call(entry)).status_code == 403
    come(phone, card)
    assert phone.sync(fact)["accepted"] == [fact["id"]]


# --- which card holds -----------------------------------------------------------------------------


def test_a_new_card_revokes_the_former(tablet, card, new_tablet, said):
    newer = new_card(2, "barza 100")
    assert tell(tablet, newer)["card"] == {"handle": "barza 100", "number": 2}
    assert said(redeem(new_tablet(), card)) == (403, "card")
    assert redeem(new_tablet(), newer).status_code == 200
    former = Card.objects.get(number=1)
    assert (former.code_sha256, former.handle) == ("", "vulpe 417")
    assert former.replaced_at


def test_a_card_told_late_or_twice_changes_nothing(tablet, card, new_tablet):
    newer = new_card(2, "barza 100")
    tell(tablet, newer)
    for late in (card, newer, new_card(2, "lebada 200"), new_card(1)):
        assert tell(tablet, late)["card"] == {"handle": "barza 100", "number": 2}
    assert redeem(new_tablet(), newer).status_code == 200
    assert Card.objects.count() == 2


def test_devices_that_came_by_the_former_stay(tablet, card, new_tablet):
    phone = new_tablet()
    come(phone, card)
    tell(tablet, new_card(2))
    answer = phone.sync(phone.fact(), pull=True)
    assert (answer["status"], answer["card"]["number"]) == ("ok", 2)


def test_a_card_comes_with_a_secret_and_not_with_a_token_alone(tablet, new_tablet, person):
    card = new_card()
    assert tablet.send(tablet.call(tablet.entry(card=card))).status_code == 403
    stranger = new_tablet()
    assert tell(stranger, card, enrolment={"secret": stranger.person.secret})["card"]["number"] == 1
    wrong = {"secret": "0" * 32, "card": new_card(9)}
    assert tablet.send(tablet.call(tablet.entry(**wrong))).status_code == 403
    hashes = {"handle": "vulpe 417", "number": 3, "code_sha256": "a" * 64}
    relayed = tablet.entry(secret=person.secret, card=hashes)
    assert tablet.send(tablet.call(relayed)).status_code == 403  # a relay's alone
    assert list(Card.objects.values_list("learner", flat=True)) == [UUID(stranger.person.id)]


@pytest.mark.parametrize(
    "flaw",
    [
        {"handle": "Vulpe 417"},
        {"handle": "vulpe417"},
        {"handle": "vu 417"},
        {"code": "0" * 15},
        {"code": "G" * 16},
        {"number": 0},
        {"number": "1"},
    ],
)
def test_a_malformed_card_refuses_the_call(tablet, flaw, said):
    entry = tablet.entry(secret=tablet.person.secret, card=new_card() | flaw)
    assert said(tablet.send(tablet.call(entry))) == (422, "shape")


def test_who_is_forgotten_for_idleness_has_no_card(tablet, card, settings):
    settings.RETENTION_MONTHS = 0
    assert retention.forget_idle() == 1
    assert not Card.objects.exists()


# --- no oracle ------------------------------------------------------------------------------------


def test_whatever_is_wrong_is_answered_alike(tablet, card, new_tablet, django_assert_num_queries):
    gone = new_tablet()
    tell(gone, erased := new_card(handle="lebada 200"), enrolment={"secret": gone.person.secret})
    gone.erase()
    tell(tablet, new_card(2, "barza 100"))
    wrong = {
        "unknown handle": new_card(handle="zmeu 999"),
        "wrong code": new_card(handle="barza 100"),
        "replaced": card,
        "erased": erased,
    }
    answers = set()
    for name, each in wrong.items():
        with django_assert_num_queries(1):
            response = redeem(new_tablet(), each)
        assert response.status_code == 403, name
        answers.add((response.content, tuple(sorted(response.headers.items()))))
    assert len(answers) == 1
    assert Device.objects.filter(learner=tablet.person.id).count() == 1


def test_a_card_that_is_replaced_while_it_is_asked_for_opens_nothing(
    tablet, card, monkeypatch, new_tablet
):
    turn = register.our_turn

    def meanwhile():
        monkeypatch.setattr(register, "our_turn", turn)
        tell(tablet, new_card(2))
        return turn()

    monkeypatch.setattr(register, "our_turn", meanwhile)
    assert redeem(new_tablet(), card).status_code == 403


def test_ten_wrong_ones_in_a_minute_from_one_address(tablet, card, clock, new_tablet, said):
    clock(600_000)
    for _ in range(throttle.CARDS_ALLOWED):
        assert redeem(tablet, new_card(handle="zmeu 999"), REMOTE_ADDR="2001:db8::1").status_code == 403
    for tried in (new_card(), card):  # wrong or right
        response = redeem(tablet, tried, REMOTE_ADDR="2001:db8::2")  # the same /64
        assert said(response) == (429, "too_many")
        assert response["Retry-After"] == "60"
    assert redeem(new_tablet(), card, REMOTE_ADDR="2001:db8:0:1::1").status_code == 200
    clock(600_060)
    assert redeem(tablet, card, REMOTE_ADDR="2001:db8::1").status_code == 200


@pytest.mark.parametrize("handle", ["vulpe 417", "zmeu 999"])
def test_a_hundred_in_a_day_with_one_handle_known_or_not(tablet, card, clock, new_tablet, said, handle):
    clock(throttle.A_DAY * 20_000)
    for number in range(throttle.CARDS_ALLOWED_A_DAY):
        response = redeem(tablet, new_card(handle=handle), REMOTE_ADDR=f"10.1.{number}.1")
        assert response.status_code == 403
    clock(throttle.A_DAY * 20_001 - 100)
    response = redeem(tablet, card | {"handle": handle}, REMOTE_ADDR="10.2.2.2")
    assert said(response) == (429, "too_many")
    assert response["Retry-After"] == "100"
    # Nobody is locked out of their own device, nor of another card.
    fact = tablet.fact()
    assert tablet.sync(fact, pull=True)["accepted"] == [fact["id"]]
    newer = new_card(2, "barza 100")
    tell(tablet, newer)
    assert redeem(new_tablet(), newer, REMOTE_ADDR="10.2.2.2").status_code == 200
    clock(throttle.A_DAY * 20_001)
    assert redeem(tablet, new_card(handle=handle), REMOTE_ADDR="10.2.2.2").status_code == 403


def test_right_cards_do_not_count(tablet, card, clock, new_tablet):
    clock(600_000)
    for _ in range(throttle.CARDS_ALLOWED + 1):
        assert redeem(new_tablet(), card).status_code == 200


# --- relays ---------------------------------------------------------------------------------------


def made_at(house, tablet, number=1, handle="vulpe 417") -> dict:
    card = new_card(number, handle)
    with house:
        tell(tablet, card)
    return card


def opens(house, tablet, card) -> bool:
    with house:
        return redeem(tablet, card).status_code == 200


def test_a_card_made_at_a_box_opens_at_the_parent(box, parent, held, new_tablet):
    card = made_at(box, held)
    assert not opens(parent, new_tablet(), card)
    sent = []
    box.relay(lambda packed: sent.append(packed) or box.post(packed))
    assert card["code"] not in json.dumps([unpack(each) for each in sent])
    phone = new_tablet()
    with parent:
        come(phone, card)
        assert len(phone.sync(pull=True)["facts"]) == 3
    with box:
        assert not relay.due()
        assert Mark.objects.get().card == 1


def test_later_cards_go_up_alone_and_a_restored_parent_has_them_again(box, parent, held, new_tablet):
    box.relay()
    empty = parent.backup()
    first = made_at(box, held)
    box.relay()
    second = made_at(box, held, 2, "barza 100")
    with box:
        assert relay.due()
    box.relay()
    assert [opens(parent, new_tablet(), each) for each in (first, second)] == [False, True]
    parent.restore(empty)
    box.relay()
    assert opens(parent, new_tablet(), second)


def test_a_parent_that_has_a_newer_card_keeps_it(box, parent, held, new_tablet):
    box.relay()
    card = made_at(box, held)
    newer = made_at(parent, held, 2, "barza 100")
    box.relay()
    assert [opens(parent, new_tablet(), each) for each in (card, newer)] == [False, True]
    with box:
        assert not relay.due()
        assert Mark.objects.get().card == 2


def test_a_card_goes_up_through_every_house_and_on_a_stick(new_house, new_tablet, stick):
    top, middle, bottom = new_house(), new_house(), new_house()
    middle.below(top)
    bottom.below(middle)
    tablet = new_tablet()
    bottom.push(tablet, tablet.fact())
    card = made_at(bottom, tablet)
    with bottom:
        manage("carry_out", str(stick / "up"))
    with middle:
        manage("carry_in", str(stick / "up"), answer=stick / "down")
    with bottom:
        manage("carry_in", str(stick / "down"))
        assert not relay.due(everyone=False)
    middle.relay()
    assert opens(top, new_tablet(), card)
    assert card["code"].encode() not in (stick / "up").read_bytes()


def test_a_relay_needs_the_hash_of_the_secret(box, parent, held, new_tablet):
    box.relay()
    hashes = {"handle": "vulpe 417", "number": 3, "code_sha256": "a" * 64}
    call = {"device": box.settings["RELAY_ID"], "token": box.settings["RELAY_TOKEN"]}
    nobody = {"enrolment": {"secret_sha256": "0" * 64}}
    with parent:
        for proof in ({}, nobody, {"enrolment": {"secret_sha256": "b" * 64}}):
            entry = {"learner": held.person.id, "facts": [], "card": hashes} | proof
            answer = held.send(call | {"learners": [entry]}).json()
            assert answer["learners"][0]["status"] == "forbidden"
        assert not Card.objects.exists()


# --- the row itself -------------------------------------------------------------------------------


def test_a_replaced_card_cannot_keep_its_code(tablet, card):
    row = Card.objects.get()
    row.replaced_at = row.issued_at
    with pytest.raises(ValidationError):
        row.full_clean()


def test_a_facilitators_card_is_one_more_than_the_learners(tablet, card, new_tablet):
    user = get_user_model().objects.create_user("fana", password="x")
    assert register.issue(tablet.person.id, user, instead_of=0) is None  # seen before there was one
    issued = register.issue(tablet.person.id, user, instead_of=1)
    row = Card.objects.holding().get()
    assert (row.number, row.issued_by, row.handle) == (2, user, issued.handle)
    assert redeem(new_tablet(), {"handle": issued.handle, "code": issued.code}).status_code == 200
    assert redeem(new_tablet(), card).status_code == 403
    assert register.issue(uuid4(), user, instead_of=0) is None
    tablet.erase()
    assert register.issue(tablet.person.id, user, instead_of=0) is None
