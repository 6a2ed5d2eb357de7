"""The worker and the app: what it never keeps, how it changes, where it cannot be."""

import time
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from .catalogue import course, tutorial
from .device import wait_for
from .editors import AUTHOR, action, open_steps, sign_in
from .editors import kept as kept_draft
from .server import copy_code

pytestmark = pytest.mark.e2e

COURSE = "primii-pasi"
BODIES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found[new URL(request.url).pathname] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""

FETCHED = """async (asked) => {
  const told = [];
  for (const [path, method] of asked) {
    told.push(await fetch(path, { method }).then((answer) => answer.status, () => "failed"));
  }
  return told;
}"""


def test_nothing_of_a_signed_in_editor_is_ever_kept(own_house, device):
    with own_house.serving():
        reader = device(own_house.url, viewport={"width": 1280, "height": 900})
        page = reader.page
        page.goto("/")
        wait_for(reader.caches, "the worker's caches")
        sign_in(page, own_house, AUTHOR)
        lesson = tutorial("parole-bune")
        edit = own_house.ask(
            "from tutorials.models import TutorialPage\n"
            "answer = TutorialPage.objects.get(slug='parole-bune', locale__language_code='ro').pk"
        )
        open_steps(page, f"/admin/pages/{edit}/edit/")
        action(page, 1).fill("Aceasta este o ciornă care nu se publică.")
        kept_draft(page)
        page.get_by_role("button", name="Comută previzualizarea").click()
        preview = page.frame_locator("[data-side-panel=preview] iframe").last
        expect(preview.get_by_text("nu se publică").first).to_be_attached()
        page.goto(f"/admin/pages/{edit}/view_draft/")
        expect(page.get_by_text("nu se publică").first).to_be_attached()
        reader.save(course(COURSE)["address"])  # with the editor's cookie at hand
        page.goto(lesson["address"])
        page.goto("/admin/")
        page.goto("/cautare/?q=parola")
        kept = page.evaluate(BODIES)
        assert len(kept) > 25
        for path, body in kept.items():
            assert not path.startswith(("/admin", "/api", "/documents", "/cautare")), path
            for secret in ("csrf", "wagtail-userbar", "Autor Exemplu", "nu se publică"):
                assert secret not in body, (path, secret)


def test_a_new_version_of_the_app_asks_and_reloads_once(own_house, device, tmp_path):
    """A deploy: other browser code. Saved courses stay as they are, and use the new code."""
    with own_house.serving():
        reader = device(own_house.url)
        page = reader.page
        reader.save(course(COURSE)["address"])
        page.goto("/")
        expect(page.locator("[data-app-news]")).to_be_hidden()
    newer = replace(own_house, code=copy_code(tmp_path / "newer"))
    with (newer.code / "static" / "dist" / "app.css").open("a") as style:
        style.write("\n.brand{letter-spacing:3px}")
    newer.manage("set_up")
    with newer.serving():
        page.goto(course(COURSE)["address"])
        reader.wait_for_state("saved")  # not "update": a deploy changes no pack
        news = page.locator("[data-app-news]")
        expect(news).to_be_visible(timeout=60_000)  # once a whole new shell is here
        other = reader.context.new_page()
        other.goto("/")
        expect(other.locator("[data-app-news]")).to_be_visible()
        loads = []
        page.on("load", lambda: loads.append(page.url))
        with page.expect_event("load"):
            news.get_by_role("button", name="Folosiți versiunea nouă").click()
        page.wait_for_timeout(2_000)
        assert len(loads) == 1
        for each in (page, other):
            expect(each.locator("[data-app-news]")).to_be_hidden()
        reader.wait_for_state("saved")
    reader.restart()
    page = reader.page
    page.goto(tutorial("parole-bune")["address"])
    spacing = page.locator(".brand").evaluate("brand => getComputedStyle(brand).letterSpacing")
    assert spacing == "3px"


def test_where_nothing_can_be_saved_the_page_says_why(own_house, device):
    """A box on plain http in a local network, under a name that is not localhost."""
    with replace(own_house, hosts="127.0.0.1,centru.local").serving():
        url = f"http://centru.local:{own_house.port}"
        rules = "--host-resolver-rules=MAP centru.local 127.0.0.1"
        reader = device(url, more_arguments=[rules])
        page, complaints = reader.page, []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(course(COURSE)["address"])
        assert page.evaluate("isSecureContext") is False
        assert reader.wait_for_state("insecure")
        place = page.locator("[data-save-course]")
        expect(place).to_contain_text("legătura nu este securizată")
        assert place.get_by_role("button").filter(visible=True).count() == 0
        page.goto("/cursuri-salvate/")
        expect(page.locator("[data-cannot=insecure]")).to_be_visible()
        page.goto(tutorial("parole-bune")["address"])
        expect(page.locator("[data-stepdock]")).to_be_attached()
        assert page.evaluate("'serviceWorker' in navigator") is False
        assert complaints == []


# What Firefox answers in a private window.
REFUSING = """Object.defineProperty(CacheStorage.prototype, "keys", {
  value: () => Promise.reject(new DOMException("The operation is insecure.", "SecurityError")),
})"""


def test_a_window_that_may_keep_nothing_says_so(open_page):
    page = open_page(init=REFUSING)
    page.goto(course(COURSE)["address"])
    place = page.locator("[data-save-course]")
    expect(place.locator("[data-state=private]")).to_contain_text("fereastră privată")
    assert place.get_by_role("button").filter(visible=True).count() == 0
    page.goto("/cursuri-salvate/")
    expect(page.locator("[data-cannot=private]")).to_be_visible()


def test_the_app_can_be_installed(own_house, device):
    with own_house.serving():
        reader = device(own_house.url)
        reader.page.goto("/")
        wait_for(reader.caches, "the worker's caches")
        session = reader.context.new_cdp_session(reader.page)
        assert session.send("Page.getAppManifest")["errors"] == []
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_the_worker_stays_small(server):
    from .server import Connection

    with Connection(server.house.port) as connection:
        assert len(connection.get("/serviceworker.js").text) <= 20_000


def test_posts_and_questions_pass_the_worker_by(own_house, device):
    """With the server gone a POST fails as it must: nobody may believe that it arrived."""
    serving = own_house.start()
    try:
        serving.wait_for_answer()
        reader = device(own_house.url)
        reader.save(course(COURSE)["address"])
        reader.page.goto(course(COURSE)["address"])
    finally:
        serving.stop()
    asked = [["/api/v1/sync", "POST"], ["/api/v1/sync", "GET"], ["/", "POST"]]
    told = reader.page.evaluate(FETCHED, [*asked, ["/admin/", "GET"], ["/", "GET"]])
    assert told == ["failed"] * 5
    began = time.monotonic()
    reader.page.goto("/")
    assert time.monotonic() - began < 7  # WHEN_NOT of the worker is 8
