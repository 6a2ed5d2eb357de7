"""An external activity, with a tool that nobody here wrote (`ltijs`), at another host than ours: an
editor chooses it, a learner does it, its score reaches the learner's device.
"""

import pytest
from playwright.sync_api import Page, expect

from .catalogue import PETITION, tutorial
from .device import Device, wait_for
from .editors import MODERATOR, finish, sign_in, told
from .external_tool import ExternalTool

pytestmark = pytest.mark.e2e

BLOCK = "activitate-1"
BEGUN = """
import json
from tutorials.models import ExternalTool, TutorialPage
page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
value = {"tool": ExternalTool.objects.get().pk, "title": "O hartă", "purpose": "Găsiți trei birouri.",
         "address": "", "custom": "", "label": "", "max_score": 100}
page.exercises = json.dumps([{"type": "external", "id": block, "value": value}])
page.save_revision()
answer = page.pk
"""
KEPT = """
from progress.models import Fact, Learner
from lti.platform.models import Participant
answer = {
    "facts": [fact.data for fact in Fact.objects.filter(kind="activity").order_by("pk")],
    "subs": list(Participant.objects.values_list("sub", flat=True)),
    "learners": [str(pk) for pk in Learner.objects.values_list("pk", flat=True)],
}
"""

HOLD_THE_OUTBOX = """() => {
  navigator.locks.request("pascupas:outbox", () => new Promise((done) => window.letGo = done));
}"""


@pytest.fixture
def tool(serving, own_house, tmp_path) -> ExternalTool:
    running = ExternalTool(own_house, tmp_path / "tool.log")
    try:
        yield running.start()
    finally:
        running.stop()


def chosen_by_an_editor(page: Page, house, tool: ExternalTool) -> None:
    """A moderator chooses the content in the tool, and publishes."""
    pk = house.ask(BEGUN, slug=PETITION, block=BLOCK)
    sign_in(page, house, MODERATOR)
    page.goto(f"/admin/pages/{pk}/edit/")
    page.get_by_role("tab", name="Exerciții și întrebări").click()
    expect(page.locator("html[data-watched]")).to_be_attached()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Alegeți în unealtă").click()
    window = opened.value
    expect(window.get_by_role("heading", name="Alegeți un exercițiu")).to_be_visible()
    window.get_by_role("button", name="Harta primăriei").click()
    expect(window.get_by_text("Ați ales: Harta primăriei")).to_be_visible()
    window.close()
    expect(page.locator("[name='exercises-0-value-address']")).to_have_value(
        f"http://localhost:{tool.port}/"
    )
    expect(page.locator("[name='exercises-0-value-custom']")).to_have_value("content=harta")
    expect(page.locator("[name='exercises-0-value-label']")).to_have_value("Harta")
    expect(page.locator("[name='exercises-0-value-max_score']")).to_have_value("10")
    # What the editor wrote stays.
    expect(page.locator("[name='exercises-0-value-title']")).to_have_value("O hartă")
    finish(page, "Publică")
    expect(told(page)).to_contain_text("publicat")


def test_an_editor_chooses_a_learner_does_and_the_score_comes_back(
    browser, own_house, tool, tablet: Device
):
    context = browser.new_context(base_url=own_house.url, locale="ro-RO")
    chosen_by_an_editor(context.new_page(), own_house, tool)
    context.close()

    page = tablet.page
    refused = []
    tablet.context.on(
        "console", lambda said: refused.append(said.text) if "Policy" in said.text else None
    )
    page.goto(tutorial(PETITION)["address"])
    activity = page.locator("[data-activity]")
    done = activity.get_by_text("Ați făcut această activitate.")
    way = activity.get_by_role("button", name="Deschideți la Unelte Exemplu")
    expect(activity.get_by_text("Plecați de pe Pas cu pas la localhost.")).to_be_visible()
    expect(done).to_be_hidden()

    # Without internet there is nothing to press.
    tablet.context.set_offline(True)
    expect(way).to_be_hidden()
    expect(activity.get_by_text("Fără internet")).to_be_visible()
    # Once it is back the page sends by itself; whoever presses meanwhile waits until that is done.
    page.evaluate(HOLD_THE_OUTBOX)
    tablet.context.set_offline(False)

    with tablet.context.expect_page() as opened:
        way.click()
    window = opened.value
    expect(activity.get_by_text("O clipă: cerem drumul.")).to_be_visible()
    page.wait_for_timeout(1_000)
    page.evaluate("letGo()")
    expect(window.get_by_role("heading", name="Exercițiul harta")).to_be_visible()
    assert window.evaluate("opener") is None
    window.get_by_label("Puncte").fill("8")
    window.get_by_role("button", name="Trimiteți").click()
    expect(window.get_by_role("heading", name="Scorul a plecat")).to_be_visible()
    window.close()

    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(done).to_be_visible()
    (fact,) = [fact for fact in tablet.facts() if fact["kind"] == "activity"]
    assert fact["data"] == {"done": True, "score": 0.8}
    assert fact["object"]["block"] == BLOCK
    wait_for(lambda: tablet.waiting() == 0, "all is sent")
    page.reload()
    expect(done).to_be_visible()

    kept = own_house.ask(KEPT)
    assert kept["facts"] == [{"done": True, "score": 0.8}]
    (seen,) = tool.printed("launch")
    assert [seen["user"]] == kept["subs"]
    assert seen["user"] not in kept["learners"]
    assert seen["info"] == {}
    assert seen["custom"] == {"content": "harta"}
    assert refused == []
    assert tablet.context.cookies(own_house.url) == []
