"""A class at a platform, and what its pupils do, for tests of what is behind a launch."""

import json
import secrets
from dataclasses import dataclass, field
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from makers import LaunchFactory, enter

from lti.models import Launch, Role, TargetKind

ITEM = "https://moodle.scoala.exemplu/mod/lti/services.php/2/lineitems/7/lineitem?type_id=1"
ITEMS = "https://moodle.scoala.exemplu/mod/lti/services.php/2/lineitems?type_id=1"
MEMBERS = "https://moodle.scoala.exemplu/mod/lti/services.php/CourseSection/2/bindings/1/memberships"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"


def graded(**more) -> dict:
    """The claims of a launch whose platform takes scores and tells the class."""
    scopes = [f"{AGS}{name}" for name in ("score", "lineitem")]
    ags = {"scope": scopes, "lineitem": ITEM, "lineitems": ITEMS} | more
    return {
        "ags": {name: value for name, value in ags.items() if value},
        "nrps": {"context_memberships_url": MEMBERS},
    }


def launch_of(page, **more) -> Launch:
    """A pupil's launch of `page`, a course or a tutorial."""
    kind = TargetKind.COURSE if page._meta.model_name == "coursepage" else TargetKind.TUTORIAL
    return LaunchFactory(
        **{"target_kind": kind, "target_key": page.translation_key, "claims": graded()} | more
    )


def teachers_launch(launch: Launch, role: str = Role.TEACHER) -> Launch:
    """Another person's launch of the same link, who teaches."""
    same = ("resource_link", "target_kind", "target_key", "claims")
    return LaunchFactory(roles=[role], **{name: getattr(launch, name) for name in same})


@dataclass
class Browser:
    """A browser that shows a launch's cookie, with a device of its own for each learner."""

    launch: Launch
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    id: str = field(default_factory=lambda: str(uuid4()))
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    learner: str = ""
    secret: str = ""
    seq: int = 0

    def __post_init__(self):
        enter(self.client, self.launch)

    def arrive(self):
        return self.client.get(reverse("lti:launched", args=[self.launch.id]), follow=True)

    def knock(self, body=None, **headers):
        """Asks for this browser's secret, as its page does."""
        body = {"device": self.id, "token": self.token} if body is None else body
        content = body if isinstance(body, bytes) else json.dumps(body)
        headers = {"Origin": "http://testserver"} | headers
        headers = {name: value for name, value in headers.items() if value}
        return self.client.post(
            reverse("lti:device", args=[self.launch.id]),
            content,
            content_type="application/json",
            headers=headers,
        )

    def come_in(self) -> "Browser":
        self.arrive()
        told = self.knock().json()
        self.learner, self.secret = told["learner"], told["secret"]
        return self

    def fact(self, kind, page, block=None, data=None) -> dict:
        self.seq += 1
        place = {"page": str(page.translation_key)} | ({"block": block} if block else {})
        return {
            "id": f"019a0000-0000-7000-8000-{secrets.token_hex(6)}",
            "learner": self.learner,
            "device": self.id,
            "seq": self.seq,
            "at": "2026-11-29T10:00:00.000+02:00",
            "kind": kind,
            "object": place,
            "version": "a1b2c3",
            "data": data or {},
        }

    def sync(self, *facts) -> dict:
        """Sends facts with the token alone, as pages do; what the server says of this learner."""
        entry = {"learner": self.learner, "facts": list(facts)}
        body = {"device": self.id, "token": self.token, "learners": [entry]}
        response = self.client.post("/api/v1/sync", body, content_type="application/json")
        assert response.status_code == 200, response.content
        return response.json()["learners"][0]

    def answer(self, tutorial, give, blocks=None) -> None:
        """Answers questions of `tutorial` by `give`; all of them, or the first so many."""
        facts = [
            self.fact("answer", tutorial, block.id, {"given": give(block)})
            for block in list(tutorial.quiz)[:blocks]
        ]
        self.sync(*facts)
