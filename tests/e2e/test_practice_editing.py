"""An editor builds a practice service: keys, lists and checks keep up with what is typed."""

import copy
import json

import pytest
from playwright.sync_api import expect

from .building import SAVED_BY_ITSELF, SMALL, ServiceForm
from .editors import AUTHOR, MODERATOR, finish, kept, told

pytestmark = pytest.mark.e2e


@pytest.fixture
def form(at_work) -> ServiceForm:
    """A new service, in the hands of an author."""
    form = ServiceForm(at_work(AUTHOR))
    form.open_new()
    return form


@pytest.fixture
def small(at_work) -> ServiceForm:
    """A small sound draft, in the hands of a moderator."""
    form = ServiceForm(at_work(MODERATOR))
    form.take_in(SMALL)
    return form


def titles(form: ServiceForm, name: str) -> list[str]:
    """What a list offers, as an editor sees it when it opens."""
    form.choices(name).focus()
    return form.choices(name).locator("option").all_inner_texts()


# --- keys -------------------------------------------------------------------------------------


def test_keys_come_from_titles_stay_when_renamed_and_are_a_copys_own(form):
    screen = form.add("screens")
    form.write(f"{screen}-title", "Pagina de început")
    expect(form.field(f"{screen}-key")).to_have_value("pagina-de-inceput")
    form.write(f"{screen}-title", "Acasă")
    expect(form.field(f"{screen}-key")).to_have_value("pagina-de-inceput")

    element = form.add(f"{screen}-elements", "Câmp")
    form.write(f"{element}-label", "Numele")
    form.press("screens-0", "Duplică")
    expect(form.field("screens-1-value-title")).to_have_value("Acasă (2)")
    expect(form.field("screens-1-value-key")).to_have_value("pagina-de-inceput-2")
    # What is entered has a key of its own in the whole service.
    expect(form.field("screens-1-value-elements-0-value-key")).to_have_value("numele-2")
    expect(form.field("screens-0-value-elements-0-value-key")).to_have_value("numele")

    second = form.add("screens")
    form.write(f"{second}-title", "Pagina de început")
    expect(form.field(f"{second}-key")).to_have_value("pagina-de-inceput-3")


# --- lists ------------------------------------------------------------------------------------


def test_a_button_leads_to_any_screen_of_the_form_saved_or_not(form):
    first = form.add("screens")
    form.write(f"{first}-title", "Acasă")
    to = f"{form.add(f'{first}-elements', 'Buton')}-to"
    assert titles(form, to) == ["nu duce nicăieri, doar răspunde", "Acasă"]
    second = form.add("screens")
    form.write(f"{second}-title", "Formularul")
    assert titles(form, to)[1:] == ["Acasă", "Formularul"]
    form.choose(to, "Formularul")
    expect(form.field(to)).to_have_value("formularul")

    # Another title changes the list and not what was chosen; a screen that goes is named as gone.
    form.write(f"{second}-title", "Cererea")
    expect(form.choices(to).locator("option:checked")).to_have_text("Cererea")
    form.press("screens-1", "Șterge")
    assert titles(form, to)[1:] == ["Acasă", "nu mai există: formularul"]
    expect(form.field(to)).to_have_value("formularul")


def test_tasks_and_fields_choose_from_the_same_form(form):
    row, screen = form.add("card"), form.add("screens")
    form.write(f"{row}-label", "Numele din buletin")
    form.write(f"{screen}-title", "Formularul")
    field = form.add(f"{screen}-elements", "Câmp")
    form.write(f"{field}-label", "Numele")
    expect(form.choices(f"{field}-row")).to_be_hidden()
    form.choose(f"{field}-answer", "ce scrie pe fișă")
    form.choose(f"{field}-row", "Numele din buletin")
    expect(form.field(f"{field}-row")).to_have_value("numele-din-buletin")
    expect(form.field(f"{field}-value")).to_be_hidden()

    form.tab("Sarcini")
    task = form.add("tasks")
    assert titles(form, f"{task}-start") == ["primul ecran", "Formularul"]
    form.choose(f"{task}-goal-0-value", "Formularul")
    form.press("tasks-0", "Setări")
    override = form.add(f"{task}-expect")
    assert titles(form, f"{override}-place")[1:] == ["Formularul › Numele"]


def test_a_new_screen_and_a_new_button_go_on_from_what_is_there(form):
    first = form.add("screens")
    form.write(f"{first}-title", "Acasă")
    form.choose(f"{first}-frame", "o aplicație pe telefon")
    form.write(f"{first}-address", "Ghișeul de buzunar")
    second = form.add("screens")
    expect(form.field(f"{second}-frame")).to_have_value("phone")
    expect(form.field(f"{second}-address")).to_have_value("Ghișeul de buzunar")
    form.write(f"{second}-title", "Formularul")
    button = form.add(f"{first}-elements", "Buton")
    expect(form.field(f"{button}-to")).to_have_value("formularul")
    expect(form.choices(f"{button}-to").locator("option:checked")).to_have_text("Formularul")
    # What the editor chose is not chosen again for a copy.
    form.choose(f"{button}-to", "nu duce nicăieri, doar răspunde")
    form.press(f"{first}-elements-0", "Duplică")
    expect(form.field(f"{first}-elements-1-value-key")).to_have_value("mai-departe-2")
    expect(form.field(f"{first}-elements-1-value-to")).to_have_value("")


# --- checks -----------------------------------------------------------------------------------


def test_what_is_still_to_be_done_is_said_with_its_place_and_stops_no_draft(small):
    small.sound()
    small.unfold("screens-0")
    small.unfold("screens-0-value-elements-0")
    small.choose("screens-0-value-elements-0-value-to", "nu duce nicăieri, doar răspunde")
    problem = small.checks.get_by_role("listitem").filter(has_text="Pagina de start › Încep")
    expect(problem).to_contain_text("nu duce nicăieri și nu spune nimic", timeout=SAVED_BY_ITSELF)
    kept(small.page)
    finish(small.page, "Salvează ciorna")
    expect(told(small.page)).to_contain_text("Un serviciu mic")
    small.ready()
    expect(small.field("screens-0-value-elements-0-value-to")).to_have_value("")
    expect(problem).to_have_count(1)

    small.unfold("screens-0")
    small.unfold("screens-0-value-elements-0")
    small.choose("screens-0-value-elements-0-value-to", "Formularul")
    small.sound()
    expect(small.checks.get_by_role("listitem")).to_have_count(0)


def test_publishing_is_refused_with_the_reason_and_keeps_what_was_written(small):
    small.unfold("screens-1")
    small.unfold("screens-1-value-elements-1")
    small.choose("screens-1-value-elements-1-value-to", "Pagina de start")
    small.write("screens-1-value-title", "Datele dumneavoastră")
    kept(small.page)
    finish(small.page, "Publică")
    expect(told(small.page).first).to_contain_text("nu a fost publicat")
    expect(told(small.page).first).to_contain_text("Trimiteți cererea")
    small.ready()
    expect(small.field("screens-1-value-title")).to_have_value("Datele dumneavoastră")

    small.unfold("screens-1")
    small.unfold("screens-1-value-elements-1")
    small.choose("screens-1-value-elements-1-value-to", "Cererea a plecat")
    small.sound()
    kept(small.page)
    finish(small.page, "Publică")
    expect(told(small.page).first).to_contain_text("publicat")
    expect(told(small.page).filter(has_text="nu a fost publicat")).to_have_count(0)


# --- files ------------------------------------------------------------------------------------


def exported(form: ServiceForm) -> dict:
    form.page.get_by_role("button", name="Acțiuni").first.click()
    with form.page.expect_download() as download:
        form.page.get_by_role("link", name="Salvați ca fișier (JSON)").click()
    return json.loads(download.value.path().read_text())


def test_a_service_goes_out_as_a_file_and_comes_in_the_same(at_work):
    form = ServiceForm(at_work(MODERATOR))
    form.take_in(copy.deepcopy(SMALL) | {"key": "dus-intors"})
    out = exported(form)
    assert out == SMALL | {"key": "dus-intors"}
    form.take_in(out)
    assert exported(form) == out | {"key": "dus-intors-2"}


# --- previews ---------------------------------------------------------------------------------


def test_pictures_practice_paper_and_ways_are_seen_while_it_is_built(small):
    page = small.page
    page.get_by_role("button", name="Comută previzualizarea").click()
    mode = page.get_by_role("combobox", name="Mod previzualizare")
    shown = page.frame_locator("[data-side-panel=preview] iframe").last
    for name, selector, number in (
        ("Desene", "figure.drawing", 3),
        ("Exercițiul", "[data-practice]", 1),
        ("Pe hârtie", "[data-print] figure.drawing", 3),
        ("Drumuri și verificări", "svg rect", 3),
    ):
        # Of two previews on their way the one that arrives last stays: first let the other arrive.
        page.wait_for_timeout(1_000)
        expect(page.locator("[data-side-panel=preview] iframe")).to_have_count(1)
        mode.select_option(label=name)
        expect(shown.locator(selector)).to_have_count(number)
