"""From nothing to a published service of five screens, as an editor goes through the form."""

import pytest
from playwright.sync_api import expect

from .building import SERVICES, ServiceForm
from .editors import MODERATOR, finish, kept, told

pytestmark = pytest.mark.e2e

SCREENS = ["Prima pagină", "Cererea", "Verificați", "Plata", "Dovada"]
MOST_ACTS = 75  # presses, choices and texts: 15 minutes leave twelve seconds for each


def build(form: ServiceForm) -> None:
    """A certificate: asked for, looked over, paid for, with its number at the end."""
    form.open_new()
    form.write("title", "Certificat de rezidență")
    for label, value in (("Numele", "Maria Exemplu"), ("Strada", "Strada Model 7")):
        row = form.add("card")
        form.write(f"{row}-label", label)
        form.write(f"{row}-value", value)
    for title in SCREENS:
        screen = form.add("screens")
        form.write(f"{screen}-title", title)
        if title == SCREENS[0]:
            form.write(f"{screen}-address", "primaria.exemplu")

    first, asked, looked, paid, proof = (f"screens-{number}-value-elements" for number in range(5))
    heading = form.add(first, "Titlu")
    form.write(f"{heading}-text", "Certificate")
    button = form.add(first, "Buton")
    form.write(f"{button}-text", "Cer un certificat")

    for label, row in (("Numele și prenumele", "Numele"), ("Adresa", "Strada")):
        field = form.add(asked, "Câmp")
        form.write(f"{field}-label", label)
        form.choose(f"{field}-answer", "ce scrie pe fișă")
        form.choose(f"{field}-row", row)
    choice = form.add(asked, "Alegere")
    form.write(f"{choice}-label", "Cum îl primiți")
    form.write(f"{choice}-items-0-value-text", "Pe e-mail")
    form.write(f"{choice}-items-1-value-text", "Prin poștă")
    form.acts += 1
    form.field(f"{choice}-items-0-value-right").check()
    form.add(asked, "Buton")

    rows = form.add(looked, "Rânduri")
    form.write(f"{rows}-label", "Ce ați scris")
    form.write(f"{rows}-items-0-value-label", "Numele")
    form.write(f"{rows}-items-0-value-value", "{numele-si-prenumele}")
    button = form.add(looked, "Buton")
    form.write(f"{button}-text", "Totul e bine")
    back = form.add(looked, "Link")
    form.write(f"{back}-text", "Mai schimb ceva")
    form.choose(f"{back}-to", "Cererea")

    notice = form.add(paid, "Anunț")
    form.write(f"{notice}-text", "Certificatul este gratuit.")
    button = form.add(paid, "Buton")
    form.write(f"{button}-text", "Trimit cererea")

    form.add(proof, "Chitanță")

    form.tab("Sarcini")
    task = form.add("tasks")
    form.write(f"{task}-title", "Cereți un certificat pentru Maria și păstrați dovada.")
    form.choose(f"{task}-goal-0-value", "Dovada")


def test_five_screens_are_built_from_nothing_and_published(at_work):
    form = ServiceForm(at_work(MODERATOR))
    page = form.page
    build(form)
    kept(page)
    finish(page, "Salvează ciorna")
    expect(told(page).first).to_contain_text("Certificat de rezidență")
    form.ready()
    form.sound()
    finish(page, "Publică")
    expect(told(page).first).to_contain_text("Certificat de rezidență")
    assert form.acts <= MOST_ACTS

    page.goto(SERVICES)
    row = page.get_by_role("row").filter(has_text="Certificat de rezidență")
    expect(row.get_by_text("Publicat")).to_be_visible()
