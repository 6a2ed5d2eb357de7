"""H5P activities: brought through the admin, played, also with no server, and told to it afterwards."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.tutorials.h5p.packages import ACCORDION, KINDS, Kind, files_of, package, packed

from .catalogue import course
from .device import wait_for
from .editors import MODERATOR, sign_in
from .server import House, refuses

pytestmark = pytest.mark.e2e

COURSE = "primii-pasi"
MOST_REQUESTS = 20  # to save a course, with eleven activities in it

# Brings packages without the form, three to a tutorial, and says in which tutorial each stands.
BRING = """
from tutorials.h5p import store
from tutorials.h5p.package import examine
from tutorials.models import H5PPackage, TutorialPage
answer = {}
pages = [TutorialPage.objects.get(slug=slug, locale__language_code="ro") for slug in slugs]
for number, path in enumerate(paths):
    page = pages[number // 3]
    with open(path, "rb") as file:
        found, digest = examine(file), store.digest_of(file)
        brought = H5PPackage(title=found.title)
        brought.take_in(file, found, digest)
    page.exercises.append(("h5p", {"package": brought}))
    answer[found.title] = page.slug
for page in pages:
    page.save_revision().publish()
"""
TRUST = """
from django.contrib.auth.models import Group, Permission
group = Group.objects.create(name="Aduc activități")
group.permissions.add(Permission.objects.get(codename="upload_h5ppackage"))
from cms.models import User
User.objects.get(username=name).groups.add(group)
answer = True
"""
LEFT = """
from pathlib import Path
from django.conf import settings
from tutorials.models import H5PPackage
found = sorted(str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if "h5p" in path.parts)
answer = [found, H5PPackage.objects.count()]
"""
STORED = """
from progress.models import Fact
answer = list(Fact.objects.filter(kind="activity").order_by("seq").values_list("data", flat=True))
"""
STATES = """
from progress.models import PageState
states = PageState.objects.values_list("state", flat=True)
answer = [activity for state in states for activity in state["activities"].values()]
"""


FORGED = """{h5p, statement: {
  verb: {id: "http://adlnet.gov/expapi/verbs/completed"}, result: {score: {scaled: 1}}
}}"""


def bring(house: House, kinds: list[Kind], folder: Path) -> dict[str, str]:
    """Puts packages of `kinds` into the tutorials of the course: title → address of its tutorial."""
    slugs = [lesson["slug"] for lesson in course(COURSE)["tutorials"]][: -(-len(kinds) // 3)]
    paths = []
    for kind in kinds:
        path = folder / f"{kind.name}.h5p"
        path.write_bytes(package(kind))
        paths.append(str(path))
    told = house.ask(BRING, slugs=slugs, paths=paths)
    return {title: f"/cursuri/{COURSE}/{slug}/" for title, slug in told.items()}


def part_of(page: Page, title: str):
    return page.locator("[data-activity]").filter(
        has=page.get_by_role("heading", name=title, exact=True)
    )


def open_activity(page: Page, address: str, title: str):
    """Its part of the page, with the frame open."""
    if page.url != address:
        page.goto(address)
    part = part_of(page, title)
    part.get_by_role("button", name="Deschideți activitatea").click()
    return part


def play(part, kind: Kind) -> None:
    """Presses, ticks and writes what `kind.play` names."""
    frame = part.frame_locator("iframe")
    for act in kind.play:
        name, _, words = act.partition("=")
        if words:
            frame.get_by_label(name).fill(words)
        else:
            button = frame.get_by_role("button", name=act, exact=True)
            frame.get_by_role("checkbox", name=act).or_(button).first.click()


def activities(tablet) -> list[dict]:
    return [fact["data"] for fact in tablet.facts() if fact["kind"] == "activity"]


def test_every_type_plays_with_no_server_and_is_told_later(own_house, device, tmp_path):
    where = bring(own_house, [*KINDS, ACCORDION], tmp_path)
    serving = own_house.start()
    try:
        serving.wait_for_answer()
        tablet = device(own_house.url)
        asked = []
        tablet.page.goto(course(COURSE)["address"])
        tablet.page.on("request", lambda request: asked.append(request.url))
        tablet.button("Salvați cursul").click()
        tablet.wait_for_state("saved")
    finally:
        serving.stop()
    packs = [url for url in asked if "/packs/" in url or "/media/" in url or "/h5p/" in url]
    assert len(packs) <= MOST_REQUESTS, packs
    assert refuses(own_house.port)

    page = tablet.restart()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    for number, kind in enumerate(KINDS, 1):
        part = open_activity(page, where[kind.title], kind.title)
        play(part, kind)
        expect(part.get_by_text("Ați făcut această activitate.")).to_be_visible()
        expect(part.get_by_role("button", name="Am terminat")).to_be_hidden()
        wait_for(lambda: len(activities(tablet)) == number, f"the fact of {kind.name}")  # noqa: B023
        assert activities(tablet)[-1] == {"done": True, "score": kind.score}, kind.name

    # It never says that it is done: its reader does.
    part = open_activity(page, where[ACCORDION.title], ACCORDION.title)
    play(part, ACCORDION)
    expect(part.get_by_text("Ați făcut această activitate.")).to_be_hidden()
    part.get_by_role("button", name="Am terminat").click()
    expect(part.get_by_text("Ați făcut această activitate.")).to_be_visible()
    wait_for(lambda: len(activities(tablet)) == len(KINDS) + 1, "the fact of what was read")
    assert activities(tablet)[-1] == {"done": True}
    assert problems == []
    assert tablet.waiting() > len(KINDS)
    assert refuses(own_house.port)

    # Next time the page says so at once.
    page.goto(where[ACCORDION.title])
    expect(part_of(page, ACCORDION.title).get_by_text("Ați făcut această activitate.")).to_be_visible()

    told = activities(tablet)
    serving = own_house.start()
    try:
        serving.wait_for_answer()
        page.reload()
        wait_for(lambda: tablet.waiting() == 0, "all is sent")
    finally:
        serving.stop()
    assert serving.errors() == []
    assert own_house.ask(STORED) == told
    assert sorted(own_house.ask(STATES), key=str) == sorted(
        [{"done": each["done"], "score": each.get("score")} for each in told], key=str
    )


HOSTILE = {
    "in afara pachetului": packed(files_of() | {"../../rau.json": b"{}"}),
    "adus de pe alt site": packed(
        files_of()
        | {"content/content.json": b'{"a": {"path": "https://rau.exemplu/a.mp4", "mime": "video/mp4"}}'}
    ),
    "nu este un pachet H5P": b"<html>",
}


def test_a_trusted_editor_brings_one_and_a_hostile_one_leaves_nothing(
    serving, own_house, device, tmp_path
):
    own_house.ask(TRUST, name=MODERATOR)
    desk = device(own_house.url, viewport={"width": 1280, "height": 800})
    page = desk.page
    sign_in(page, own_house, MODERATOR)
    add = "/admin/snippets/tutorials/h5ppackage/add/"
    before = own_house.ask(LEFT)
    for words, body in HOSTILE.items():
        page.goto(add)
        page.locator("[name=file]").set_input_files(
            {"name": "a.h5p", "mimeType": "application/zip", "buffer": body}
        )
        page.get_by_role("button", name="Salvează").first.click()
        expect(page.locator(".error-message").first).to_contain_text(
            words.replace("in afara", "în afara")
        )
        assert own_house.ask(LEFT) == before

    page.goto(add)
    page.locator("[name=file]").set_input_files(
        {"name": "a.h5p", "mimeType": "application/zip", "buffer": package()}
    )
    page.get_by_role("button", name="Salvează").first.click()
    page.get_by_role("link", name=KINDS[0].title).first.click()
    expect(page.get_by_text("H5P.TestQuestion 1.0")).to_be_visible()
    files, count = own_house.ask(LEFT)
    assert (len(files) > 5, count) == (True, 1)


def test_only_its_own_frame_is_heard(serving, own_house, device, tmp_path):
    where = bring(own_house, KINDS[:2], tmp_path)
    tablet = device(own_house.url)
    page = tablet.page
    kind, other = KINDS[:2]
    part = open_activity(page, where[kind.title], kind.title)
    expect(part.frame_locator("iframe").get_by_role("button", name="Check")).to_be_visible()
    digest = part.get_attribute("data-package")
    # The page itself is no frame.
    page.evaluate(f"(h5p) => postMessage({FORGED}, '*')", digest)
    # Another activity's frame, too, speaks for itself alone.
    second = open_activity(page, page.url, other.title)
    expect(second.frame_locator("iframe").get_by_role("button", name="False")).to_be_visible()
    inner = next(
        frame
        for frame in page.frames
        if frame.url.endswith(f"/h5p/{second.get_attribute('data-package')}/")
    )
    inner.evaluate(f"(h5p) => parent.postMessage({FORGED}, '*')", digest)
    play(second, other)
    wait_for(lambda: activities(tablet), "the fact of the second")
    assert activities(tablet) == [{"done": True, "score": other.score}]
    expect(part.get_by_text("Ați făcut această activitate.")).to_be_hidden()
    assert page.url.startswith(own_house.url)
