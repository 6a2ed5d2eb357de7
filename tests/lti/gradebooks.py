"""A platform's gradebook, as our calls see it."""

import datetime
import json

from django.utils import timezone

from lti import outgoing
from lti.classroom import access, gradebook
from lti.classroom.models import Score

TOKENS = "https://moodle.scoala.exemplu/mod/lti/token.php"


class Gradebook:
    """A platform as our calls see it: what it was asked, and what it answers."""

    def __init__(self):
        self.asked = []
        # By part of the address: (status, JSON), an exception, or a list of these, each in its turn.
        self.answers = {}

    def fetch(self, registration, method, address, *, headers=None, body=None):
        self.asked.append((method, address, headers, body))
        if address == TOKENS:
            answer = self.answers.get("token", (200, {"access_token": "abc", "expires_in": 3600}))
        else:
            found = [answer for part, answer in self.answers.items() if part in address]
            answer = found[0] if found else (200, None)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, Exception):
            raise answer
        status, told = answer
        return outgoing.Answer(status, {}, b"" if told is None else json.dumps(told).encode())

    def posted(self):
        """The scores that it was told, each with its address."""
        scores = [each for each in self.asked if each[0] == "POST" and "/scores" in each[1]]
        return [(address, json.loads(body)) for _, address, _, body in scores]


def in_place_of_calls(monkeypatch) -> Gradebook:
    """A gradebook that answers whatever we ask of a platform."""
    platform = Gradebook()
    monkeypatch.setattr(outgoing, "fetch", platform.fetch)
    monkeypatch.setattr(access, "_kept", {})
    return platform


def tell():
    """A run of the clock, when everything that waits has waited long enough."""
    waited = timezone.now() - datetime.timedelta(seconds=1)
    Score.objects.filter(not_before__isnull=False).update(not_before=waited)
    return gradebook.tell_due()
