"""How sure we are of a fact: on the day before, on the day, on the day after."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from cms.facts import Standing, check_dates, standing
from directory.models import EService, Helpline

CHECKED = date(2026, 5, 1)
REVIEW = date(2026, 11, 1)
DAY = timedelta(days=1)


@pytest.fixture
def on(monkeypatch):
    """``on(day)`` and it is noon of that day where the site is."""

    def on(day: date):
        noon = timezone.make_aware(datetime(day.year, day.month, day.day, 12))
        monkeypatch.setattr(timezone, "now", lambda: noon)

    return on


# --- standing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (CHECKED, Standing.VERIFIED),
        (REVIEW - DAY, Standing.VERIFIED),
        (REVIEW, Standing.VERIFIED),
        (REVIEW + DAY, Standing.DUE),
        (REVIEW + 999 * DAY, Standing.DUE),
    ],
)
def test_a_checked_fact_stands_until_the_end_of_its_day(today, expected):
    assert standing(CHECKED, REVIEW, today) is expected


@pytest.mark.parametrize("review_by", [None, REVIEW])
@pytest.mark.parametrize("today", [REVIEW - DAY, REVIEW, REVIEW + DAY])
def test_what_nobody_checked_is_never_verified(today, review_by):
    assert standing(None, review_by, today) is Standing.UNVERIFIED


def test_a_fact_without_a_day_of_review_never_falls_due():
    assert standing(CHECKED, None, REVIEW + 999 * DAY) is Standing.VERIFIED


@pytest.mark.parametrize(
    ("today", "expected"), [(REVIEW, Standing.VERIFIED), (REVIEW + DAY, Standing.DUE)]
)
def test_a_row_stands_as_its_dates_do_today(today, expected, on):
    on(today)
    assert Helpline(checked_on=CHECKED, review_by=REVIEW).standing is expected


def test_the_day_is_the_readers_not_the_servers(monkeypatch):
    """At 23:30 UTC on the last day it is already tomorrow in Bucharest."""
    late = datetime(REVIEW.year, REVIEW.month, REVIEW.day, 23, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert Helpline(checked_on=CHECKED, review_by=REVIEW).standing is Standing.DUE


# --- what readers are told ------------------------------------------------------------------------


def words(fact, language="ro") -> str:
    with translation.override(language):
        rendered = Template("{% load house %}{% fact_standing fact %}").render(Context({"fact": fact}))
    return " ".join(rendered.split())


def test_a_verified_fact_says_when_and_until_when(on):
    on(REVIEW)
    said = words(Helpline(checked_on=CHECKED, review_by=REVIEW))
    assert "1 mai 2026" in said
    assert "1 noiembrie 2026" in said
    assert "state--done" in said


def test_a_fact_that_is_due_says_when_it_was_last_sure(on):
    on(REVIEW + DAY)
    said = words(Helpline(checked_on=CHECKED, review_by=REVIEW))
    assert "1 mai 2026" in said
    assert "state--warn" in said
    assert "1 noiembrie 2026" not in said


def test_an_unverified_fact_says_so_and_names_no_day(on):
    on(REVIEW)
    said = words(Helpline(review_by=REVIEW))
    assert "2026" not in said
    assert "state--warn" in said
    assert words(Helpline(), "en").startswith('<span class="state state--warn">')
    assert "Not yet verified by us." in words(Helpline(), "en")


def test_a_source_of_a_tutorial_stands_as_a_row_does(tutorial, change, on):
    on(REVIEW + DAY)
    dates = {"checked_on": CHECKED.isoformat(), "review_by": REVIEW.isoformat()}
    change(tutorial, "sources", lambda raw: raw[0]["value"].update(dates))
    assert tutorial.sources[0].value.standing is Standing.DUE
    assert "1 mai 2026" in words(tutorial.sources[0].value)


# --- what the two dates may be --------------------------------------------------------------------

TODAY = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("checked_on", "review_by", "wrong"),
    [
        (None, None, set()),
        (None, REVIEW, set()),
        (CHECKED, REVIEW, set()),
        (TODAY, TODAY + DAY, set()),
        (TODAY + DAY, REVIEW, {"checked_on"}),
        (CHECKED, None, {"review_by"}),
        (CHECKED, CHECKED, {"review_by"}),
        (CHECKED, CHECKED - DAY, {"review_by"}),
        (CHECKED, CHECKED + DAY, set()),
    ],
)
def test_which_dates_may_stand_together(checked_on, review_by, wrong):
    assert set(check_dates(checked_on, review_by, TODAY)) == wrong


DATES = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 12, 31)))


@given(checked_on=DATES, review_by=DATES, today=DATES.filter(bool))
def test_dates_that_may_stand_were_checked_before_today_and_come_up_again(checked_on, review_by, today):
    if not check_dates(checked_on, review_by, today) and checked_on:
        assert checked_on <= today
        assert review_by > checked_on
        assert standing(checked_on, review_by, checked_on) is Standing.VERIFIED
        assert standing(checked_on, review_by, review_by + DAY) is Standing.DUE


@pytest.mark.parametrize("model", [Helpline, EService])
def test_a_row_with_wrong_dates_is_refused_beside_the_date(model, on):
    on(TODAY)
    with pytest.raises(ValidationError) as refusal:
        model(checked_on=TODAY + DAY, review_by=REVIEW).clean()
    assert set(refusal.value.message_dict) == {"checked_on"}
    model(checked_on=TODAY, review_by=REVIEW).clean()
