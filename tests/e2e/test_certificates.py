"""A course is finished; its certificate is asked for in the browser, printed, checked by another."""

import http.client
import json
import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from tests.paper.reading import aloud

from .device import once_made, wait_for
from .pdf import Pdf
from .test_axe import found

pytestmark = pytest.mark.e2e

COURSE = "/cursuri/vocea-mea/"
UNKNOWN = "/certificat/0000-0000-0000-0000/"
# What whoever finished the course has done: (kind, page, block, data) of each fact.
DONE = """
from courses.models import CoursePage
from progress.certificates import rule
from tutorials.grading import question_in
def right(block):
    question = question_in(block)
    ids = [item["id"] for item in question.get("items", ())]
    given = {
        "fill": lambda: question["answers"][0]["text"],
        "order": lambda: ids,
        "match": lambda: {id: id for id in ids},
    }
    chosen = lambda: [item["id"] for item in question["items"] if item["right"]]
    return given.get(question["kind"], chosen)()
course = CoursePage.objects.get(slug="vocea-mea", locale__language_code="ro")
facts = []
for each in rule.asked_of(course, course.tutorials()):
    quiz = each.tutorial.quiz
    facts += [["answer", each.page, block.id, {"given": right(block)}] for block in quiz]
    passed = {"event": "passed", "task": "", "slips": 0, "hints": 0}
    facts += [["practice", each.page, block, passed] for block in each.practices]
answer = {"course": str(course.translation_key), "facts": facts}
"""
NUMBERS = """
from progress.models import Certificate, Counter
numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
answer = {"numbers": numbers, "last": Counter.objects.get().last}
"""


@dataclass
class Learner:
    """Somebody who speaks to the server without a browser."""

    port: int
    learner: str = field(default_factory=lambda: str(uuid.uuid4()))
    secret: str = field(default_factory=lambda: secrets.token_hex(16))

    def post(self, path: str, body: dict) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        told = json.loads(response.read())
        connection.close()
        assert response.status == 200, told
        return told

    def push(self, done: list) -> None:
        device = str(uuid.uuid4())
        facts = [
            {
                "id": f"019a0000-{number:04x}-7000-8000-{secrets.token_hex(6)}",
                "learner": self.learner,
                "device": device,
                "seq": number,
                "at": "2026-11-22T10:00:00Z",
                "kind": kind,
                "object": {"page": page, "block": block},
                "version": "",
                "data": data,
            }
            for number, (kind, page, block, data) in enumerate(done, 1)
        ]
        entry = {"learner": self.learner, "enrolment": {"secret": self.secret}, "facts": facts}
        call = {"device": device, "token": secrets.token_hex(16), "learners": [entry]}
        (told,) = self.post("/api/v1/sync", call)["learners"]
        assert len(told["accepted"]) == len(facts)

    def ask(self, course: str) -> dict:
        person = {"learner": self.learner, "secret": self.secret}
        return self.post("/api/v1/certificates", person | {"course": course, "language": "ro"})


@pytest.fixture(scope="module")
def done(server) -> dict:
    return server.house.ask(DONE)


SENT = "Ce ați făcut este salvat aici și trimis."


def pane(page):
    return page.locator("[data-certificate]")


def begin(reader) -> tuple[str, str]:
    """Opens the first tutorial of the course, which makes a learner: who they are."""
    reader.page.locator("[data-done-list] a").first.click()
    wait_for(
        lambda: reader.page.locator("body[data-page]").count() and reader.facts(), "the first fact"
    )
    (me,) = reader.kept("profiles")
    return me["learner"], me["secret"]


def test_from_the_last_answer_to_the_paper(server, device, open_page, done):
    reader = device(server.house.url, reduced_motion="reduce")
    page = reader.page
    page.goto(COURSE)
    expect(pane(page)).to_contain_text("Cine termină cursul poate primi o adeverință.")
    expect(pane(page).get_by_role("listitem")).to_have_count(0)

    me = begin(reader)
    page.goto(COURSE)
    expect(pane(page).get_by_role("listitem")).to_contain_text("răspunsuri date: 0 din")
    expect(pane(page).get_by_role("button")).to_have_count(0)
    assert found(page, within="[data-certificate]") == []

    Learner(server.house.port, *me).push(done["facts"])
    page.goto("/cursuri-salvate/")
    expect(page.get_by_text(SENT)).to_be_visible()
    page.goto(COURSE)
    button = pane(page).get_by_role("button", name="Cereți adeverința")
    expect(button).to_be_visible()
    assert found(page, within="[data-certificate]") == []

    reader.context.set_offline(True)
    button.click()
    expect(pane(page).get_by_role("status")).to_contain_text("Nu aveți internet acum.")
    reader.context.set_offline(False)

    page.get_by_label("Numele dumneavoastră").fill("Maria Exemplu")
    button.click()
    expect(pane(page).get_by_role("status")).to_have_text("Adeverința dumneavoastră este gata.")
    number = pane(page).locator("[data-number]").inner_text()
    assert number.startswith("DEMO-")
    assert found(page, within="[data-certificate]") == []
    address = pane(page).get_by_role("link", name="Pagina unde").get_attribute("href")

    pane(page).get_by_role("link", name="Tipăriți adeverința").click()
    sheet = page.locator(".certificate")
    expect(sheet).to_contain_text("Maria Exemplu")  # on this device, and nowhere else
    expect(sheet).to_contain_text("Autoevaluare")
    assert found(page, ["light"]) == []
    printed = Pdf(page.pdf(prefer_css_page_size=True, tagged=True))
    assert (len(printed.pages), printed.papers) == (1, {(297, 210)})
    for words in ("Maria Exemplu", number, address.strip("/").rpartition("/")[2]):
        assert words in printed.text
    form = page.locator("form[action$='certificat.pdf']")
    name = form.locator("input").input_value()
    made = once_made(lambda: page.request.post(form.get_attribute("action"), form={"name": name}))
    assert made.headers["content-type"] == "application/pdf"
    assert "MariaExemplu" in aloud(made.body())
    assert [path for paths in reader.caches().values() for path in paths if "certificat/" in path] == []

    other = open_page(360, 740, reduced_motion="reduce", may_miss=(UNKNOWN,))
    other.goto(address)
    expect(other.get_by_role("main")).to_contain_text("este valabilă")
    expect(other.get_by_role("main")).to_contain_text(number)
    expect(other.get_by_role("main")).not_to_contain_text("Maria")
    assert found(other) == []
    other.goto(f"{address}tipar/")
    expect(other.locator(".certificate")).not_to_contain_text("Maria")
    other.goto(UNKNOWN)
    expect(other.get_by_role("heading", level=1)).to_have_text("Nu cunoaștem acest cod")
    assert found(other) == []
    other.get_by_label("Codul de pe adeverință").fill(address.strip("/").rpartition("/")[2].lower())
    other.get_by_role("button", name="Verificați").click()
    expect(other.get_by_role("main")).to_contain_text(number)


def test_what_the_server_misses_is_told_tutorial_by_tutorial(server, device, done):
    """The device counts answers; whether they are right, the server says."""
    reader = device(server.house.url)
    page = reader.page
    page.goto(COURSE)
    me = begin(reader)
    wrong = [
        [kind, key, block, {"given": "nu"} if kind == "answer" else data]
        for kind, key, block, data in done["facts"]
    ]
    Learner(server.house.port, *me).push(wrong)
    page.goto("/cursuri-salvate/")
    expect(page.get_by_text(SENT)).to_be_visible()
    page.goto(COURSE)
    pane(page).get_by_role("button", name="Cereți adeverința").click()
    expect(pane(page).get_by_role("status")).to_contain_text("Mai lipsește puțin.")
    expect(pane(page).get_by_role("listitem")).to_contain_text("răspunsuri bune: 0 din")


@pytest.mark.smoke
def test_numbers_have_no_gap_when_many_ask_at_once(server, done):
    """Two workers, sixteen at a time, everybody twice."""
    everybody = [Learner(server.house.port) for _ in range(24)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda learner: learner.push(done["facts"]), everybody))
        answers = list(pool.map(lambda learner: learner.ask(done["course"]), everybody * 2))
    told = [answer["certificate"]["number"] for answer in answers]
    assert told[:24] == told[24:]
    assert len(set(told)) == 24
    kept = server.house.ask(NUMBERS)
    assert kept["numbers"] == list(range(1, kept["last"] + 1))
