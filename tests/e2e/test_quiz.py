"""Questions are graded at once, on the device, and every answer is explained kindly."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from .answering import (
    ALMOST,
    CHECK,
    KEY,
    NO,
    YES,
    check,
    explanations,
    give,
    group,
    order_now,
    right_answer,
    wrong_answers,
)
from .catalogue import PAYING, question_of_kind, tutorial

pytestmark = pytest.mark.e2e

KINDS = ["one", "several", "order", "match", "fill"]


@pytest.fixture(params=KINDS)
def asked(request, page):
    """A question of each kind, on its page; nobody is asked what the verdict is."""
    address, question = question_of_kind(request.param)
    page.goto(address)
    sent = []
    page.on("request", lambda request: sent.append((request.method, urlsplit(request.url).path)))
    yield question
    files = ("/static/", "/media/", "/serviceworker.js")
    asked = [(method, path) for method, path in sent if not path.startswith(files)]
    assert set(asked) <= {("POST", "/api/v1/sync")}


def verdict(page, question):
    return group(page, question).get_by_role("status")


def key(page, question):
    return group(page, question).get_by_text(KEY)


def test_the_right_answer_is_confirmed_and_explained(page, asked):
    give(page, asked, right_answer(asked))
    check(page, asked)
    expect(verdict(page, asked).locator("p")).to_have_text([YES, *explanations(asked)])
    expect(key(page, asked)).to_be_hidden()


def test_a_wrong_answer_is_explained_and_may_be_mended(page, asked):
    for answer, why in wrong_answers(asked):
        give(page, asked, answer)
        check(page, asked)
        partly = asked["kind"] in ("order", "match")
        expect(verdict(page, asked).locator("p")).to_have_text([ALMOST if partly else NO, why])
    give(page, asked, right_answer(asked))
    check(page, asked)
    expect(verdict(page, asked)).to_contain_text(YES)


def test_the_answer_can_be_seen_after_a_try(page, asked):
    expect(key(page, asked)).to_be_hidden()
    give(page, asked, wrong_answers(asked)[0][0])
    check(page, asked)
    key(page, asked).click()
    opened = group(page, asked).get_by_role("list").last
    for why in explanations(asked):
        expect(opened.get_by_text(why)).to_be_visible()


@pytest.mark.parametrize("asked", ["one", "several", "match", "fill"], indirect=True)
def test_nothing_answered_is_not_a_mistake(page, asked):
    check(page, asked)
    told = "Scrieți întâi un răspuns." if asked["kind"] == "fill" else "Alegeți întâi un răspuns."
    expect(verdict(page, asked)).to_have_text(f"{told} Aveți tot timpul.")
    expect(key(page, asked)).to_be_hidden()


def test_another_answer_takes_the_old_verdict_away(page, asked):
    give(page, asked, wrong_answers(asked)[0][0])
    check(page, asked)
    give(page, asked, right_answer(asked))
    page.keyboard.press("Tab")  # a word is written when one leaves it
    expect(verdict(page, asked)).not_to_contain_text(wrong_answers(asked)[0][1])


def test_a_wrong_choice_is_named_in_words_not_in_colour_alone(page):
    address, question = question_of_kind("one")
    page.goto(address)
    wrong, right = wrong_answers(question)[0][0], right_answer(question)
    for answer, mark in ((wrong, "Răspunsul dumneavoastră"), (right, "Răspuns potrivit")):
        give(page, question, answer)
        check(page, question)
        chosen = group(page, question).get_by_role("radio", name=answer[0])
        expect(chosen).to_have_accessible_name(f"{answer[0]} {mark}")


def test_some_of_several_is_almost(page):
    address, question = question_of_kind("several")
    page.goto(address)
    give(page, question, right_answer(question)[:1])
    check(page, question)
    expect(verdict(page, question)).to_have_text("Aproape. Mai lipsește ceva.")


def test_what_is_given_to_put_in_order_is_not_in_order(page):
    address, question = question_of_kind("order")
    page.goto(address)
    assert order_now(group(page, question)) != right_answer(question)
    assert sorted(order_now(group(page, question))) == sorted(right_answer(question))


def test_where_an_act_was_moved_is_said(page):
    address, question = question_of_kind("order")
    page.goto(address)
    place = group(page, question)
    second = order_now(place)[1]
    place.get_by_role("button", name=f"Mai sus: {second}").click()
    count = len(question["items"])
    expect(verdict(page, question)).to_have_text(f"„{second}” este acum pe locul 1 din {count}.")
    expect(place.get_by_role("button", name=f"Mai sus: {second}")).to_be_disabled()
    expect(place.get_by_role("button", name=f"Mai jos: {second}")).to_be_focused()


@pytest.mark.parametrize("written", ["  {} ", "{}.", "{}!"])
def test_spaces_and_full_stops_are_forgiven(page, written):
    address, question = question_of_kind("fill")
    page.goto(address)
    give(page, question, written.format(question["answers"][0]))
    check(page, question)
    expect(verdict(page, question)).to_contain_text(YES)


def test_all_answered_is_said_once(page):
    """The last word comes when every question is right, in whatever order."""
    paying = tutorial(PAYING)
    page.goto(paying["address"])
    done = page.get_by_text("Ați răspuns la toate întrebările. Foarte bine!")
    for question in reversed(paying["quiz"]):
        expect(done).to_have_count(0)
        give(page, question, right_answer(question))
        check(page, question)
    expect(done).to_have_count(1)
    check(page, paying["quiz"][0])
    expect(done).to_have_count(1)


def test_enter_in_an_answer_asks_for_the_verdict_and_sends_nothing(page):
    address, question = question_of_kind("fill")
    page.goto(address)
    before = page.url
    gap = group(page, question).get_by_role("textbox")
    gap.fill(question["answers"][0])
    gap.press("Enter")
    expect(verdict(page, question)).to_contain_text(YES)
    assert page.url == before


def test_answers_are_not_filled_in_again_after_a_reload(page):
    """The verdict is gone; a browser that kept the choice would show an answer never judged."""
    address, question = question_of_kind("one")
    page.goto(address)
    give(page, question, right_answer(question))
    check(page, question)
    page.reload()
    expect(group(page, question).get_by_role("button", name=CHECK)).to_be_visible()
    expect(group(page, question).get_by_role("radio", checked=True)).to_have_count(0)
