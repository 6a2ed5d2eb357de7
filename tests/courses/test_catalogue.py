"""The catalogue that we publish: its language, its shape, its facts and its invented people."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from courses.loading.building import Builder
from courses.management.commands.load_catalogue import CATALOGUE
from directory.models import EService, Helpline
from tutorials.competences import COMPETENCES
from tutorials.models import TutorialPage


def name(path: Path) -> str:
    return str(path.relative_to(CATALOGUE))


FILES = {name(path): path for path in sorted(CATALOGUE.rglob("*.yaml"))}
DATA = {file: yaml.safe_load(path.read_text(encoding="utf-8")) for file, path in FILES.items()}
TUTORIALS = [file for file in DATA if re.search(r"/\d+-[^/]+$", file)]
ROMANIAN = [file for file in DATA if file.startswith("ro/") or file == "directory.yaml"]
every_tutorial = pytest.mark.parametrize("file", TUTORIALS)
every_file = pytest.mark.parametrize("file", DATA)
every_romanian_file = pytest.mark.parametrize("file", ROMANIAN)

# What names something and is not read by anybody.
NAMES = {"uuid", "slug", "id", "key", "kind", "status", "drawing", "service", "audience", "start"}
NAMES |= {"tutorial", "url", "source_url", "audiences", "competences", "helplines", "terms"}
# Forms under which search finds a word, and answers that a gap takes: what people type.
NAMES |= {"also", "answers"}


def texts(node, place: str = ""):
    """Pairs of (place, text) for whatever in a file is shown to a reader."""
    if isinstance(node, str):
        yield place, node.replace("**", "")
    elif isinstance(node, dict):
        for key, value in node.items():
            lines = key in ("audiences", "glossary", "helplines") and _are_groups(value)
            if key not in NAMES or lines:
                yield from texts(value, f"{place} › {key}")
    elif isinstance(node, list):
        for number, value in enumerate(node, 1):
            called = value.get("id") or value.get("key") if isinstance(value, dict) else None
            yield from texts(value, f"{place} › {called or number}")


def _are_groups(value) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def violations(file: str, is_wrong) -> list[str]:
    return [f"{place}: {text}" for place, text in texts(DATA[file]) if is_wrong(text)]


def test_all_there_is_to_read_is_looked_at():
    """The rules below would hold of nothing."""
    assert len(TUTORIALS) >= 8
    read = dict(texts(DATA["ro/b-identitate-bani/7-platesc-pe-ghiseul.yaml"]))
    for part in (
        " › summary",
        " › steps › confirmati › warning",
        " › steps › confirmati › trouble › answer",
        " › steps › scrieti-cardul › picture › alt",
        " › exercise › card › nume › value",
        " › quiz › q-sms › choices › apas › why",
        " › sources › hg-1235 › proves",
    ):
        assert read[part]
    assert " › glossary › cnp › meaning" in dict(texts(DATA["ro/site.yaml"]))
    assert " › helplines › dnsc-1911 › who" in dict(texts(DATA["directory.yaml"]))


# --- language ---------------------------------------------------------------------------------


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?:;…])[\s”]+|\n+", text)


def words(sentence: str) -> list[str]:
    return [word for word in re.findall(r"[\w\-/@.’']+", sentence) if re.search(r"\w", word)]


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("Unu doi trei. Patru cinci.", 3),
        ("Scrieți „Unu doi.” Apoi trei.", 3),
        ("www.ghiseul.ro e-mail nu-i", 3),
        ("Unu\n\nDoi trei", 2),
        ("unu – doi", 2),
    ],
)
def test_how_words_are_counted(text, longest):
    assert max(len(words(sentence)) for sentence in sentences(text)) == longest


@every_romanian_file
def test_no_sentence_is_longer_than_fifteen_words(file):
    long = [
        f"{place}: {sentence}"
        for place, text in texts(DATA[file])
        for sentence in sentences(text)
        if len(words(sentence)) > 15
    ]
    assert long == []


@every_file
def test_letters_are_romanian(file):
    """The letters with a cedilla look alike and are Turkish; search and voices stumble over them."""
    assert not set("şţŞŢ") & set(FILES[file].read_text(encoding="utf-8"))


@every_file
def test_letters_are_whole(file):
    """No letter with its mark written beside it: fonts draw it badly and no search finds it."""
    assert violations(file, lambda text: re.search(r"[\u0300-\u036f]", text)) == []


@every_file
def test_nobody_shouts(file):
    assert violations(file, lambda text: "!" in text) == []


@every_file
def test_quotation_marks_are_those_of_the_language(file):
    assert violations(file, lambda text: '"' in text) == []


@every_romanian_file
def test_quotation_marks_come_in_pairs(file):
    def unpaired(text):
        return "“" in text or text.count("„") != text.count("”")

    assert violations(file, unpaired) == []


BANNED = r"greșit!|\bclick|\bclic\b|\bdownload|\blog ?in\b|\blogin|\bdvs\b|\bpassword\b|\busername\b"


@every_romanian_file
def test_no_word_that_we_do_not_use(file):
    assert violations(file, lambda text: re.search(BANNED, text, re.IGNORECASE)) == []


PARTED = {
    "ro": r"\b(pas|pasul|pașii|punctul|articolul|rezultatul|numărul|cifra|nr\.|anul|orele|ora) \d"
    r"|\d de |\d\u00a0de |\d (zile|cifre|caractere|lei|ani|minute|martie|octombrie|noiembrie)\b",
    "en": r"\b(step|steps|article|result|number|digit|nr\.) \d"
    r"|\d (days|digits|characters|lei|years|minutes|March|October|November)\b",
}
ANYWHERE = r"| \d+/\d{4}|\b(Chrome|Edge|Firefox|Safari) \d"  # numbers of laws and of versions


@every_file
def test_a_number_stays_with_what_it_counts(file):
    """“pasul 4” and “24 de pagini” never part at the end of a line."""
    parted = (PARTED["en"] if file.startswith("en/") else PARTED["ro"]) + ANYWHERE
    assert violations(file, lambda text: re.search(parted, text, re.IGNORECASE)) == []


@every_tutorial
def test_lengths_that_lists_and_search_engines_can_show(file):
    page = DATA[file]
    assert 50 <= len(page["summary"]) <= 160
    assert [step["action"] for step in page["steps"] if len(step["action"]) > 90] == []
    assert not page["task"].endswith(".")
    assert page["task"][0].islower() or page["task"].split()[0].isupper() or page["task"][:2] == "I "


def eights(file: str) -> set[tuple[str, ...]]:
    found = re.findall(r"\w+", " ".join(text for _, text in texts(DATA[file])).lower())
    return {tuple(found[start : start + 8]) for start in range(len(found) - 7)}


@pytest.mark.parametrize("language", ["ro", "en"])
def test_no_two_tutorials_say_the_same(language):
    sequences = {file: eights(file) for file in TUTORIALS if file.startswith(f"{language}/")}
    shares = {
        (one, other): len(sequences[one] & sequences[other])
        / min(len(sequences[one]), len(sequences[other]))
        for one, other in combinations(sequences, 2)
    }
    assert {pair: share for pair, share in shares.items() if share > 0.15} == {}


# --- shape ------------------------------------------------------------------------------------


@every_tutorial
def test_a_tutorial_has_every_part(file):
    page = DATA[file]
    sizes = {
        "helps": (len(page["helps"]), 1, 3),
        "needs": (len(page["needs"]), 1, 6),
        "may": (len(page["risks"]["may"]), 1, 4),
        "cannot": (len(page["risks"]["cannot"]), 1, 4),
        "steps": (len(page["steps"]), 3, 10),
        "todo": (len(page["exercise"]["todo"]), 1, 8),
        "quiz": (len(page["quiz"]), 2, 4),
        "proof": (len(page["proof"]["items"]), 1, 6),
        "sources": (len(page["sources"]), 1, 10),
        "helplines": (len(page["helplines"]), 1, 3),
        "minutes": (page["minutes"], 5, 15),
    }
    assert {part: size for part, size in sizes.items() if not size[1] <= size[0] <= size[2]} == {}


@every_tutorial
def test_questions_are_of_more_than_one_kind(file):
    assert len({question["kind"] for question in DATA[file]["quiz"]}) >= 2


def test_every_kind_of_question_is_asked_somewhere():
    kinds = {question["kind"] for file in TUTORIALS for question in DATA[file]["quiz"]}
    assert kinds == set(Builder.QUESTIONS)


@every_tutorial
def test_competences_are_those_of_the_framework(file):
    codes = DATA[file]["competences"]
    assert codes
    assert set(codes) <= set(COMPETENCES)


@pytest.mark.parametrize("language", ["ro", "en"])
def test_uuids_and_slugs_are_unique(language):
    pages = [data for file, data in DATA.items() if file.startswith(f"{language}/") and "uuid" in data]
    site = DATA[f"{language}/site.yaml"]
    pages += [site["home"], site["courses"], *site["pages"]]
    for key in ("uuid", "slug"):
        counts = Counter(page[key] for page in pages if key in page)
        assert {value for value, times in counts.items() if times > 1} == set()
    assert all(re.fullmatch(r"[a-z0-9-]+", page["slug"]) for page in pages if "slug" in page)


# --- what was published -----------------------------------------------------------------------

PARTS = ("helps", "needs", "risks", "steps", "exercises", "quiz", "proof", "sources", "debate")


def published(file: str) -> TutorialPage:
    language = file.partition("/")[0]
    return TutorialPage.objects.get(translation_key=DATA[file]["uuid"], locale__language_code=language)


@every_tutorial
def test_a_tutorial_is_published_as_it_is_written(file, db):
    page, data = published(file), DATA[file]
    assert page.live
    assert (page.title, page.slug, page.task) == (data["title"], data["slug"], data["task"])
    assert [block.value["action"] for block in page.steps] == [step["action"] for step in data["steps"]]
    assert [block.block_type for block in page.quiz] == [question["kind"] for question in data["quiz"]]
    assert len(page.terms) == len(data.get("terms", []))


@pytest.mark.parametrize("file", [file for file in TUTORIALS if not file.startswith("ro/")])
def test_a_translation_has_the_same_blocks(file, db):
    """What people did is kept by page and block, whatever language they read it in."""
    page = published(file)
    origin = page.get_translations().get(locale__language_code="ro")
    for part in PARTS:
        assert [(block.id, block.block_type) for block in getattr(page, part)] == [
            (block.id, block.block_type) for block in getattr(origin, part)
        ], part


@every_tutorial
def test_a_source_is_verified_when_it_has_its_days_and_only_then(file, db):
    """The file's word, the page's dates and what a reader is told: one truth."""
    for written, block in zip(DATA[file]["sources"], published(file).sources, strict=True):
        source = block.value
        verified = written["status"] == "verified"
        assert {bool(source["checked_on"]), bool(source["review_by"])} == {verified}
        assert (source.standing == "unverified") is not verified


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize("model", [EService, Helpline])
def test_a_fact_of_the_directory_is_verified_as_its_file_says(model, language, db):
    written = DATA["directory.yaml"]["services" if model is EService else "helplines"]
    for entry in written:
        fact = model.objects.get(name=entry["name"], locale__language_code=language)
        verified = entry["source"]["status"] == "verified"
        assert {bool(fact.checked_on), bool(fact.review_by)} == {verified}


@every_tutorial
def test_a_tutorial_names_services_and_helplines_in_its_own_language(file, db):
    page = published(file)
    facts = [block.value for block in page.helplines] + [page.e_service]
    assert {fact.locale for fact in facts if fact} == {page.locale}


def test_every_drawing_used_exists_and_every_drawing_is_used():
    used = {
        step["picture"]["drawing"]
        for file in TUTORIALS
        for step in DATA[file]["steps"]
        if "picture" in step
    }
    assert used == {path.stem for path in (CATALOGUE / "drawings").glob("*.svg")}


@every_tutorial
def test_a_picture_shows_something_new_to_say(file):
    """A text alternative that repeats the action tells a listener nothing."""
    for step in DATA[file]["steps"]:
        if "picture" in step:
            assert step["picture"]["alt"].strip(". ") != step["action"].strip(". ")


# --- invented people --------------------------------------------------------------------------


def is_cnp(digits: str) -> bool:
    """Whether 13 digits pass the check of a Romanian personal number."""
    total = sum(int(digit) * int(weight) for digit, weight in zip(digits, "279146358279", strict=False))
    return total % 11 % 10 + (total % 11 == 10) == int(digits[12])


def is_iban(text: str) -> bool:
    moved = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def is_card(digits: str) -> bool:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits, len(digits) % 2)]
    return sum(digit - 9 * (digit > 9) for digit in doubled) % 10 == 0


def real_numbers(text: str) -> list[str]:
    """What in a text would pass for somebody's own number."""
    packed = re.sub(r"(?<=\d)[\s\u00a0.-](?=\d)", "", text)
    found = [number for number in re.findall(r"(?<!\w)\d{13}(?!\w)", packed) if is_cnp(number)]
    found += [number for number in re.findall(r"(?<!\w)\d{13,19}(?!\w)", packed) if is_card(number)]
    solid = re.sub(r"[\s\u00a0]", "", text).upper()
    found += [iban for iban in re.findall(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", solid) if is_iban(iban)]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "CNP 1800101221144.",
        "1 800101 22114 4",
        "4111 1111 1111 1111",
        "cardul 4111-1111-1111-1111,",
        "RO49AAAA1B31007593840000",
        "RO49 AAAA 1B31 0075 9384 0000",
    ],
)
def test_a_number_that_passes_its_check_would_be_found(text):
    assert real_numbers(text)


@pytest.mark.parametrize(
    "text", ["1800101221145", "4111 1111 1111 1112", "RO48AAAA1B31007593840000", "0700 000 000"]
)
def test_a_number_that_fails_its_check_is_invented(text):
    assert real_numbers(text) == []


@every_file
def test_personal_numbers_accounts_and_cards_are_invented(file):
    assert violations(file, real_numbers) == []


@every_file
def test_every_telephone_is_invented_or_in_the_directory(file):
    known = {helpline["phone"] for helpline in DATA["directory.yaml"]["helplines"]} | {"0700 000 000"}

    def unknown(text):
        numbers = re.findall(r"(?:\+40|\b0)[\d\s\u00a0]{8,12}\d", text)
        return [number for number in numbers if re.sub(r"\s", " ", number).strip() not in known]

    assert violations(file, unknown) == []


@every_tutorial
def test_the_card_of_an_exercise_leads_nowhere_real(file):
    for row in DATA[file]["exercise"]["card"]:
        for address in re.findall(r"[\w.-]+@[\w.-]+|\b[\w-]+(?:\.[\w-]+)+\b", row["value"]):
            if not re.fullmatch(r"[\d.]+", address):
                assert address.endswith(".exemplu"), row
