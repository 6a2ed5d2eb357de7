"""A learning platform on this machine, at another site than ours: a frame, a gradebook, a class.

Its tokens are made, and ours are checked, by the LTI platform of Open edX (tests/edx.py). It answers as
`http://127.0.0.1`, we as `http://localhost`: for a browser two sites.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, parse_qsl, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import override_settings
from edx import consumer_module

CLIENT, DEPLOYMENT = "pas-cu-pas", "1"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
NAMES = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
# As Open edX names them: `staff` teaches.
PEOPLE = {
    "ana": ("Ana Pop", "student"),
    "ion": ("Ion Țîrlea", "student"),
    "eva": ("Eva Ștefan", "student"),
    "profa": ("Maria Ilie", "staff"),
}
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
FRAME = """<!doctype html><meta charset="utf-8"><title>Cursul</title><h1>Cursul</h1>
<iframe name="tool" src="/begin?{}" width="1000" height="700"></iframe>"""
SEND = """<!doctype html><title>…</title><form method="post" action="{}">{}</form>
<script>document.forms[0].submit()</script>"""
# Whether a cookie that is not Partitioned would be kept in a frame: the page says what it was shown.
PLAIN = "<!doctype html><title>plain</title><p>{}</p>"


def new_key() -> bytes:
    """A platform's private key, as PEM."""
    key = generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass
class LearningPlatform:
    """The platform: what it was told, and what it says of a launch."""

    tool: str  # our address
    port: int
    registration: str = ""  # the UUID that we know it by
    custom: dict[str, str] = field(default_factory=dict)
    scores: list[dict] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # statuses for the next scores; then 200
    asked: list[str] = field(default_factory=list)
    key: bytes = field(default_factory=new_key)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mark_of(self, person: str) -> float | None:
        """What the gradebook shows: the last mark that it took, in percent."""
        given = [each for each in self.scores if each["userId"] == person and "scoreGiven" in each]
        return 100 * given[-1]["scoreGiven"] / given[-1]["scoreMaximum"] if given else None

    def consumer(self):
        consumer = consumer_module().LtiAdvantageConsumer(
            iss=self.url,
            lti_oidc_url=f"{self.tool}/lti/init/{self.registration}/",
            lti_launch_url=f"{self.tool}/lti/launch/",
            client_id=CLIENT,
            deployment_id=DEPLOYMENT,
            rsa_key=self.key,
            rsa_key_id="platform",
            redirect_uris=[f"{self.tool}/lti/launch/"],
            tool_keyset_url=f"{self.tool}/lti/jwks.json",
        )
        consumer.enable_ags(f"{self.url}/ags/items", f"{self.url}/ags/items/1")
        consumer.enable_nrps(f"{self.url}/nrps/1")
        return consumer

    def begun(self, person: str) -> str:
        """Where a browser is sent when `person` opens the activity."""
        data = SimpleNamespace(
            user_id=person, external_user_id=None, message_type="LtiResourceLinkRequest"
        )
        return self.consumer().prepare_preflight_url(data)

    def message(self, asked: dict[str, str]) -> dict[str, str]:
        """The platform's answer to our login: state and token."""
        person = asked["login_hint"]
        name, role = PEOPLE[person]
        consumer = self.consumer()
        consumer.set_user_data(person, role, full_name=name)
        consumer.set_resource_link_claim("link-1", title="Lecția")
        consumer.set_context_claim("course-1", context_title="Clasa a VI-a", context_label="6A")
        consumer.set_launch_presentation_claim("iframe", return_url=f"{self.url}/course")
        consumer.set_custom_parameters(self.custom)
        return consumer.generate_launch_request(asked)

    def take_score(self, score: dict) -> int:
        """The gradebook's answer; one of the same second, or an older one, is not taken (as Moodle)."""
        if self.answers:
            return self.answers.pop(0)
        times = [each["timestamp"] for each in self.scores if each["userId"] == score["userId"]]
        if times and score["timestamp"][:19] <= times[-1][:19]:
            return 409
        self.scores.append(score)
        return 200

    def members(self) -> list[dict]:
        return [
            {
                "user_id": person,
                "status": "Active",
                "name": name,
                "given_name": name.split()[0],
                "family_name": name.split()[1],
                "roles": [MEMBERSHIP + ("Instructor" if role == "staff" else "Learner")],
            }
            for person, (name, role) in PEOPLE.items()
        ]


@contextmanager
def platform_for(tool: str) -> Iterator[LearningPlatform]:
    """A platform that runs until the test ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.platform = LearningPlatform(tool, server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with override_settings(PLATFORM_NAME="Platforma de probă"):  # the maker of tokens asks for it
            yield server.platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class Answers(BaseHTTPRequestHandler):
    """What the platform answers over http."""

    protocol_version = "HTTP/1.1"

    @property
    def platform(self) -> LearningPlatform:
        return self.server.platform

    def log_message(self, *told) -> None:
        pass

    def do_GET(self):
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        self.platform.asked.append(f"GET {self.path}")
        match parts.path:
            case "/course":
                self.page(FRAME.format(parts.query))
            case "/begin":
                self.answer(302, b"", Location=self.platform.begun(asked["person"]))
            case "/auth":
                sent = self.platform.message(asked)
                fields = "".join(
                    f'<input type="hidden" name="{name}" value="{value}">'
                    for name, value in sent.items()
                )
                self.page(SEND.format(asked["redirect_uri"], fields))
            case "/keys":
                self.json(self.platform.consumer().get_public_keyset())
            case "/nrps/1":
                self.members(int(asked.get("page", 0)))
            case "/framing":
                self.page(f'<iframe src="http://localhost:{self.platform.port}/plain"></iframe>')
            case "/plain":
                shown = "plain=" in self.headers.get("Cookie", "")
                cookie = "plain=1; SameSite=None; Secure; Path=/"
                self.page(PLAIN.format("kept" if shown else "not kept"), **{"Set-Cookie": cookie})
            case _:
                self.answer(404, b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.platform.asked.append(f"POST {self.path}")
        if self.path == "/token":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            self.json(self.platform.consumer().access_token(form))
        elif self.path == "/ags/items/1/scores" and self.may(SCORE):
            self.answer(self.platform.take_score(json.loads(body)), b"")
        else:
            self.answer(403, b"")

    def members(self, page: int) -> None:
        """Two people a page, the next one named in a header (NRPS 2.0, 2.4.2)."""
        if not self.may(NAMES):
            return self.answer(403, b"")
        everybody = self.platform.members()
        more = {}
        if len(everybody) > 2 * page + 2:
            more["Link"] = f'<{self.platform.url}/nrps/1?page={page + 1}>; rel="next"'
        told = {"id": self.platform.url, "context": {"id": "course-1"}}
        return self.json(told | {"members": everybody[2 * page : 2 * page + 2]}, **more)

    def may(self, scope: str) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return bool(token) and self.platform.consumer().check_token(token, [scope])

    def page(self, html: str, **headers: str) -> None:
        self.answer(200, html.encode(), **{"Content-Type": "text/html; charset=utf-8"} | headers)

    def json(self, told, **headers: str) -> None:
        body = json.dumps(told).encode()
        self.answer(200, body, **{"Content-Type": "application/json"} | headers)

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
