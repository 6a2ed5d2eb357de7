"""Every code stands in one place, has words in both languages, and is explained to who meets it."""

import re
from pathlib import Path

from django.conf import settings
from django.utils import translation

from lti.refusals import REASONS

ROOT = Path(settings.BASE_DIR)
_RAISED = re.compile(r"""\b(?:Refusal|refuse)\(\s*"([a-z_]+)\"""")


def raised():
    for path in (ROOT / "lti").rglob("*.py"):
        yield from _RAISED.findall(path.read_text())


def test_every_code_that_is_raised_has_its_words_and_every_word_its_use():
    assert set(raised()) == set(REASONS)


def test_every_code_is_explained_to_admins_and_teachers():
    told = (ROOT / "docs/moodle.md").read_text()
    assert [code for code in REASONS if f"`{code}`" not in told] == []


def test_words_differ_between_the_languages():
    for reason in REASONS.values():
        for words in (reason.what, reason.mend):
            with translation.override("ro"):
                romanian = str(words)
            with translation.override("en"):
                assert str(words) != romanian


def test_people_meet_no_server_error_but_our_own():
    assert {code for code, reason in REASONS.items() if reason.status >= 500} == {"no_signing_key"}
