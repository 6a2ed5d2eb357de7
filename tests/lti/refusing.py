"""What a refusal looks like, whichever it is."""

from html import unescape

from django.utils import translation

from lti.refusals import REASONS


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
    assert "frame-ancestors 'self'" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert not any(cookie.value for cookie in answer.cookies.values())
