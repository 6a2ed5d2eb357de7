"""Which SVG files may enter: those that only draw.

An SVG is a document that can run scripts and load others. We list what a drawing needs (a part of
SVG 2) and refuse the rest; the answer to a media request carries a sandboxing policy besides.
"""

import re
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

_SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(
    "svg g path rect circle ellipse line polyline polygon title desc defs linearGradient "
    "radialGradient stop clipPath".split()
)
ATTRIBUTES = frozenset(
    "id viewBox width height x y x1 x2 y1 y2 cx cy r rx ry d points transform fill stroke opacity "
    "offset version role class preserveAspectRatio gradientUnits gradientTransform".split()
)
_PREFIXES = ("stroke-", "fill-", "stop-", "clip-", "aria-")
# A reference that leaves the drawing, or an escape that could hide one; ``url(#id)`` stays inside.
_OUTSIDE = re.compile(
    r"""\\|//|:\s*/|javascript:|data:|(?:url|src|image|image-set)\s*\((?!\s*(['"]?)#[\w.-]+\1\s*\))""",
    re.IGNORECASE,
)


class UnsafeDrawing(ValueError):
    """The file is not an SVG, or does more than draw; the message says what, to an editor."""


def check_drawing(file) -> None:
    """Raises UnsafeDrawing unless `file` (opened for reading bytes) is an SVG that only draws."""
    file.seek(0)
    try:
        _check_nodes(file)
    except UnsafeDrawing:
        raise
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise UnsafeDrawing(_("This file is not a well-formed SVG drawing.")) from error
    finally:
        file.seek(0)


def _check_nodes(file) -> None:
    seen_root = False
    for event, node in ElementTree.iterparse(file, ("start", "pi")):
        if event == "pi":  # <?xml-stylesheet …?> loads one; a drawing needs no other either
            raise _may_not_contain(f"?{node.text.split()[0]}")
        if not seen_root and node.tag != f"{_SVG}svg":
            raise UnsafeDrawing(_("This file is not an SVG drawing."))
        seen_root = True
        _check_element(node)


def _check_element(element) -> None:
    name = str(element.tag).removeprefix(_SVG)
    if name not in ELEMENTS:
        raise _may_not_contain(name)
    for attribute, value in element.attrib.items():
        known = attribute in ATTRIBUTES or attribute.startswith(_PREFIXES)
        if not known or _OUTSIDE.search(value):
            raise UnsafeDrawing(
                _("A drawing may not carry %(name)s=“%(value)s”. Save it as plain SVG.")
                % {"name": attribute.rpartition("}")[2], "value": value[:40]}
            )


def _may_not_contain(name: str) -> UnsafeDrawing:
    return UnsafeDrawing(
        _("A drawing may not contain <%(name)s>. Save it as plain SVG.") % {"name": name}
    )
