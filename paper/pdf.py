"""From HTML to a tagged PDF (PDF/UA-1), by WeasyPrint where it and Pango are installed.

Nothing else in the house knows WeasyPrint. It is loaded with the first document, so that web workers
never carry it.
"""

import atexit
import ctypes
import hashlib
import importlib
import importlib.util
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import ImageFile

from paper import files

VARIANT = "pdf/ua-1"
STYLE = Path(__file__).parent / "style"
FONTS = "paper:fonts/"  # what the style calls our fonts; they lie with the static files
HINT = (
    "Install the requirements of the extra “pdf” and Pango: apt-get install libpango-1.0-0"
    " libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core."
    " Until then readers print in their browser."
)
LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
)
SVG = "{http://www.w3.org/2000/svg}svg"
PAINT = {  # what style sheets give to signs on the screen: WeasyPrint reads attributes alone
    "icon": {"fill": "none", "stroke": "#000", "stroke-width": "2.25", "stroke-linejoin": "round"},
    "mark__sun": {"fill": "#f6c644"},
}
PARAGRAPHS = frozenset("p li h1 h2 h3 h4 dt dd figcaption summary".split())
HOLDING = PARAGRAPHS | {"div", "ul", "ol", "dl", "figure"}
HEAVY = frozenset("b strong em i cite code".split())  # what a line does not underline
LONG = 18  # letters of a word that may be too many for the narrowest column
DESCRIBED = "drawing__words"  # the class of the words that say what a drawing shows


class CannotMakePdf(RuntimeError):
    """WeasyPrint or a library that it needs is missing; the message says which."""


@dataclass(frozen=True)
class Pdf:
    """A finished document: its bytes, how many pages they are, and the files of ours that it lacks."""

    body: bytes
    pages: int
    missing: tuple[str, ...] = ()


def why_not() -> str:
    """Why no PDF can be made here, in the words of the system; empty when one can.

    It loads nothing, since every command of ours asks: it looks for the package and its libraries, and
    for the word that `load` left when it could not.
    """
    if reason := lacks():
        return reason
    try:
        return _word().read_text()
    except OSError:
        return ""


def lacks() -> str:
    """Which package or library is not installed, in the words of the system; empty when all are."""
    if importlib.util.find_spec("weasyprint") is None:
        return "the Python package weasyprint is not installed."
    if sys.platform != "linux":
        return ""
    for library in LIBRARIES:
        try:
            ctypes.CDLL(library)
        except OSError as error:
            return f"{error}."
    return ""


def load() -> None:
    """Loads WeasyPrint, and leaves word for `why_not` whether that went. Raises CannotMakePdf.

    A package can be there and not load: a part of it is missing, or was built for another Python.
    """
    try:
        version()
    except CannotMakePdf as error:
        with suppress(OSError):
            _word().write_text(f"{error}.")
        raise
    _word().unlink(missing_ok=True)


def _word() -> Path:
    return settings.DATA_DIR / "no-pdf.txt"


def make_pdf(html: str, base: str, on_page: Callable[[int], None] | None = None) -> Pdf:
    """`html`, a whole page of the site at `base` (``https://host/``), as PDF/UA-1.

    Title and language come from the page, bookmarks from its headings, the words of figures from `alt`,
    `aria-label` and `drawing__words`. `on_page` is told the number of each page as it is laid out; what
    it raises ends the work. Raises CannotMakePdf where WeasyPrint or Pango is missing.
    """
    weasyprint = _weasyprint()
    with _telling(on_page):
        return _make(weasyprint, html, base)


def _make(weasyprint: Any, html: str, base: str) -> Pdf:
    missing: list[str] = []
    page = weasyprint.HTML(string=html, base_url=base, url_fetcher=_fetcher(base, missing))
    _give_words(page.etree_element)
    style, fonts = _style()
    document = page.render(font_config=fonts, stylesheets=[style], pdf_variant=VARIANT)
    for sheet in document.pages:
        _tell(sheet._page_box, within=False)
    return Pdf(document.write_pdf(pdf_variant=VARIANT), len(document.pages), tuple(missing))


@contextmanager
def _telling(on_page: Callable[[int], None] | None) -> Iterator[None]:
    """WeasyPrint tells how far it is only to its log of progress."""
    if on_page is None:
        yield
        return

    class Hearing(logging.Handler):
        def emit(self, record):
            if record.args and "Page" in record.msg:
                on_page(record.args[0])

    progress, hearing = logging.getLogger("weasyprint.progress"), Hearing()
    level = progress.level
    progress.addHandler(hearing)
    progress.setLevel(logging.INFO)
    try:
        yield
    finally:
        progress.removeHandler(hearing)
        progress.setLevel(level)


@cache
def version() -> bytes:
    """Changes with whatever makes other PDFs of the same HTML: this file, style, fonts, WeasyPrint."""
    seen = hashlib.sha256(_weasyprint().__version__.encode())
    for path in (Path(__file__), *sorted(STYLE.iterdir())):
        seen.update(path.read_bytes())
    for name in ("hyperlegible-400.woff2", "hyperlegible-700.woff2"):
        seen.update(_font(name))
    return seen.digest()


def _weasyprint() -> Any:
    strict = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: the package is there and Pango is not
        raise CannotMakePdf(" ".join(str(error).split())[:300]) from error
    finally:
        # WeasyPrint has Pillow take half a picture for a whole one, in every room of the process.
        ImageFile.LOAD_TRUNCATED_IMAGES = strict


def _fetcher(base: str, missing: list[str]):
    """What WeasyPrint asks for every address of a document; `missing` gets what of ours it lacks."""
    urls = importlib.import_module("weasyprint.urls")

    class OwnFiles(urls.URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith(FONTS):
                body, type_ = _font(url.removeprefix(FONTS)), "font/woff2"
            else:
                try:
                    body, type_ = files.read(url, base)
                except files.Missing:  # WeasyPrint goes on without, and tells nobody
                    missing.append(url)
                    raise
            return urls.URLFetcherResponse(url, body, {"Content-Type": type_})

    return OwnFiles()


def _font(name: str) -> bytes:
    """A font of ours; a document without our fonts has the system's, as long as they are not built."""
    try:
        return files.built(f"fonts/{name}")
    except files.Refused:
        return b""


def _forget_style() -> None:
    """Removes the copies of our fonts that WeasyPrint keeps: its own finalizer comes too late."""
    _style.cache_clear()


@cache
def _style():
    """The style of all documents and the fonts that it names: read once a process."""
    weasyprint = _weasyprint()
    atexit.register(_forget_style)
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    text = "\n".join(path.read_text() for path in sorted(STYLE.glob("*.css")))
    return weasyprint.CSS(string=text, font_config=fonts, url_fetcher=_fetcher("", [])), fonts


# --- What WeasyPrint does not read of our pages ------------------------------------------------


def _give_words(root) -> None:
    """Puts the words of drawings and of signs with a label where WeasyPrint looks for them."""
    for figure in root.iter("figure"):
        words = [node for node in figure.iter("p") if DESCRIBED in (node.get("class") or "").split()]
        screens = [node for node in figure.iter("div") if "screen" in (node.get("class") or "").split()]
        if words and screens:
            screens[0].set("alt", " ".join("".join(words[0].itertext()).split()))
    for node in root.iter():
        if node.tag == "div" and node.get("role") == "img":
            node.set("alt", node.get("aria-label") or "")
        for name in (node.get("class") or "").split():
            for attribute, value in PAINT.get(name, {}).items():
                node.set(attribute, value)
        _take_spaces_in(node)
        if node.tag in PARAGRAPHS:
            _trim(node)
            holds_others = any(child.tag in HOLDING for child in node)
            words = re.split("[ \t\n\r\f]", "".join(node.itertext()))  # no line breaks at other spaces
            if not holds_others and any(len(word) > LONG for word in words):
                for inside in node.iter():
                    inside.set("data-long", "")
    for drawing in root.iter(SVG):
        if label := drawing.get("aria-label"):
            title = drawing.makeelement(SVG.replace("}svg", "}title"), {})
            title.text = label
            drawing.insert(0, title)


def _trim(node) -> None:
    """Takes white space off the end of a paragraph: WeasyPrint 70 breaks a button's words by it."""
    if len(node):
        node[-1].tail = (node[-1].tail or "").rstrip()
    else:
        node.text = (node.text or "").rstrip()


def _take_spaces_in(node) -> None:
    """Begins bold words with the space before them: where they begin a line, WeasyPrint 70 otherwise
    breaks the text before them after its first word.
    """
    before = None
    for child in node:
        text = (node.text if before is None else before.tail) or ""
        if child.tag in HEAVY and child.text and text.strip() and text[-1].isspace():
            child.text = " " + child.text.lstrip()
            if before is None:
                node.text = text.rstrip()
            else:
                before.tail = text.rstrip()
        before = child


def _tell(box, within: bool) -> None:
    """Renames the elements of a laid out page (`box`, and all below) for the structure tree.

    A drawn screen becomes one figure; signs for the eyes become nothing; a list of words and meanings
    becomes text, since groups inside `dl` have no place in a PDF's list.
    """
    box = getattr(box, "_box", box)  # one that is laid out on its own
    element = box.element
    if element is not None:
        if box.element_tag == SVG and (within or element.get("aria-hidden")):
            box.element_tag = "svg"
        elif box.element_tag == "div" and element.get("alt") and not within:
            box.element_tag, within = "img", True
        elif box.element_tag == "dl":
            box.element_tag = "div"
        elif box.element_tag in ("dt", "dd"):
            box.element_tag = "p"
    for child in getattr(box, "children", ()):
        _tell(child, within)
