"""What editors may upload, how a file that may not enter is refused, and how files are handed out."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cms.blocks import AudioBlock
from cms.models import CustomDocument, CustomImage
from cms.pictures import WIDTHS

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">{}</svg>'
PATH = '<path d="M0 0h9"/>'


def drawing(inside: str = PATH, before: str = "") -> bytes:
    return (before + SVG.format(inside)).encode()


def picture(kind="PNG", size=(8, 8), colour="white") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def send(client, content: bytes, name="proba.svg"):
    """The upload form of the picture library."""
    file = SimpleUploadedFile(name, content)
    sent = {"title": "Probă", "file": file, "collection": 1, "credit": ""}
    return client.post(reverse("wagtailimages:add"), sent)


def refusal(response) -> str:
    """What the form says beside the file; the picture is then in no library."""
    assert response.status_code == 200
    (message,) = response.context["form"].errors["file"]
    assert not CustomImage.objects.filter(title="Probă").exists()
    return message


# --- drawings ---------------------------------------------------------------------------------

HARMLESS = {
    "a path": drawing(),
    "text for who cannot see": drawing(f"<title>Un ecran</title><desc>Cu un buton</desc>{PATH}"),
    "a gradient of its own": drawing(
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>'
        '<rect width="9" height="9" fill="url(#g)" transform="rotate(4) scale(2)"/>'
    ),
    "a declaration and a comment": drawing(before='<?xml version="1.0" encoding="utf-8"?><!-- x -->'),
    "the usual document type": drawing(
        before='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_drawing_that_only_draws_is_taken(name, as_author):
    assert send(as_author, HARMLESS[name]).status_code == 302
    image = CustomImage.objects.get(title="Probă")
    assert (image.width, image.height) == (9, 9)
    assert image.is_svg()


ACTING = {
    "a script": drawing("<script>alert(1)</script>"),
    "a script under another prefix": (
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>1</s:script></s:svg>'
    ),
    "an event handler": drawing('<path d="M0 0" onload="alert(1)"/>'),
    "an event handler on the root": drawing().replace(b"<svg ", b'<svg onload="alert(1)" '),
    "a page inside": drawing(
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'
    ),
    "an element of HTML": drawing('<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>'),
    "a link": drawing('<a href="https://exemplu.ro"><path d="M0 0"/></a>'),
    "a picture from elsewhere": drawing('<image href="https://exemplu.ro/x.png"/>'),
    "a drawing from elsewhere": drawing('<use href="https://exemplu.ro/x.svg#a"/>'),
    "a style sheet": drawing("<style>@import url(https://exemplu.ro/x.css)</style>"),
    "a style sheet before it": drawing(before='<?xml-stylesheet href="https://exemplu.ro/x.css"?>'),
    "a style": drawing('<path style="fill: url(https://exemplu.ro/x)"/>'),
    "an animation": drawing('<path><set attributeName="href" to="javascript:alert(1)"/></path>'),
    "a base for its links": drawing('<path xml:base="https://exemplu.ro" d="M0 0"/>'),
    "a fill from elsewhere": drawing('<path fill="url(https://exemplu.ro/x.svg#a)"/>'),
    "a fill from this host": drawing('<path fill="url(/media/x.svg#a)"/>'),
    "a fill from the next folder": drawing('<path fill="url(x.svg#a)"/>'),
    "a fill from any host": drawing('<path fill="url( //exemplu.ro/x.svg#a)"/>'),
    "a fill behind an escape": drawing(r'<path fill="u\72l(//exemplu.ro/x.svg#a)"/>'),
    "a fill behind empty quotes": drawing("""<path fill="url('' x.svg#a)"/>"""),
    "a fill behind another name": drawing("""<path fill='image-set("x.svg" 1x)'/>"""),
    "a script in a clip": drawing('<path clip-path="javascript:alert(1)"/>'),
}


@pytest.mark.parametrize("name", ACTING)
def test_a_drawing_that_does_more_is_refused_by_name(name, as_author):
    message = refusal(send(as_author, ACTING[name]))
    assert message.startswith("Un desen nu poate ")
    assert message.endswith("Salvați-l ca SVG simplu.")


BROKEN = {
    "half a drawing": drawing()[:-8],
    "an entity": drawing("<desc>&e;</desc>", before='<!DOCTYPE svg [<!ENTITY e "x">]>'),
    "a billion laughs": drawing(
        "<desc>&i;</desc>",
        before="<!DOCTYPE svg [<!ENTITY a 'ha'>"
        + "".join(
            f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]>",
    ),
    "a file of ours": drawing(
        "<desc>&e;</desc>", before='<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    ),
    "unknown letters": b'<?xml version="1.0" encoding="klingon"?>' + drawing(),
    "nothing": b" ",
    "a page": b"<!doctype html><html><body><script>alert(1)</script></body></html>",
    "another kind of XML": b'<rss xmlns="http://www.w3.org/2000/svg"></rss>',
    "a drawing without its namespace": b'<svg width="9" height="9"><path d="M0 0"/></svg>',
    "a script in other letters": (
        '<?xml version="1.0" encoding="utf-16"?>' + SVG.format("<script>1</script>")
    ).encode("utf-16"),
    "zeros": b"\0" * 64,
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_drawing_is_refused_and_breaks_nothing(name, as_author):
    assert refusal(send(as_author, BROKEN[name]))


# --- pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.webp")])
def test_pictures_are_taken(kind, name, as_author):
    assert send(as_author, picture(kind), name).status_code == 302
    assert CustomImage.objects.get(title="Probă").width == 8


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
@pytest.mark.parametrize("content", [b"<html>", b"%PDF-1.7", b"MZ", b"\0"])
def test_what_is_no_picture_is_refused(content, name, as_author):
    assert "nu este o imagine sau s-a stricat" in refusal(send(as_author, content, name))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_refused(kind, as_author):
    whole = picture(kind, (400, 400))
    name = {"PNG": "a.png", "JPEG": "a.jpg", "WEBP": "a.webp"}[kind]
    assert "nu este o imagine sau s-a stricat" in refusal(
        send(as_author, whole[: len(whole) // 2], name)
    )


@pytest.mark.parametrize(
    ("found", "name"), [("jpeg", "a.png"), ("png", "a.webp"), ("svg", "a.png"), ("png", "a.svg")]
)
def test_a_picture_under_the_wrong_name_is_refused_with_what_it_is(found, name, as_author):
    content = drawing() if found == "svg" else picture(found.upper())
    assert f"({found})" in refusal(send(as_author, content, name))


@pytest.mark.parametrize("name", ["a.gif", "a.bmp", "a.svgz", "a.png.exe", "a"])
def test_other_kinds_of_picture_are_refused_with_the_kinds_that_are_taken(name, as_author):
    assert "JPG, JPEG, PNG, WEBP, SVG" in refusal(send(as_author, picture("GIF"), name))


def declared(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that is this large."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes((width // 8 + 1) * height)) if width < 10_000 else b""
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 30_000])
def test_a_small_file_of_very_many_pixels_is_refused(side, as_author):
    assert "pixeli" in refusal(send(as_author, declared(side, side), "a.png"))


def test_a_file_that_is_too_large_is_refused_with_the_limit(as_moderator):
    assert "10,0" in refusal(send(as_moderator, picture() + b"\0" * (10 * 1024 * 1024), "a.png"))


# --- every door of the library --------------------------------------------------------------------


def many(client, name, content):
    return client.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": SimpleUploadedFile(name, content), "collection": 1, "title": "Probă"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )


def chooser(client, name, content):
    sent = {
        "image-chooser-upload-title": "Probă",
        "image-chooser-upload-file": SimpleUploadedFile(name, content),
        "image-chooser-upload-collection": 1,
    }
    return client.post(reverse("wagtailimages_chooser:create"), sent)


def replace(client, name, content):
    image = CustomImage.objects.first()
    sent = {"title": "Probă", "file": SimpleUploadedFile(name, content), "collection": 1}
    return client.post(reverse("wagtailimages:edit", args=[image.pk]), sent)


@pytest.mark.parametrize("door", [many, chooser, replace])
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.svg", ACTING["a script"]), ("a.png", b"<html>"), ("a.gif", picture("GIF"))],
)
def test_every_other_door_refuses_as_well(door, name, content, as_moderator):
    before = set(CustomImage.objects.values_list("pk", "file"))
    assert door(as_moderator, name, content).status_code == 200
    assert set(CustomImage.objects.values_list("pk", "file")) == before


@pytest.mark.parametrize("door", [many, chooser, replace])
def test_every_other_door_takes_a_drawing(door, as_moderator):
    door(as_moderator, "a.svg", HARMLESS["a path"])
    assert CustomImage.objects.filter(title__in=["Probă", "a"]).exists()


@pytest.mark.parametrize("door", [many, chooser, replace])
def test_what_readers_will_see_of_a_photograph_is_made_at_once(door, as_moderator):
    door(as_moderator, "a.png", picture("PNG"))
    image = CustomImage.objects.get(title__in=["Probă", "a"])
    made = image.renditions.filter(filter_spec__in=WIDTHS.values())
    assert {rendition.filter_spec for rendition in made} == set(WIDTHS.values())
    assert all(rendition.file.storage.exists(rendition.file.name) for rendition in made)


def test_another_photograph_in_its_place_is_shown_and_not_the_first(as_moderator):
    shown = []
    for colour in ("red", "blue"):
        replace(as_moderator, "a.png", picture(colour=colour))
        image = CustomImage.objects.get(title="Probă")
        with image.get_rendition(WIDTHS[480]).file.open() as file:
            shown.append(Image.open(file).convert("RGB").getpixel((0, 0)))
    assert shown[0] != shown[1]


def test_a_picture_whose_file_is_gone_can_still_be_described(as_moderator):
    image = CustomImage.objects.first()
    assert not image.file.storage.exists(image.file.name)
    url = reverse("wagtailimages:edit", args=[image.pk])
    assert as_moderator.post(url, {"title": "Alt titlu", "collection": 1}).status_code == 302
    assert CustomImage.objects.get(pk=image.pk).title == "Alt titlu"


# --- documents ----------------------------------------------------------------------------------


def send_document(client, name, content=b"%PDF-1.7"):
    sent = {"title": "Probă", "file": SimpleUploadedFile(name, content), "collection": 1}
    return client.post(reverse("wagtaildocs:add"), sent)


@pytest.mark.parametrize("name", ["a.pdf", "a.mp3", "a.m4a", "a.ogg", "a.opus", "a.wav", "a.MP3"])
def test_the_listed_kinds_of_document_are_taken(name, as_moderator):
    assert send_document(as_moderator, name).status_code == 302
    assert CustomDocument.objects.filter(title="Probă").exists()


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.js", "a.exe", "a.docx", "a.pdf.html", "a"])
def test_other_kinds_are_refused_with_the_kinds_that_are_taken(name, as_moderator):
    response = send_document(as_moderator, name)
    (message,) = response.context["form"].errors["file"]
    assert "pdf, mp3, m4a, ogg, opus, wav" in message
    assert not CustomDocument.objects.filter(title="Probă").exists()


def test_a_recording_is_told_from_paper(db):
    assert CustomDocument(file="documents/pas.MP3").is_audio
    assert not CustomDocument(file="documents/pas.pdf").is_audio


def test_the_place_for_a_recording_takes_recordings_only(db):
    block = AudioBlock(required=False)
    recording = CustomDocument.objects.create(title="Pasul 1", file="documents/pas.mp3")
    paper = CustomDocument.objects.create(title="Regulament", file="documents/regulament.pdf")
    assert block.clean(recording) == recording
    assert block.clean(None) is None
    with pytest.raises(ValidationError, match=r"„Regulament”.*mp3, m4a, ogg, opus, wav"):
        block.clean(paper)


@pytest.mark.parametrize(
    "sides",
    [
        'viewBox="0 0 0 0"',
        'width="0.1" height="0.1"',
        'width="0.4" height="90"',
        'width="nan" height="nan"',
    ],
)
def test_a_drawing_without_a_size_is_refused(sides, as_moderator):
    """Wagtail divides by its sides wherever it lists pictures: one would close the whole library."""
    sent = f'<svg xmlns="http://www.w3.org/2000/svg" {sides}>{PATH}</svg>'.encode()
    assert refusal(send(as_moderator, sent))
    assert as_moderator.get(reverse("wagtailimages:index")).status_code == 200
