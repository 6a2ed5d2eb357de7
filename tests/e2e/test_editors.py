"""Author and moderator publish a tutorial; what lacks an essential does not go out."""

import pytest
from playwright.sync_api import expect

from .catalogue import address
from .editors import (
    AUTHOR,
    MODERATOR,
    action,
    finish,
    kept,
    open_steps,
    refusals,
    tip,
    told,
)

pytestmark = pytest.mark.e2e

# Each is edited by one test here and read by no other test of this folder.
BROKEN, SUBMITTED, PREVIEWED = "parole-bune", "explic-roeid-in-3-minute", "petitia-mea-are-numar"


def test_a_step_without_its_action_is_not_published_and_nothing_is_lost(at_work, editing, server):
    page = at_work(MODERATOR)
    open_steps(page, editing[BROKEN])
    lost = action(page, 2).input_value()
    assert lost
    action(page, 2).fill("")
    tip(page, 2).fill("Un sfat scris chiar acum.")
    kept(page)
    finish(page, "Publică")
    expect(told(page)).to_contain_text("nu a putut fi salvată din cauza erorilor de validare")
    expect(action(page, 2)).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Mergi la prima eroare").click()
    expect(page.get_by_role("tab", name="Pașii")).to_have_attribute("aria-selected", "true")
    expect(refusals(page)).to_have_text(["Acest câmp este obligatoriu."])
    expect(refusals(page)).to_be_focused()
    assert refusals(page).evaluate("text => text.closest('.w-field').querySelector('input').name") == (
        "steps-1-value-action"
    )
    expect(tip(page, 2)).to_have_value("Un sfat scris chiar acum.")

    kept(page)
    finish(page, "Salvează ciorna")
    expect(told(page)).to_contain_text("a fost actualizată")
    open_steps(page, editing[BROKEN])
    expect(action(page, 2)).to_have_value("")
    expect(tip(page, 2)).to_have_value("Un sfat scris chiar acum.")
    with server.both_workers() as workers:
        for worker in workers:
            shown = worker.get(address(BROKEN)).text
            assert lost in shown
            assert "Un sfat scris chiar acum." not in shown


@pytest.mark.smoke
def test_an_author_submits_a_moderator_approves_and_readers_see_it(at_work, editing, server):
    new = "Întrebați ce are omul de rezolvat și ascultați."
    author = at_work(AUTHOR)
    open_steps(author, editing[SUBMITTED])
    action(author, 1).fill(new)
    kept(author)
    expect(author.get_by_role("button", name="Publică", exact=True)).to_have_count(0)
    finish(author, "Trimite la")
    expect(told(author)).to_contain_text("a fost trimisă pentru moderare")

    with server.both_workers() as workers:
        assert [new in worker.get(address(SUBMITTED)).text for worker in workers] == [False, False]
        moderator = at_work(MODERATOR)
        waiting = moderator.get_by_role("region", name="În așteptarea revizuirii dvs.")
        waiting.get_by_role("link", name="Explic ROeID în 3 minute").click()
        finish(moderator, "Aprobă și publică")
        expect(told(moderator)).to_contain_text("a fost actualizată")
        assert [new in worker.get(address(SUBMITTED)).text for worker in workers] == [True, True]


def test_a_tutorial_is_seen_as_web_phone_large_text_and_paper_before_it_is_published(at_work, editing):
    """Wagtail's own check of the page (axe) runs in each and must find nothing to say."""
    page = at_work(AUTHOR)
    open_steps(page, editing[PREVIEWED])
    action(page, 1).fill("Încă nepublicat.")
    page.get_by_role("button", name="Comută previzualizarea").click()
    mode = page.get_by_role("combobox", name="Mod previzualizare")
    shown = page.frame_locator("[data-side-panel=preview] iframe").last
    for name, attribute, value in (
        ("Pagina web", None, None),
        ("Pe telefon", "data-frame", "phone"),
        ("Text mare", "data-text", "xlarge"),
        ("Pe hârtie", "data-print", "normal"),
    ):
        # Of two previews on their way the one that arrives last stays: first let the other arrive.
        page.wait_for_timeout(1_000)
        expect(page.locator("[data-side-panel=preview] iframe")).to_have_count(1)
        mode.select_option(label=name)
        root = shown.locator("html")
        if attribute:
            expect(root).to_have_attribute(attribute, value)
        expect(shown.get_by_role("heading", name="Încă nepublicat.")).to_be_visible()


def test_the_admin_speaks_romanian(at_work, editing):
    page = at_work(AUTHOR)
    expect(page.locator("html")).to_have_attribute("lang", "ro")
    open_steps(page, editing[PREVIEWED])
    for tab in ("Început", "Pașii", "Exerciții și întrebări", "Dovada și sursele", "Pentru cine"):
        expect(page.get_by_role("tab", name=tab)).to_be_visible()


def test_an_editor_reads_as_everybody_does(at_work):
    """Who is signed in is known in the admin alone; public pages get no cookie to look at."""
    page = at_work(MODERATOR)
    assert page.context.cookies()
    with page.expect_request("**/cursuri/") as asked:
        page.goto("/cursuri/")
    assert "cookie" not in asked.value.all_headers()
    expect(page.locator("wagtail-userbar")).to_have_count(0)
