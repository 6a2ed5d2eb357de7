"""A teacher chooses lessons in a platform's frame, in a browser that blocks cookies of third parties.

The platform answers as `http://127.0.0.1`, we as `http://localhost`: for a browser two sites. The LTI
platform of Open edX (tests/edx.py) makes its tokens, and checks ours by the keys that we publish.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import override_settings
from edx import consumer_module
from playwright.sync_api import expect

from .catalogue import PETITION
from .device import ARGUMENTS, CHROMIUM
from .editors import MODERATOR, sign_in
from .lti_platform import new_key
from .pictures import picture
from .server import House

pytestmark = pytest.mark.e2e

REGISTER = """
from lti_tool.models import LtiDeployment, LtiRegistration
registration = LtiRegistration.objects.create(
    name="Școala 12", issuer=url, client_id="us",
    auth_url=f"{url}/auth", token_url=f"{url}/token", keyset_url=f"{url}/keys",
)
LtiDeployment.objects.create(registration=registration, deployment_id="1", is_active=True)
from tutorials.models import TutorialPage
page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
answer = [f"/lti/init/{registration.uuid}/", str(page.translation_key)]
"""
RAISE = """
from cms.models import User
User.objects.filter(username=name).update(is_superuser=True)
answer = None
"""
TARGETS = """
from lti.models import Launch
answer = [launch.target for launch in Launch.objects.order_by("created_at")]
"""
FRAME = """<!doctype html><title>Cursul</title><link rel="icon" href="data:,">
<iframe name="tool" width="900" height="700" src="{}"></iframe>"""
SEND = """<!doctype html><form method="post" action="{}"><input name="state" value="{}">
<input name="id_token" value="{}"></form><script>document.forms[0].submit()</script>"""


@dataclass
class School:
    """A platform with one course: who opens it as what, and what it was sent."""

    tool: str
    port: int
    init: str = ""
    role: str = "staff"
    kind: str = "LtiDeepLinkingRequest"
    link: dict = field(default_factory=dict)  # a content item that was chosen
    sent: list[str] = field(default_factory=list)
    key: bytes = field(default_factory=new_key)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def consumer(self):
        consumer = consumer_module().LtiAdvantageConsumer(
            iss=self.url,
            lti_oidc_url=f"{self.tool}{self.init}",
            lti_launch_url=f"{self.tool}/lti/launch/",
            client_id="us",
            deployment_id="1",
            rsa_key=self.key,
            rsa_key_id="school",
            redirect_uris=[f"{self.tool}/lti/launch/"],
            tool_keyset_url=f"{self.tool}/lti/jwks.json",
        )
        consumer.enable_deep_linking(f"{self.tool}/lti/launch/", f"{self.url}/chosen")
        return consumer

    def begun(self) -> str:
        data = SimpleNamespace(user_id="7", external_user_id=None, message_type=self.kind)
        return self.consumer.prepare_preflight_url(data)

    def message(self, asked: dict[str, str]) -> dict[str, str]:
        self.consumer.set_user_data("7", self.role, full_name="Maria Ilie")
        self.consumer.set_resource_link_claim("link-1")
        self.consumer.set_context_claim("course-1", context_title="Clasa a VI-a")
        if self.link:
            self.consumer.set_dl_content_launch_parameters(self.link["url"], self.link["custom"])
        return self.consumer.generate_launch_request(asked)


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        school, parts = self.server.school, urlsplit(self.path)
        if parts.path == "/course":
            self.say(FRAME.format(school.begun().replace("&", "&amp;")))
        elif parts.path == "/auth":
            asked = dict(parse_qsl(parts.query))
            sent = school.message(asked)
            self.say(SEND.format(asked["redirect_uri"], sent["state"], sent["id_token"]))
        elif parts.path == "/keys":
            self.say(json.dumps(school.consumer.get_public_keyset()))
        else:
            self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.school.sent.append(dict(parse_qsl(body))["JWT"])
        self.say("<!doctype html><p>Primit</p>")

    def say(self, told: str) -> None:
        body = told.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told) -> None:
        pass


@pytest.fixture
def ours(own_house) -> Iterator[House]:
    """That house, served under a name that is another site than the platform's."""
    address = f"http://localhost:{own_house.port}"
    ours = replace(own_house, settings=own_house.settings | {"PUBLIC_URL": address})
    with ours.serving() as serving:
        yield ours
        assert serving.errors() == []


@pytest.fixture
def school(ours) -> Iterator[School]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.school = School(ours.settings["PUBLIC_URL"], server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with override_settings(PLATFORM_NAME="Școala 12"):  # the maker of tokens asks for it
            yield server.school
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture
def page(playwright, tmp_path, ours):
    """A page of a browser that blocks cookies of third parties; what it complains of fails the test."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "browser",
        executable_path=CHROMIUM,
        args=[*ARGUMENTS, "--test-third-party-cookie-phaseout"],
        locale="ro-RO",
        base_url=ours.settings["PUBLIC_URL"],
    )
    context.set_default_timeout(60_000)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert [text for text in said if "403" not in text] == []  # a refusal is one, and asked for here


def test_an_admin_notes_a_platform_and_gets_the_values_that_it_wants(ours, page):
    ours.ask(RAISE, name=MODERATOR)
    sign_in(page, ours, MODERATOR)
    page.get_by_role("button", name="Setări").click()
    page.get_by_role("link", name="Platforme (LTI)", exact=True).click()
    page.get_by_role("link", name="Adaugă").first.click()
    page.locator("[name=name]").fill("Școala Gimnazială nr. 12")
    page.get_by_role("button", name="Creează").click()
    told = page.locator("main dl").first
    expect(told).to_contain_text(f"{ours.settings['PUBLIC_URL']}/lti/jwks.json")
    expect(page.get_by_text("Această platformă nu este aprobată")).to_be_visible()
    picture(page, "moodle-valori")


def test_a_teacher_chooses_and_what_was_chosen_opens(ours, school, page):
    school.init, key = ours.ask(REGISTER, url=school.url, slug=PETITION)
    page.goto(f"{school.url}/course")
    tool = page.frame_locator("iframe[name=tool]")
    tool.locator(f'input[value="tutorial:{key}"]').first.check()
    picture(page.locator("iframe[name=tool]"), "moodle-alegere")
    tool.get_by_role("button", name="Adăugați la curs").click()
    expect(tool.get_by_text("Primit")).to_be_visible(timeout=60_000)
    (school.link,) = school.consumer.check_and_decode_deep_linking_token(school.sent[0])
    assert school.link["custom"]["tutorial"] == key
    school.kind, school.role = "LtiResourceLinkRequest", "student"
    page.goto(f"{school.url}/course")
    expect(tool.locator("h1").first).to_be_visible(timeout=60_000)
    expect(tool.locator("html[data-launch]")).to_be_attached()
    assert ours.ask(TARGETS) == ["", f"tutorial/{key}"]


def test_a_pupil_sees_in_the_frame_why_not(ours, school, page):
    school.init, _ = ours.ask(REGISTER, url=school.url, slug=PETITION)
    school.role = "student"
    seen = []
    page.on("response", lambda answer: seen.append((urlsplit(answer.url).path, answer.status)))
    page.goto(f"{school.url}/course")
    tool = page.frame_locator("iframe[name=tool]")
    expect(tool.get_by_text("teachers_only").first).to_be_visible(timeout=60_000)
    expect(tool.get_by_role("heading", level=1)).to_contain_text("numai un profesor")
    assert ("/lti/launch/", 403) in seen
    assert ours.ask(TARGETS) == []
