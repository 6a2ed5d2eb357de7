"""A page as PDF: true to PDF/UA-1, right in ink, and made without asking anybody outside."""

import ctypes
import io
import socket

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from fontTools.ttLib import TTFont
from pdfs import broken_rules, drawn, fonts, ink
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat
from reading import aloud, tree

from cms.pagecache.version import site_version
from paper import files, pdf
from paper.management.commands import build_documents
from paper.models import Document

BASE = "https://pascupas.exemplu/"
ROMANIAN = "ăâîșțĂÂÎȘȚ"


def html(body: str, head: str = "", large: bool = False) -> str:
    size = "large" if large else "normal"
    return (
        f'<!doctype html><html lang="ro" data-print="{size}"><head><meta charset="utf-8">'
        f"<title>Probă</title>{head}</head><body>{body}</body></html>"
    )


def made(body: str, **more) -> bytes:
    return pdf.make_pdf(html(body, **more), BASE).body


def title_and_language(body: bytes) -> tuple[str, str]:
    document = pypdfium2.PdfDocument(body)
    try:
        size = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
        room = ctypes.create_string_buffer(size)
        pdfium.FPDFCatalog_GetLanguage(
            document, ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), size
        )
        return document.get_metadata_value("Title"), room.raw.decode("utf-16-le").rstrip("\0")
    finally:
        document.close()


# --- what a machine can tell of it ------------------------------------------------------------


def test_a_page_becomes_a_tagged_document_with_its_title_and_language():
    body = made("<h1>Petiția mea</h1><p>Învăț să țin evidența.</p>")
    assert broken_rules(body) == {}
    assert [node.type for top in tree(body) for node in top.children] == ["H1", "P"]
    assert title_and_language(body) == ("Probă", "ro")
    assert aloud(body) == "PetițiameaÎnvățsăținevidența."


def test_the_rules_are_not_deaf():
    """A figure without words breaks one of them: a document that breaks none says something."""
    default_storage.save("poza.png", ContentFile(picture()))
    body = made(f'<h1>Poza</h1><img src="{default_storage.url(name_of("poza"))}">')
    assert any("FIGURE" in rule or "ALT" in rule for rule in broken_rules(body))


def test_headings_are_bookmarks():
    document = pypdfium2.PdfDocument(made("<h1>Unu</h1><h2>Doi</h2><h3>Trei</h3><h2>Patru</h2>"))
    told = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    document.close()
    assert told == [(0, "Unu"), (1, "Doi"), (2, "Trei"), (1, "Patru")]


def test_a_drawn_screen_is_one_figure_with_its_words():
    """Who hears the document hears what it shows, not each letter of the drawing."""
    body = made(
        '<h1>Pasul</h1><figure class="picture drawing"><div class="screen" aria-hidden="true">'
        "<p>BUTON DESENAT</p><svg aria-hidden='true' viewBox='0 0 9 9' width='9'>"
        "<path d='M0 0h9v9z'/></svg></div><figcaption><p>Ecranul plății.</p>"
        '<p class="drawing__words">De sus în jos: butonul „Plătesc”.</p></figcaption></figure>'
    )
    assert broken_rules(body) == {}
    figures = [node for top in tree(body) for node in top.walk() if node.type == "Figure"]
    assert [figure.alt for figure in figures] == ["De sus în jos: butonul „Plătesc”."]
    assert aloud(body) == "PasulDesusînjos:butonul„Plătesc”.Ecranulplății."


@pytest.mark.parametrize("tag", ["b", "strong", "em"])
def test_a_bold_word_at_the_end_of_a_line_breaks_none_before_it(tag):
    """WeasyPrint 70 then breaks a line after its first word, at some widths."""
    words = f"Ajungeți pe o pagină falsă, care doar seamănă. <{tag}>Închideți pagina acum.</{tag}>"
    paragraphs = [f"<p style='width: {width}px'>{words}</p>" for width in range(300, 460, 2)]
    document = pypdfium2.PdfDocument(made("".join(paragraphs)))
    lines = [
        line.strip() for page in document for line in page.get_textpage().get_text_range().splitlines()
    ]
    document.close()
    assert len(lines) > 100
    assert "Ajungeți" not in lines


def test_a_sign_with_a_label_is_a_figure_and_one_for_the_eyes_is_none():
    body = made(
        "<h1>Semne</h1>"
        '<p><svg class="icon" viewBox="0 0 9 9" aria-hidden="true"><path d="M0 0h9v9z"/></svg> Da</p>'
        '<svg viewBox="0 0 9 9" width="9" role="img" aria-label="Codul"><path d="M0 0h9v9z"/></svg>'
    )
    assert broken_rules(body) == {}
    assert aloud(body) == "SemneDaCodul"


# --- in ink -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def letters() -> dict[int, ImageFont.FreeTypeFont]:
    """Our fonts, as another program than WeasyPrint and Pango draws them."""
    by_weight = {}
    for weight in (400, 700):
        font = TTFont(io.BytesIO(files.built(f"fonts/hyperlegible-{weight}.woff2")))
        font.flavor = None
        plain = io.BytesIO()
        font.save(plain)
        plain.seek(0)
        by_weight[weight] = ImageFont.truetype(plain, 400)
    return by_weight


def by_hand(letter: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    canvas = Image.new("L", (900, 900), 255)
    ImageDraw.Draw(canvas).text((200, 150), letter, font=font, fill=0)
    return ink(canvas)


def apart(one: Image.Image, other: Image.Image) -> float:
    """How much of two letters differs, whatever their size: 0 to 1."""
    same = [picture.resize((96, 96)) for picture in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*same)).mean[0] / 255


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("letter", ROMANIAN)
def test_romanian_letters_are_right_in_ink(letter, weight, letters):
    """Extracted text stays right where the ink is wrong: two files of one family name did that."""
    tag = "h1" if weight == 700 else "p"
    bare = "<style>@page{@bottom-left{content:none}@bottom-right{content:none}}</style>"
    style = f'style="font-size:100pt;line-height:2;font-weight:{weight}"'
    printed = ink(drawn(made(f"<{tag} {style}>{letter}</{tag}>", head=bare)))
    others = ROMANIAN + "aistAIST" + "şţ"
    distances = {other: apart(printed, by_hand(other, letters[weight])) for other in others}
    assert min(distances, key=distances.get) == letter
    assert distances[letter] < 0.03


def test_letters_are_ours_and_inside_the_document():
    names = fonts(made("<h1>Pași</h1><p>Învăț <b>țări</b></p>"))
    assert all("Hyperlegible" in name for name in names)
    assert len(names) == 2


def test_only_the_letters_that_it_needs_are_inside():
    assert len(made("<p>Da.</p>")) < 12_000 < len(files.built("fonts/hyperlegible-400.woff2"))


def test_large_letters_have_at_least_18_points():
    body = made(
        "<h1>Titlu</h1><p>Text</p><div class='note'><p class='note__tag'>Atenție</p></div>"
        "<div class='screen'><p class='press'>Apasă<i class='no'>1</i></p></div>",
        large=True,
    )
    document = pypdfium2.PdfDocument(body)
    sizes = [
        text.get_font_size() * abs(text.get_matrix().a)
        for page in document
        for text in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
    ]
    document.close()
    assert len(sizes) >= 6
    assert min(sizes) >= 17.99


# --- what it may read -------------------------------------------------------------------------


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "black").save(out, "PNG")
    return out.getvalue()


def name_of(start: str) -> str:
    return next(name for name in default_storage.listdir("")[1] if name.startswith(start))


def test_it_reads_our_uploads():
    default_storage.save("poza.png", ContentFile(picture()))
    address = f"{BASE}media/{name_of('poza')}"
    assert files.read(address, BASE) == (picture(), "image/png")
    assert files.read(f"{BASE}static/app.css", BASE)[1] == "text/css"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/poza.png",
        "http://pascupas.exemplu/media/poza.png",
        "https://pascupas.exemplu:8443/media/poza.png",
        "https://pascupas.exemplu@example.org/media/poza.png",
        "https://pascupas.exemplu/admin/",
        "https://pascupas.exemplu/media/../../etc/passwd",
        "https://pascupas.exemplu/media/%2e%2e/%2e%2e/db.sqlite3",
        "https://pascupas.exemplu/static/../cms/settings/base.py",
        "https://pascupas.exemplu/static/%2e%2e/cms/settings/base.py",
        "https://pascupas.exemplu/media/",
        "https://pascupas.exemplu/media/nu-este.png",
        "file:///etc/passwd",
        "data:text/plain,ceva",
        "ftp://pascupas.exemplu/media/poza.png",
    ],
)
def test_everything_else_is_refused(address):
    with pytest.raises(files.Refused):
        files.read(address, BASE)


def test_nothing_is_asked_of_the_network(monkeypatch):
    """Pictures, styles, fonts and links of elsewhere: the document is made without them."""

    def refuse(*args, **kwargs):
        raise AssertionError(f"Somebody asks the network: {args[1:] or args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    body = made(
        '<h1>Titlu</h1><p>Rămâne <a href="https://example.org/">acolo</a>.</p>'
        '<img src="https://example.org/a.png" alt="O poză"><img src="file:///etc/hostname" alt="Da">'
        '<p style="background: url(http://example.org/b.png)">Fundal</p>'
        '<object data="https://example.org/c.svg"></object><iframe src="https://example.org/"></iframe>',
        head='<link rel="stylesheet" href="https://example.org/d.css">'
        "<style>@import url(https://example.org/e.css);"
        "@font-face{font-family:F;src:url(https://example.org/f.woff2)}p{font-family:F}</style>",
    )
    said = aloud(body)
    assert "Rămâneacolo." in said
    assert "Fundal" in said


def test_it_says_which_files_of_ours_it_lacks(settings):
    missing = pdf.make_pdf(
        html(
            '<img src="/media/nu-este.png" alt="A"><img src="/static/nu-este.svg" alt="B">'
            '<img src="https://example.org/a.png" alt="C"><img src="data:," alt="D">'
        ),
        BASE,
    ).missing
    assert sorted(missing) == [f"{BASE}media/nu-este.png", f"{BASE}static/nu-este.svg"]


def test_what_makes_it_is_a_part_of_its_version(monkeypatch, tmp_path):
    pdf.version.cache_clear()
    before = pdf.version()
    changed = tmp_path / "pdf.py"
    changed.write_text("# mended")
    monkeypatch.setattr(pdf, "__file__", str(changed))
    pdf.version.cache_clear()
    assert pdf.version() != before
    pdf.version.cache_clear()


# --- where it cannot be made ------------------------------------------------------------------


def test_here_it_can():
    assert pdf.why_not() == ""
    assert [found for found in run_checks() if found.id == "paper.W001"] == []


def without_package(monkeypatch):
    monkeypatch.setattr(pdf.importlib.util, "find_spec", lambda name: None)

    def missing(name):
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(pdf.importlib, "import_module", missing)


def without_pango(monkeypatch):
    monkeypatch.setattr(pdf, "LIBRARIES", ("libpango-that-is-not-there.so.0",))

    def missing(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf.importlib, "import_module", missing)


@pytest.mark.parametrize("lack", [without_package, without_pango])
def test_where_something_is_missing_a_check_says_what_to_install(lack, monkeypatch, settings):
    lack(monkeypatch)
    (warning,) = [found for found in run_checks() if found.id == "paper.W001"]
    assert "libpango" in warning.hint
    assert "weasyprint" in warning.msg or "libpango" in warning.msg
    settings.BUILD_DOCUMENTS = False  # another machine makes them
    assert [found for found in run_checks() if found.id == "paper.W001"] == []


@pytest.mark.parametrize("lack", [without_package, without_pango])
def test_where_something_is_missing_nothing_else_breaks(lack, monkeypatch, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    lack(monkeypatch)
    pdf.version.cache_clear()
    with pytest.raises(CommandError, match="libpango"):
        call_command("build_documents")
    with pytest.raises(pdf.CannotMakePdf):
        pdf.make_pdf(html("<p>Da</p>"), BASE)


def test_what_is_installed_and_does_not_load_is_known_to_all_until_it_does(
    monkeypatch, tutorial, one_document, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(build_documents, "die_with_parent", lambda parent: None)
    monkeypatch.setattr(build_documents.os, "nice", lambda by: None)
    row = Document.objects.create(page_id=tutorial.pk, name="proba", wanted="a" * 64)
    address = f"{tutorial.url}tipar/proba.pdf"
    assert Client().get(address).status_code == 202

    def broken(name):
        raise ImportError("cannot import name 'TinyHTML' from 'tinyhtml5'")

    with monkeypatch.context() as patch:
        patch.setattr(pdf.importlib, "import_module", broken)
        pdf.version.cache_clear()
        with pytest.raises(CommandError, match="TinyHTML"):
            call_command("build_documents", attached=True)
    (warning,) = [found for found in run_checks() if found.id == "paper.W001"]
    assert "TinyHTML" in warning.msg
    site_version().bump()
    assert Client().get(address).status_code == 200  # it is not waited for
    call_command("build_documents", attached=True)
    assert pdf.why_not() == ""
    row.refresh_from_db()
    assert row.file
