"""What a refusal looks like, whichever it is."""

import re
from html import unescape

from django.utils import translation

from lti.refusals import REASONS


def ancestors(answer) -> set[str]:
    """Which origins may show `answer` in a frame."""
    policy = answer["Content-Security-Policy"]
    return set(re.search(r"frame-ancestors ([^;]+)", policy)[1].split())


def refused(answer, code: str) -> None:
    """`answer` is the framed page for `code`, in both languages."""
    page = unescape(answer.content.decode())
    found = page.partition("<code>")[2].partition("</code>")[0]
    assert found == code, page[-1500:]
    assert page.count(f"<code>{code}</code>") == 2
    assert answer.status_code == REASONS[code].status < 500 or code == "no_signing_key"
    for language in ("ro", "en"):
        with translation.override(language):
            assert str(REASONS[code].what) in page
            assert str(REASONS[code].mend) in page
    assert "X-Frame-Options" not in answer
    assert ancestors(answer)
    assert not ancestors(answer) & {"'self'", "'none'"}
    assert not re.search("<(a|button|form|input|script)[ >]", page)  # any frame may show some of them
    assert answer["Cache-Control"] == "no-store"
    assert not any(cookie.value for cookie in answer.cookies.values())
