"""Reads the PDF that Chromium prints, as a screen reader does: through its structure tree.

Only what Skia writes is understood (one revision, no object streams, simple text). Text that is on
the page but in no tag, such as page numbers, is in `sizes` and not in `text`.
"""

import re
import zlib
from collections.abc import Iterator

_REFERENCE = re.compile(rb"(\d+) 0 R")
_MARK = re.compile(
    rb"(?P<q>\bq\b)|(?P<Q>\bQ\b)"
    rb"|(?P<cm>(?:-?[\d.]+ ){6}cm\b)"
    rb"|/(?P<font>\w+) (?P<size>[\d.]+) Tf\b"
    rb"|<(?P<shown>[0-9A-Fa-f]*)> Tj\b"
    rb"|/MCID (?P<mcid>\d+) >>BDC|(?P<emc>\bEMC\b)"
)


class Pdf:
    """What is printed: `text` in reading order, `pages` as drawn one by one, `papers` in whole mm,
    `sizes`: the letters of each size in points."""

    def __init__(self, data: bytes):
        starts = re.findall(rb"^(\d{10}) \d{5} n", data[data.rindex(b"\nxref\n") :], re.M)
        self._objects = {}
        for start in map(int, starts):
            number, body = data[start : data.index(b"\nendobj", start)].split(b" 0 obj\n", 1)
            self._objects[int(number)] = body
        catalog = next(body for body in self._objects.values() if b"/Type /Catalog" in body)
        root = self._objects[int(re.search(rb"/StructTreeRoot (\d+)", catalog)[1])]
        self._marked: dict[tuple[int, int], str] = {}
        self.sizes: dict[float, str] = {}
        self.papers: set[tuple[int, int]] = set()
        numbers = self._leaves(int(re.search(rb"/Pages (\d+)", catalog)[1]))
        self.pages = [self._read(number) for number in numbers]
        self.text = "".join(self._spoken(root, 0))

    def _leaves(self, number: int) -> list[int]:
        body = self._objects[number]
        if b"/Type /Pages" not in body:
            return [number]
        kids = _REFERENCE.findall(re.search(rb"/Kids \[(.*?)\]", body, re.S)[1])
        return [leaf for kid in kids for leaf in self._leaves(int(kid))]

    def _stream(self, number: int) -> bytes:
        head, content = self._objects[number].split(b"stream\n", 1)
        return zlib.decompress(content) if b"/FlateDecode" in head else content

    def _read(self, page: int) -> str:
        """Takes in what the page shows; returns its text as drawn."""
        body = self._objects[page]
        box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", body)
        self.papers.add((round(float(box[1]) / 72 * 25.4), round(float(box[2]) / 72 * 25.4)))
        fonts = {
            name.decode(): self._letters(int(number))
            for name, number in re.findall(
                rb"/(\w+) (\d+) 0 R", re.search(rb"/Font <<(.*?)>>", body, re.S)[1]
            )
        }
        content = self._stream(int(re.search(rb"/Contents (\d+)", body)[1]))
        scale, kept, mark, drawn, font, size = 1.0, [], None, [], {}, 0.0
        for found in _MARK.finditer(content):
            if found["q"]:
                kept.append(scale)
            elif found["Q"]:
                scale = kept.pop()
            elif found["cm"]:
                scale *= abs(float(found["cm"].split()[3]))
            elif found["font"]:
                font, size = fonts[found["font"].decode()], float(found["size"])
            elif found["mcid"]:
                mark = (page, int(found["mcid"]))
            elif found["emc"]:
                mark = None
            else:
                glyphs = found["shown"].decode().upper()
                text = "".join(font[glyphs[at : at + 4]] for at in range(0, len(glyphs), 4))
                on_paper = round(size * scale, 1)
                self.sizes[on_paper] = self.sizes.get(on_paper, "") + text
                drawn.append(text)
                if mark:
                    self._marked[mark] = self._marked.get(mark, "") + text
        return "".join(drawn)

    def shapes(self) -> Iterator[tuple[str, int, bytes]]:
        """Each letter that is said to be printed, its glyph, and the font (TrueType) that draws it."""
        for body in self._objects.values():
            if b"/Subtype /Type0" not in body:
                continue
            below = self._objects[int(re.search(rb"/DescendantFonts \[(\d+)", body)[1])]
            told = self._objects[int(re.search(rb"/FontDescriptor (\d+)", below)[1])]
            program = self._stream(int(re.search(rb"/FontFile2 (\d+)", told)[1]))
            number = next(number for number, other in self._objects.items() if other is body)
            for glyph, text in self._letters(number).items():
                yield text, int(glyph, 16), program

    def _letters(self, font: int) -> dict[str, str]:
        """Glyph → letters, from the font's own table."""
        table = self._stream(int(re.search(rb"/ToUnicode (\d+)", self._objects[font])[1])).decode()
        letters = {}
        for section in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
            for glyph, text in re.findall(r"<(\w+)> <(\w+)>", section):
                letters[glyph] = bytes.fromhex(text).decode("utf-16-be")
        for section in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
            for first, last, text in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", section):
                for glyph in range(int(first, 16), int(last, 16) + 1):
                    letters[f"{glyph:04X}"] = chr(int(text, 16) + glyph - int(first, 16))
        return letters

    def _spoken(self, element: bytes, page: int) -> Iterator[str]:
        if own := re.search(rb"/Pg (\d+)", element):
            page = int(own[1])
        kids = re.search(rb"/K (\[.*?\]|\d+ 0 R|\d+)", element, re.S)
        if not kids:
            return
        for reference, content, marked, plain in re.findall(
            rb"(\d+) 0 R|(<<.*?/MCID (\d+).*?>>)|(\d+)", kids[1], re.S
        ):
            if reference:
                yield from self._spoken(self._objects[int(reference)], page)
            elif content:
                yield from self._spoken(content.replace(b"/MCID", b"/K"), page)
            else:
                yield self._marked.get((page, int(marked or plain)), "")
