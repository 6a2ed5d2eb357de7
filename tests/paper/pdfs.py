"""What tests ask of a finished PDF beside what it says: rules, letters in ink, room on the page."""

import page as validator
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops


def broken_rules(body: bytes) -> dict[str, str]:
    """The rules of PDF/UA-1 that the document breaks, with the first complaint of each."""
    report = validator.validate_pdf_bytes(body, profile="ua1")
    broken = {failure.rule_id: failure.message for failure in reversed(report.failures)}
    assert bool(broken) != report.is_compliant
    assert report.rules.passed > 90  # it was looked at: an empty list of rules breaks none
    return broken


def outside(body: bytes) -> list[str]:
    """Runs of letters that stand, even in part, beyond the edges of their page."""
    document = pypdfium2.PdfDocument(body)
    lost = []
    try:
        for number, page in enumerate(document, 1):
            width, height = page.get_size()
            for run in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                left, bottom, right, top = run.get_bounds()
                if left < 0 or bottom < 0 or right > width or top > height:
                    lost.append(f"page {number}: {left:.0f} {bottom:.0f} {right:.0f} {top:.0f}")
    finally:
        document.close()
    return lost


def printed(body: bytes) -> list[str]:
    """All letters of each page as they stand there, those at its foot too, which nobody reads aloud."""
    document = pypdfium2.PdfDocument(body)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return [" ".join(text.replace("\ufffe", "-").split()) for text in texts]  # a hyphen at a line's end


def fonts(body: bytes) -> set[str]:
    """The names of the fonts that letters of the document are set in, and whether each is inside it."""
    document = pypdfium2.PdfDocument(body)
    found = set()
    try:
        for page in document:
            for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                font = thing.get_font()
                assert font.is_embedded, font.get_base_name()
                found.add(font.get_base_name())
    finally:
        document.close()
    return found


def drawn(body: bytes, page: int = 0, scale: float = 4) -> Image.Image:
    """One page in ink, in grey."""
    document = pypdfium2.PdfDocument(body)
    try:
        return document[page].render(scale=scale, grayscale=True).to_pil()
    finally:
        document.close()


def ink(picture: Image.Image) -> Image.Image:
    """The picture cut down to what is dark in it."""
    bounds = ImageChops.invert(picture).point(lambda grey: 255 if grey > 100 else 0).getbbox()
    assert bounds, "Nothing is drawn there."
    return picture.crop(bounds)
