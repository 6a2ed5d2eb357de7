"""From files to pages, and again: what is wrong is named, the rest is loaded, nothing changes twice."""

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from cms.models import CustomImage, StandardPage
from courses.models import LoadedFile
from directory.models import EService, Helpline
from tutorials.models import Audience, GlossaryTerm


def state():
    """Everything that a load could write."""
    pages = Page.objects.values_list("pk", "path", "title", "live", "latest_revision", "numchild")
    return (
        sorted(pages),
        Revision.objects.count(),
        CustomImage.objects.count(),
        sorted(LoadedFile.objects.values_list("key", "file_hash", "content_hash", "loaded_at")),
        sorted(GlossaryTerm.objects.values_list("term", "meaning")),
        sorted(Helpline.objects.values_list("name", "phone")),
    )


def signs(said) -> str:
    return "".join(sign for sign, _, _ in said)


# --- once, and again --------------------------------------------------------------------------


def test_every_file_becomes_what_it_describes(loaded):
    assert loaded.published() == {"unu", "trei", "altul"}
    unu = loaded.find("unu")
    assert unu.get_parent() == loaded.course("curs-a").page_ptr
    assert [audience.name for audience in unu.audiences.all()] == ["Cititori"]
    assert [block.value.term for block in unu.terms] == ["cuvânt", "vorbă"]
    assert [block.value.phone for block in unu.helplines] == ["0700 000 000"]
    assert [block.value["action"] for block in unu.steps] == [
        f"Faceți {k}." for k in ("unu", "doi", "trei")
    ]
    assert loaded.find("altul").e_service == EService.objects.get(name="Serviciul probei")
    assert GlossaryTerm.objects.get(term="cuvânt").also == "cuvinte"
    assert str(loaded.course("curs-a").intro[0].value) == "<p>Începem.</p>"
    assert [block.value for block in StandardPage.objects.get(slug="despre").body][:1] == ["Noi"]


def test_the_home_is_filled_after_all_else(loaded):
    home = loaded.home()
    assert home.live
    assert home.start == loaded.find("unu")
    assert [block.value["tutorial"].specific for block in home.tasks] == [loaded.find("unu")]
    assert [block.value["audience"] for block in home.doors] == [Audience.objects.get(slug="cititori")]


def test_the_uuid_of_a_file_is_what_the_page_is_known_by(loaded):
    assert str(loaded.find("unu").translation_key) == loaded.uuid_of("unu")


def test_a_second_load_says_and_writes_nothing(loaded):
    before = state()
    assert loaded.load() == []
    assert state() == before


def test_a_changed_file_changes_its_page_and_no_other(loaded):
    loaded.change("a/1-unu.yaml", lambda data: data["steps"][1].update(tip="Fără grabă."))
    (only,) = loaded.load()
    assert only[0] == "~"
    assert loaded.uuid_of("unu") in only[1]
    assert loaded.find("unu").steps[1].value["tip"] == "Fără grabă."


def test_another_layout_of_the_same_words_changes_nothing(loaded):
    data = loaded.get("a/1-unu.yaml")
    loaded.put("a/1-unu.yaml", "# aceleași vorbe\n" + yaml.safe_dump(data, default_flow_style=True))
    assert loaded.load() == []


@pytest.mark.parametrize(
    ("name", "change", "shown"),
    [
        (
            "directory.yaml",
            lambda data: data["helplines"][0].update(phone="0700 000 001"),
            "0700 000 001",
        ),
        ("site.yaml", lambda data: data["glossary"][0].update(meaning="Altfel spus."), "Altfel spus."),
    ],
)
def test_a_changed_fact_or_word_is_changed_where_it_stands(name, change, shown, loaded):
    loaded.change(name, change)
    assert signs(loaded.load()) == "~"
    unu = loaded.find("unu")
    assert shown in (unu.helplines[0].value.phone, unu.terms[0].value.meaning)


def test_a_new_title_and_slug_leave_page_and_blocks_their_identity(loaded):
    before = loaded.find("unu")
    loaded.change("a/1-unu.yaml", lambda data: data.update(title="Primul", slug="primul"))
    loaded.change("site.yaml", lambda data: data["home"].update(start="primul"))
    loaded.change("site.yaml", lambda data: data["home"]["tasks"][0].update(tutorial="primul"))
    assert "!" not in signs(loaded.load())
    after = loaded.find("unu")
    assert (after.pk, after.slug, after.title) == (before.pk, "primul", "Primul")
    for part in ("helps", "needs", "risks", "steps", "quiz", "proof", "sources"):
        assert [b.id for b in getattr(after, part)] == [b.id for b in getattr(before, part)]


def test_every_block_of_a_page_has_an_id_of_its_own(loaded):
    unu = loaded.find("unu")
    ids = []
    for part in ("helps", "needs", "risks", "steps", "quiz", "proof", "helplines", "terms", "sources"):
        ids += [block.id for block in getattr(unu, part)]
    for question in unu.quiz:
        ids += [choice.id for choice in question.value["choices"].bound_blocks]
    assert None not in ids
    assert len(ids) == len(set(ids))


# --- slips ------------------------------------------------------------------------------------


def step(**change):
    return lambda data: data["steps"][1].update(change)


def choice(**change):
    return lambda data: data["quiz"][0]["choices"][1].update(change)


def source(**change):
    return lambda data: data["sources"][0].update(change)


def top(**change):
    return lambda data: data.update(change)


SLIPS = [
    (lambda data: data.pop("title"), "“title” is missing"),
    (top(title=" "), "“title” is empty"),
    (top(title="x" * 300), "(are 300)"),
    (top(task="x" * 200), "Vreau să…: "),
    (top(slug="două vorbe"), "Slug: "),
    (top(slug="unu"), "'unu'"),
    (top(uuid="3f0e6c1e"), "“uuid” is not a UUID"),
    (top(minutes="cinci"), "“minutes” must be a whole number, not 'cinci'"),
    (top(minutes=0), "Minute: "),
    (top(kind="arat"), "Fel: "),
    (top(competences=["9.9"]), "Competențe DigComp › Competență 1: "),
    (top(audiences=["nimeni"]), "there is no audience “nimeni”"),
    (top(service="nimic"), "there is no service “nimic”"),
    (top(helplines=["tăcere"]), "there is no helpline “tăcere”"),
    (top(terms=["necunoscut"]), "there is no term “necunoscut”"),
    (top(stepz=[]), "unknown “stepz”"),
    (top(needs=[]), "Ce vă trebuie: "),
    (lambda data: data["steps"].pop(), "Pașii: "),
    (lambda data: data["steps"].append(data["steps"][0]), "the id “unu” stands there twice"),
    (step(action=" "), "steps › doi: “action” is empty"),
    (step(action="x" * 200), "Pașii › Pas 2 › Acțiune: "),
    (step(picture={"drawing": "lipsa", "alt": "Nimic."}), "there is no drawing drawings/lipsa.svg"),
    (lambda data: data["risks"].pop("cannot"), "Ce poate merge prost (și ce nu): "),
    (choice(right=True), "Verificați-vă › "),
    (choice(why=""), "quiz › prima › choices › nu: “why” is empty"),
    (lambda data: data["quiz"].pop(), "Verificați-vă: "),
    (lambda data: data["proof"].update(items=[]), "Dovada: "),
    (top(sources=[]), "Surse: "),
    (source(status="verified"), "verified goes with the days"),
    (source(url="lege"), "Surse › Sursă 1 › Adresă: "),
]


def test_every_slip_in_a_tutorial_is_named_and_the_others_are_loaded(catalogue):
    for number, (change, _) in enumerate(SLIPS):
        data = catalogue.tutorial(f"scapare-{number}")
        change(data)
        catalogue.put(f"a/{number + 10}-scapare.yaml", data)
    told = {message.partition("-scapare.yaml")[0]: message for message in catalogue.slips()}
    silent = {
        words: told.get(f"hu/a/{number + 10}")
        for number, (_, words) in enumerate(SLIPS)
        if words not in told.get(f"hu/a/{number + 10}", "")
    }
    assert silent == {}
    assert len(told) == len(SLIPS)
    assert catalogue.published() == {"unu", "trei", "altul"}
    assert catalogue.home().live


def test_a_slip_leaves_nothing_half_written(catalogue):
    whole = catalogue.get("a/3-trei.yaml")
    catalogue.change("a/3-trei.yaml", lambda data: data.update(sources=[]))
    catalogue.slips()
    key = f"hu/tutorialpage/{catalogue.uuid_of('trei')}"
    assert catalogue.find("trei") is None
    assert not LoadedFile.objects.filter(key=key).exists()
    catalogue.put("a/3-trei.yaml", whole)
    assert signs(catalogue.load()) == "+"
    assert catalogue.published() == {"unu", "trei", "altul"}


def test_a_slip_in_a_changed_file_leaves_the_page_as_it_was(loaded):
    loaded.change("a/3-trei.yaml", lambda data: data.update(title="Altfel", sources=[]))
    before = state()
    (message,) = loaded.slips()
    assert "hu/a/3-trei.yaml" in message
    assert state() == before
    assert loaded.find("trei").title == "Trei"


def test_several_slips_are_all_told(catalogue):
    catalogue.put("a/1-unu.yaml", "title: a: b")
    catalogue.change("a/3-trei.yaml", lambda data: data.pop("task"))
    catalogue.change("b/1-altul.yaml", lambda data: data.update(minutes="x"))
    told = "\n".join(catalogue.slips())
    for name in ("a/1-unu.yaml", "a/3-trei.yaml", "b/1-altul.yaml"):
        assert f"hu/{name}" in told


def test_a_course_with_a_slip_leaves_out_no_other(catalogue):
    catalogue.change("a/course.yaml", lambda data: data.pop("summary"))
    assert catalogue.slips()[0] == "hu/a/course.yaml: “summary” is missing."
    assert catalogue.published() == {"altul"}


def test_a_folder_without_a_course_is_named(catalogue):
    catalogue.path("b/course.yaml").unlink()
    (message,) = catalogue.slips()
    assert message.startswith("hu/b/course.yaml: cannot be read")
    assert catalogue.published() == {"unu", "trei"}


def test_a_file_whose_name_has_no_number_is_named(catalogue):
    """It would have no place in the course; left out in silence, nobody would miss it."""
    catalogue.path("a/3-trei.yaml").rename(catalogue.path("a/trei.yaml"))
    (message,) = catalogue.slips()
    assert message.startswith("hu/a/trei.yaml: the name begins with")
    assert catalogue.published() == {"unu", "altul"}


def test_two_files_with_one_uuid_are_told_apart(catalogue):
    """Each load would otherwise turn one page into the other and back."""
    catalogue.change("b/1-altul.yaml", lambda data: data.update(uuid=catalogue.uuid_of("unu")))
    (message,) = catalogue.slips()
    assert message == "hu/b/1-altul.yaml: hu/a/1-unu.yaml has the same uuid; make a new one."
    assert catalogue.find("unu").title == "Unu"


def test_a_slip_in_a_shared_file_leaves_out_only_what_it_spoils(catalogue):
    def spoil_directory(data):
        data["services"].append({**data["services"][0], "key": "fara-rost", "what": None})
        data["services"].append({**data["services"][0], "key": "fara-adresa", "url": "x"})
        data["helplines"].append({"key": "fara-nume"})
        data["places"] = []

    def spoil_site(data):
        data["audiences"].append({"key": "fara-nume"})
        data["glossary"].append({"key": "fara-inteles", "term": "x"})
        data["pages"].append({"uuid": "x", "slug": "x"})
        data["home"]["doors"].append({"id": "usa-moarta", "audience": "nimeni"})
        data["glosar"] = []

    catalogue.change("directory.yaml", spoil_directory)
    catalogue.change("site.yaml", spoil_site)
    assert [message.partition(":")[0] for message in catalogue.slips()] == [
        "directory.yaml › services › fara-rost",
        "directory.yaml › services › fara-adresa",
        "directory.yaml › helplines › fara-nume",
        "directory.yaml",
        "hu/site.yaml › audiences › fara-nume",
        "hu/site.yaml › glossary › fara-inteles",
        "hu/site.yaml › pages › x",
        "hu/site.yaml › home › doors › usa-moarta",
        "hu/site.yaml",
    ]
    assert catalogue.published() == {"unu", "trei", "altul"}
    assert StandardPage.objects.filter(slug="despre", live=True).exists()


def test_a_wish_that_leads_nowhere_is_named_and_the_home_stands_without_it(catalogue):
    wish = {"id": "zbor", "words": "zbor", "tutorial": "zbor"}
    catalogue.change("site.yaml", lambda data: data["home"]["tasks"].append(wish))
    (message,) = catalogue.slips()
    assert (
        message == "hu/site.yaml › home › tasks › zbor: there is no tutorial “zbor” in this language."
    )
    assert [block.value["words"] for block in catalogue.home().tasks] == ["fac unu"]


def test_the_home_gets_its_tutorial_once_the_slip_there_is_mended(catalogue):
    whole = catalogue.get("a/1-unu.yaml")
    catalogue.change(
        "site.yaml",
        lambda data: data["home"]["tasks"].append(
            {"id": "trei", "words": "fac trei", "tutorial": "trei"}
        ),
    )
    catalogue.change("a/1-unu.yaml", lambda data: data.pop("task"))
    catalogue.slips()
    assert catalogue.home().start is None
    catalogue.put("a/1-unu.yaml", whole)
    assert catalogue.slips() == []
    assert catalogue.home().start == catalogue.find("unu")


def test_without_its_site_file_a_folder_is_no_language(catalogue):
    catalogue.path("site.yaml").unlink()
    catalogue.load()
    assert catalogue.home() is None


def test_a_language_that_the_site_does_not_have_is_named(catalogue):
    catalogue.path("site.yaml").parent.rename(catalogue.folder / "xx")
    assert catalogue.slips() == ["xx: the site has no such language (LANGUAGES)."]


def test_without_the_directory_its_absence_is_named(catalogue):
    catalogue.path("directory.yaml").unlink()
    assert catalogue.slips()[0].startswith("directory.yaml: cannot be read")


# --- the command ------------------------------------------------------------------------------


def run(folder, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command("load_catalogue", folder, stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), None


def test_the_command_counts_what_it_did(catalogue):
    out, err, failed = run(catalogue.folder)
    assert "13 made, 0 changed, 0 left to their editors, 0 wrong." in out
    assert (err, failed) == ("", None)
    out, _, _ = run(catalogue.folder)
    assert "0 made, 0 changed, 0 left to their editors, 0 wrong." in out


def test_the_command_fails_after_loading_the_rest(catalogue):
    """So that whoever runs it by machine learns of the slip."""
    catalogue.change("a/3-trei.yaml", lambda data: data.pop("task"))
    _, err, failed = run(catalogue.folder)
    assert "hu/a/3-trei.yaml: “task” is missing." in err
    assert failed == "1 part(s) of the catalogue were not loaded; see above."
    assert catalogue.published() == {"unu", "altul"}


@pytest.mark.parametrize(
    ("rule", "offered", "score", "practice"),
    [
        (None, False, 80, True),
        ({}, True, 80, True),
        ({"score": 60, "practice": False}, True, 60, False),
    ],
)
def test_what_a_course_asks_for_before_it_certifies(loaded, rule, offered, score, practice):
    loaded.change("a/course.yaml", lambda data: data.update(certificate=rule))
    assert loaded.slips() == []
    course = loaded.course("curs-a")
    assert course.offers_certificate is offered
    assert (course.certificate_score, course.certificate_practice) == (score, practice)


@pytest.mark.parametrize("rule", [{"score": 101}, {"scor": 60}, True])
def test_a_rule_that_says_nothing_we_know_is_a_slip(loaded, rule):
    loaded.change("a/course.yaml", lambda data: data.update(certificate=rule))
    (message,) = loaded.slips()
    assert "hu/a/course.yaml" in message
