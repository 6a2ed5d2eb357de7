"""Facts of the directory in another language: rows of their own, which its tutorials refer to."""

import pytest

from directory.models import EService, Helpline, HelpSettings

SAID = {"who": "Mary answers."}  # the small catalogue is in the language “hu”; its facts in Romanian
OFFERED = {"what": "Try it."}


def helpline(language: str) -> Helpline | None:
    return Helpline.objects.filter(name="Linia probei", locale__language_code=language).first()


def say(catalogue, **words):
    """Gives the helpline of the files a group in the language “hu”."""
    catalogue.change("directory.yaml", lambda data: data["helplines"][0].update(hu=words))


@pytest.fixture
def translated(catalogue):
    """The small catalogue with its facts in both languages, loaded without a slip."""
    say(catalogue, **SAID)
    catalogue.change("directory.yaml", lambda data: data["services"][0].update(hu=OFFERED))
    assert catalogue.slips() == []
    return catalogue


def called(catalogue, name: str = "unu") -> list[Helpline]:
    return [block.value for block in catalogue.find(name).helplines]


# --- rows -------------------------------------------------------------------------------------


def test_a_group_becomes_a_row_of_the_same_fact(translated):
    own, other = helpline("ro"), helpline("hu")
    assert own.translation_key == other.translation_key
    assert (own.who, other.who) == ("Răspunde Maria Exemplu.", "Mary answers.")
    for name in ("name", "phone", "source_title", "source_url", "checked_on", "review_by"):
        assert getattr(own, name) == getattr(other, name)
    services = EService.objects.filter(name="Serviciul probei")
    assert {service.what for service in services} == {"Încercați.", "Try it."}


def test_what_the_fact_does_not_say_no_language_says(catalogue):
    catalogue.change("directory.yaml", lambda data: data["helplines"][0].update(cost="gratuit"))
    say(catalogue, **SAID, cost="free")
    assert catalogue.slips() == []
    assert (helpline("hu").cost, helpline("hu").hours) == ("free", "")


def test_tutorials_refer_to_the_row_of_their_language(translated):
    assert called(translated) == [helpline("hu")]
    assert translated.find("altul").e_service == EService.objects.get(what="Try it.")


def test_without_a_group_they_refer_to_the_row_of_the_default_language(loaded):
    assert called(loaded) == [helpline("ro")]
    assert loaded.find("altul").e_service == EService.objects.get(what="Încercați.")


def test_the_default_language_comes_before_any_other(catalogue):
    catalogue.change("directory.yaml", lambda data: data["helplines"][0].update(en=SAID))
    catalogue.load()
    english = Helpline.objects.filter(who="Mary answers.", locale__language_code="en")
    assert english.update(name="A") == 1  # the first by name, as helplines are ordered
    catalogue.change("a/1-unu.yaml", lambda data: data.update(minutes=9))
    catalogue.load()
    assert called(catalogue) == [helpline("ro")]


def test_the_dock_offers_the_row_of_the_default_language(translated):
    settings = HelpSettings.objects.get()
    assert settings.helpline.locale.language_code == "ro"


# --- again ------------------------------------------------------------------------------------


def test_a_second_load_says_nothing(translated):
    assert translated.load() == []


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        (lambda data: data["hu"].update(who="John answers."), ["hu/helpline/linia-probei"]),
        (lambda data: data.update(who="Răspunde Ion Exemplu."), ["ro/helpline/linia-probei"]),
        (
            lambda data: data.update(phone="0700 000 001"),
            ["ro/helpline/linia-probei", "hu/helpline/linia-probei"],
        ),
    ],
    ids=["other language", "own language", "common"],
)
def test_a_change_touches_the_rows_that_say_it(change, keys, translated):
    translated.change("directory.yaml", lambda data: change(data["helplines"][0]))
    assert [(sign, key) for sign, key, _ in translated.load()] == [("~", key) for key in keys]


def test_a_group_added_later_is_followed_by_the_tutorials(loaded):
    say(loaded, **SAID)
    said = loaded.load()
    assert said[0][:2] == ("+", "hu/helpline/linia-probei")
    assert {sign for sign, _, _ in said[1:]} == {"~"}
    for name in ("unu", "trei", "altul"):
        assert called(loaded, name) == [helpline("hu")]
    assert loaded.load() == []


def test_an_edited_tutorial_is_left_to_its_editor(loaded):
    page = loaded.find("unu")
    page.title = "Titlul redactorului"
    page.save_revision().publish()
    say(loaded, **SAID)
    kept = [key for sign, key, _ in loaded.load() if sign == "·"]
    assert kept == [f"hu/tutorialpage/{loaded.uuid_of('unu')}"]
    assert called(loaded) == [helpline("ro")]
    loaded.load(overwrite=True)
    assert called(loaded) == [helpline("hu")]


# --- editors ----------------------------------------------------------------------------------


def test_an_editors_words_are_kept_until_asked_otherwise(translated):
    Helpline.objects.filter(pk=helpline("hu").pk).update(who="The editor answers.")
    say(translated, who="John answers.")
    assert [(sign, key) for sign, key, _ in translated.load()] == [("·", "hu/helpline/linia-probei")]
    assert helpline("hu").who == "The editor answers."
    translated.load(overwrite=True)
    assert helpline("hu").who == "John answers."


def test_an_editors_own_row_is_kept(loaded):
    """Made in the admin before the file had a group."""
    theirs = helpline("ro").copy_for_translation(loaded.find("unu").locale)
    theirs.who = "The editor answers."
    theirs.save()
    say(loaded, **SAID)
    assert ("·", "hu/helpline/linia-probei") in [(sign, key) for sign, key, _ in loaded.load()]
    assert helpline("hu").who == "The editor answers."


def test_an_editors_words_in_one_language_leave_the_other_to_the_file(translated):
    Helpline.objects.filter(pk=helpline("ro").pk).update(who="Răspunde redactorul.")
    say(translated, who="John answers.")
    assert [(sign, key) for sign, key, _ in translated.load()] == [("~", "hu/helpline/linia-probei")]
    assert (helpline("ro").who, helpline("hu").who) == ("Răspunde redactorul.", "John answers.")


def test_no_other_language_stands_in_for_a_deleted_row(translated):
    """What an editor deleted is left out of what names it, not shown in other words."""
    catalogue = translated
    catalogue.change("directory.yaml", lambda data: data["helplines"][0].update(en=SAID))
    helpline("ro").delete()
    helpline("hu").delete()
    assert catalogue.load() == [("+", "en/helpline/linia-probei", "")]
    assert [line for line in called(catalogue) if line] == []


def test_a_row_that_an_editor_deleted_stays_away(translated):
    helpline("hu").delete()
    assert translated.load() == []
    assert helpline("hu") is None
    translated.change("a/1-unu.yaml", lambda data: data.update(minutes=9))
    assert translated.slips() == []
    assert called(translated) == [helpline("ro")]


def test_overwriting_makes_it_again_where_it_stood(translated):
    helpline("hu").delete()
    translated.load(overwrite=True)
    assert called(translated) == [helpline("hu")]
    assert translated.load(overwrite=True) == []


# --- slips ------------------------------------------------------------------------------------

HERE = "directory.yaml › helplines › linia-probei"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({}, f"{HERE} › hu: “who” is missing."),
        ({"who": " "}, f"{HERE} › hu: “who” is empty."),
        ({"who": 1911}, f"{HERE} › hu: “who” must be text, not 1911."),
        (SAID | {"phone": "0700 000 000"}, f"{HERE} › hu: unknown “phone”; known here: who."),
        (SAID | {"hours": "8–16"}, f"{HERE} › hu: unknown “hours”; known here: who."),
        (SAID | {"source": {}}, f"{HERE} › hu: unknown “source”; known here: who."),
    ],
    ids=str,
)
def test_a_slip_in_a_group_is_named_and_leaves_out_that_row_alone(words, message, catalogue):
    say(catalogue, **words)
    assert catalogue.slips() == [message]
    assert helpline("hu") is None
    assert called(catalogue) == [helpline("ro")]


def test_a_sentence_that_is_too_long_is_named(catalogue):
    say(catalogue, who="x" * 201)
    (message,) = catalogue.slips()
    assert message.startswith(f"{HERE} › hu: ")
    assert "who" in message


def test_a_group_that_lacks_a_sentence_of_the_fact_is_named(catalogue):
    catalogue.change("directory.yaml", lambda data: data["helplines"][0].update(cost="gratuit"))
    say(catalogue, **SAID)
    assert catalogue.slips() == [f"{HERE} › hu: “cost” is missing."]


@pytest.mark.parametrize("code", ["xx", "ro"])
def test_a_language_that_is_no_other_one_of_the_site_is_named(code, catalogue):
    """The sentences in the default language stand beside the group, not in one."""
    catalogue.change("directory.yaml", lambda data: data["helplines"][0].update({code: SAID}))
    message = catalogue.slips()[0]
    assert message.startswith(f"{HERE}: unknown “{code}”; known here: cost, en, hours, hu, key, name")


def test_a_group_that_is_none_is_named(catalogue):
    catalogue.change("directory.yaml", lambda data: data["helplines"][0].update(hu="Mary answers."))
    assert catalogue.slips()[0] == (
        f"{HERE}: “hu” must be a group of “key: value” lines, not 'Mary answers.'."
    )
