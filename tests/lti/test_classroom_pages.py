"""The lesson in a platform's frame: whose it is, what is opened within it, who may frame it."""

import json
import re

import pytest
from django.urls import reverse
from lti_tool.models import LtiMembership, LtiUser
from makers import LaunchFactory, MembershipFactory, UserFactory
from room import Browser, graded, launch_of
from wagtail.fields import StreamField

from courses.models import CoursePage
from lti.classroom import learners
from lti.classroom.links import NotAPage, framed
from lti.classroom.models import LaunchedLearner, Score
from lti.models import MessageType, Role
from lti.tending import forget_people
from paper import pdf
from progress.models import Device, Learner
from tutorials.models import TutorialPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(tutorial) -> Browser:
    return Browser(launch_of(tutorial))


def links_of(html: str) -> dict[str, str]:
    """Every link of a page: its tag by its address."""
    tags = re.findall(r"<a\b[^>]*>", html)
    return {found[1]: tag for tag in tags if (found := re.search(r'href="([^"]*)"', tag))}


def test_a_launch_leads_to_its_lesson_in_the_frame(browser, tutorial):
    response = browser.arrive()
    within = f"/lti/l/{browser.launch.id}/p{tutorial.url}"
    assert response.redirect_chain == [(within, 302)]
    html = response.content.decode()
    assert tutorial.title in html
    assert f'data-launch="/lti/l/{browser.launch.id}"' in html
    assert f'data-learner="{LaunchedLearner.objects.get().learner_id}"' in html
    assert "Ioana Pop" in html


def test_the_page_says_what_everybody_reads(browser, tutorial, client):
    article = re.compile(r"<article.*?</article>", re.DOTALL)
    public = article.search(client.get(tutorial.url).content.decode())[0]
    framed_one = article.search(browser.arrive().content.decode())[0]
    words = re.compile(r"<[^>]*>")
    assert words.sub("", framed_one) == words.sub("", public)


def test_only_the_platform_may_frame_it_and_nobody_keeps_it(browser):
    response = browser.arrive()
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors https://moodle.scoala.exemplu" in policy
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in response
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_the_public_page_stays_as_it_is(browser, tutorial, client):
    before = client.get(tutorial.url)
    browser.arrive()
    after = client.get(tutorial.url)
    assert after.content == before.content
    assert "data-launch" not in after.content.decode()
    assert after["X-Frame-Options"] == "SAMEORIGIN"


def test_every_link_stays_within_the_lesson_or_opens_a_window(course):
    browser = Browser(launch_of(course))
    before = f"/lti/l/{browser.launch.id}/"
    html = browser.arrive().content.decode()
    links = links_of(html)
    for tutorial in course.tutorials():
        assert f"{before}p{tutorial.url}" in links
    strays = [
        tag
        for address, tag in links.items()
        if not address.startswith((before, "#", "tel:", "mailto:")) and 'target="_blank"' not in tag
    ]
    assert strays == []
    inside = browser.client.get(f"{before}p{course.tutorials()[0].url}")
    assert f"{before}p{course.url}" in links_of(inside.content.decode())


def of_every_kind() -> list[TutorialPage]:
    """Tutorials that together have a block of every kind that the catalogue has."""
    found, seen = [], set()
    for page in TutorialPage.objects.live().filter(locale__language_code="ro").order_by("pk"):
        streams = [each.name for each in page._meta.fields if isinstance(each, StreamField)]
        kinds = {(name, block.block_type) for name in streams for block in getattr(page, name)}
        found += [page] if kinds - seen else []
        seen |= kinds
    return found


def test_no_address_of_a_framed_page_is_relative(course):
    relative = re.compile(
        r"""\s(?:href|src|srcset|action|formaction|poster)="(?!/|\#|[a-z][a-z+.-]*:)[^"]*\""""
    )
    for page in (course, *of_every_kind()):
        html = Browser(launch_of(page)).arrive().content.decode()
        assert relative.findall(html) == [], page.title


def test_the_proof_of_a_practice_opens_in_a_window_of_its_own(monkeypatch):
    monkeypatch.setattr(pdf, "why_not", lambda: "")
    page = TutorialPage.objects.get(slug="platesc-pe-ghiseul-ro", locale__language_code="ro")
    html = Browser(launch_of(page)).arrive().content.decode()
    assert f'formaction="{page.url}tipar/dovada.pdf" formtarget="_blank"' in html


def test_a_tutorial_alone_does_not_open_its_course(browser, tutorial):
    course = CoursePage.objects.parent_of(tutorial).get()
    answer = browser.client.get(f"/lti/l/{browser.launch.id}/p{course.url}")
    assert answer.status_code == 404
    assert "not_inside" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["admin/", "//evil.exemplu/", "../../admin/", "lti/keep/ro/", "x" * 999]
)
def test_nothing_else_is_shown_within_a_launch(browser, path):
    answer = browser.client.get(f"/lti/l/{browser.launch.id}/p/{path}")
    assert answer.status_code == 404


def test_what_is_not_published_is_no_lesson(browser, tutorial):
    for page in TutorialPage.objects.filter(translation_key=tutorial.translation_key):
        page.unpublish()
    answer = browser.arrive()
    assert answer.status_code == 404
    assert "no_lesson" in answer.content.decode()
    assert not Learner.objects.exists()


def test_a_lesson_that_is_there_in_another_language_only(browser, tutorial):
    tutorial.unpublish()
    response = browser.arrive()
    assert response.status_code == 200
    assert response["Content-Language"] == "en"
    assert "You are learning as" in response.content.decode()


def test_another_browser_sees_nothing(browser, tutorial, client):
    browser.arrive()
    for name, args in (("launched", []), ("page", [tutorial.url[1:]]), ("device", []), ("class", [])):
        address = reverse(f"lti:{name}", args=[browser.launch.id, *args])
        answer = client.post(address) if name == "device" else client.get(address)
        assert answer.status_code == 403, name
        assert tutorial.title not in answer.content.decode()


# --- who learns -------------------------------------------------------------------------------------


def test_a_person_is_one_learner_wherever_they_come_from(browser, tutorial):
    browser.come_in()
    again = Browser(launch_of(tutorial, user=browser.launch.user)).come_in()
    assert again.learner == browser.learner
    assert again.secret != browser.secret
    assert Learner.objects.count() == 1


def test_the_same_number_at_another_platform_is_another_person(browser, tutorial):
    browser.come_in()
    stranger = launch_of(tutorial)
    stranger.user.sub = browser.launch.user.sub
    stranger.user.save()
    assert Browser(stranger).come_in().learner != browser.learner


def test_choosing_a_lesson_makes_no_learner():
    launch = LaunchFactory(message_type=MessageType.DEEP_LINKING, roles=[Role.TEACHER])
    answer = Browser(launch).arrive()
    assert answer.status_code == 404
    assert not Learner.objects.exists()


def test_facts_go_out_by_the_browsers_own_device(browser, tutorial):
    browser.come_in()
    told = browser.sync(browser.fact("opened", tutorial))
    assert told["status"] == "ok"
    assert len(told["accepted"]) == 1
    assert LaunchedLearner.objects.get().seen_at is not None


def test_a_browser_that_asks_twice_keeps_what_it_has(browser):
    browser.come_in()
    second = browser.knock().json()["secret"]
    for secret in (browser.secret, second):
        body = {"learner": browser.learner, "secret": secret, "facts": []}
        call = {"device": browser.id, "token": browser.token, "learners": [body]}
        answer = browser.client.post("/api/v1/sync", call, content_type="application/json")
        assert answer.status_code == 200
    assert Device.objects.count() == 1


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Origin": "https://moodle.scoala.exemplu"}, None, 403),
        ({"Origin": "null"}, None, 403),
        ({"Origin": ""}, None, 403),
        ({"Origin": "http://testserver.evil.exemplu"}, None, 403),
        ({"Origin": "http://["}, None, 403),
        ({}, b"", 403),
        ({}, b"{", 422),
        ({}, {"device": "x", "token": "y"}, 422),
        ({}, {"device": "0" * 8, "token": "0" * 32}, 422),
        ({}, b"[" * 5000, 413),
    ],
)
def test_whoever_asks_otherwise_is_given_nothing(browser, headers, body, status):
    browser.arrive()
    assert browser.knock(body, **headers).status_code == status
    assert not Device.objects.exists()


def test_a_form_of_another_site_enrols_no_device(browser):
    browser.arrive()
    address = reverse("lti:device", args=[browser.launch.id])
    body = json.dumps({"device": browser.id, "token": browser.token})
    answer = browser.client.post(
        address, body, content_type="text/plain", headers={"Origin": "http://testserver"}
    )
    assert answer.status_code == 403
    assert not Device.objects.exists()


def test_who_was_erased_is_forgotten_by_name_and_begins_anew(browser, tutorial):
    browser.come_in()
    sub, registration = browser.launch.user.sub, browser.launch.registration
    MembershipFactory(context=browser.launch.context, user=browser.launch.user)
    body = {"learner": browser.learner, "secret": browser.secret}
    assert (
        browser.client.post("/api/v1/erase", body, content_type="application/json").status_code == 204
    )
    assert not LaunchedLearner.objects.exists()
    assert not Score.objects.exists()
    assert not LtiUser.objects.exists()
    assert not LtiMembership.objects.exists()
    assert browser.arrive().status_code == 404
    again = UserFactory(registration=registration, sub=sub)
    assert Browser(launch_of(tutorial, user=again)).come_in().learner != browser.learner


def test_a_page_that_is_left_may_send_after_the_next_was_let_in(browser, tutorial):
    """A browser that keeps nothing has the launch's device on each page, with the same token."""
    pages = [browser.arrive().content.decode() for _ in range(2)]
    told = [re.findall(r'data-launch-(device|token)="([^"]+)"', page) for page in pages]
    assert told[0] == told[1]
    browser.id, browser.token = (value for _, value in told[0])
    assert browser.come_in().knock().status_code == 200
    assert browser.sync(browser.fact("opened", tutorial))["status"] == "ok"
    other = Browser(launch_of(tutorial, user=browser.launch.user)).arrive().content.decode()
    assert browser.token not in other


def test_the_bar_leads_to_what_we_know_in_a_window_of_its_own(browser, client):
    html = browser.arrive().content.decode()
    (address,) = [each for each in links_of(html) if each.startswith("/ce-stim/#")]
    assert 'target="_blank"' in links_of(html)[address]
    page = client.get(address).content.decode()
    assert f'id="{address.partition("#")[2]}"' in page
    assert "Atunci vă știm numele." in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [({}, True), ({"scope": []}, False), ({"lineitem": "", "lineitems": ""}, False)],
)
def test_a_mark_is_promised_where_one_will_be_told(tutorial, changed, said):
    page = Browser(launch_of(tutorial, claims=graded(**changed))).arrive()
    assert ("Rezultatul ajunge acolo singur." in page.content.decode()) is said
    assert Score.objects.exists() is said


def test_a_name_from_the_platform_is_no_markup(tutorial):
    launch = launch_of(tutorial)
    launch.user.name = "<script>alert(1)</script>"
    launch.user.save()
    html = Browser(launch).arrive().content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


# --- on the way -------------------------------------------------------------------------------------


PAGE = '<!doctype html><html lang="ro"><head></head><body><main id="continut">{}</main></body></html>'


@pytest.mark.parametrize(
    ("link", "led"),
    [
        ('<a href="/in/">', '<a href="/L/in/">'),
        (
            '<a class="x" href="/in/#pas-2" data-y="a>b">',
            '<a class="x" href="/L/in/#pas-2" data-y="a>b">',
        ),
        ("<a href='/in/'>", '<a href="/L/in/">'),
        ('<a href="#sus">', '<a href="#sus">'),
        ('<a href="tel:0700">', '<a href="tel:0700">'),
        ('<a href="/out/">', '<a href="/out/" target="_blank" rel="noopener">'),
        ('<a href="//in/">', '<a href="//in/" target="_blank" rel="noopener">'),
        ('<a href="https://x.ro/in/">', '<a href="https://x.ro/in/" target="_blank" rel="noopener">'),
        ('<a href="/out/" target="_top">', '<a href="/out/" target="_top">'),
        ('<a name="x">', '<a name="x">'),
        (
            '<a href="/out/?target=x">',
            '<a href="/out/?target=x" target="_blank" rel="noopener">',
        ),
        ('<form action="/out/">', '<form action="/out/" target="_blank" rel="noopener">'),
        ('<form action="/in/">', '<form action="/L/in/">'),
        ('<form class="x">', '<form class="x">'),
        ('<button formaction="/out/a.pdf">', '<button formaction="/out/a.pdf" formtarget="_blank">'),
        ('<article href="/in/">', '<article href="/in/">'),
    ],
)
def test_where_a_link_leads(link, led):
    html = framed(
        PAGE.format(link),
        root={"data-launch": '/L"'},
        head="",
        bar="<p>bar</p>",
        within=lambda path: f"/L{path}" if path == "/in/" else None,
    )
    assert html == PAGE.format(led).replace("<html ", '<html data-launch="/L&quot;" ').replace(
        "<main", "<p>bar</p><main"
    )


def test_what_is_no_page_of_ours_is_not_framed():
    with pytest.raises(NotAPage):
        framed("<p>", root={}, head="", bar="", within=lambda path: None)


@pytest.mark.parametrize("when", ["before its first page", "between its learner and its mark"])
def test_who_is_erased_in_the_moment_of_a_launch_hears_that_it_ended(when, browser, monkeypatch):
    if when == "between its learner and its mark":
        browser.arrive()
    known = learners._known

    def erased_meanwhile(user):
        found = known(user)
        forget_people(LtiUser.objects.filter(pk=user.pk))
        return found

    monkeypatch.setattr(learners, "_known", erased_meanwhile)
    answer = browser.arrive()
    assert answer.status_code == 404
    assert "no_launch" in answer.content.decode()
    assert not Score.objects.exists()
