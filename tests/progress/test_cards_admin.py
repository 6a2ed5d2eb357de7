"""Lost cards: what a facilitator sees and issues, and that nobody else learns anything."""

import re
import unicodedata
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms import roles
from progress.cards.admin import found
from progress.cards.code import folded, words
from progress.models import Card, Learner
from tests.progress.test_cards import new_card, redeem, tell

PAGE = "aaaaaaaa-0000-4000-8000-000000000001"


def number_of(person) -> str:
    """As the device shows it: static/src/progress/card.ts."""
    digits = f"{UUID(person.id).int >> 96:010}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


@pytest.fixture
def facilitator(client, django_user_model):
    user = django_user_model.objects.create_user("fana", "fana@posta.exemplu", "parola-de-test")
    user.first_name, user.last_name = "Fana", "Exemplu"
    user.save()
    user.groups.add(Group.objects.get(name=roles.FACILITATORS))
    client.force_login(user)
    return user


def find(client, typed):
    response = client.post(reverse("cards"), {"typed": typed})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.text


def issue(client, person, held):
    return client.post(reverse("cards_issue"), {"learner": person.id, "held": held})


def printed(page: str) -> dict:
    """What the sheet says to who holds it."""
    (handle,) = re.findall(r"data-handle>([^<]+)<", page)
    said = re.findall(r"<li>([^<]+)</li>", page)
    assert len(said) == 7
    number = 0
    for word in said:
        number = number << 10 | words().index(word)
    return {"handle": folded(handle), "code": f"{number >> 6:016x}"}


def test_a_learner_is_found_by_number_and_by_a_card_and_gets_another(
    client, facilitator, tablet, new_tablet, person
):
    tablet.sync(tablet.fact("completed"))
    lost = new_card()
    tell(tablet, lost)
    other = new_tablet()
    other.sync(enrol=True)
    for typed in (number_of(person), number_of(person).replace(" ", ""), "vulpe 417", " Vulpe-417 "):
        page = find(client, typed)
        assert page.count("Emiteți un carnet nou") == 1
        assert person.id in page
        assert other.person.id not in page
    sheet = issue(client, person, 1)
    assert "no-store" in sheet["Cache-Control"]
    card = printed(sheet.text)
    assert card["code"] not in client.get(reverse("cards")).text
    phone = new_tablet()
    assert redeem(phone, lost).status_code == 403
    assert redeem(phone, card).json()["learner"] == person.id
    page = find(client, card["handle"])
    assert "Fana Exemplu" in page
    row = Card.objects.holding().get()
    assert (row.issued_by, row.number) == (facilitator, 2)
    assert row.issued_at
    assert card["code"] not in str(Card.objects.values())


@pytest.mark.parametrize("typed", ["șapcă 250", "şapcă 250", "Şapcă-250", "ȘAPCĂ 250", "sapca 250"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_diacritics_are_read_however_a_keyboard_writes_them(typed, form, tablet, person):
    tell(tablet, new_card(handle="sapca 250"))
    (one,) = found(unicodedata.normalize(form, typed))
    assert str(one["learner"].pk) == person.id


def test_a_page_sent_twice_issues_one(client, facilitator, tablet, person, new_tablet):
    card = printed(issue(client, person, 0).text)
    again = issue(client, person, 0)
    assert again.headers["Location"] == reverse("cards")
    assert Card.objects.count() == 1
    assert redeem(new_tablet(), card).status_code == 200


@pytest.mark.parametrize("typed", ["0000 000 000", "zmeu 999", "ceva", "9999999999", "' OR 1=1"])
def test_nobody_is_found(client, facilitator, tablet, typed):
    assert "Emiteți un carnet nou" not in find(client, typed)


def test_who_is_erased_is_not_found(client, facilitator, tablet, person):
    tablet.erase()
    assert "Emiteți un carnet nou" not in find(client, number_of(person))
    assert issue(client, person, 0).headers["Location"] == reverse("cards")


@pytest.mark.parametrize("who", ["nobody", "author", "moderator"])
def test_without_the_permission_every_answer_is_the_same(who, request, client, tablet, person):
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    answers = set()
    for learner in (person.id, "00000000-0000-4000-8000-000000000000"):
        response = client.post(reverse("cards_issue"), {"learner": learner, "held": 0})
        answers.add((response.status_code, response.headers.get("Location"), response.content))
    assert len(answers) == 1
    for typed in (number_of(person), "0000000000"):
        response = client.post(reverse("cards"), {"typed": typed})
        assert response.status_code == 302
        answers.add((response.status_code, response.headers["Location"].split("?")[0]))
    assert len(answers) == 2
    assert not Card.objects.exists()
    if who != "nobody":
        assert reverse("cards") not in client.get(reverse("wagtailadmin_home")).text


def test_a_facilitator_writes_nothing_and_publishes_nothing(client, facilitator):
    assert reverse("cards") in client.get(reverse("wagtailadmin_home")).text
    assert facilitator.get_all_permissions() == {"wagtailadmin.access_admin", "progress.issue_card"}
    assert not Group.objects.get(name=roles.FACILITATORS).page_permissions.exists()
    assert Learner.objects.count() == 0


@pytest.mark.parametrize("path", ["/carnet/", "/en/card/"])
def test_the_page_is_the_same_for_everyone(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert 'data-away="no"' in answer.text
    assert answer["Referrer-Policy"] == "same-origin"
    assert f'data-site="http://testserver{path}"' in answer.text
    form = answer.text.partition('id="am-un-carnet"')[2].partition("</form>")[0]
    assert form.count("<input") == 8
    assert (
        " name=" not in form
    )  # or a press before our code has come would write a card into an address
