"""Words, stems, slips and order of results, over plain data: what the browser must do as well."""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cms.search.pack import PackIndex, pack, packed, search_pack
from cms.search.ranking import WEIGHTS, find, weigh
from cms.search.slips import (
    HEAD,
    distance,
    kept_spellings,
    slips_between,
    tolerance,
    typed_spellings,
)
from cms.search.text import LONGEST_WORD, fold, language, rules_version, stem, words
from cms.search.understand import READ, WORDS, read

VECTORS = json.loads((Path(__file__).parent / "vectors" / "search.json").read_text(encoding="utf-8"))
ENDING = {code: list(families.items()) for code, families in VECTORS["families"].items()}


def stem_of(word: str, code: str = "ro") -> str:
    return stem(fold(word), code)


def word_of(text: str, code: str = "ro"):
    return next(words(text, code))


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "folded"), VECTORS["fold"])
def test_folds(word, folded):
    assert fold(word) == folded


@pytest.mark.parametrize(("code", "text", "expected"), VECTORS["words"])
def test_finds_words(code, text, expected):
    assert [word.written for word in words(text, code)] == expected


def test_a_cedilla_is_a_comma():
    """Old keyboards write ş and ţ; correct Romanian has ș and ț."""
    assert fold("ştiinţă") == fold("știință") == fold("stiinta") == fold("ŞTIINŢĂ")


def test_what_a_sign_holds_together_is_found_either_way():
    together = {word.folded for word in words("ghișeul.ro", "ro")}
    assert together == {"ghiseul", "ro", "ghiseulro"}
    assert [word.is_whole for word in words("ghișeul.ro", "ro")] == [False, False, True]


def test_an_ending_behind_a_hyphen_is_no_name():
    assert [word.written for word in words("CNP-ul", "ro") if not word.is_stop] == ["cnp"]


def test_runs_that_nobody_types_are_left_out():
    assert list(words("x" * (LONGEST_WORD + 1), "ro")) == []
    assert len(list(words("x" * LONGEST_WORD, "ro"))) == 1


@given(st.text())
def test_any_text_has_words(text):
    for word in words(text, "ro"):
        assert word.folded
        assert word.stem
        assert fold(word.folded) == word.folded
        assert fold(word.written) == word.folded
        assert max(len(word.written), len(word.folded), len(word.stem)) <= LONGEST_WORD
        assert not set("\x00 %_\\'\"") & set(word.written)
        assert [again.folded for again in words(word.written, "ro")][-1] == word.folded


# --- stems ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected", "family"),
    [(code, stem_, family) for code in ENDING for stem_, family in ENDING[code]],
)
def test_forms_of_a_word_meet(code, expected, family):
    assert {stem_of(word, code) for word in family.split()} == {expected}


@pytest.mark.parametrize(("one", "other"), VECTORS["apart"]["ro"])
def test_other_words_stay_apart(one, other):
    assert stem_of(one) != stem_of(other)


def test_families_stay_apart():
    stems = [stem_ for stem_, _ in ENDING["ro"]]
    assert len(stems) == len(set(stems))


@given(st.text(alphabet="abcdefghijlmnoprstuvz", min_size=1, max_size=LONGEST_WORD))
def test_a_stem_keeps_something_of_its_word(word):
    for code in ("ro", "en", "xx"):
        assert 0 < len(stem(word, code)) <= LONGEST_WORD
        if len(word) > 3 and word not in language(code).irregular:
            assert len(stem(word, code)) >= 2


def test_numbers_and_short_words_have_no_ending():
    for word in ("1911", "2fa", "sms", "pin", "qr"):
        assert stem_of(word) == word


def test_a_language_without_rules_is_left_alone():
    assert stem("parolele", "hu") == "parolele"
    assert [word.is_stop for word in words("de la e", "hu")] == [False, False, True]


def test_rules_are_written_as_they_are_compared():
    """Everything in language.json is folded, or it would never match."""
    for code in ("ro", "en"):
        rules = language(code)
        endings = [part for _, pairs in rules.steps for pair in pairs for part in pair]
        vowels = [part for pair in rules.vowels for part in pair]
        irregular = [*rules.irregular, *rules.irregular.values()]
        for text in [*endings, *vowels, *irregular, *rules.whole, *rules.stop]:
            assert fold(text) == text
        for _, pairs in rules.steps:
            sizes = [len(ending) for ending, _ in pairs]
            assert sizes == sorted(sizes, reverse=True)
            assert len(dict(pairs)) == len(pairs)


# --- slips ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "stem_", "kept", "typed"), VECTORS["spellings"])
def test_spellings(word, stem_, kept, typed):
    assert sorted(kept_spellings(word, stem_)) == kept
    assert sorted(typed_spellings(word, stem_)) == typed


@pytest.mark.parametrize(("one", "other", "expected"), VECTORS["distance"])
def test_distance(one, other, expected):
    assert distance(one, other) == distance(other, one) == expected


LETTERS = "abcdeilnoprstu"
WORD = st.text(alphabet=LETTERS, min_size=4, max_size=20)


@st.composite
def slip(draw, word: str) -> str:
    """`word` with one letter missing, doubled, wrong or swapped with the next."""
    at = draw(st.integers(0, len(word) - 1))
    kind = draw(st.sampled_from(["missing", "doubled", "wrong", "swapped"]))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    if kind == "missing":
        return before + after
    if kind == "doubled":
        return before + letter + letter + after
    if kind == "wrong":
        return before + draw(st.sampled_from(LETTERS)) + after
    return before + after[:1] + letter + after[1:]


@given(st.data(), WORD)
def test_a_slip_always_meets_its_word(data, word):
    typed = data.draw(slip(word))
    assume(typed != word)
    assume(tolerance(typed) >= 1)
    assert typed_spellings(typed, stem_of(typed)) & kept_spellings(word, stem_of(word))
    assert slips_between(word_of(typed), word, stem_of(word)) == 1


@given(st.data(), st.text(alphabet=LETTERS, min_size=8, max_size=20))
def test_two_slips_meet_a_long_word(data, word):
    typed = data.draw(slip(data.draw(slip(word))))
    assume(distance(typed, word) == 2)
    assume(tolerance(typed) == 2)
    assert typed_spellings(typed, stem_of(typed)) & kept_spellings(word, stem_of(word))
    assert slips_between(word_of(typed), word, stem_of(word)) == 2


@given(st.data(), st.text(alphabet=LETTERS, min_size=3, max_size=20))
def test_a_beginning_meets_its_word(data, word):
    begun = word[: data.draw(st.integers(3, len(word)))]
    assert typed_spellings(begun, stem_of(begun)) & kept_spellings(word, stem_of(word))


@given(st.text(alphabet=LETTERS, min_size=1, max_size=LONGEST_WORD))
def test_the_spellings_of_a_word_are_few(word):
    assert len(kept_spellings(word, stem_of(word))) <= 45
    assert all(len(spelling) <= HEAD for spelling in kept_spellings(word, stem_of(word)))


# --- weights and order ------------------------------------------------------------------------


def test_a_title_weighs_most():
    alone = [weigh([(kind, "parolă")], "ro")["parolă"] for kind in WEIGHTS]
    assert alone == sorted(alone, reverse=True) == list(WEIGHTS.values())


def test_repeating_a_word_helps_less_and_less():
    once, twice, often = (
        sum(weigh([("body", "parola " * times)], "ro").values()) for times in (1, 2, 1000)
    )
    assert once < twice < often < 2 * once


def test_forms_of_a_word_do_not_add_up():
    """A page that lists a word's forms says it no more often than one that repeats it."""
    listed = weigh([("body", "parolă parole parolei parolele")], "ro")
    repeated = weigh([("body", "parola parola parola parola")], "ro")
    assert sum(listed.values()) <= sum(repeated.values())


def test_little_words_count_in_titles_only():
    assert set(weigh([("title", "Cine suntem"), ("body", "cine suntem noi aici")], "ro")) == {
        "cine",
        "suntem",
    }


def test_unknown_kinds_of_text_are_a_mistake():
    with pytest.raises(KeyError):
        weigh([("footnote", "parolă")], "ro")


def parts(page: dict) -> list[tuple[str, str]]:
    return [(kind, page[kind]) for kind in WEIGHTS]


def made_pack() -> dict:
    pages = [packed(page["number"], parts(page), "ro", page["address"]) for page in VECTORS["pages"]]
    return pack("ro", pages)


def test_the_pack_is_what_the_browser_expects():
    assert made_pack() == VECTORS["pack"] | {"rules": rules_version()}


@pytest.mark.parametrize("expected", VECTORS["queries"], ids=lambda expected: repr(expected["query"]))
def test_queries(expected):
    found = search_pack(VECTORS["pack"], expected["query"])
    assert [page for page, _ in found.pages] == expected["pages"]
    assert found.understood == expected["understood"]
    assert found.unknown == expected["unknown"]


def small(*titles: str) -> PackIndex:
    pages = [packed(number, [("title", title)], "ro") for number, title in enumerate(titles, 1)]
    return PackIndex(pack("ro", pages))


def test_sure_before_likely():
    """The word itself, then another form, a longer word, a slip, two slips."""
    scores = [
        find(small("calendare", "altceva"), typed).pages[0][1]
        for typed in ("calendare", "calendarul", "calen", "calemdare", "claemdare")
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 5


def test_rare_words_tell_more():
    index = small("Parola contului", "Parola telefonului", "Parola roșie", "Cardul roșu")
    assert find(index, "parola cardul").pages[0][0] == 4


def test_pages_with_all_words_come_first():
    pages = [
        packed(1, [("title", "Parolă"), ("keywords", "parolă"), ("summary", "parolă")], "ro"),
        packed(2, [("title", "Altceva"), ("body", "o parolă pe telefon")], "ro"),
        packed(3, [("title", "Nimic")], "ro"),
    ]
    found = find(PackIndex(pack("ro", pages)), "parola telefon")
    assert [page for page, _ in found.pages] == [2, 1]


def test_equal_pages_keep_their_order():
    found = find(small("Parola unu", "Parola doi", "Parola trei"), "parola")
    assert [page for page, _ in found.pages] == [1, 2, 3]
    assert len({score for _, score in found.pages}) == 1


def test_a_known_word_is_taken_at_its_word():
    """No correction and no completion while the word itself is there."""
    found = find(small("agenda", "amenda", "agendistă"), "agenda")
    assert [page for page, _ in found.pages] == [1]
    assert found.understood == {}


def test_two_slips_are_believed_of_names_only():
    named = packed(1, [("title", "Semnătura")], "ro")
    passing = packed(2, [("title", "Altceva"), ("body", "o fotografie veche")], "ro")
    index = PackIndex(pack("ro", [named, passing]))
    assert find(index, "smenatrua").understood == {"smenatrua": "semnătura"}
    assert find(index, "ftoogarfie").unknown == ["ftoogarfie"]
    assert find(index, "ftografie").understood == {"ftografie": "fotografie"}


@given(st.permutations(VECTORS["pages"]))
def test_a_pack_does_not_depend_on_the_order_of_its_pages(pages):
    again = pack("ro", [packed(page["number"], parts(page), "ro", page["address"]) for page in pages])
    assert again == made_pack()


@given(st.text())
def test_any_string_is_a_query(query):
    found = search_pack(VECTORS["pack"], query)
    assert len(found.unknown) + len(found.understood) <= 2 * WORDS
    assert all(score > 0 for _, score in found.pages)


@pytest.mark.parametrize(
    "query", ["a" * 100_000, "parola " * 20_000, "a-" * 50_000, "ă\u0301" * 50_000]
)
def test_long_queries_cost_no_more_than_short_ones(query):
    typed = read(query, "ro")
    assert len(typed) <= WORDS
    assert sum(len(word.written) for word in typed) <= 2 * READ
