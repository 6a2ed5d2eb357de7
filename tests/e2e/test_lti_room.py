"""A lesson in a platform's frame: launch, learn, mark, class, own device, end to end in a browser.

In a frame with third-party cookies blocked, where the browser keeps nothing but our Partitioned cookie;
and in a window, where each learner has a database of their own.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.tutorials.h5p.packages import KINDS, package

from .answering import check, give, right_answer
from .catalogue import PETITION, tutorial
from .device import ARGUMENTS, CHROMIUM, wait_for
from .external_tool import ExternalTool
from .lti_platform import CLIENT, DEPLOYMENT, PEOPLE, LearningPlatform, platform_for
from .pictures import picture
from .server import House, Serving
from .test_axe import found
from .test_h5p import BRING, part_of, play

pytestmark = pytest.mark.e2e

QUIZ = tutorial(PETITION)["quiz"]
LESSON = tutorial(PETITION)["address"]
NO_THIRD_PARTY_COOKIES = "--test-third-party-cookie-phaseout"
REGISTER = """
from django.utils import timezone
from lti_tool.models import LtiDeployment, LtiRegistration
from lti.models import Platform
from tutorials.models import TutorialPage
registration = LtiRegistration.objects.create(
    name="Platforma de probă", issuer=url, client_id=client,
    auth_url=f"{url}/auth", token_url=f"{url}/token", keyset_url=f"{url}/keys",
)
Platform.objects.create(registration=registration, approved_at=timezone.now())
LtiDeployment.objects.create(registration=registration, deployment_id=deployment, is_active=True)
page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
answer = [str(registration.uuid), str(page.translation_key)]
"""
FACTS = """
from lti.models import LaunchedLearner
rows = LaunchedLearner.objects.select_related("user", "learner")
answer = {row.user.sub: sorted(row.learner.facts.values_list("kind", flat=True)) for row in rows}
"""
EXTERNAL = """
from tutorials.models import ExternalTool, TutorialPage
page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
told = {"address": "", "custom": "", "label": "", "max_score": 10}
told |= {"tool": ExternalTool.objects.get(), "title": "O hartă", "purpose": "Găsiți trei birouri."}
page.exercises.append(("external", told))
page.save_revision().publish()
answer = None
"""
# The marks that wait are due at once: nobody waits for the clock here.
DUE = """
from lti.models import Score
Score.objects.update(not_before=None)
answer = None
"""
DATABASES = "async () => (await indexedDB.databases()).map(({ name }) => name).sort()"


@pytest.fixture
def school(own_house) -> House:
    """That house under a name that is another site than the platform's."""
    address = f"http://localhost:{own_house.port}"
    return replace(own_house, settings=own_house.settings | {"PUBLIC_URL": address})


@pytest.fixture
def platform(school) -> Iterator[LearningPlatform]:
    """A platform that we know, with an activity that opens a tutorial."""
    with platform_for(school.settings["PUBLIC_URL"]) as platform:
        told = school.ask(
            REGISTER, url=platform.url, client=CLIENT, deployment=DEPLOYMENT, slug=PETITION
        )
        platform.registration, platform.custom = told[0], {"tutorial": told[1]}
        yield platform


@pytest.fixture
def served(school, platform) -> Iterator[Serving]:
    with school.serving() as serving:
        yield serving
        assert serving.errors() == []


@pytest.fixture
def tool(school, tmp_path) -> Iterator[ExternalTool]:
    """A tool at which an activity of the tutorial takes place."""
    running = ExternalTool(school, tmp_path / "tool.log")
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def browser_of(playwright, tmp_path, served) -> Iterator:
    """``browser_of()``: one without third-party cookies; what its pages complain of fails the test."""
    contexts, troubles = [], []

    def browser_of() -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "browser",
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, NO_THIRD_PARTY_COOKIES],
            locale="ro-RO",
            viewport={"width": 1100, "height": 800},
            reduced_motion="reduce",  # for axe, a colour on its way to another is neither of them
        )
        context.set_default_timeout(30_000)
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        contexts.append(context)
        return context

    yield browser_of
    for context in contexts:
        context.close()
    assert troubles == []


def in_frame(context: BrowserContext, platform: LearningPlatform, person: str) -> FrameLocator:
    """`person` opens the activity on the platform's page; the frame with the lesson."""
    page = context.new_page()
    page.goto(f"{platform.url}/course?person={person}")
    frame = page.frame_locator("iframe[name=tool]")
    expect(frame.locator(".launched")).to_contain_text(PEOPLE[person][0])
    return frame


def in_window(context: BrowserContext, platform: LearningPlatform, person: str) -> Page:
    """The same in a window of its own."""
    page = context.new_page()
    page.goto(f"{platform.url}/begin?person={person}")
    expect(page.locator(".launched")).to_contain_text(PEOPLE[person][0])
    return page


def answer(frame, questions: list[dict]) -> None:
    for question in questions:
        give(frame, question, right_answer(question))
        check(frame, question)


def sent(frame) -> None:
    """Waits until the page says that what was done is with the server."""
    arrived = ["Trimis.", "Salvat pe acest dispozitiv și trimis."]
    line = frame.locator("[data-kept]:not([aria-busy=true])").first
    wait_for(lambda: line.text_content().strip() in arrived, "what was done with the server")


def facts(school: House) -> dict[str, list[str]]:
    return school.ask(FACTS)


def marks(school: House, platform: LearningPlatform, *people: str) -> list[float | None]:
    """What the platform's gradebook shows, once the clock's command has run."""
    school.ask(DUE)
    school.manage("send_scores")
    return [platform.mark_of(person) for person in people]


def test_cookies_of_third_parties_are_blocked_in_such_a_browser(browser_of, platform):
    """Or the others would prove nothing."""
    page = browser_of().new_page()
    for _ in range(2):
        page.goto(f"{platform.url}/framing")
        expect(page.frame_locator("iframe").locator("p")).to_have_text("not kept")


@pytest.mark.parametrize("opened", [in_frame, in_window])
def test_two_people_learn_in_two_tabs_and_the_teacher_sees_them(school, browser_of, platform, opened):
    browser = browser_of()
    ana, ion = opened(browser, platform, "ana"), opened(browser, platform, "ion")
    if opened is in_frame:
        picture(browser.pages[1].locator("iframe"), "moodle-lectie")
    answer(ana, QUIZ)
    answer(ion, QUIZ[:1])
    sent(ana)
    sent(ion)
    # Each tab is still who it was, and so is the next one.
    expect(ion.locator("[data-done]")).to_be_hidden()
    again = opened(browser, platform, "ana")
    expect(again.locator("[data-done]")).to_be_visible()
    told = facts(school)
    assert "completed" in told["ana"]
    assert told["ana"].count("answer") == len(QUIZ)
    assert "completed" not in told["ion"]
    assert told["ion"].count("answer") == 1
    assert "eva" not in told
    # The gradebook.
    assert marks(school, platform, "ana", "ion", "eva") == [100.0, 100 / len(QUIZ), None]
    last = {score["userId"]: score for score in platform.scores}
    assert (last["ana"]["activityProgress"], last["ana"]["gradingProgress"]) == (
        "Completed",
        "FullyGraded",
    )
    assert last["ion"]["activityProgress"] == "InProgress"
    # The class, asked of the platform in two pages.
    teacher = opened(browser, platform, "profa")
    teacher.get_by_role("link", name="Clasa").click()
    rows = teacher.locator("table.class tbody tr")
    expect(rows).to_have_count(3)
    assert [row.split("\t")[0] for row in rows.all_inner_texts()] == [
        "Pop Ana",
        "Ștefan Eva",
        "Țîrlea Ion",
    ]
    expect(rows.nth(0)).to_contain_text("100 %")
    expect(rows.nth(1)).to_contain_text("încă nedeschis")
    if opened is in_frame:
        picture(browser.pages[-1].locator("iframe"), "moodle-clasa")
    if opened is in_window:
        assert found(again) + found(teacher) == []
        # Each has a database of their own; the device itself has nobody.
        databases = again.evaluate(DATABASES)
        assert len(databases) == 3
        assert all(name.startswith("pascupas-launched-") for name in databases)


def test_who_learns_on_the_device_is_neither_shown_nor_touched(school, browser_of, platform):
    browser = browser_of()
    page = browser.new_page()
    page.goto(school.settings["PUBLIC_URL"] + LESSON)
    answer(page, QUIZ)
    sent(page)
    launched = in_window(browser, platform, "ana")
    expect(launched.locator("[data-begin]")).to_be_visible()
    expect(launched.locator("[data-done]")).to_be_hidden()
    answer(launched, QUIZ[:1])
    sent(launched)
    assert facts(school)["ana"].count("answer") == 1
    page.reload()
    expect(page.locator("[data-done]")).to_be_visible()
    assert "pascupas" in page.evaluate(DATABASES)


def test_an_own_device_is_the_same_learner(school, browser_of, platform):
    browser = browser_of()
    frame = in_frame(browser, platform, "ana")
    answer(frame, QUIZ[:1])
    sent(frame)
    with browser.expect_page() as opened:
        frame.get_by_role("link", name="Păstrați pe acest dispozitiv").click()
    own = opened.value
    expect(own.locator("[data-part=ask]")).to_contain_text("Ana Pop")
    assert "#" not in own.url
    assert own.evaluate(DATABASES) in ([], ["pascupas"])  # nothing of hers before she says yes
    assert found(own) == []
    own.get_by_role("button", name="Da, eu sunt").click()
    own.locator("[data-part=pick]").get_by_role("button").first.click()
    own.get_by_role("button", name="Gata, încep").click()
    own.wait_for_url(f"**{LESSON}")
    answer(own, QUIZ[1:])
    expect(own.locator("[data-all-done]")).to_be_visible()
    sent(own)
    # The public page, on her device: what she did in the frame counts; and the other way round.
    own.reload()
    expect(own.locator("[data-done]")).to_be_visible()
    again = in_frame(browser, platform, "ana")
    expect(again.locator("[data-done]")).to_be_visible()
    assert list(facts(school)) == ["ana"]
    assert marks(school, platform, "ana") == [100.0]


def test_a_platform_that_fails_for_a_while_has_the_mark_in_the_end(school, browser_of, platform):
    frame = in_frame(browser_of(), platform, "ana")
    platform.answers = [503] * 99  # the house's own clock may call meanwhile
    answer(frame, QUIZ)
    sent(frame)
    platform.answers = [503, 500]
    assert marks(school, platform, "ana") == [None]
    assert marks(school, platform, "ana") == [None]
    assert marks(school, platform, "ana") == [100.0]


def test_activities_of_others_are_done_from_the_frame(school, browser_of, platform, tool, tmp_path):
    """An H5P activity within it; an external one in a window, which has none of the frame's cookies."""
    kind = KINDS[0]
    path = tmp_path / "one.h5p"
    path.write_bytes(package(kind))
    school.ask(BRING, slugs=[PETITION], paths=[str(path)])
    school.ask(EXTERNAL, slug=PETITION)
    browser = browser_of()
    frame = in_frame(browser, platform, "ana")

    h5p = part_of(frame, kind.title)
    h5p.get_by_role("button", name="Deschideți activitatea").click()
    play(h5p, kind)
    expect(h5p.get_by_text("Ați făcut această activitate.")).to_be_visible()

    external = part_of(frame, "O hartă")
    with browser.expect_page() as opened:
        external.get_by_role("button", name="Deschideți la Unelte Exemplu").click()
    window = opened.value
    expect(window.get_by_role("heading", name="Exercițiul")).to_be_visible()
    window.get_by_label("Puncte").fill("8")
    window.get_by_role("button", name="Trimiteți").click()
    expect(window.get_by_role("heading", name="Scorul a plecat")).to_be_visible()
    window.close()
    frame.locator("html").evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(external.get_by_text("Ați făcut această activitate.")).to_be_visible()
    assert facts(school)["ana"].count("activity") == 2
