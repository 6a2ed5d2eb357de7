"""The class, for who teaches it: asked of the platform, kept, shown with what its pupils did."""

import datetime
import json
from email.message import Message

import pytest
from answers import right_answer
from django.urls import reverse
from django.utils import timezone
from lti_tool.models import LtiMembership, LtiUser
from makers import MembershipFactory
from room import MEMBERS, Browser, launch_of, teachers_launch

from lti import outgoing
from lti.classroom import access, members
from lti.classroom.models import ClassList, Score
from lti.models import Role

pytestmark = pytest.mark.django_db
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"


def person(sub: str, family: str, given: str, *roles: str, **more) -> dict:
    named = {"family_name": family, "given_name": given, "name": f"{given} {family}"}
    return {"user_id": sub, "roles": list(roles or [LEARNER]), "status": "Active"} | named | more


class Register:
    """The platform's list of a class, in pages."""

    def __init__(self, *pages):
        self.pages = list(pages)
        self.asked = []
        self.trouble = None

    def fetch(self, registration, method, address, *, headers=None, body=None):
        if address.endswith("token.php"):
            told = {"access_token": "abc", "expires_in": 3600}
            return outgoing.Answer(200, {}, json.dumps(told).encode())
        self.asked.append(address)
        if isinstance(self.trouble, Exception):
            raise self.trouble
        if self.trouble:
            return outgoing.Answer(self.trouble, {}, b"")
        number = int(address.rpartition("page=")[2]) if "page=" in address else 0
        links = Message()
        if number + 1 < len(self.pages):
            links["Link"] = f'<{MEMBERS}?since=7>; rel="differences"'  # each on a line of its own
            links["Link"] = f'<{MEMBERS}?page={number + 1}>; rel="next"'
        told = {"id": "x", "context": {"id": "y"}, "members": self.pages[number]}
        return outgoing.Answer(200, links, json.dumps(told).encode())


@pytest.fixture
def register(monkeypatch) -> Register:
    register = Register([])
    monkeypatch.setattr(outgoing, "fetch", register.fetch)
    monkeypatch.setattr(access, "_kept", {})
    monkeypatch.setattr(members, "aside", lambda work: work())  # the connection of the test is its own
    return register


@pytest.fixture
def pupil(tutorial, register) -> Browser:
    return Browser(launch_of(tutorial)).come_in()


@pytest.fixture
def teacher(pupil) -> Browser:
    return Browser(teachers_launch(pupil.launch))


def see(browser: Browser):
    return browser.client.get(reverse("lti:class", args=[browser.launch.id]))


def names(answer) -> list[str]:
    return [pupil.name for pupil in answer.context["pupils"]]


def test_the_class_is_shown_by_name_with_what_they_did(pupil, teacher, register, tutorial):
    register.pages = [
        [
            person("1", "Țîrlea", "Ana"),
            person("2", "Ștefan", "Dan"),
            person(pupil.launch.user.sub, "Ăbel", "Ion"),
            person("3", "Popa", "Maria", TEACHER),
            person("4", "Zamfir", "Eva"),
        ]
    ]
    pupil.answer(tutorial, right_answer, blocks=1)
    answer = see(teacher)
    assert answer.status_code == 200
    assert names(answer) == ["Ăbel Ion", "Ștefan Dan", "Țîrlea Ana", "Zamfir Eva"]
    first, *others = answer.context["pupils"]
    assert (first.result.begun, first.result.done, first.result.all) == (True, 1, len(tutorial.quiz))
    assert first.seen_at is not None
    assert not any(each.result.begun or each.seen_at for each in others)
    html = answer.content.decode()
    assert "Maria" not in html
    assert answer["Cache-Control"] == "no-store"
    assert "frame-ancestors https://moodle.scoala.exemplu" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("role", [Role.LEARNER, Role.AUTHOR, Role.MENTOR])
def test_nobody_else_sees_it(pupil, role):
    other = Browser(teachers_launch(pupil.launch, role))
    answer = see(other)
    assert answer.status_code == 403
    assert "no_teacher" in answer.content.decode()
    assert reverse("lti:class", args=[other.launch.id]) not in other.arrive().content.decode()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ASSISTANT, Role.ADMINISTRATOR])
def test_who_teaches_or_helps_sees_it(pupil, role):
    other = Browser(teachers_launch(pupil.launch, role))
    assert see(other).status_code == 200
    assert reverse("lti:class", args=[other.launch.id]) in other.arrive().content.decode()


def test_another_class_is_not_shown(pupil, tutorial, register):
    pupil.answer(tutorial, right_answer)
    elsewhere = launch_of(tutorial, roles=[Role.TEACHER])
    assert names(see(Browser(elsewhere))) == []


def test_strangers_without_a_context_are_no_class(tutorial, register):
    launch = launch_of(tutorial, roles=[Role.TEACHER])
    launch.context = launch.resource_link = None
    launch.save()
    assert see(Browser(launch)).status_code == 403


def test_every_page_is_asked_for(teacher, register):
    register.pages = [[person(str(n), f"F{n:02}", "X")] for n in range(5)]
    assert len(names(see(teacher))) == 5
    assert len(register.asked) == 5


def test_of_pages_without_end_none_is_taken_for_the_class(teacher, register):
    register.pages = [[person(str(n), f"F{n:02}", "X")] for n in range(99)]
    told = see(teacher)
    assert (len(register.asked), names(told)) == (50, [])
    assert "unanswered" in told.content.decode()


def test_a_next_page_elsewhere_is_not_called(teacher, register, monkeypatch):
    fetch = register.fetch

    def leads_away(registration, method, address, **more):
        if "evil" in address:
            raise outgoing.Forbidden("This is no address of the platform.")
        answer = fetch(registration, method, address, **more)
        answer.headers["Link"] = '<https://evil.exemplu/2>; rel="next"'
        return answer

    register.pages = [[person("1", "Pop", "Ion")]]
    monkeypatch.setattr(outgoing, "fetch", leads_away)
    answer = see(teacher)
    assert answer.status_code == 200
    assert "foreign_host" in answer.content.decode()
    assert not LtiUser.objects.filter(sub="1").exists()


def test_who_left_the_class_is_in_it_no_more(teacher, register):
    register.pages = [[person("1", "Pop", "Ion"), person("2", "Rusu", "Ana")]]
    see(teacher)
    register.pages = [[person("2", "Rusu", "Ana"), person("3", "Sava", "Dan", status="Inactive")]]
    ClassList.objects.update(fetched_at=None, tried_at=None)
    assert names(see(teacher)) == ["Rusu Ana"]
    assert LtiMembership.objects.filter(user__sub="1", is_active=False).exists()


def test_who_is_out_of_the_class_sees_it_no_more(teacher, pupil, register):
    """In the tab that is open too. Whom the platform does not tell may be an admin, who is in none."""
    another, admin = (Browser(teachers_launch(pupil.launch)) for _ in range(2))
    assert see(another).status_code == see(admin).status_code == 200
    register.pages = [[person(another.launch.user.sub, "Rusu", "Ana", TEACHER, status="Inactive")]]
    ClassList.objects.update(fetched_at=None, tried_at=None)
    see(teacher)
    assert "no_teacher" in see(another).content.decode()
    assert see(admin).status_code == 200


def test_it_is_not_asked_for_at_every_look(teacher, register):
    register.pages = [[person("1", "Pop", "Ion")]]
    for _ in range(3):
        see(teacher)
    assert len(register.asked) == 1
    old = timezone.now() - members.FRESH
    ClassList.objects.update(fetched_at=old, tried_at=old)
    see(teacher)
    assert len(register.asked) == 2


def test_the_button_asks_anew_but_not_without_a_pause(teacher, register):
    see(teacher)
    address = reverse("lti:class", args=[teacher.launch.id])
    assert teacher.client.post(address).status_code == 303
    assert len(register.asked) == 1
    ClassList.objects.update(tried_at=timezone.now() - datetime.timedelta(minutes=1))
    teacher.client.post(address)
    assert len(register.asked) == 2


def test_a_slow_platform_keeps_nobody_waiting(teacher, register, monkeypatch):
    begun = []
    monkeypatch.setattr(members, "aside", begun.append)
    html = see(teacher).content.decode()
    assert "data-coming" in html
    see(teacher)
    assert len(begun) == 1
    ClassList.objects.update(tried_at=timezone.now() - ClassList.LONGEST)  # whoever asked is gone
    html = see(teacher).content.decode()
    assert len(begun) == 2
    begun[-1]()
    assert "data-coming" not in see(teacher).content.decode()


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(403, "http_403"), (500, "unanswered"), (outgoing.Unreachable("slow"), "unanswered")],
)
def test_a_platform_that_does_not_tell_leaves_the_class_as_it_was(teacher, register, trouble, code):
    register.pages = [[person("1", "Pop", "Ion")]]
    see(teacher)
    register.trouble = trouble
    ClassList.objects.update(fetched_at=None, tried_at=None)
    answer = see(teacher)
    assert names(answer) == ["Pop Ion"]
    assert code in answer.content.decode()


def test_a_platform_without_the_service_shows_who_came(tutorial, pupil, register):
    MembershipFactory(context=pupil.launch.context, user=pupil.launch.user)
    launch = teachers_launch(pupil.launch)
    launch.claims = {}
    launch.save()
    answer = see(Browser(launch))
    assert names(answer) == ["Ioana Pop"]
    assert register.asked == []


@pytest.mark.parametrize(
    "broken",
    [
        "a word",
        None,
        [],
        {"user_id": 7},
        {"user_id": ""},
        {"user_id": "x" * 256},
        {"user_id": "a\0b"},
        {"user_id": "\ud800"},
        {"roles": [LEARNER]},
    ],
)
def test_one_in_another_shape_is_left_out(teacher, register, broken):
    register.pages = [[broken, person("1", "Pop", "Ion")]]
    assert names(see(teacher)) == ["Pop Ion"]
    assert not LtiUser.objects.filter(sub__startswith="x").exists()


@pytest.mark.parametrize("told", [{}, {"members": "x"}, [], "x", None])
def test_an_answer_in_another_shape_is_none(teacher, monkeypatch, register, told):
    fetch = register.fetch

    def other(registration, method, address, **more):
        answer = fetch(registration, method, address, **more)
        return answer if "token" in address else answer._replace(body=json.dumps(told).encode())

    monkeypatch.setattr(outgoing, "fetch", other)
    answer = see(teacher)
    assert answer.status_code == 200
    assert "unanswered" in answer.content.decode()


def test_names_are_one_line_that_fits_and_no_markup(teacher, register):
    register.pages = [
        [
            person("1", "<b>Pop</b>\n\0", "I" * 900, email="ion@exemplu.ro", roles="Learner"),
            person("2", "Rusu", "Ana", picture="javascript:alert(1)", email="ana@exemplu.ro"),
        ]
    ]
    answer = see(teacher)
    assert answer.status_code == 200
    assert "<b>Pop" not in answer.content.decode()
    user = LtiUser.objects.get(sub="2")
    assert (user.email, user.picture_url) == ("", "")
    assert len(LtiUser.objects.get(sub="1").given_name) <= 500


def test_a_mark_that_did_not_arrive_is_said(pupil, teacher, register, tutorial):
    register.pages = [[person(pupil.launch.user.sub, "Pop", "Ioana")]]
    pupil.answer(tutorial, right_answer)
    Score.objects.update(code="http_422")
    assert "http_422" in see(teacher).content.decode()
    Score.objects.update(code="superseded")
    assert "superseded" not in see(teacher).content.decode()


def test_a_class_of_thirty_costs_as_many_queries_as_one_of_three(
    pupil, teacher, register, django_assert_max_num_queries
):
    register.pages = [[person(str(n), f"F{n:02}", "X") for n in range(30)]]
    see(teacher)
    with django_assert_max_num_queries(20):
        assert len(names(see(teacher))) == 30
