"""Template tags for sheets."""

import textwrap

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cms.pictures import UNREADABLE
from paper import pdf
from paper.qr import qr_path

register = template.Library()

# In the foot of a page: letters of a title, and of a line in our font (capitals are wider than that).
RUNNING, FOOT_LINE = 60, 64
LOGO = "height-240|format-png"  # four times as tall as a line of a large letter on paper


@register.simple_tag
def makes_documents() -> bool:
    """Whether a document for one person can be made here at once."""
    return not pdf.why_not()


@register.simple_tag
def qr(address: str, label: str = "") -> SafeString:
    """`address` as a QR code that a phone's camera opens; `label` says what it is, else the address."""
    if not address:
        return SafeString("")
    # What stands behind a “#” may be a secret (a learning card): it stays in nobody's memory.
    side, path = (qr_path.__wrapped__ if "#" in address else qr_path)(address)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path class="qr__paper" fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{2}"/></svg>',
        side,
        label or _("QR code that opens %(address)s") % {"address": address},
        path,
    )


@register.simple_tag
def logo(about) -> SafeString:
    """The sign of the one who stands behind the site; nothing where its file cannot be read."""
    image = about.logo
    try:
        url = image.file.url if image.is_svg() else image.get_rendition(LOGO).url
    except UNREADABLE:
        return SafeString("")
    words = _("Logo of %(name)s") % {"name": about.organisation or image.title}
    return format_html('<img class="logo" src="{}" alt="{}">', url, words)


@register.filter
def plain_address(address: str | None) -> str:
    """An address as people type it from paper: no scheme, no trailing slash, no place in the page."""
    return (
        (address or "")
        .partition("#")[0]
        .removeprefix("https://")
        .removeprefix("http://")
        .removesuffix("/")
    )


@register.filter
def running(title: str) -> str:
    """`title` as the foot of every page repeats it: whole, or its first words."""
    words = textwrap.shorten(title, RUNNING, placeholder="…")
    return words if words != "…" else Truncator(title).chars(RUNNING)  # one word longer than that


@register.filter
def foot_room(who: str) -> str:
    """How tall the foot must be for a title and `who` stands behind it (paper/style/1-page.css)."""
    lines = -(-(RUNNING + len(" · ") + len(who)) // FOOT_LINE)
    return "usual" if lines <= 2 else "tall" if lines <= 5 else "taller"
