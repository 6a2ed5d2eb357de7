"""Whatever editors type or paste, a page stays a page: all of it is shown, none of it acts."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from wagtail.models import Site

from cms.blocks import PlainTextBlock
from courses.models import CoursePage
from directory.models import EService, Helpline
from tutorials.models import Audience, GlossaryTerm, TutorialPage

ATTACK = "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>{{ page }}"
SHEETS = ("", "tipar/", "tipar/mare/")


def text(node) -> str:
    return " ".join(node.get_text(" ").split())


def attacked(value):
    """A block's raw value with the attack in every text."""
    if isinstance(value, str):
        return ATTACK
    if isinstance(value, dict):
        names = ("id", "type", "url", "checked_on", "review_by", "details")
        return {key: inner if key in names else attacked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [attacked(inner) for inner in value]
    return value


def leaves(value) -> list[str]:
    """The attacked texts that stand in a page as text, not as the alternative of a picture."""
    if isinstance(value, dict):
        return [words for key, inner in value.items() if key != "alt" for words in leaves(inner)]
    if isinstance(value, list):
        return [words for inner in value for words in leaves(inner)]
    return [value] if value == ATTACK else []


PARTS = ("needs", "risks", "steps", "exercises", "quiz", "proof", "sources")


@pytest.fixture
def hostile(db) -> TutorialPage:
    """A tutorial with every kind of question, saved as no rule would let it pass."""
    page = TutorialPage.objects.get(slug="mesajul-fals")
    for part in PARTS:
        raw = [
            {**block, "value": attacked(block["value"])}
            for block in getattr(page, part).get_prep_value()
        ]
        setattr(page, part, json.dumps(raw))
    page.title = page.task = page.summary = ATTACK
    page.save()
    EService.objects.filter(pk=page.e_service_id).update(name=ATTACK, institution=ATTACK, what=ATTACK)
    Audience.objects.update(name=ATTACK, intro=ATTACK)
    GlossaryTerm.objects.update(term=ATTACK, meaning=ATTACK)
    phone = "<b>1'\"&</b>"
    Helpline.objects.update(name=ATTACK, who=ATTACK, hours=ATTACK, cost=ATTACK[:60], phone=phone)
    return page


def harmless(soup) -> bool:
    acts = soup.select("script:not([type='application/json'])")
    scripts = [script for script in acts if not script["src"].startswith("/static/")]
    acting = [tag for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]
    return not scripts and not acting and not soup.select('img[src="x"]')


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_that_an_editor_types_acts(sheet, hostile, read):
    soup = read(hostile.url + sheet)
    assert harmless(soup)
    assert text(soup.h1) == ATTACK
    expected = sum(
        len(leaves(getattr(hostile, part).get_prep_value()))
        for part in PARTS
        if part != "quiz" or not sheet  # questions are asked on the screen only
    )
    assert expected > 60
    assert text(soup).count(ATTACK) >= expected


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/cursuri/",
        "/cursuri/pentru/seniori/",
        "/cursuri/primii-pasi/",
        "/cursuri/primii-pasi/tipar/",
        "/cursuri/primii-pasi/ating-gresesc-ma-intorc/",
        "/nu-exista/",
    ],
)
def test_nothing_acts_on_the_pages_that_lead_there(path, hostile, course, home, read):
    CoursePage.objects.filter(pk=course.pk).update(summary=ATTACK)
    for page in (course, home):
        page.title = ATTACK
        page.save()
    soup = read(path, status=404 if "nu-exista" in path else 200)
    assert harmless(soup)
    assert ATTACK in text(soup) or path == "/nu-exista/"


def contentstate(words: str, **more) -> str:
    block = {"key": "00000", "text": words, "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": [], **more}
    return json.dumps({"blocks": [block], "entityMap": {}})


def rich(form_value: str) -> str:
    """What the editor's field of details keeps."""
    block = PlainTextBlock()
    block.set_name("details")
    return block.value_from_datadict({"details": form_value}, {}, "details").source


def test_markup_typed_into_details_is_kept_as_words():
    kept = rich(contentstate("<script>alert(1)</script>"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in kept
    assert "<script" not in kept


@pytest.mark.parametrize(
    "more",
    [
        {"type": "atomic"},
        {"type": "header-two"},
        {"type": "unordered-list-item"},
        {"inlineStyleRanges": [{"offset": 0, "length": 3, "style": "CODE"}]},
    ],
)
def test_details_keep_no_form_that_they_do_not_offer(more):
    kept = rich(contentstate("abc", **more))
    assert re.search(r"<(h\d|ul|ol|li|code|img|embed)", kept) is None


def test_a_link_that_acts_is_not_kept():
    raw = json.loads(contentstate("abc", entityRanges=[{"offset": 0, "length": 3, "key": 0}]))
    raw["entityMap"] = {
        "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    }
    assert "javascript:" not in rich(json.dumps(raw))


# --- size and direction -----------------------------------------------------------------------


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_step_of_ten_thousand_characters_is_whole(sheet, make, read):
    details = " ".join(f"Cuvântul {number}." for number in range(900))
    assert len(details) > 10_000
    steps = [("step", {"action": "Citiți.", "details": f"<p>{details}</p>", "tip": details})] * 3
    shown = [text(step) for step in read(make(steps=steps).url + sheet).select(".step")]
    assert [words.count(details) for words in shown] == [2, 2, 2]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_word_without_end_is_whole(sheet, make, read):
    word = "x" * 10_000
    page = make(steps=[("step", {"action": "y" * 120, "tip": word})] * 3, title="z" * 250)
    soup = read(page.url + sheet)
    assert text(soup.h1) == "z" * 250
    assert [text(note) for note in soup.select(".step .note > p:last-child")] == [word] * 3


@pytest.mark.parametrize("sheet", SHEETS)
def test_text_from_right_to_left_and_signs_outside_the_alphabet_are_kept(sheet, make, read):
    words = "مرحبا \u202eabc\u202c 👵🏽 ﷽ Ꮓ ‰"
    page = make(title=words, steps=[("step", {"action": words, "details": f"<p>{words}</p>"})] * 3)
    soup = read(page.url + sheet)
    assert text(soup.h1) == words
    assert [text(step.h3) for step in soup.select(".step")] == [words] * 3


def test_a_name_with_every_sign_travels_in_the_links_that_share_it(make, read):
    title = "Bani & „drepturi” 100% #1? a+b=c"
    page = make(title=title)
    address = f"{Site.objects.get(is_default_site=True).root_url}{page.url}"
    asked = {
        urlsplit(link["href"]).netloc: parse_qs(urlsplit(link["href"]).query)
        for link in read(page.url).select(".share a")
    }
    assert asked == {
        "wa.me": {"text": [f"{title} {address}"]},
        "t.me": {"url": [address], "text": [title]},
        "www.facebook.com": {"u": [address]},
    }
