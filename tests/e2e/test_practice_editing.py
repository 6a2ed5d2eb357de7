"""An editor builds a practice service in the real form: keys, lists, copies, checks, files."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from .editors import AUTHOR, MODERATOR, finish, sign_in, told

pytestmark = pytest.mark.e2e

ADD = "/admin/snippets/tutorials/practiceservice/add/"
IMPORT = "/admin/snippets/tutorials/practiceservice/import/"


class Form:
    """The form of a practice service; streams and fields by their names in it."""

    def __init__(self, page: Page, path: str = ADD):
        self.page = page
        page.goto(path)
        expect(page.locator("html[data-watched]")).to_be_attached()

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[name='{name}']")

    def add(self, stream: str, kind: str = "") -> str:
        """Inserts a block as the last of `stream`; returns what the names of its fields begin with."""
        holder = self.page.locator(f"div:has(> [name='{stream}-count'])")
        count = int(self.field(f"{stream}-count").input_value())
        holder.locator("> div > div > button.c-sf-add-button").last.click()
        if kind:
            self.page.get_by_role("option", name=kind, exact=True).click()
        made = f"{stream}-{count}-value"
        expect(self.page.locator(f"[name^='{made}']").first).to_be_attached()
        return made

    def screen(self, title: str) -> str:
        made = self.add("screens")
        self.write(f"{made}-title", title)
        return made

    def write(self, name: str, words: str) -> None:
        """Types as a person does, who then goes on to the next field."""
        self.field(name).fill(words)
        self.field(name).press("Tab")

    def list_of(self, name: str) -> Locator:
        """The list that stands for the reference `name`."""
        return self.page.locator(f"[name='{name}'] + select")

    def offered(self, name: str) -> list[str]:
        self.list_of(name).focus()
        return self.list_of(name).locator("option").all_inner_texts()

    def duplicate(self, screen: str) -> str:
        """Copies a screen by its own button."""
        count = int(self.field("screens-count").input_value())
        section = self.page.locator(f"section:has([name='{screen}-title'])").first
        section.get_by_role("button", name="Duplică").first.click()
        made = f"screens-{count}-value"
        expect(self.field(f"{made}-title")).to_be_attached()
        return made

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def checks(self) -> Locator:
        return self.page.locator("[data-practice-checks]")


@pytest.fixture
def form(open_page, server):
    """``form(name)``: the empty form, for one of the demo's people."""

    def open_(name: str = AUTHOR) -> Form:
        page = open_page()
        sign_in(page, server.house, name)
        return Form(page)

    return open_


def test_a_key_makes_itself_from_the_title_and_stays(form):
    form = form()
    first = form.screen("Prima pagină")
    expect(form.field(f"{first}-key")).to_have_value("prima-pagina")
    form.write(f"{first}-title", "Pagina de început")
    expect(form.field(f"{first}-key")).to_have_value("prima-pagina")
    second = form.screen("Prima pagină")
    expect(form.field(f"{second}-key")).to_have_value("prima-pagina-2")


def test_the_copy_of_a_screen_has_its_own_key_and_says_so_in_its_title(form):
    form = form()
    first = form.screen("Formular")
    form.write(f"{form.add(f'{first}-elements', 'Câmp')}-label", "Nume")
    copy = form.duplicate(first)
    expect(form.field(f"{copy}-title")).to_have_value("Formular (2)")
    expect(form.field(f"{copy}-key")).to_have_value("formular-2")
    expect(form.field(f"{first}-key")).to_have_value("formular")
    expect(form.field(f"{copy}-elements-0-value-label")).to_have_value("Nume")
    expect(form.field(f"{copy}-elements-0-value-key")).to_have_value("nume-2")


def test_a_button_leads_to_any_screen_of_the_same_form_saved_or_not(form):
    form = form()
    first = form.screen("Început")
    button = form.add(f"{first}-elements", "Buton")
    second = form.screen("Sfârșit")
    assert form.offered(f"{button}-to")[1:] == ["Început", "Sfârșit"]
    form.list_of(f"{button}-to").select_option("Sfârșit")
    expect(form.field(f"{button}-to")).to_have_value("sfarsit")
    form.write(f"{second}-title", "Gata")
    assert form.offered(f"{button}-to")[1:] == ["Început", "Gata"]
    expect(form.field(f"{button}-to")).to_have_value("sfarsit")


def five_screens(form: Form) -> int:
    """Start, form, check, payment, receipt, and a task over them; returns how many acts it took."""
    acts = 0

    def write(name, words):
        nonlocal acts
        acts += 1
        form.write(name, words)

    def add(stream, kind=""):
        nonlocal acts
        acts += 2 if kind else 1
        return form.add(stream, kind)

    def choose(name, words):
        nonlocal acts
        acts += 1
        form.list_of(name).select_option(words)

    write("title", "Abonament la biblioteca Exemplu")
    form.tab("Sarcini și fișă")
    rows = [("Nume", "Ana Exemplu"), ("Numărul permisului", "482913")]
    for label, value in rows:
        row = add("card")
        write(f"{row}-label", label)
        write(f"{row}-value", value)
    form.tab("Ecrane")
    made = []
    for title in ("Început", "Datele dumneavoastră", "Verificați", "Plată", "Chitanță"):
        screen = add("screens")
        write(f"{screen}-title", title)
        made.append(screen)
    start, data, check, pay, end = made
    write(f"{add(f'{start}-elements', 'Text')}-text", "Aici vă reînnoiți abonamentul.")
    for label, _value in rows:
        field = add(f"{data}-elements", "Câmp")
        write(f"{field}-label", label)
        acts += 1
        form.field(f"{field}-answer").select_option("card")
        choose(f"{field}-row", label)
    choice = add(f"{data}-elements", "Alegere")
    write(f"{choice}-label", "Pe cât timp")
    for number, words in enumerate(("6 luni", "un an")):
        write(f"{choice}-items-{number}-value-text", words)
    acts += 2
    form.field(f"{choice}-items-1-value-right").check()
    write(f"{add(f'{check}-elements', 'Text')}-text", "Citiți încă o dată ce ați scris.")
    write(f"{add(f'{pay}-elements', 'Anunț')}-text", "Este un exercițiu: nu se plătește nimic.")
    write(f"{add(f'{end}-elements', 'Text')}-text", "Abonamentul este reînnoit. Păstrați chitanța.")
    onwards = zip(made, ("Datele dumneavoastră", "Verificați", "Plată", "Chitanță"), strict=False)
    for screen, target in onwards:
        choose(f"{add(f'{screen}-elements', 'Buton')}-to", target)
    form.tab("Sarcini și fișă")
    task = add("tasks")
    write(f"{task}-title", "Reînnoiți abonamentul Anei pe un an.")
    add(f"{task}-goal")
    choose(f"{task}-goal-0-value", "Chitanță")
    return acts


def test_five_screens_are_built_checked_published_and_taken_along(form, server):
    form = form(MODERATOR)
    page = form.page
    expect(form.checks()).to_contain_text("Nu este gata de publicat")
    assert five_screens(form) < 80
    finish(page, "Salvează ciorna")
    expect(told(page)).to_contain_text("Abonament la biblioteca Exemplu")
    expect(form.checks()).not_to_contain_text("Nu este gata de publicat")
    form.tab("Ecrane")
    # What strands a learner is named, keeps no draft from being saved, and is not published.
    button = page.locator("[name^='screens-3-value-elements'][name$='-to']").first
    name = button.get_attribute("name")
    form.list_of(name).select_option("")
    finish(page, "Salvează ciorna")
    expect(told(page)).to_contain_text("Abonament la biblioteca Exemplu")
    expect(form.checks()).to_contain_text("Plată")
    finish(page, "Publică")
    expect(page.locator(".messages .error")).to_be_visible()
    expect(form.checks()).to_contain_text("Nu este gata de publicat")
    form.tab("Ecrane")
    form.list_of(name).select_option("Chitanță")
    finish(page, "Publică")
    expect(page.locator(".messages .success")).to_be_visible()

    (pk, shape) = server.house.ask("""
from tutorials.models import PracticeService
service = PracticeService.objects.get(title="Abonament la biblioteca Exemplu", live=True)
answer = [service.pk, service.shape]
""")
    assert [screen["title"] for screen in shape["screens"]][-1] == "Chitanță"
    assert shape["screens"][1]["elements"][0]["expect"] == {"card": "nume"}
    assert shape["tasks"][0]["goal"] == ["chitanta"]
    # As a file and back: another draft that says the same.
    exported = page.request.get(f"/admin/snippets/tutorials/practiceservice/export/{pk}/")
    file = {"name": "s.json", "mimeType": "application/json", "buffer": exported.body()}
    page.goto(IMPORT)
    page.locator("input[type=file]").set_input_files(files=[file])
    page.locator("main form button[type=submit]").click()
    expect(told(page)).to_contain_text("Abonament la biblioteca Exemplu")
    expect(page.locator("[name=key]")).to_have_value(f"{shape['key']}-2")
    again = page.request.get(page.url.replace("/edit/", "/export/"))
    assert json.loads(again.body()) == shape | {"key": f"{shape['key']}-2"}
