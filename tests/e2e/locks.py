"""What people do with the lock of a profile: three pictures of twelve, in their order."""

from playwright.sync_api import Page, expect

from .test_people import ask_who

CODE = ("măr", "soare", "măr")
LOCK_IT = "Îl încui cu trei imagini"


def press(page: Page, pictures=CODE) -> None:
    for picture in pictures:
        page.locator("[data-grid]").get_by_role("button", name=picture, exact=True).click()


def with_lock(page: Page) -> None:
    """Waits until the page has the parts for locks, which come after it."""
    expect(page.locator("[data-part=code]")).to_be_attached()


def make_locked(page: Page, picture: str, name: str = "", code=CODE) -> None:
    page.get_by_role("button", name="Faceți un profil").click()
    page.locator("[data-part=pick]").get_by_role("button", name=picture, exact=True).click()
    if name:
        page.get_by_label("Un nume, dacă doriți").fill(name)
    page.locator("[data-part=make]").get_by_role("button", name=LOCK_IT).click()
    press(page, code)
    expect(page.get_by_role("heading", name="Încă o dată, aceleași trei")).to_be_focused()
    press(page, code)
    expect(page.locator("[data-chooser]")).to_have_count(0)


def come_to_lock(page: Page, picture: str) -> None:
    go_to_lock(page, picture)
    expect(page.get_by_role("heading", name="Apăsați cele trei imagini")).to_be_focused()


def go_to_lock(page: Page, picture: str) -> None:
    ask_who(page)
    page.locator("[data-profiles]").get_by_role("button", name=f"{picture} încuiat").click()


def unlock(page: Page, picture: str, code=CODE) -> None:
    come_to_lock(page, picture)
    press(page, code)
    expect(page.locator("[data-chooser]")).to_have_count(0)
