"""Asking for a certificate: judged from raw answers, issued once, numbered without a gap."""

import datetime
from uuid import UUID

import pytest
from answers import wrong_answer
from django.db import IntegrityError, transaction
from django.utils import timezone
from finishing import answers, ask, asked, finish, issued, passes

from courses.models import CoursePage
from progress import throttle
from progress.certificates import register
from progress.certificates.models import LETTERS, Certificate, Counter, as_code, new_code
from progress.models import Fact, Learner
from tutorials.models import TutorialPage


@pytest.fixture(autouse=True)
def a_series(settings):
    settings.CERTIFICATE_SERIES = "PCP"


@pytest.fixture
def year() -> int:
    return timezone.localtime().year


def test_nothing_done_tells_every_tutorial(tablet, course):
    answer = ask(tablet, course).json()
    assert (answer["status"], answer["score"]) == ("missing", 0)
    assert [part["page"] for part in answer["missing"]] == [each.page for each in asked(course)]
    first = answer["missing"][0]
    assert first["codes"] == ["questions", "practice"]
    assert (first["answered"], first["right"], first["passed"]) == (0, 0, 0)
    assert first["practices"] == 3
    assert "certificate" not in answer
    assert not Certificate.objects.exists()


def test_whoever_did_it_all_has_one(tablet, course, year):
    finish(tablet, course)
    told = issued(tablet, course)
    tutorials = course.tutorials()
    assert told["number"] == f"PCP-{year}-000001"
    assert (told["title"], told["score"], told["kind"]) == (course.title, 100, "self")
    assert told["minutes"] == sum(tutorial.minutes for tutorial in tutorials)
    assert told["issued_on"] == timezone.localdate().isoformat()
    assert (told["name"], told["show_name"], told["withdrawn"]) == ("", False, None)
    assert told["page"] == f"/certificat/{told['code']}/"
    kept = Certificate.objects.get(code=told["code"])
    assert kept.competences == sorted({c for t in tutorials for c, _ in t.competence_names()})
    assert kept.tutorials == [tutorial.title for tutorial in tutorials]


def test_a_device_is_not_believed(tablet, course):
    """`completed`, and what it says of its answers, counts for nothing."""
    for each in asked(course):
        tablet.sync(tablet.fact("completed", each.page))
    assert ask(tablet, course).json()["status"] == "missing"
    wrong = answers(tablet, course, wrong_answer)
    lies = [fact | {"data": fact["data"] | {"right": True}} for fact in wrong]
    tablet.sync(*lies, *passes(tablet, course))
    Fact.objects.update(verdict=None)
    answer = ask(tablet, course).json()
    assert answer["score"] < course.certificate_score
    assert {code for part in answer["missing"] for code in part["codes"]} == {"score"}


def test_the_best_answer_counts(tablet, course):
    tablet.sync(*answers(tablet, course, wrong_answer), *passes(tablet, course))
    tablet.sync(*answers(tablet, course))
    tablet.sync(*answers(tablet, course, wrong_answer))
    assert issued(tablet, course)["score"] == 100


def test_the_threshold_is_over_the_whole_course(tablet, course):
    blocks = [block for each in asked(course) for block in each.tutorial.quiz]
    given = answers(tablet, course)
    wrong = [fact for fact in answers(tablet, course, wrong_answer) if fact["kind"] == "answer"]
    enough = -(-80 * len(blocks) // 100)
    tablet.sync(*passes(tablet, course), *given[: enough - 1], *wrong[enough - 1 :])
    assert ask(tablet, course).json()["status"] == "missing"
    tablet.sync(given[enough - 1])
    assert issued(tablet, course)["score"] == 100 * enough // len(blocks)


def test_exercises_may_be_left_out_of_the_rule(tablet, course):
    tablet.sync(*answers(tablet, course))
    answer = ask(tablet, course).json()
    assert {code for part in answer["missing"] for code in part["codes"]} == {"practice"}
    course.certificate_practice = False
    course.save()
    assert issued(tablet, course)["number"]


def test_tutorials_of_other_courses_count_too(tablet, course, tutorial):
    course.also.create(tutorial=tutorial)
    course.save()
    assert tutorial in course.tutorials()
    finish(tablet, course)
    Fact.objects.filter(page=tutorial.translation_key).delete()
    (part,) = ask(tablet, course).json()["missing"]
    assert part["title"] == tutorial.title


def test_a_tutorial_taken_back_is_not_asked_for(tablet, course):
    left, *others = course.tutorials()
    finish(tablet, course)
    Fact.objects.filter(page=left.translation_key).delete()
    assert ask(tablet, course).json()["status"] == "missing"
    TutorialPage.objects.get(pk=left.pk).unpublish()
    assert issued(tablet, course)["minutes"] == sum(tutorial.minutes for tutorial in others)


def test_asking_again_gives_the_same(tablet, phone, course):
    finish(tablet, course)
    first = issued(tablet, course)
    assert issued(phone, course) == first
    course.offers_certificate = False
    course.save()
    assert issued(tablet, course) == first
    assert Counter.objects.get().last == 1


def test_a_name_is_set_once_and_who_sees_it_is_the_persons_choice(tablet, course):
    finish(tablet, course)
    assert issued(tablet, course, show_name=True)["show_name"] is False  # there is none to show
    told = issued(tablet, course, name="  Maria \t Exemplu ")
    assert (told["name"], told["show_name"]) == ("Maria Exemplu", False)
    told = issued(tablet, course, name="Ion Exemplu", show_name=True)
    assert (told["name"], told["show_name"]) == ("Maria Exemplu", True)
    assert issued(tablet, course)["show_name"] is True
    assert issued(tablet, course, show_name=False)["show_name"] is False


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Maria\u0000", "Maria"),
        ("Maria\u202e elpmexE", "Maria elpmexE"),
        ("\u200b", ""),
        ("M\n\tE", "M E"),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(tablet, course, name, kept):
    finish(tablet, course)
    assert issued(tablet, course, name=name)["name"] == kept


@pytest.mark.parametrize("name", ["a" * 81, 7])
def test_a_name_of_another_shape_is_refused(tablet, course, said, name):
    finish(tablet, course)
    assert said(ask(tablet, course, name=name)) == (422, "shape")
    assert not Certificate.objects.exists()


def test_who_may_ask(tablet, new_tablet, course, said):
    """Unknown learners and wrong secrets are answered alike; before that, whether the course exists."""
    stranger = new_tablet()
    nowhere = CoursePage(translation_key=UUID("aaaaaaaa-0000-4000-8000-00000000000f"))
    refused = said(ask(stranger, course))
    assert refused == (403, "forbidden")
    assert said(ask(tablet, course, secret="0" * 32)) == refused
    assert said(ask(stranger, nowhere)) == refused
    assert said(ask(tablet, nowhere)) == (404, "course")
    course.offers_certificate = False
    course.save()
    assert said(ask(tablet, course)) == (404, "course")


def test_guessing_is_slowed_down(tablet, course, said, clock, monkeypatch):
    monkeypatch.setattr(throttle, "ALLOWED", 3)
    clock(1_000_000)
    for _ in range(3):
        assert said(ask(tablet, course, secret="0" * 32)) == (403, "forbidden")
    assert said(ask(tablet, course)) == (429, "too_many")


def test_without_a_series_it_waits_for_its_number(tablet, course, settings, year):
    settings.CERTIFICATE_SERIES = ""
    finish(tablet, course)
    told = issued(tablet, course)
    assert told["number"] is None
    assert not Counter.objects.exists()
    settings.CERTIFICATE_SERIES = "PCP"
    assert issued(tablet, course)["number"] == f"PCP-{year}-000001"


def test_numbers_have_no_gap_whatever_fails(new_tablet, course, monkeypatch, year):
    """A number that was taken comes back when its row is not written."""
    numbers = []
    for turn in range(4):
        tablet = new_tablet()
        tablet.sync(enrol=True)
        finish(tablet, course)
        if turn % 2:
            learner = Learner.objects.get(pk=tablet.person.id)
            with monkeypatch.context() as patched:
                patched.setattr(Certificate, "save", _fail)
                with pytest.raises(IntegrityError), transaction.atomic():
                    register.ask(learner, course.translation_key, "ro", register.Wish())
            assert Counter.objects.get().last == len(numbers)
        numbers.append(issued(tablet, course)["number"])
    assert numbers == [f"PCP-{year}-{number:06}" for number in (1, 2, 3, 4)]


def _fail(*args, **kwargs):
    raise IntegrityError


def test_every_year_begins_at_one(new_tablet, course, monkeypatch):
    numbers = []
    for year in (2026, 2027):
        moment = datetime.datetime(year, 3, 1, tzinfo=datetime.UTC)
        monkeypatch.setattr(register.timezone, "now", lambda moment=moment: moment)
        tablet = new_tablet()
        tablet.sync(enrol=True)
        finish(tablet, course)
        numbers.append(issued(tablet, course)["number"])
    assert numbers == ["PCP-2026-000001", "PCP-2027-000001"]


def test_a_withdrawn_one_stays_withdrawn_and_keeps_its_number(tablet, course, year):
    finish(tablet, course)
    code = issued(tablet, course)["code"]
    register.withdraw(Certificate.objects.get(), Certificate.Reason.ERROR)
    told = issued(tablet, course, name="Maria Exemplu")
    assert (told["code"], told["number"]) == (code, f"PCP-{year}-000001")
    assert told["withdrawn"] == "Eliberată din greșeală."
    assert told["name"] == ""


def test_erasing_takes_the_person_out_of_the_register(tablet, course, year):
    finish(tablet, course)
    issued(tablet, course, name="Maria Exemplu", show_name=True)
    assert tablet.erase().status_code == 204
    kept = Certificate.objects.get()
    assert (kept.learner, kept.name, kept.show_name, kept.score) == (None, "", False, None)
    assert (kept.full_number, kept.title, kept.reason) == (f"PCP-{year}-000001", course.title, "person")
    assert kept.withdrawn_at is not None
    assert ask(tablet, course).json() == {"status": "erased"}
    assert Certificate.objects.count() == 1


def test_codes_are_read_however_they_are_typed():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {letter for code in codes for letter in code} == {*LETTERS, "-"}
    for code in codes:
        assert as_code(code) == as_code(code.lower().replace("-", " ")) == code
    assert as_code("o0il-1111-2222-3333") == "0011-1111-2222-3333"
    for typed in ("", "ABCD", "U" * 16, "0" * 17, "0000-0000-0000-000é"):
        assert as_code(typed) is None
