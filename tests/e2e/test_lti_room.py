"""A lesson in a platform's frame, third-party cookies blocked: launch, learn, mark, class, own device."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from .answering import check, give, right_answer
from .device import ARGUMENTS, CHROMIUM, wait_for
from .lti_platform import CLIENT, DEPLOYMENT, PEOPLE, LearningPlatform, platform_for
from .server import House, Serving
from .watch import Watch

pytestmark = pytest.mark.e2e

NO_THIRD_PARTY_COOKIES = "--test-third-party-cookie-phaseout"
REGISTER = """
from django.utils import timezone
from lti_tool.models import LtiDeployment, LtiRegistration
from lti.models import Platform
registration = LtiRegistration.objects.create(
    name="Platforma de probă", issuer=url, client_id=client,
    auth_url=f"{url}/auth", token_url=f"{url}/token", keyset_url=f"{url}/keys",
)
Platform.objects.create(registration=registration, approved_at=timezone.now())
LtiDeployment.objects.create(registration=registration, deployment_id=deployment, is_active=True)
answer = str(registration.uuid)
"""
LESSON = """
from tutorials.models import TutorialPage
page = TutorialPage.objects.get(slug="petitia-mea-are-numar", locale__language_code="ro")
answer = [str(page.translation_key), page.url, page.title]
"""
FACTS = """
from lti.models import LaunchedLearner
rows = LaunchedLearner.objects.select_related("user", "learner")
answer = {
    row.user.sub: [[str(row.learner_id)], sorted(row.learner.facts.values_list("kind", flat=True))]
    for row in rows
}
"""
# Names of all databases of the frame's storage.
DATABASES = "async () => (await indexedDB.databases()).map(({ name }) => name).sort()"


@pytest.fixture
def school(own_house) -> House:
    """That house under a name that is another site than the platform's."""
    address = f"http://localhost:{own_house.port}"
    return replace(own_house, settings=own_house.settings | {"PUBLIC_URL": address})


@pytest.fixture
def tool(school) -> str:
    return school.settings["PUBLIC_URL"]


@pytest.fixture
def platform(school, tool) -> Iterator[LearningPlatform]:
    """A platform that we know, with an activity that opens a tutorial."""
    with platform_for(tool) as platform:
        platform.registration = school.ask(
            REGISTER, url=platform.url, client=CLIENT, deployment=DEPLOYMENT
        )
        platform.custom = {"tutorial": school.ask(LESSON)[0]}
        yield platform


@pytest.fixture
def served(school, platform) -> Iterator[Serving]:
    with school.serving() as serving:
        yield serving
        errors = serving.errors()
    assert errors == []


@pytest.fixture
def people(playwright, tmp_path, tool, served) -> Iterator[BrowserContext]:
    """A browser that keeps no cookies of third parties, and what it complains of."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "browser",
        executable_path=CHROMIUM,
        args=[*ARGUMENTS, NO_THIRD_PARTY_COOKIES],
        locale="ro-RO",
        viewport={"width": 1100, "height": 800},
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


def open_as(
    context: BrowserContext, platform: LearningPlatform, person: str
) -> tuple[Page, FrameLocator]:
    """`person` opens the activity on the platform's page; the page, and the frame with the lesson."""
    page = context.new_page()
    page.goto(f"{platform.url}/course?person={person}")
    frame = page.frame_locator("iframe[name=tool]")
    expect(frame.locator(".launched")).to_contain_text(PEOPLE[person][0])
    return page, frame


def sent(frame: FrameLocator) -> None:
    """Waits until the page says that what was done is with the server."""
    expect(frame.locator("[data-kept]").first).to_have_text("Păstrat pe acest dispozitiv și trimis.")


def answer_all(frame: FrameLocator) -> None:
    for question in frame.locator("[data-question]").all():
        give(question, right_answer(question))
        check(question)
        expect(question.locator(".note--yes")).to_be_visible()


def told(school: House, platform: LearningPlatform, person: str) -> float | None:
    """The mark in the platform's gradebook, once the clock's command has run."""

    def mark():
        school.manage("send_scores")
        return platform.mark_of(person)

    return wait_for(lambda: (found := mark()) is not None and [found], "a mark")[0]


def test_cookies_of_third_parties_are_blocked_in_this_browser(people, platform):
    """Or all the others would prove nothing."""
    page = people.new_page()
    for _ in range(2):
        page.goto(f"{platform.url}/framing")
        expect(page.frame_locator("iframe").locator("p")).to_have_text("not kept")


def test_a_pupil_learns_in_the_frame_and_the_mark_arrives(school, people, platform, tool):
    page, frame = open_as(people, platform, "ana")
    watch = Watch(page, tool, ())
    answer_all(frame)
    sent(frame)
    assert told(school, platform, "ana") == 100.0
    (last,) = platform.scores[-1:]
    assert (last["activityProgress"], last["gradingProgress"]) == ("Completed", "FullyGraded")
    assert watch.troubles == []


def test_two_tabs_and_two_people_in_one_browser(school, people, platform):
    ana, ana_frame = open_as(people, platform, "ana")
    ion, ion_frame = open_as(people, platform, "ion")
    answer_all(ana_frame)
    sent(ana_frame)
    expect(ion_frame.locator("[data-done]")).to_be_hidden()
    question = ion_frame.locator("[data-question]").first
    give(question, right_answer(question))
    check(question)
    sent(ion_frame)
    # The first tab is still who it was.
    again, again_frame = open_as(people, platform, "ana")
    expect(again_frame.locator("[data-done]")).to_be_visible()
    facts = wait_for(lambda: len(found := school.ask(FACTS)) == 2 and found, "two learners")
    assert facts["ana"][0] != facts["ion"][0]
    assert "completed" in facts["ana"][1]
    assert "completed" not in facts["ion"][1]
    assert facts["ion"][1].count("answer") == 1
    assert told(school, platform, "ana") == 100.0
    assert 0 < told(school, platform, "ion") < 100
