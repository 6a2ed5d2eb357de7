"""The demo's author and moderator at work in the real admin, in Romanian."""

from playwright.sync_api import Locator, Page, expect

from .server import House

AUTHOR, MODERATOR = "autor", "moderator"
# The admin begins to watch a form a while after it is ready, and is ready twice; what is typed before
# is not seen as a change and would meet its own automatic saving later.
WATCHED = """
let awaited = 0;
const mark = (more) => () => {
  awaited += more;
  document.documentElement.toggleAttribute("data-watched", awaited === 0);
};
document.addEventListener("w-unsaved:ready", mark(1), true);
document.addEventListener("w-unsaved:watch-edits", mark(-1), true);
"""


def sign_in(page: Page, house: House, name: str) -> None:
    page.add_init_script(WATCHED)
    page.goto("/admin/")
    page.get_by_role("textbox", name="Nume utilizator").fill(name)
    page.locator("[name=password]").fill(house.password(name))
    page.get_by_role("button", name="Autentificare").click()
    expect(page.get_by_role("heading", name=f"{name.capitalize()} Exemplu")).to_be_visible()


def open_steps(page: Page, path: str) -> None:
    """The editor of the tutorial at `path`, at its steps."""
    page.goto(path)
    page.get_by_role("tab", name="Pașii").click()
    expect(action(page, 1)).to_be_visible()
    expect(page.locator("html[data-watched]")).to_be_attached()


def action(page: Page, number: int) -> Locator:
    """The field “Acțiune” of a step."""
    return page.locator(f"[name='steps-{number - 1}-value-action']")


def tip(page: Page, number: int) -> Locator:
    return page.locator(f"[name='steps-{number - 1}-value-tip']")


def kept(page: Page) -> None:
    """Waits until the admin has saved by itself what was typed; it says so."""
    # One save may be under way, and one behind it.
    expect(page.get_by_text("Salvat", exact=True)).to_be_visible(timeout=60_000)


def finish(page: Page, button: str) -> None:
    """Chooses `button` from what stands at the foot of the editor."""
    foot = page.get_by_role("navigation", name="Acțiuni (subsol)")
    wanted = foot.get_by_role("button", name=button)
    if not wanted.is_visible():
        foot.get_by_role("button", name="Mai multe acțiuni").click()
    wanted.click()


def told(page: Page) -> Locator:
    """What the admin answers at the top of the page."""
    return page.locator(".messages li")


def refusals(page: Page) -> Locator:
    """What the admin finds wrong, beside the fields."""
    return page.locator(".error-message").filter(visible=True)
