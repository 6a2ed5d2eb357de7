"""An editor builds a practice service: keys, lists and checks keep up with what is typed."""

import pytest
from playwright.sync_api import expect

from .building import SMALL, ServiceForm
from .editors import AUTHOR, MODERATOR

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
    screen = form.add("screens")
    form.write(f"{screen}-title", "Formularul")
    field = form.add(f"{screen}-elements", "Câmp")
    form.write(f"{field}-label", "Numele")
    form.tab("Sarcini și fișă")
    task, row = form.add("tasks"), form.add("card")
    form.write(f"{row}-label", "Numele din buletin")
    assert titles(form, f"{task}-start")[1:] == ["Formularul"]
    form.choose(f"{form.add(f'{task}-goal')}", "Formularul")
    form.press("tasks-0", "Setări")
    override = form.add(f"{task}-expect")
    assert titles(form, f"{override}-place")[1:] == ["Formularul › Numele"]
    assert titles(form, f"{override}-row")[1:] == ["Numele din buletin"]
    form.tab("Ecrane")
    form.choose(f"{field}-row", "Numele din buletin")
    expect(form.field(f"{field}-row")).to_have_value("numele-din-buletin")
