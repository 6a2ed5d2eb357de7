"""Whatever an editor writes stands on paper: every word, in order, within the edges, by the rules."""

import unicodedata
import uuid

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from pdfs import broken_rules, outside
from reading import aloud, pages, unspaced

from paper import pdf
from tutorials import documents
from tutorials.models import TutorialPage

GUIDE, LARGE, NOTEBOOK = documents.OFFERED[:3]
papers = pytest.mark.parametrize("paper", [GUIDE, LARGE, NOTEBOOK], ids=lambda paper: paper.name)

ARABIC = "مرحبا بكم في المكتبة"
HEBREW = "שלום לכולם"
# Letters of our languages, and signs.
LETTERS = "abcdefghijlmnoprstuvzăâîșțĂÂÎȘȚéöüőñß"
# A no-break space is white, and no line ends there.
WORDS = st.text(LETTERS + "0123456789.,:;!?„”()/-–€%@&<>\"'\u00a0", min_size=1)
PLAIN_WORDS = st.text(LETTERS, min_size=1)
FROM_THE_RIGHT = st.sampled_from((ARABIC + " " + HEBREW).split())
TOO_LONG = st.builds(lambda word, times: (word * times)[:700], WORDS, st.integers(20, 90))
ONE_WAY = st.lists(st.one_of(WORDS, WORDS, TOO_LONG), min_size=1, max_size=25)
BOTH_WAYS = st.lists(st.one_of(PLAIN_WORDS, FROM_THE_RIGHT), min_size=1, max_size=25)
SENTENCES = st.one_of(ONE_WAY, ONE_WAY, BOTH_WAYS).map(" ".join)


def step(action: str, details: str = "", tip: str = "", warning: str = "", trouble: str = "") -> dict:
    """A step as a stream holds it; `details` are plain words."""
    plain = details.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "action": action,
        "details": f"<p>{plain}</p>" if plain else "",
        "tip": tip,
        "warning": warning,
        "trouble": {"question": "Nu merge?", "answer": trouble},
        "picture": {"image": None, "alt": ""},
    }


STEPS = st.lists(
    st.builds(step, SENTENCES, SENTENCES, st.one_of(st.just(""), SENTENCES), SENTENCES, SENTENCES),
    min_size=1,
    max_size=6,
)


def on_paper(tutorial: TutorialPage, steps: list[dict], paper) -> bytes:
    """The document of the tutorial as if it had these steps; each keeps what it has beside words."""
    rows = [{"type": "step", "id": str(uuid.uuid4()), "value": value} for value in steps]
    tutorial.steps = tutorial._meta.get_field("steps").to_python(rows)
    html, base = tutorial.html_of(paper)
    return pdf.make_pdf(html, base).body


def lost(steps: list[dict], said: str) -> list[str]:
    """What is not said, or not after what stands before it.

    Where two directions of writing meet in one line, runs of words stand as they are seen: there each
    word is asked for, not their order.
    """
    missing, at = [], 0
    for number, value in enumerate(steps, 1):
        details = value["details"].removeprefix("<p>").removesuffix("</p>")
        for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            details = details.replace(code, sign)
        sentences = [f"Pasul {number} din {len(steps)}", value["action"], details]
        sentences += [value["tip"], value["warning"], value["trouble"]["answer"]]
        for sentence in sentences:
            both_ways = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in sentence)
            words = sentence.split() if both_ways else [unspaced(sentence)]
            ends = [said.find(word, at) + len(word) for word in words if word in said[at:]]
            missing += [word for word in words if word not in said[at:]]
            at = max(ends, default=at)
    return missing


def assert_whole(tutorial: TutorialPage, steps: list[dict], paper) -> None:
    body = on_paper(tutorial, steps, paper)
    assert lost(steps, aloud(body)) == []
    assert outside(body) == []
    assert broken_rules(body) == {}


@papers
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a smaller example is not worth an hour
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
@example(
    steps=[step("Spuneți " + ARABIC + ".", HEBREW, ARABIC, HEBREW + "!", ARABIC + " da " + HEBREW)]
)
@example(
    steps=[
        step("\u00a0".join(["legat"] * 40), "\u202f".join(["strâns"] * 40), "\u2007".join("țș" * 99))
    ]
)
@example(steps=[step("Supercalifragilistic" * 12, "ș" * 300, "W" * 200, "x-y" * 99, "i" * 700)])
def test_whatever_the_steps_nothing_is_lost(paper, tutorial, steps):
    assert_whole(tutorial, steps, paper)


@papers
def test_eighty_steps(paper, tutorial):
    """The peer that we measured printed 28 of 80, on one page."""
    texts = (f"lucrul {n}" for n in range(1, 81))
    steps = [
        step(f"Faceți {t}.", f"Mai mult de {t}.", f"Sfat la {t}.", "", f"Ieșirea din {t}.")
        for t in texts
    ]
    assert_whole(tutorial, steps, paper)


@papers
def test_a_step_of_ten_thousand_letters_beside_a_drawn_screen(paper, db):
    """It is longer than a page, and its picture stands beside the words."""
    tutorial = TutorialPage.objects.get(slug="platesc-pe-ghiseul-ro")
    with_screen = next(
        block.value for block in tutorial.steps if block.value["screen"] and block.value["screen"].shown
    )
    words = "".join(f"Propoziția {number} își are locul. " for number in range(1, 400))[:10_000]
    screen = tutorial.steps.stream_block.child_blocks["step"].get_prep_value(with_screen)["screen"]
    steps = [step("Citiți tot.", words, words[:900], words[:900], words) | {"screen": screen}]
    assert_whole(tutorial, steps, paper)
    figures = aloud(on_paper(tutorial, steps, paper)).count(unspaced("De sus în jos:"))
    assert figures >= 1


@papers
def test_a_step_that_fits_a_page_is_not_split_and_no_heading_is_alone(paper, tutorial):
    """Each step is on one page, and every heading has words of its own below it on the same page."""
    steps = [
        step(f"Acțiunea numărul {n}.", f"Cuvinte la {n}. " * 20, f"Sfatul {n}.") for n in range(1, 13)
    ]
    body = on_paper(tutorial, steps, paper)
    sheets = pages(body)
    for number in range(1, 13):
        parts = [f"Pasul {number} din 12", f"Acțiunea numărul {number}.", f"Sfatul {number}."]
        holding = [at for at, said in enumerate(sheets) if unspaced(parts[0]) in said]
        assert len(holding) == 1
        assert [part for part in parts if unspaced(part) not in sheets[holding[0]]] == []
    for top in pages(body, nodes=True)[:-1]:  # on the last one lines to write on follow the last
        kinds = [node.type for node in top if node.type in ("H1", "H2", "H3", "P", "LBody", "Figure")]
        assert not kinds or kinds[-1][0] != "H"


@pytest.mark.parametrize(
    ("paper", "sentences"),
    [(GUIDE, 50), (GUIDE, 90), (NOTEBOOK, 40), (LARGE, 10), (LARGE, 20), (LARGE, 60)],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_first_step_that_fills_a_page_has_the_heading_above_it(paper, sentences, tutorial):
    sentence = "Propoziția aceasta are cam optzeci de litere, ca să umple pagina încetul cu încetul. "
    body = on_paper(tutorial, [step("Citiți tot.", (sentence * sentences).strip())], paper)
    (sheet,) = [said for said in pages(body) if "Pașii" in said]
    assert unspaced("Pasul 1 din 1 Citiți tot. Propoziția aceasta") in sheet
    before = pages(body)[pages(body).index(sheet) - 1]
    assert len(before) > 150  # no more of it than must be was drawn along
    assert broken_rules(body) == {}


def test_the_measure_is_not_deaf(tutorial):
    """A step that is hidden, and letters that run off the page, are noticed."""
    steps = [step("Se vede."), step("Nu se vede.")]
    body = on_paper(tutorial, steps, GUIDE)
    assert lost([*steps, step("Lipsește.")], aloud(body)) != []
    wide = "<html lang='ro'><title>x</title>"
    wide += "<p style='white-space:nowrap;font-size:150pt'>Prealatpentruofoaie</p>"
    assert outside(pdf.make_pdf(wide, "https://a.exemplu/").body) != []
