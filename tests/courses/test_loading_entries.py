"""A slip in a file is named with its file, its place and its mend, before anything is written."""

from datetime import date
from uuid import UUID, uuid5

import pytest

from courses.loading.building import Builder, checked, rich
from courses.loading.entries import CatalogueError, Entry, digest, read

PAGE = UUID("d1e98d15-a20b-48fa-99c7-d42ce05cd835")


def entry(**data) -> Entry:
    return Entry(data, "ro/a/1-unu.yaml")


def slip(act, *args) -> str:
    with pytest.raises(CatalogueError) as caught:
        act(*args)
    return str(caught.value)


def find(kind: str, key: str, place: str) -> int:
    return len(key)


def part(*_named: str) -> str:
    return ""


@pytest.fixture
def builder() -> Builder:
    return Builder(PAGE, "ro/a/1-unu.yaml", find, part)


# --- files ------------------------------------------------------------------------------------


@pytest.fixture
def read_text(tmp_path):
    def read_text(content: str | bytes) -> Entry:
        path = tmp_path / "ro" / "a" / "1-unu.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, tmp_path)

    return read_text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("doar vorbe", "expected “key: value” lines"),
        ("title: [1", "not readable as YAML"),
        ("title: a: b", "not readable as YAML"),
        ("\ttitle: Unu", "not readable as YAML"),
        ("", "expected “key: value” lines"),
        ("- a\n- b", "expected “key: value” lines"),
        (b"title: \xff\xfe", "not readable as YAML"),
        ("checked: 2026-13-45", "not readable as YAML"),
        ("tip: a\ntip: b", "“tip” stands there twice"),
        ("steps:\n  - {id: a, action: x, action: y}", "“action” stands there twice"),
        ("!!python/object:os.system {}", "not readable as YAML"),
    ],
    ids=str,
)
def test_a_file_that_is_no_catalogue_file_is_named(content, words, read_text):
    message = slip(read_text, content)
    assert message.startswith("ro/a/1-unu.yaml: ")
    assert words in message


def test_where_yaml_breaks_is_told_by_its_line(read_text):
    assert "line 3" in slip(read_text, "uuid: x\nslug: y\ntitle: a: b\n")


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "course.yaml: cannot be read" in slip(read, tmp_path / "a" / "course.yaml", tmp_path)


# --- values -----------------------------------------------------------------------------------


def test_what_is_missing_is_named():
    assert slip(entry().text, "title") == "ro/a/1-unu.yaml: “title” is missing."


@pytest.mark.parametrize(
    ("ask", "value", "words"),
    [
        (Entry.text, 1911, "“x” must be text, not 1911."),
        (Entry.text, True, "“x” must be text, not True."),
        (Entry.text, ["a"], "“x” must be text"),
        (Entry.number, "10", "“x” must be a whole number, not '10'."),
        (Entry.number, True, "“x” must be a whole number, not True."),
        (Entry.number, 9.5, "“x” must be a whole number"),
        (Entry.flag, "da", "“x” must be true or false"),
        (Entry.flag, 1, "“x” must be true or false"),
        (Entry.day, "ieri", "“x” must be a date like 2026-11-22"),
        (Entry.words, "unul", "“x” must be a list"),
        (Entry.words, ["a", 1911], "“x” holds 1911; put it in quotation marks."),
        (Entry.entry, ["a"], "“x” must be a group of “key: value” lines"),
        (Entry.entries, {"id": "a"}, "“x” must be a list"),
    ],
)
def test_the_wrong_kind_of_value_is_named(ask, value, words):
    message = slip(ask, entry(x=value), "x")
    assert message.startswith("ro/a/1-unu.yaml: ")
    assert words in message


def test_a_moment_is_no_day(read_text):
    found = read_text("checked: 2026-11-22 10:00:00")
    assert "“checked” must be a date" in slip(found.day, "checked")


def test_text_loses_the_space_around_it():
    assert entry(title="  Unu \n").text("title") == "Unu"


def test_what_may_be_absent_has_its_default():
    absent = entry(tip=None)
    assert absent.text("tip", "") == ""
    assert absent.words("terms") == []
    assert absent.entries("slips") == []
    assert absent.entry("trouble") is None
    assert absent.day("checked") is None
    assert absent.flag("right") is False


def test_an_entry_below_another_is_named_by_the_way_to_it():
    steps = entry(steps=[{"id": "opriti-va", "picture": {"drawing": "a"}}, {"action": "x"}])
    first, second = steps.entries("steps")
    assert first.entry("picture").place == "ro/a/1-unu.yaml › steps › opriti-va › picture"
    assert second.place == "ro/a/1-unu.yaml › steps › 2"


def test_an_entry_that_is_no_group_is_named_by_its_number():
    message = slip(entry(steps=[{"id": "a"}, "doar vorbe"]).entries, "steps")
    assert message.startswith("ro/a/1-unu.yaml › steps › 2: expected “key: value” lines")


@pytest.mark.parametrize("name", ["id", "key", "uuid"])
def test_a_name_that_stands_twice_in_a_list_is_told(name):
    message = slip(entry(steps=[{name: "a"}, {name: "b"}, {name: "a"}]).entries, "steps")
    assert message == "ro/a/1-unu.yaml › steps: the id “a” stands there twice."


def test_an_id_that_is_no_text_is_told():
    (only,) = entry(steps=[{"id": ["a"]}]).entries("steps")
    assert "“id” must be text" in slip(only.text, "id")


def test_a_key_that_nobody_knows_is_told_with_those_that_are_known():
    page = entry(title="Unu", sumary="Pe scurt", summary="x")
    page.text("title")
    page.text("summary")
    message = slip(page.end)
    assert message == "ro/a/1-unu.yaml: unknown “sumary”; known here: summary, title."


def test_the_digest_tells_what_is_said_from_how_it_is_laid_out(read_text):
    flow = read_text("{slug: unu, title: Unu}").digest()
    assert read_text("title: 'Unu'  # same\n\nslug: unu\n").digest() == flow
    assert read_text("title: Doi\nslug: unu\n").digest() != flow


def test_a_digest_leaves_out_what_it_is_told_to():
    whole = entry(who="Maria", en={"who": "Mary"})
    assert whole.digest(without=["en"]) == entry(who="Maria").digest() != whole.digest()


def test_a_digest_takes_days():
    assert digest({"day": date(2026, 11, 22)}) == digest({"day": "2026-11-22"})


# --- text to rich text ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Unu.", "<p>Unu.</p>"),
        ("Unu.\n\nDoi.", "<p>Unu.</p><p>Doi.</p>"),
        ("Unu,\n  doi.\n \n\n Trei.", "<p>Unu, doi.</p><p>Trei.</p>"),
        ("Apăsați **Trimite**.", "<p>Apăsați <b>Trimite</b>.</p>"),
        ("**Unu** și **doi**", "<p><b>Unu</b> și <b>doi</b></p>"),
        ("2 ** 3", "<p>2 ** 3</p>"),
        ("la  pasul\u00a04", "<p>la pasul\u00a04</p>"),
        ("a < b & <script>", "<p>a &lt; b &amp; &lt;script&gt;</p>"),
        ("**<b>**", "<p><b>&lt;b&gt;</b></p>"),
        ("„citat” \"drept\" 'unic'", "<p>„citat” \"drept\" 'unic'</p>"),
        ("", ""),
        (" \n\n ", ""),
    ],
)
def test_plain_text_becomes_paragraphs_and_never_markup_of_its_own(text, html):
    assert rich(text) == html


# --- facts ------------------------------------------------------------------------------------

DAY, LATER = date(2026, 11, 22), date(2027, 5, 22)


@pytest.mark.parametrize(
    ("data", "dates"),
    [
        ({"status": "unverified"}, {"checked_on": None, "review_by": None}),
        (
            {"status": "verified", "checked": DAY, "review": LATER},
            {"checked_on": "2026-11-22", "review_by": "2027-05-22"},
        ),
    ],
)
def test_the_days_of_a_fact(data, dates):
    assert checked(entry(**data)) == dates


@pytest.mark.parametrize(
    "data",
    [
        {"status": "verified"},
        {"status": "verified", "checked": DAY},
        {"status": "verified", "review": LATER},
        {"status": "unverified", "checked": DAY, "review": LATER},
        {"status": "unverified", "checked": DAY},
        {"status": "unverified", "review": LATER},
    ],
    ids=lambda data: " ".join(map(str, data)) + " " + data["status"],
)
def test_days_that_belie_the_status_are_told(data):
    assert "verified goes with the days" in slip(checked, entry(**data))


def test_a_status_that_is_none_is_told():
    assert "the status is verified or unverified, not 'sigur'" in slip(checked, entry(status="sigur"))


# --- blocks -----------------------------------------------------------------------------------


def test_a_block_is_known_by_its_page_and_its_key(builder):
    (step,) = builder.steps(entry(steps=[{"id": "opriti-va", "action": "Opriți-vă."}]))
    assert step["id"] == str(uuid5(PAGE, "steps/opriti-va"))


def test_other_words_leave_a_block_its_id():
    def ids(**step):
        made = Builder(PAGE, "", find, part).steps(
            entry(steps=[{"id": "a", **step}, {"id": "b", **step}])
        )
        return [block["id"] for block in made]

    assert ids(action="Opriți-vă.") == ids(action="Stați.", details="Pe loc.", tip="Nu fugiți.")


def test_a_block_keeps_its_id_when_others_come_before_it(builder):
    data = {"id": "b", "action": "Apăsați."}
    alone = Builder(PAGE, "", find, part).steps(entry(steps=[data]))
    later = builder.steps(entry(steps=[{"id": "a", "action": "Citiți."}, data]))
    assert later[1] == alone[0]


def test_the_same_key_on_another_page_is_another_block(builder):
    other = Builder(UUID(int=7), "", find, part)
    data = {"steps": [{"id": "a", "action": "Apăsați."}]}
    assert builder.steps(entry(**data))[0]["id"] != other.steps(entry(**data))[0]["id"]


def test_two_blocks_of_one_page_never_share_an_id(builder):
    """The rows of a card and the acts of an exercise are lists of their own below one key."""
    exercise = {
        "id": "exersati",
        "title": "Pe hârtie",
        "task": "Scrieți.",
        "card": [{"id": "nume", "label": "Nume", "value": "Maria Exemplu"}],
        "todo": [{"id": "nume", "text": "Scrieți numele."}],
        "check": "Ați scris.",
    }
    message = slip(builder.exercises, entry(exercise=exercise))
    assert message == "ro/a/1-unu.yaml: two blocks would be “exersati/nume”; rename one."


def test_a_word_of_the_glossary_named_twice_is_told(builder):
    assert "terms/parola" in slip(builder.chosen, entry(terms=["parola", "parola"]), "terms", "term")


def test_what_an_editor_deleted_is_left_out():
    gone = Builder(PAGE, "", lambda kind, key, place: None if key == "phishing" else 7, part)
    chosen = gone.chosen(entry(terms=["phishing", "parola"]), "terms", "term")
    assert [block["value"] for block in chosen] == [7]


def test_an_unknown_kind_of_question_is_told_with_the_known_ones(builder):
    question = {"id": "q", "kind": "ghicitoare", "question": "?"}
    message = slip(builder.quiz, entry(quiz=[question]))
    assert message == (
        "ro/a/1-unu.yaml › quiz › q: no question is of kind “ghicitoare”;"
        " the kinds are one, several, order, match, fill."
    )


@pytest.mark.parametrize(
    ("part", "data", "place"),
    [
        ("steps", [{"id": "a"}], "steps › a: “action” is missing"),
        ("steps", [{"action": "x"}], "steps › 1: “id” is missing"),
        (
            "steps",
            [{"id": "a", "action": "x", "trouble": {"question": "?"}}],
            "steps › a › trouble: “answer” is missing",
        ),
        (
            "steps",
            [{"id": "a", "action": "x", "picture": {"drawing": "d"}}],
            "steps › a › picture: “alt” is missing",
        ),
        ("steps", [{"id": "a", "action": "x", "hint": "y"}], "steps › a: unknown “hint”"),
        ("risks", {"may": [{"id": "a", "what": "x"}]}, "risks › may › a: “remedy” is missing"),
        ("risks", {"can": []}, "risks: unknown “can”"),
        ("proof", {"items": [{"id": "a"}]}, "proof › items › a: “text” is missing"),
        ("sources", [{"id": "a", "title": "x"}], "sources › a: “proves” is missing"),
        (
            "quiz",
            [{"id": "q", "kind": "one", "question": "?", "choices": [{"id": "a", "text": "x"}]}],
            "quiz › q › choices › a: “why” is missing",
        ),
        (
            "quiz",
            [{"id": "q", "kind": "order", "question": "?", "choices": []}],
            "quiz › q: unknown “choices”",
        ),
    ],
)
def test_a_slip_in_a_part_is_named_by_the_way_to_it(part, data, place, builder):
    message = slip(getattr(builder, part), entry(**{part: data}))
    assert message.startswith(f"ro/a/1-unu.yaml › {place}")
