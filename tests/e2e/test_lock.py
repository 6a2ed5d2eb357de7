"""A profile that is locked by three pictures: nothing of it can be read here, and all of it leaves."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .answering import right_answer
from .catalogue import FALSE_MESSAGE, PETITION, tutorial
from .device import Device, wait_for
from .locks import LOCK_IT, come_to_lock, go_to_lock, make_locked, press, unlock
from .server import refuses
from .test_people import PEOPLE, WHO, ask_who, at_device, chip, comes_to, hand_over, make_profile
from .test_progress import (
    COURSE,
    DEVICE_PAGE,
    NO_WORKER,
    address,
    answer_all,
    entry,
    read_through,
    send_all,
)

pytestmark = pytest.mark.e2e

A, B = "Ghiocel", "Brebenel"  # in no text of ours
WRONG = ("soare", "măr", "măr")

# Everything that a page of this origin can read: databases, storages, caches, cookies.
DUMP = """async () => {
  const bytes = (value) => value instanceof Uint8Array || value instanceof ArrayBuffer
    ? new TextDecoder("latin1").decode(value) : value instanceof CryptoKey ? "a key" : value;
  const text = (value) => JSON.stringify(value, (_key, part) => bytes(part));
  const databases = {};
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done, failed) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      const keys = db.transaction(store).objectStore(store).getAllKeys();
      await new Promise((done) => { keys.onsuccess = done; });
      databases[`${name} ${store}`] = text([all.result, keys.result]);
    }
    db.close();
  }
  const shelves = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      shelves[request.url] = await (await cache.match(request)).text();
    }
  }
  const [local, session] = [text({ ...localStorage }), text({ ...sessionStorage })];
  return { databases, shelves, local, session, cookies: document.cookie };
}"""
# Where the browser writes what this origin keeps; its history is nothing of ours.
FOLDERS = ("IndexedDB", "Local Storage", "Session Storage", "Service Worker", "WebStorage", "Network")


def kept(tablet: Device) -> int:
    return len(tablet.kept("facts"))


def did_all(tablet: Device, slug: str, before: int = 0) -> None:
    """Waits until all steps and answers of a tutorial are on the disk, and that it was finished."""
    lesson = tutorial(slug)
    most = before + len(lesson["steps"]) + len(lesson["quiz"]) + 2
    wait_for(lambda: kept(tablet) >= most, "all of it is kept")


def ids(rows: list[dict]) -> set[str]:
    return {row["id"] for row in rows}


# --- locked away ----------------------------------------------------------------------------------


@pytest.mark.smoke
def test_facts_leave_while_their_profile_is_locked(own_house, tablet):
    tablet.context.add_init_script(NO_WORKER)  # which would send what we want to see
    with own_house.serving():
        tablet.save(COURSE)
    assert refuses(own_house.port)
    page = tablet.page
    ask_who(page)
    make_locked(page, "pisică", A)
    page.goto(address(PETITION))
    expect(chip(page)).to_have_text(A)
    read_through(page, PETITION)
    answer_all(page, PETITION)
    did_all(tablet, PETITION)
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Terminat")
    hand_over(page)
    assert at_device(tablet) is None
    assert tablet.kept("keys") == []
    expect(page.locator("[data-profiles]").get_by_role("button")).to_have_text("pisică încuiat")
    page.goto(COURSE)
    expect(entry(page, PETITION)).not_to_contain_text("Terminat")

    page = tablet.restart()
    tablet.context.add_init_script(NO_WORKER)
    calls = []
    page.on("request", lambda asked: asked.url.endswith("/sync") and calls.append(asked.post_data))
    with own_house.serving():
        send_all(tablet)
        waiting = lambda: [row for row in tablet.kept("facts") if row["unsent"]]  # noqa: E731
        wait_for(lambda: not waiting() and calls, "all is sent")  # asked in this order, calls are heard
        stored = own_house.ask(PEOPLE)
    (learner,) = {row["learner"] for row in tablet.kept("facts")}
    assert {row[0] for row in stored} == {learner}
    assert {row[3] for row in stored} == ids(tablet.kept("facts"))
    kinds = [kind for _, kind, *_ in stored]
    assert kinds.count("answer") == len(tutorial(PETITION)["quiz"])
    assert kinds.count("completed") == 1
    for call in calls:
        (one,) = json.loads(call)["learners"]
        assert (one["facts"], "secret" in one, "enrolment" in one) == ([], False, False)
    assert not any("sealed" in row for row in tablet.kept("facts"))

    # Also without the server, as much later.
    unlock(page, "pisică")
    expect(chip(page)).to_have_text(A)
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Terminat")


def test_a_locked_profile_leaves_no_trace_that_can_be_read(own_house, serving, tablet):
    page = tablet.page
    ask_who(page)
    make_locked(page, "pisică", A)
    page.goto(address(PETITION))
    read_through(page, PETITION)
    answer_all(page, PETITION)
    mine = page.locator("body").get_attribute("data-page")
    steps = page.locator("[data-step]").evaluate_all("steps => steps.map(step => step.dataset.step)")
    asked = page.locator("[data-question]").evaluate_all("all => all.map(one => one.id.slice(10))")
    did_all(tablet, PETITION)
    page.goto(DEVICE_PAGE)  # where all of it is shown
    page.get_by_role("button", name="Arătați tot").click()
    expect(page.locator("[data-chapters]")).to_contain_text(tutorial(PETITION)["title"])
    # Where a name for a certificate's paper lies (certificate.ts), in this tab alone.
    page.evaluate("name => sessionStorage.setItem('pascupas:certificate:x', name)", A)
    hand_over(page)
    before = kept(tablet)
    ask_who(page)
    make_profile(page, "casă", B)
    page.goto(address(FALSE_MESSAGE))
    answer_all(page, FALSE_MESSAGE)
    theirs = page.locator("body").get_attribute("data-page")
    wait_for(lambda: kept(tablet) > before + len(tutorial(FALSE_MESSAGE)["quiz"]), "answers are kept")
    ask_who(page)

    secrets = [A, mine, *steps, *asked, tutorial(PETITION)["title"], address(PETITION)]
    secrets += [answer for each in tutorial(PETITION)["quiz"] for answer in texts(right_answer(each))]
    shown = page.evaluate(DUMP)
    ours = json.dumps(
        [shown["databases"], shown["local"], shown["session"], shown["cookies"]], ensure_ascii=False
    )
    for secret in secrets:
        assert secret not in ours, secret
    assert B in ours
    assert theirs in ours
    # Pages that are kept are the same for everyone; none is kept because somebody opened it.
    assert not any(url.endswith(address(PETITION)) for url in shown["shelves"])
    assert shown["shelves"]
    for url, text in shown["shelves"].items():
        assert A not in text, url

    # And what the browser has written of it, deleted or not.
    tablet.switch_off()
    files = written(tablet)
    databases = [raw for path, raw in files.items() if "IndexedDB" in path.parts]
    assert any(says(B, raw) for raw in databases)
    assert any(says(theirs, raw) for raw in databases)
    for path, raw in files.items():
        assert not says(A, raw), path
    for secret in (mine, *steps, *asked):
        assert not any(says(secret, raw) for raw in databases), secret


def texts(answer) -> list[str]:
    """The words of an answer, as far as they are long enough to be nobody else's."""
    words = (
        answer
        if isinstance(answer, list)
        else answer.values()
        if isinstance(answer, dict)
        else [answer]
    )
    return [word for word in words if len(word) > 12]


def written(tablet: Device) -> dict[Path, bytes]:
    """What lies in the browser's folders for this origin, as bytes."""
    files = [path for path in tablet._folder.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in files if set(path.parts) & set(FOLDERS)}


def says(word: str, raw: bytes) -> bool:
    """Whether `word` stands in `raw`, in either way in which Chromium writes texts."""
    return word.encode() in raw or word.encode("utf-16-le") in raw


def test_every_page_that_is_open_follows_a_lock(serving, tablet):
    page = tablet.page
    ask_who(page)
    make_locked(page, "pisică", A)
    page.goto(address(PETITION))
    read_through(page, PETITION)
    other = tablet.context.new_page()
    hand_over(other)
    page.bring_to_front()
    comes_to(page, WHO)
    expect(page.locator("[data-profiles]").get_by_role("button")).to_have_text("pisică încuiat")
    assert A not in page.content()
    other.bring_to_front()
    unlock(other, "pisică")
    page.bring_to_front()
    expect(page.locator("[data-part=now]")).to_contain_text(A)
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Ați rămas la pasul")
    for each in (page, other):
        each.goto(address(FALSE_MESSAGE))
        expect(chip(each)).to_have_text(A)
    before = kept(tablet)
    answer_all(page, FALSE_MESSAGE)
    answer_all(other, FALSE_MESSAGE)
    more = 2 * len(tutorial(FALSE_MESSAGE)["quiz"])
    wait_for(lambda: kept(tablet) >= before + more, "both are kept")
    expect(chip(other)).to_have_text(A)


def test_a_lock_is_put_on_changed_and_taken_off(serving, tablet):
    page = tablet.page
    ask_who(page)
    make_profile(page, "pisică", A)
    page.goto(address(PETITION))
    read_through(page, PETITION)
    page.goto(DEVICE_PAGE)
    page.get_by_role("link", name="Încuietoarea profilului").click()
    expect(page.get_by_role("heading", name="Încuietoarea profilului")).to_be_focused()
    lock = page.locator("[data-part=lock]")
    expect(lock.get_by_text("Profilul nu are încuietoare.")).to_be_visible()
    lock.get_by_role("button", name=LOCK_IT).click()
    press(page)
    press(page, WRONG)
    expect(page.get_by_role("status").filter(has_text="Nu au fost aceleași")).to_be_visible()
    press(page)
    press(page)
    expect(lock).to_be_visible()
    expect(lock.get_by_text("profilul se încuie singur")).to_be_visible()
    lock.get_by_role("button", name="Aleg alte trei").click()
    for _ in range(2):
        press(page, WRONG)
    expect(lock).to_be_visible()
    hand_over(page)
    unlock(page, "pisică", WRONG)
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Ați rămas la pasul")
    ask_who(page)
    lock.get_by_role("button", name="Scot încuietoarea").click()
    expect(lock.get_by_text("Profilul nu are încuietoare.")).to_be_visible()
    page.goto(COURSE)
    assert at_device(tablet)["name"] == A
    expect(entry(page, PETITION)).to_contain_text("Ați rămas la pasul")


# --- tried, and forgotten --------------------------------------------------------------------------


def test_wrong_tries_are_slowed_down_whatever_is_done_to_the_tablet(serving, tablet):
    page = tablet.page
    ask_who(page)
    make_locked(page, "pisică")
    hand_over(page)
    come_to_lock(page, "pisică")
    grid, wait = page.locator("[data-grid]"), page.locator("[data-wait]")
    for number in range(3):
        press(page, WRONG)
        said = page.get_by_role("status").filter(has_text="Nu sunt acestea.")
        expect(said).to_be_visible()
        assert number == 2 or wait.is_hidden()
    expect(grid).to_be_hidden()
    expect(wait).to_contain_text("secunde")

    page = tablet.restart()
    grid, wait = page.locator("[data-grid]"), page.locator("[data-wait]")
    page.clock.set_fixed_time("2100-01-01T00:00:00Z")
    for _ in range(2):
        go_to_lock(page, "pisică")
        expect(wait).to_contain_text("secunde")
        expect(wait).to_be_focused()
        expect(grid).to_be_hidden()
    expect(grid).to_be_visible(timeout=120_000)
    press(page)
    expect(page.locator("[data-chooser]")).to_have_count(0)
    expect(chip(page)).to_have_text("pisică")


def test_who_forgot_the_pictures_may_give_the_profile_up_and_loses_nothing(serving, own_house, tablet):
    page = tablet.page
    ask_who(page)
    make_locked(page, "pisică", A)
    page.goto(address(FALSE_MESSAGE))
    answer_all(page, FALSE_MESSAGE)
    wait_for(lambda: kept(tablet) >= len(tutorial(FALSE_MESSAGE)["quiz"]) + 2, "all of it is kept")
    hand_over(page)
    (learner,) = {row["learner"] for row in tablet.kept("facts")}
    come_to_lock(page, "pisică")
    page.get_by_role("button", name="Am uitat imaginile").click()
    expect(page.get_by_role("heading", name="Ați uitat imaginile?")).to_be_focused()
    expect(page.locator("[data-number]")).to_have_text(number_of(learner))
    page.get_by_role("button", name="Renunțați la acest profil").click()
    keep = page.get_by_role("button", name="Nu, păstrați")
    expect(keep).to_be_focused()
    keep.click()
    assert len(tablet.kept("profiles")) == 1
    page.get_by_role("button", name="Renunțați la acest profil").click()
    page.get_by_role("button", name="Da, renunț").click()
    expect(page.locator("[data-part=forgotten]")).to_be_hidden()
    expect(page.locator("[data-part=list]")).to_be_hidden()
    send_all(tablet)
    wait_for(lambda: tablet.kept("profiles") == tablet.kept("facts") == [], "sent, and deleted")
    stored = own_house.ask(PEOPLE)
    assert {row[0] for row in stored} == {learner}
    assert [kind for _, kind, *_ in stored].count("completed") == 1


def number_of(learner: str) -> str:
    """As a facilitator types it: the first 32 bits, in ten digits."""
    digits = f"{int(learner[:8], 16):010}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


# --- for everybody ---------------------------------------------------------------------------------


def test_where_no_lock_can_be_offered_the_page_says_why(own_house, device):
    box = replace(own_house, hosts="127.0.0.1,centru.local")
    with box.serving():
        rules = "--host-resolver-rules=MAP centru.local 127.0.0.1"
        page = device(f"http://centru.local:{box.port}", more_arguments=[rules]).page
        ask_who(page)
        make_profile(page, "pisică")
        ask_who(page)
        expect(page.get_by_text("pagina nu a venit printr-o legătură sigură")).to_be_visible()
        expect(page.get_by_role("button", name=LOCK_IT)).to_have_count(0)
        page.get_by_role("button", name="Faceți un profil").click()
        page.locator("[data-part=pick]").get_by_role("button", name="casă").click()
        expect(page.get_by_role("button", name="Gata, încep")).to_be_visible()
        expect(page.get_by_role("button", name=LOCK_IT)).to_have_count(0)
