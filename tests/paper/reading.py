"""A PDF as a machine reads it aloud: through its structure tree, never in the order of its ink."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium


@dataclass
class Node:
    """An element of the structure tree: its type (``H1``, ``P``, ``Figure``…), words and children."""

    type: str
    alt: str = ""
    text: str = ""  # of its own marked content; that of its children is theirs
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def read(self) -> str:
        """All that it says, in order; of a figure its words in place of what it is drawn of."""
        if self.type == "Figure":
            return f" {self.alt} "
        return self.text + "".join(child.read() for child in self.children)


def tree(body: bytes) -> list[Node]:
    """The elements below the root of the structure tree, page after page."""
    document = pypdfium2.PdfDocument(body)
    try:
        return [node for page in document for node in _of_page(page)]
    finally:
        document.close()


def pages(body: bytes, nodes: bool = False) -> list:
    """What each page says, without white space; with `nodes` its elements in the order of reading."""
    document = pypdfium2.PdfDocument(body)
    try:
        tops = [_of_page(page) for page in document]
    finally:
        document.close()
    if nodes:
        return [[node for top in page for node in top.walk()] for page in tops]
    return [unspaced("".join(top.read() for top in page)) for page in tops]


def aloud(body: bytes) -> str:
    """Everything that the document says, without white space: lines break words at will."""
    return unspaced("".join(node.read() for node in tree(body)))


def unspaced(words: str) -> str:
    return "".join(words.replace("\u00ad", "").replace("\x02", "-").split())


def _of_page(page) -> list[Node]:
    texts = _marked_texts(page)
    root = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        count = pdfium.FPDF_StructTree_CountChildren(root)
        return [_node(pdfium.FPDF_StructTree_GetChildAtIndex(root, at), texts) for at in range(count)]
    finally:
        pdfium.FPDF_StructTree_Close(root)


def _node(element, texts: dict[int, str]) -> Node:
    node = Node(_string(pdfium.FPDF_StructElement_GetType, element))
    node.alt = _string(pdfium.FPDF_StructElement_GetAltText, element)
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, at):
            node.children.append(_node(child, texts))
        elif (mcid := pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)) >= 0:
            node.children.append(Node("", text=texts.pop(mcid, "")))
    return node


def _string(get, element) -> str:
    size = get(element, None, 0)
    if size <= 2:
        return ""
    room = ctypes.create_string_buffer(size)
    get(element, room, size)
    return room.raw[: size - 2].decode("utf-16-le")


def _marked_texts(page) -> dict[int, str]:
    """The text of every marked content of the page."""
    textpage = page.get_textpage()
    found: dict[int, str] = {}
    try:
        for at in range(pdfium.FPDFPage_CountObjects(page)):
            thing = pdfium.FPDFPage_GetObject(page, at)
            mcid = pdfium.FPDFPageObj_GetMarkedContentID(thing)
            if mcid < 0 or pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            size = pdfium.FPDFTextObj_GetText(thing, textpage, None, 0)
            room = (ctypes.c_ushort * (size // 2))()
            pdfium.FPDFTextObj_GetText(thing, textpage, room, size)
            found[mcid] = found.get(mcid, "") + bytes(room).decode("utf-16-le").rstrip("\0")
    finally:
        textpage.close()
    return found


def in_order(words: list[str], said: str) -> list[str]:
    """What of `words` is not said, or not after the one before."""
    missing, at = [], 0
    for word in words:
        found = said.find(unspaced(word), at)
        if found < 0:
            missing.append(word)
        else:
            at = found + len(unspaced(word))
    return missing
