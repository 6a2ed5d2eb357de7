"""An editor's hands on the form of a practice service, in the real admin."""

import json
import re

from playwright.sync_api import Locator, Page, expect

SAVED_BY_ITSELF = 60_000  # milliseconds; after what was typed last, on a machine that does much else
SERVICES = "/admin/snippets/tutorials/practiceservice/"
# Three screens, one row to copy, one task: sound.
SMALL = {
    "format": "practice-service/1",
    "key": "mic",
    "lang": "ro",
    "title": "Un serviciu mic",
    "institution": "Primăria Exemplu",
    "color": "plum",
    "card": [{"key": "nume", "label": "Numele", "value": "Maria Exemplu"}],
    "screens": [
        {
            "key": "acasa",
            "title": "Pagina de start",
            "frame": "browser",
            "address": "primaria.exemplu",
            "elements": [{"key": "incep", "type": "button", "text": "Încep", "to": "formular"}],
        },
        {
            "key": "formular",
            "title": "Formularul",
            "frame": "browser",
            "elements": [
                {
                    "key": "nume",
                    "type": "field",
                    "label": "Numele și prenumele",
                    "input": "text",
                    "expect": {"card": "nume"},
                },
                {"key": "trimit", "type": "button", "text": "Trimit", "to": "gata"},
            ],
        },
        {
            "key": "gata",
            "title": "Cererea a plecat",
            "frame": "browser",
            "elements": [
                {
                    "key": "dovada",
                    "type": "receipt",
                    "label": "Dovada",
                    "items": [{"label": "Numărul", "value": "{numar}"}],
                }
            ],
        },
    ],
    "tasks": [{"key": "cereti", "title": "Trimiteți cererea.", "start": "acasa", "goal": ["gata"]}],
}


class ServiceForm:
    """The form of a service; its fields go by the names under which they are sent."""

    def __init__(self, page: Page):
        self.page = page
        self.acts = 0  # what the editor did: presses, choices, texts

    # --- getting there -----------------------------------------------------------------------------

    def open_new(self) -> None:
        self.page.goto(f"{SERVICES}add/")
        self.ready()

    def take_in(self, service: dict) -> None:
        """A draft of what a file says, opened."""
        self.page.goto(f"{SERVICES}import/")
        content = json.dumps(service).encode()
        file = {"name": "serviciu.json", "mimeType": "application/json", "buffer": content}
        self.page.get_by_label("Fișier").set_input_files(file)
        self.page.locator("main form button[type=submit]").click()
        expect(self.page).to_have_url(re.compile(r"/edit/"))
        self.ready()

    def ready(self) -> None:
        expect(self.page.locator("html[data-watched]")).to_be_attached()
        expect(self.checks).to_be_visible()

    def tab(self, name: str) -> None:
        self.acts += 1
        self.page.get_by_role("tab", name=name).click()

    # --- its parts ---------------------------------------------------------------------------------

    @property
    def checks(self) -> Locator:
        """What is still to be done."""
        return self.page.locator("[data-practice-checks]")

    def sound(self) -> None:
        """Waits until the checks of what was saved by itself find nothing more to say."""
        expect(self.checks).to_contain_text("se poate publica", timeout=SAVED_BY_ITSELF)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[name='{name}']")

    def choices(self, name: str) -> Locator:
        """The list that stands for the reference `name`."""
        return self.page.locator(f"[name='{name}'] + select")

    def block(self, name: str) -> Locator:
        """The part of a stream or a list with this name, such as ``screens-0``."""
        return self.page.locator(f"[data-streamfield-child]:has(> [name='{name}-deleted'])")

    # --- what an editor does -----------------------------------------------------------------------

    def write(self, name: str, words: str) -> None:
        self.acts += 1
        self.field(name).fill(words)
        self.field(name).blur()

    def choose(self, name: str, words: str) -> None:
        """From the list of a reference or of a field."""
        self.acts += 1
        list_ = self.choices(name) if self.choices(name).count() else self.field(name)
        list_.focus()
        list_.select_option(label=words)

    def add(self, name: str, kind: str = "") -> str:
        """Adds to the end of a stream or a list; the new part's name for its value."""
        count = self.field(f"{name}-count")
        number = int(count.input_value())
        places = count.locator("xpath=following-sibling::div[1]").locator(
            ":scope > button.c-sf-add-button, :scope > div:not([data-streamfield-child]) > button"
        )
        self.acts += 1
        places.last.click()
        if kind:
            self.acts += 1
            self.page.get_by_role("option", name=kind, exact=True).click()
        expect(count).to_have_value(str(number + 1))
        return f"{name}-{number}-value"

    def unfold(self, name: str) -> None:
        """Opens the part with this name, such as ``screens-0``."""
        self.acts += 1
        self.block(name).locator("[data-panel-toggle]").first.click()

    def press(self, name: str, button: str) -> None:
        """One of the buttons in the head of the part with this name."""
        self.acts += 1
        self.block(name).locator("[data-panel-controls]").first.get_by_title(button).click()
