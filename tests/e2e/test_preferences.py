"""Text size, colours and motion: shown at once, kept on the device, never with a flash."""

import pytest
from playwright.sync_api import expect

from .catalogue import PAYING, address

pytestmark = pytest.mark.e2e

KEPT = "() => localStorage.getItem('pascupas:prefs')"
STYLE = "name => getComputedStyle(document.documentElement).getPropertyValue(name)"
# Writes down what the root element carries when the body, and with it anything to paint, begins.
BEFORE_BODY = """new MutationObserver((records, watching) => {
  if (!document.body) return;
  window.beforeBody = { ...document.documentElement.dataset };
  watching.disconnect();
}).observe(document, { childList: true, subtree: true });"""
CLOSED_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("closed", "SecurityError") },
});"""
FULL_STORAGE = """Storage.prototype.setItem = () => {
  throw new DOMException("full", "QuotaExceededError");
};"""


def choose(page, group, name):
    """Chooses in the panel as a reader does."""
    panel = page.locator("[data-prefs]")
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    panel.get_by_role("group", name=group).get_by_role("radio", name=name, exact=True).check()


def root(page):
    return page.locator("html")


@pytest.mark.parametrize(("name", "ratio"), [("Mare", 1.25), ("Foarte mare", 2)])
def test_letters_grow_at_once(page, name, ratio):
    page.goto(address(PAYING))
    normal = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert normal >= 18
    choose(page, "Mărimea textului", name)
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == normal * ratio


@pytest.mark.parametrize(
    ("name", "value", "dark"),
    [("Deschise", "light", False), ("Închise", "dark", True), ("Contrast mare", "contrast", True)],
)
def test_colours_change_at_once(page, name, value, dark):
    page.goto("/")
    choose(page, "Culori", name)
    expect(root(page)).to_have_attribute("data-theme", value)
    red, green, blue = page.evaluate(
        "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)"
    )
    assert (red + green + blue < 3 * 80) is dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_device_until_one_chooses(open_page, scheme):
    page = open_page(color_scheme=scheme)
    page.goto("/")
    assert page.evaluate(STYLE, "color-scheme") == scheme
    choose(page, "Culori", "Închise" if scheme == "light" else "Deschise")
    assert page.evaluate(STYLE, "color-scheme") != scheme
    choose(page, "Culori", "Ca pe acest dispozitiv")
    assert page.evaluate(STYLE, "color-scheme") == scheme


def test_nothing_moves_for_who_wants_calm(open_page):
    page = open_page(reduced_motion="no-preference")
    page.goto("/")
    moving = """() => [...document.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      const times = `${style.transitionDuration},${style.animationDuration}`;
      return times.split(",").some((time) => parseFloat(time) > 0);
    }).length"""
    assert page.evaluate(moving) > 0
    choose(page, "Mișcare pe ecran", "Fără mișcare")
    assert page.evaluate(moving) == 0


def test_nothing_moves_where_the_device_wants_calm(open_page):
    page = open_page(reduced_motion="reduce")
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).transitionDuration") == "0s"


@pytest.mark.smoke
def test_what_one_chose_holds_on_every_page_and_after_a_reload(page):
    page.goto("/")
    choose(page, "Mărimea textului", "Mare")
    choose(page, "Culori", "Închise")
    choose(page, "Mișcare pe ecran", "Fără mișcare")
    for go in (lambda: page.goto(address(PAYING)), page.reload, page.go_back):
        go()
        for name, value in (("text", "large"), ("theme", "dark"), ("motion", "calm")):
            expect(root(page)).to_have_attribute(f"data-{name}", value)
    page.locator("[data-prefs] summary").click()
    for name in ("Mare", "Închise", "Fără mișcare"):
        expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()


def test_it_is_kept_on_the_device_and_nowhere_else(page):
    page.goto("/")
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    choose(page, "Culori", "Contrast mare")
    assert page.evaluate(KEPT) == '{"theme":"contrast"}'
    assert [url for url in sent if "/static/icon" not in url] == []
    assert page.context.cookies() == []
    assert "contrast" not in page.url


def test_it_is_there_before_anything_is_painted(open_page):
    page = open_page(init=BEFORE_BODY)
    page.goto("/")
    assert page.evaluate("window.beforeBody") == {"js": ""}
    choose(page, "Culori", "Închise")
    choose(page, "Mărimea textului", "Foarte mare")
    page.goto(address(PAYING))
    assert page.evaluate("window.beforeBody") == {"js": "", "theme": "dark", "text": "xlarge"}


def test_the_script_that_sets_it_waits_for_nothing(page):
    """In the head, neither deferred nor a module: the parser stops for it before the body."""
    page.goto("/")
    script = page.locator("head script[src*='prefs']")
    for name in ("async", "defer", "type"):
        assert script.get_attribute(name) is None


def test_back_to_as_on_this_device_forgets_the_choice(page):
    page.goto("/")
    choose(page, "Culori", "Închise")
    choose(page, "Culori", "Ca pe acest dispozitiv")
    page.reload()
    assert root(page).get_attribute("data-theme") is None


@pytest.mark.parametrize("init", [CLOSED_STORAGE, FULL_STORAGE], ids=["closed", "full"])
def test_without_storage_a_choice_holds_on_the_page(open_page, init):
    page = open_page(init=init)
    page.goto(address(PAYING))
    choose(page, "Culori", "Închise")
    expect(root(page)).to_have_attribute("data-theme", "dark")
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    expect(root(page)).to_have_attribute("data-view", "step")
    expect(root(page)).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(
    "kept", ["nonsense", "null", "[]", '"dark"', '{"theme":"purple","text":7}', '{"theme":{"a":1}}']
)
def test_what_storage_holds_of_others_is_not_believed(open_page, kept):
    page = open_page(init=f"localStorage.setItem('pascupas:prefs', {kept!r})")
    page.goto("/")
    assert page.evaluate("({ ...document.documentElement.dataset })") == {"js": ""}
    choose(page, "Culori", "Închise")
    expect(root(page)).to_have_attribute("data-theme", "dark")


def test_two_windows_of_one_device_agree_after_a_reload(page):
    page.goto("/")
    other = page.context.new_page()
    other.goto("/")
    choose(page, "Culori", "Închise")
    other.reload()
    expect(root(other)).to_have_attribute("data-theme", "dark")
