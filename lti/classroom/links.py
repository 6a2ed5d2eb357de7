"""A public page for a platform's frame: the same words; what is of the lesson opens within it.

Addresses of the page have to be whole, or begin at the root: the frame's own address is another.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from django.utils.html import escape

# One start tag, quoted values whole: `>` may stand in them.
_LINK = re.compile(r"""<(a|form|button)\b((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ADDRESS = re.compile(r"""(\s(?:href|action|formaction)=)("[^"]*"|'[^']*')""")
_TARGET = re.compile(r"""\s(?:form)?target=""")
# By element: what has its address open a window of its own.
_WINDOW = {
    "a": ' target="_blank" rel="noopener"',
    "form": ' target="_blank" rel="noopener"',
    "button": ' formtarget="_blank"',
}
_ROOT, _HEAD, _MAIN = "<html ", "</head>", '<main id="continut"'


class NotAPage(ValueError):
    """There is no place in it for what we add: it was not made from cms/base.html."""


def framed(
    html: str, *, root: Mapping[str, str], head: str, bar: str, within: Callable[[str], str | None]
) -> str:
    """`html` with the attributes `root` on its root element, `head` at the end of its head, and `bar`
    above its content.

    `within` says where a path is to be opened within the launch, or None: then in a window of its own.
    """
    if any(html.count(place) != 1 for place in (_ROOT, _HEAD, _MAIN)):
        raise NotAPage
    html = _LINK.sub(lambda tag: f"<{tag[1]}{_led(tag[1], tag[2], within)}>", html)
    said = "".join(f'{name}="{escape(value)}" ' for name, value in root.items())
    for place, with_it in ((_ROOT, _ROOT + said), (_HEAD, head + _HEAD), (_MAIN, bar + _MAIN)):
        html = html.replace(place, with_it)
    return html


def _led(element: str, attributes: str, within: Callable[[str], str | None]) -> str:
    """The attributes of a link, form or button, so that it never leads a frame to a page that may not
    be framed.
    """
    found = _ADDRESS.search(attributes)
    if found is None:
        return attributes
    address = found[2][1:-1]
    if address.startswith(("#", "tel:", "mailto:", "sms:")):
        return attributes
    parts = urlsplit(address)
    path = within(parts.path) if not parts.netloc and not parts.query else None
    if path is None:
        return attributes if _TARGET.search(attributes) else attributes + _WINDOW[element]
    led = escape(path) + (f"#{parts.fragment}" if parts.fragment else "")
    return f'{attributes[: found.start()]}{found[1]}"{led}"{attributes[found.end() :]}'
