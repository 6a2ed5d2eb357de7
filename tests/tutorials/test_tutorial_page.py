"""A tutorial shows every part it has, nothing it has not, and calls its parts by lasting names."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Locale

from cms.models import CustomDocument
from directory.models import EService, Helpline
from paper.mixins import PrintableMixin
from tutorials.blocks.quiz import QuestionBlock
from tutorials.models import Audience, GlossaryTerm, TutorialPage

# The parts that a tutorial may have, by the id of their heading on its page.
HEADINGS = {
    "helps": "ajuta",
    "needs": "trebuie",
    "risks": "rau",
    "steps": "pasii-titlu",
    "exercises": "exersati-titlu",
    "quiz": "verificati-titlu",
    "proof": "dovada",
    "helplines": "sunati",
    "terms": "cuvinte",
    "sources": "surse",
}
OPTIONAL = {"exercises", "terms"}


def plain(words: str) -> str:
    return " ".join(words.split())


def text(node) -> str:
    return plain(node.get_text(" "))


def section(soup, part: str):
    heading = soup.find(id=HEADINGS[part])
    return heading and heading.find_parent("section")


def leaves(value) -> list[str]:
    """Every text of a block's raw value that is shown as text: no ids, kinds, alternatives, and not
    what names a place or a task of a service."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict) and "service" in value:
        return []
    if isinstance(value, dict):
        shown = [inner for key, inner in value.items() if key not in ("id", "type", "alt")]
        return [words for inner in shown for words in leaves(inner)]
    return [words for inner in value for words in leaves(inner)] if isinstance(value, list) else []


def unspaced(words: str) -> str:
    return "".join(words.split())


# --- parts ------------------------------------------------------------------------------------


@pytest.fixture(params=["petitia-mea-are-numar", "mesajul-fals", "explic-roeid-in-3-minute"])
def written(request, db) -> TutorialPage:
    return TutorialPage.objects.get(slug=request.param)


def test_every_part_stands_under_its_heading(written, read):
    soup = read(written.url)
    assert [part for part in HEADINGS if section(soup, part) is None] == []
    order = [tag["id"] for tag in soup.select("h2[id]") if tag["id"] in HEADINGS.values()]
    assert order == list(HEADINGS.values())


@pytest.mark.parametrize("part", ["helps", "needs", "risks", "steps", "exercises", "proof"])
def test_every_word_of_a_part_is_shown(part, written, read):
    shown = section(read(written.url), part).get_text("")
    for words in leaves(getattr(written, part).get_prep_value()):
        for paragraph in re.split(r"</?p>", words):
            bare = re.sub(r"</?b>", "", paragraph)
            assert unspaced(bare) in unspaced(shown), bare


def test_the_opening_says_how_long_it_takes_and_for_whom(tutorial, read):
    soup = read(tutorial.url)
    assert text(soup.h1) == tutorial.title
    assert text(soup.select_one(".lead")) == tutorial.summary
    assert text(soup.select_one(".meta")) == "12 minute · 10 pași · seniori, oricine"
    assert soup.select_one("[data-opening] a")["href"] == tutorial.get_parent().url


def test_a_tutorial_of_bare_essentials_shows_what_it_has(make, read):
    page = make()
    soup = read(page.url)
    shown = {part for part in HEADINGS if section(soup, part) is not None}
    assert shown == set(HEADINGS) - OPTIONAL
    assert text(soup.select_one(".meta")) == "5 minute · 3 pași"
    for empty in (
        ".picture",
        "audio",
        ".note",
        ".step details",
        ".service",
        ".datacard",
        ".prose:empty",
    ):
        assert not soup.select(empty), empty
    for sheet in ("tipar/", "tipar/mare/"):
        assert len(read(page.url + sheet).select(".step")) == 3


def test_a_half_written_draft_can_be_looked_at(course, rf):
    """A draft may lack anything; its preview may not break over it."""
    page = TutorialPage(title="Ciornă", slug="ciorna", live=False)
    course.add_child(instance=page)
    for mode, _ in page.preview_modes:
        answer = page.make_preview_request(rf.get("/"), mode)
        assert answer.status_code == 200, mode
        assert ">Ciornă</" in answer.text, mode


def test_twelve_minutes_and_one_minute_are_said_right(make, read):
    assert text(read(make(minutes=1).url).select_one(".meta")).startswith("1 minut ·")


# --- steps ------------------------------------------------------------------------------------


def test_steps_are_numbered_and_known_by_their_block(tutorial, read):
    steps = read(tutorial.url).select("ol.steps > li.step")
    assert [step["id"] for step in steps] == [f"pas-{number}" for number in range(1, 11)]
    assert [step["data-step"] for step in steps] == [block.id for block in tutorial.steps]
    assert [text(step.h3) for step in steps] == [block.value["action"] for block in tutorial.steps]
    assert text(steps[3].select_one(".step__no")) == "Pasul 4 din 10"


def test_a_step_shows_its_advice_and_its_picture(written, read):
    shown = read(written.url).select(".step")
    for block, step in zip(written.steps, shown, strict=True):
        value = block.value
        notes = [text(note) for note in step.select(".note > p:last-child")]
        assert notes == [words for words in (value["tip"], value["warning"]) if words]
        assert bool(step.details) == bool(value["trouble"]["question"])
        if value["trouble"]["question"]:
            assert text(step.summary) == value["trouble"]["question"]
            assert text(step.details.p) == value["trouble"]["answer"]
        assert [image["alt"] for image in step.select("img")] == [
            value["picture"]["alt"] for _ in [1] if value["picture"]["image"]
        ]


@pytest.mark.parametrize(("question", "answer"), [("Nu văd butonul", ""), ("", "Căutați mai jos.")])
def test_half_a_trouble_is_none(question, answer, make, read):
    steps = [("step", {"action": "Apăsați.", "trouble": {"question": question, "answer": answer}})] * 3
    assert not read(make(steps=steps).url).select(".step details")


@pytest.fixture
def sound(db) -> CustomDocument:
    return CustomDocument.objects.create(title="Pasul 1", file=ContentFile(b"ID3", name="pas.mp3"))


def test_a_recording_takes_the_place_of_the_devices_voice(make, read, sound):
    steps = [("step", {"action": "Ascultați.", "audio": sound})] + [("step", {"action": "Citiți."})] * 2
    first, second, _ = read(make(steps=steps).url).select(".step")
    assert first.audio["src"] == sound.file.url
    assert first.audio["preload"] == "none"
    assert not first.select("[data-speak]")
    assert second.audio is None
    assert second.select("[data-speak]")


def test_a_deleted_recording_leaves_the_step(make, read, sound):
    page = make(steps=[("step", {"action": "Ascultați.", "audio": sound})] * 3)
    sound.delete()
    assert [text(step.h3) for step in read(page.url).select(".step")] == ["Ascultați."] * 3


# --- quiz -------------------------------------------------------------------------------------


def test_questions_and_answers_are_known_by_their_block(written, read):
    shown = read(written.url).select("fieldset.question")
    assert [question["id"] for question in shown] == [f"intrebare-{block.id}" for block in written.quiz]
    assert [question["data-question"] for question in shown] == [b.block_type for b in written.quiz]
    for block, question in zip(written.quiz, shown, strict=True):
        assert isinstance(block.block, QuestionBlock)
        assert text(question.legend) == block.value["question"]
        listed = block.value.get("choices") or block.value.get("items") or block.value.get("pairs")
        if listed:
            ids = {item.id for item in listed.bound_blocks}
            assert {item["data-item"] for item in question.select("[data-key] [data-item]")} == ids
            asked = question.select("input, select, [data-order] li")
            assert {tag.get("data-item") or tag["value"] for tag in asked} == ids


def test_the_right_answers_and_no_others_are_marked(written, read):
    soup = read(written.url)
    for block in written.quiz:
        if block.block_type in ("one", "several"):
            question = soup.find(id=f"intrebare-{block.id}")
            right = {c.id for c in block.value["choices"].bound_blocks if c.value["right"]}
            assert {item["data-item"] for item in question.select("[data-right]")} == right


def test_one_answer_is_a_round_choice_and_several_are_boxes(db, read):
    soup = read("/cursuri/primii-pasi/mesajul-fals/")
    for kind, control in (("one", "radio"), ("several", "checkbox")):
        inputs = soup.select(f"[data-question={kind}] input")
        assert {tag["type"] for tag in inputs} == {control}
        assert len({tag["name"] for tag in inputs}) == len(soup.select(f"[data-question={kind}]"))


# --- what it refers to ------------------------------------------------------------------------


@pytest.fixture
def service(home) -> EService:
    return EService.objects.create(
        name="Registrul probei",
        institution="Primăria Exemplu",
        url="https://www.registru.exemplu/acasa",
        what="Încercați.",
        source_title="Registrul",
        locale=home.locale,
    )


def test_the_official_address_of_the_service_is_shown(make, read, service):
    page = make(e_service=service)
    box = read(page.url).select_one("aside.service")
    assert box.a["href"] == service.url
    assert text(box.a) == "registru.exemplu/acasa"
    assert "Registrul probei, Primăria Exemplu. Încercați." in text(box).replace(" ,", ",")
    assert "neverificat" in text(box)
    service.delete()
    assert not read(page.url).select("aside.service")


def twins(soup) -> list[str]:
    return [link["href"] for link in soup.select("[data-opening] ~ p a")]


def test_tutorials_of_the_other_kind_about_one_service_find_each_other(make, read, service):
    do = make(e_service=service, slug="fac")
    explain = make(e_service=service, slug="explic", title="Explic proba", kind="explain")
    make(e_service=service, slug="fac-si-eu")
    make(slug="fara-serviciu", kind="explain")
    assert twins(read(do.url)) == [explain.url]
    assert [page.slug for page in explain.twins()] == ["fac", "fac-si-eu"]
    assert "ghișeu" in text(read(do.url).select_one("[data-opening] ~ p"))
    explain.unpublish()
    assert twins(read(do.url)) == []


def test_they_find_each_other_though_one_names_the_service_in_other_words(make, read, service):
    """An editor may choose the row of another language, where the tutorial's own has none yet."""
    english = service.copy_for_translation(Locale.objects.get(language_code="en"))
    english.what = "Try."
    english.save()
    do = make(e_service=service, slug="fac")
    explain = make(e_service=english, slug="explic", title="Explic proba", kind="explain")
    assert twins(read(do.url)) == [explain.url]
    assert [page.slug for page in explain.twins()] == ["fac"]


def test_a_twin_speaks_the_same_language(tutorial, db):
    """The English tutorials are about the same services."""
    for page in TutorialPage.objects.live():
        assert {twin.locale_id for twin in page.twins()} <= {page.locale_id}


def test_words_are_explained_and_a_deleted_one_is_left_out(make, read):
    terms = list(GlossaryTerm.objects.filter(locale__language_code="ro")[:2])
    page = make(terms=[("term", term) for term in terms])

    def explained():
        return {text(dt): text(dt.find_next("dd")) for dt in read(page.url).select(".terms dt")}

    assert explained() == {term.term: plain(term.meaning) for term in terms}
    terms[0].delete()
    assert explained() == {terms[1].term: plain(terms[1].meaning)}


def test_every_helpline_can_be_called(make, read):
    lines = list(Helpline.objects.filter(locale__language_code="ro"))
    page = make(helplines=[("helpline", line) for line in lines])
    shown = section(read(page.url), "helplines").select("a.tel")
    assert [link["href"] for link in shown] == [line.tel for line in lines]


def test_a_source_says_what_it_proves_and_when_we_looked(make, read):
    today = timezone.localdate()
    dates = {"checked_on": today - timedelta(days=2), "review_by": today + timedelta(days=9)}
    sources = [
        (
            "source",
            {"title": "Legea A", "url": "https://lege.exemplu/a", "proves": "Termenul.", **dates},
        ),
        ("source", {"title": "Legea B", "proves": "Costul."}),
    ]
    first, second = section(read(make(sources=sources).url), "sources").select("li")
    assert first.a["href"] == "https://lege.exemplu/a"
    assert "Termenul. Verificat" in text(first)
    assert str(dates["checked_on"].year) in text(first)
    assert second.a is None
    assert "Legea B Costul. Încă neverificat de noi." in text(second)


def test_competences_have_their_names_in_the_editors_order(make):
    page = make(competences=[("competence", "4.1"), ("competence", "1.2")])
    assert [code for code, _ in page.competence_names()] == ["4.1", "1.2"]
    assert all(name for _, name in page.competence_names())
    page.competences[0].value = "9.9"  # a code that a later framework dropped
    assert page.competence_names()[0] == ("9.9", "")


def test_a_tutorial_is_for_several_audiences_in_their_order(make, read):
    page = make()
    page.audiences = Audience.objects.filter(locale=page.locale, slug__in=["scoala", "seniori"])
    page.save_revision().publish()
    assert text(read(page.url).select_one(".meta")).endswith("seniori, elevi și profesori")


# --- search -----------------------------------------------------------------------------------


def test_search_hears_what_a_tutorial_says_and_not_its_answers(tutorial):
    """The answers of a quiz would lead people to pages that only ask about their word."""
    parts = list(tutorial.search_parts())
    assert {kind for kind, _ in parts} == {"title", "summary", "keywords", "body"}
    said = {kind: " ".join(words for of, words in parts if of == kind) for kind, _ in parts}
    assert (said["title"], said["summary"]) == (tutorial.title, tutorial.summary)
    assert tutorial.task in said["keywords"]
    for words in (
        tutorial.steps[0].value["action"],
        tutorial.needs[0].value,
        tutorial.risks[0].value["remedy"],
        tutorial.proof[1].value,
        tutorial.exercises[0].value["task"],
        tutorial.terms[0].value.term,
    ):
        assert words in said["body"]
    assert tutorial.quiz[0].value["question"] not in said["body"]


def test_search_hears_the_name_of_the_service(make, service):
    keywords = [words for kind, words in make(e_service=service).search_parts() if kind == "keywords"]
    assert "Registrul probei Primăria Exemplu" in keywords


def test_a_tutorial_can_be_printed():
    assert issubclass(TutorialPage, PrintableMixin)
