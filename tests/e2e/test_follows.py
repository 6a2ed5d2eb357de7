"""What follows a person: pages they kept, how pages look to them, and the names of their devices."""

import re

import pytest
from playwright.sync_api import Page, expect

from .catalogue import FALSE_MESSAGE, PETITION, tutorial
from .device import Device, wait_for
from .test_axe import found
from .test_cards import make_card, open_card, say_yes, write
from .test_people import ask_who, choose, hand_over, make_profile
from .test_preferences import BEFORE_BODY, root
from .test_preferences import choose as prefer
from .test_progress import COURSE, DEVICE_PAGE, address, all_arrived, kinds, send_all

pytestmark = pytest.mark.e2e

SENT_LAST = re.compile("Trimis ultima dată: (azi|ieri) la ")  # it may be midnight

WHAT_WE_KNOW = "/ce-stim/"
STORAGE = "() => Object.entries(localStorage).filter(([key]) => key.includes('prefs')).sort()"


def keep_button(page: Page):
    return page.get_by_role("button", name="Păstrați pagina")


def kept_by_me(page: Page):
    return page.get_by_role("region", name="Păstrate de mine")


def come_by(device: Device, card: dict) -> None:
    open_card(device.page)
    write(device.page, card)
    say_yes(device.page)


# --- pages that are kept ------------------------------------------------------------------------


@pytest.mark.smoke
def test_a_page_is_kept_and_found_again_here_and_on_another_device(serving, own_house, tablet, device):
    page = tablet.page
    page.goto(address(PETITION))
    button = keep_button(page)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Păstrată. O găsiți pe prima pagină.")).to_be_visible()
    assert found(page, within="[data-bookmark]") == []
    page.reload()
    expect(keep_button(page)).to_have_attribute("aria-pressed", "true")
    page.goto("/")
    title = tutorial(PETITION)["title"]
    link = kept_by_me(page).get_by_role("link", name=title)
    expect(link).to_have_attribute("href", address(PETITION))
    assert found(page, within="[data-bookmarks]") == []

    phone = device(own_house.url)
    come_by(phone, make_card(tablet.page))
    phone.page.goto("/")  # where it was never opened
    kept_by_me(phone.page).get_by_role("link", name=title).click()
    expect(keep_button(phone.page)).to_have_attribute("aria-pressed", "true")
    keep_button(phone.page).click()
    expect(keep_button(phone.page)).to_have_attribute("aria-pressed", "false")
    send_all(phone)
    wait_for(lambda: phone.waiting() == 0, "all is sent")
    page.goto(DEVICE_PAGE)  # pulls
    tablet.keeps("bookmark", 2)
    page.goto("/")
    expect(page.get_by_role("heading", name="Vreau să…")).to_be_visible()
    expect(kept_by_me(page)).to_be_hidden()


def test_a_page_is_kept_without_the_server(own_house, tablet):
    with own_house.serving():
        tablet.save(COURSE)
    page = tablet.restart()
    page.goto(address(PETITION))
    keep_button(page).click()
    expect(keep_button(page)).to_have_attribute("aria-pressed", "true")
    tablet.kill()
    page = tablet.switch_on()
    page.goto(address(PETITION))
    expect(keep_button(page)).to_have_attribute("aria-pressed", "true")
    with own_house.serving():
        send_all(tablet)
        assert kinds(all_arrived(tablet, own_house)).count("bookmark") == 1
        page.goto("/")
        expect(kept_by_me(page).get_by_role("link")).to_have_count(1)


# --- how pages look -----------------------------------------------------------------------------


@pytest.mark.smoke
def test_how_pages_look_goes_with_the_profile_and_stays_with_nobody_else(
    serving, own_house, tablet, device
):
    page = tablet.page
    page.goto("/")
    prefer(page, "Culori", "Deschise")  # the device's own
    ask_who(page)
    make_profile(page, "măr")
    expect(page.locator("[data-who]")).to_have_text("măr")
    expect(page.locator("[data-prefs][data-tells]")).to_be_attached()
    prefer(page, "Mărimea textului", "Mare")
    prefer(page, "Culori", "Contrast mare")
    tablet.keeps("preference", 2)
    code = make_card(tablet.page)

    hand_over(page)
    expect(root(page)).to_have_attribute("data-theme", "light")
    assert root(page).get_attribute("data-text") is None
    assert page.evaluate(STORAGE) == [["pascupas:prefs", '{"theme":"light"}']]
    ask_who(page)
    make_profile(page, "casă")
    expect(page.locator("[data-who]")).to_have_text("casă")
    assert page.evaluate(STORAGE) == [["pascupas:prefs", '{"theme":"light"}']]
    expect(page.locator("[data-prefs][data-tells]")).to_be_attached()
    prefer(page, "Mișcare pe ecran", "Fără mișcare")
    tablet.keeps("preference", 3)

    page.add_init_script(BEFORE_BODY)
    choose(page, "măr")
    expect(root(page)).to_have_attribute("data-text", "large")
    page.goto(address(FALSE_MESSAGE))
    worn = {"js": "", "text": "large", "theme": "contrast"}
    assert page.evaluate("window.beforeBody") == worn  # no flash
    page.locator("[data-prefs] summary").click()
    expect(page.get_by_role("radio", name="Contrast mare")).to_be_checked()
    expect(page.locator("[data-prefs][data-tells]")).to_be_attached()
    prefer(page, "Culori", "Ca pe acest dispozitiv")
    tablet.keeps("preference", 4)
    page.goto(COURSE)
    assert page.evaluate("window.beforeBody") == {"js": "", "text": "large"}

    send_all(tablet)
    phone = device(own_house.url)
    ask_who(phone.page)
    make_profile(phone.page, "floare")
    come_by(phone, code)
    phone.page.goto("/")
    expect(root(phone.page)).to_have_attribute("data-text", "large")
    assert root(phone.page).get_attribute("data-theme") is None


# --- devices ------------------------------------------------------------------------------------


def devices(page: Page):
    return page.locator("[data-devices] li")


def test_a_person_reads_on_which_devices_they_learn(serving, own_house, device):
    tablet = device(own_house.url, reduced_motion="reduce")
    page = tablet.page
    ask_who(page)
    make_profile(page, "măr")
    page.goto(address(FALSE_MESSAGE))
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    tablet.keeps("step", 1)
    page.goto(WHAT_WE_KNOW)
    expect(devices(page)).to_have_count(1)
    expect(devices(page)).to_contain_text("Calculatorul (Chrome, Linux) (acesta)")
    expect(devices(page)).to_contain_text(SENT_LAST)
    assert found(page, within="[data-devices]") == []
    code = make_card(tablet.page)
    page.goto(DEVICE_PAGE)
    expect(page.locator("[data-summary]")).to_contain_text(SENT_LAST)

    phone = device(own_house.url, user_agent=PHONE)
    come_by(phone, code)
    phone.page.goto(WHAT_WE_KNOW)
    expect(devices(phone.page).nth(0)).to_contain_text("Trimis ultima dată")
    expect(phone.page.locator("[data-devices]")).to_contain_text("Telefonul (Chrome, Android) (acesta)")
    phone.page.get_by_label("Alt nume pentru acest aparat").fill("  Telefonul lui   Ghiocel ")
    phone.page.get_by_role("button", name="Schimbați numele").click()
    expect(phone.page.get_by_text("S-a schimbat.")).to_be_visible()
    page.goto(WHAT_WE_KNOW)
    expect(page.locator("[data-devices]")).to_contain_text("Telefonul lui Ghiocel")

    # Who comes next to the tablet reads nothing of it.
    hand_over(page)
    ask_who(page)
    make_profile(page, "casă")
    page.goto(address(FALSE_MESSAGE))
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    tablet.keeps("step", 2)
    page.goto(WHAT_WE_KNOW)
    expect(devices(page)).to_have_count(1)
    expect(devices(page)).to_contain_text("(acesta)")
    assert "Ghiocel" not in page.content()

    serving.stop()
    page.get_by_label("Alt nume pentru acest aparat").fill("Altul")
    page.get_by_role("button", name="Schimbați numele").click()
    expect(page.get_by_text("Nu s-a schimbat")).to_be_visible()


PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36"
)
