"""Template tags for sheets."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from paper.qr import qr_path

register = template.Library()


@register.simple_tag
def qr(address: str) -> SafeString:
    """`address` as a QR code that a phone's camera opens."""
    if not address:
        return SafeString("")
    side, path = qr_path(address)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path class="qr__paper" fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{2}"/></svg>',
        side,
        _("QR code that opens %(address)s") % {"address": address},
        path,
    )


@register.filter
def plain_address(address: str | None) -> str:
    """An address as people read it from paper: without scheme and trailing slash."""
    return (address or "").removeprefix("https://").removeprefix("http://").removesuffix("/")
