"""From the first page to the last question, with big buttons; every step has its address."""

import pytest
from playwright.sync_api import expect

from .catalogue import PAYING, tutorial
from .kinds import MISSING

pytestmark = pytest.mark.e2e

PAYING = tutorial(PAYING)
ADDRESS, STEPS = PAYING["address"], PAYING["steps"]
FIRST_STEP, NEXT, LAST = "Începeți cu pasul 1", "Înainte", "La întrebări"


def visible_steps(page):
    return page.get_by_role("listitem").filter(visible=True).locator("h3.step__action")


def at_step(page, number):
    """The page shows step `number` and nothing else of the list, and says so everywhere."""
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#pas-{number}")
    expect(visible_steps(page)).to_have_text([STEPS[number - 1]["action"]])
    expect(page).to_have_title(f"Pasul {number} din {len(STEPS)} – {PAYING['title']} – Pas cu pas")


@pytest.mark.smoke
def test_from_the_first_page_step_by_step_to_the_questions(phone):
    phone.goto("/")
    phone.get_by_role("link", name="plătesc un impozit și să păstrez dovada").click()
    expect(phone).to_have_url(f"{phone.url.split('/cursuri')[0].rstrip('/')}{ADDRESS}")
    expect(phone.get_by_role("heading", level=1)).to_have_text(PAYING["title"])
    phone.get_by_role("link", name=FIRST_STEP).click()
    for number in range(1, len(STEPS) + 1):
        at_step(phone, number)
        phone.get_by_role("link", name=NEXT if number < len(STEPS) else LAST).click()
    questions = phone.get_by_role("heading", name="Verificați-vă")
    expect(questions).to_be_in_viewport()
    expect(questions).to_be_focused()
    expect(phone).to_have_title(f"{PAYING['title']} – Pas cu pas")
    expect(phone.get_by_role("group", name=PAYING["quiz"][0]["question"])).to_be_visible()


def test_the_buttons_of_a_step_are_big_and_within_reach(phone):
    phone.goto(f"{ADDRESS}#pas-2")
    for name in ("Înapoi", NEXT):
        button = phone.get_by_role("link", name=name, exact=True)
        expect(button).to_be_in_viewport(ratio=1)
        box = button.bounding_box()
        assert box["height"] >= 64
        assert box["width"] >= 64


def test_back_goes_back_one_step(page):
    page.goto(ADDRESS)
    page.get_by_role("link", name=FIRST_STEP).click()
    page.get_by_role("link", name=NEXT).click()
    page.get_by_role("link", name=NEXT).click()
    at_step(page, 3)
    page.get_by_role("link", name="Înapoi", exact=True).click()
    at_step(page, 2)
    page.go_back()
    at_step(page, 3)
    page.go_back()
    at_step(page, 2)
    page.go_back()
    at_step(page, 1)
    page.go_back()
    expect(visible_steps(page)).to_have_count(len(STEPS))


def test_before_the_first_step_stands_the_whole_page(page):
    page.goto(f"{ADDRESS}#pas-1")
    page.get_by_role("link", name="Înapoi", exact=True).click()
    expect(visible_steps(page)).to_have_count(len(STEPS))
    expect(page.get_by_role("heading", name="Surse")).to_be_visible()


def test_all_steps_and_one_step_are_two_views_of_one_list(page):
    page.goto(f"{ADDRESS}#pas-4")
    views = page.locator("[data-views]")
    expect(views.locator("[aria-current]")).to_have_text("Câte un pas pe ecran")
    views.get_by_role("link", name="Toți pașii").click()
    expect(visible_steps(page)).to_have_text([step["action"] for step in STEPS])
    expect(views.locator("[aria-current]")).to_have_text("Toți pașii")
    expect(page.get_by_role("link", name=NEXT, exact=True)).to_be_hidden()
    views.get_by_role("link", name="Câte un pas pe ecran").click()
    at_step(page, 1)


def test_a_link_to_a_step_opens_that_step_at_its_top(phone):
    phone.goto(f"{ADDRESS}#pas-7")
    at_step(phone, 7)
    expect(phone.get_by_role("heading", name=STEPS[6]["action"])).to_be_in_viewport()
    assert phone.evaluate("scrollY") == 0


@pytest.mark.parametrize("nonsense", ["#pas-0", "#pas-99", "#pas-1e1", "#pas--1", "#%00", "#pas-"])
def test_a_link_to_no_step_opens_the_whole_page(page, nonsense):
    page.goto(ADDRESS + nonsense)
    expect(page.locator("[data-views]")).to_be_visible()
    expect(visible_steps(page)).to_have_count(len(STEPS))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_answer_opens_in_place(page):
    page.goto(f"{ADDRESS}#pas-1")
    trouble = STEPS[0]["trouble"]
    expect(page.get_by_text(trouble["answer"])).to_be_hidden()
    page.get_by_text(trouble["question"]).click()
    expect(page.get_by_text(trouble["answer"])).to_be_visible()
    at_step(page, 1)


@pytest.mark.parametrize(
    ("link", "end"), [("Tipăriți", "tipar/"), ("Tipăriți cu litere mari", "tipar/mare/")]
)
def test_print_leads_to_a_sheet_that_prints_itself(open_page, link, end):
    page = open_page(init="window.print = () => { window.printed = (window.printed || 0) + 1 }")
    page.goto(ADDRESS)
    page.get_by_role("link", name=link, exact=True).click()
    expect(page).to_have_url(f"{page.url.split('/cursuri')[0]}{ADDRESS}{end}")
    expect(page.get_by_role("heading", level=1)).to_have_text(PAYING["title"])
    page.get_by_role("button", name="Tipăriți").click()
    assert page.evaluate("window.printed") == 1
    page.get_by_role("link", name="Înapoi la pagină").click()
    expect(page.get_by_role("link", name=FIRST_STEP)).to_be_visible()


def test_sharing_offers_links_and_a_code_for_another_phone(page, server):
    page.goto(ADDRESS)
    page.get_by_text("Trimiteți cuiva").click()
    address = server.house.url + ADDRESS
    expect(page.get_by_role("img", name=f"Cod QR care deschide {address}")).to_be_visible()
    encoded = address.replace(":", "%3A").replace("/", "%2F")
    for name, start in [
        ("WhatsApp", "https://wa.me/"),
        ("Telegram", "https://t.me/"),
        ("Facebook", "https://www.facebook.com/"),
    ]:
        link = page.get_by_role("link", name=name)
        expect(link).to_be_visible()
        assert link.get_attribute("href").startswith(start)
        assert encoded in link.get_attribute("href")


def test_the_devices_own_way_to_share_is_offered_where_there_is_one(open_page, server):
    page = open_page(init="navigator.share = async (what) => { window.shared = what }")
    page.goto(ADDRESS)
    page.get_by_text("Trimiteți cuiva").click()
    page.get_by_role("button", name="Alegeți cum trimiteți").click()
    assert page.evaluate("window.shared") == {
        "title": PAYING["title"],
        "url": server.house.url + ADDRESS,
    }


def test_no_button_for_a_way_to_share_that_is_not_there(open_page):
    page = open_page(init="delete Navigator.prototype.share")
    page.goto(ADDRESS)
    page.get_by_text("Trimiteți cuiva").click()
    expect(page.get_by_role("link", name="WhatsApp")).to_be_visible()
    expect(page.get_by_role("button", name="Alegeți cum trimiteți")).to_be_hidden()


def test_a_door_leads_to_what_is_for_me(phone):
    phone.goto("/")
    phone.get_by_role("link", name="Lucrez la ghișeu").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Funcționari")
    phone.get_by_role("link", name="explic ROeID").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Explic ROeID")


def test_a_course_is_read_from_its_first_tutorial_to_the_next(page):
    page.goto("/cursuri/primii-pasi/")
    page.get_by_role("link", name="Începeți: Ating, greșesc, mă întorc").click()
    page.get_by_role("region", name="Urmează în acest curs").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Parole bune")


def test_a_wrong_address_leads_on(open_page):
    page = open_page(may_miss=(MISSING,))
    assert page.goto(MISSING).status == 404
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.get_by_role("link", name="Mergeți la prima pagină").click()
    expect(page.get_by_role("heading", name="Vreau să…")).to_be_visible()


def test_the_person_to_call_is_one_touch_away_on_every_page(phone, addresses):
    """Their number stands at the foot of the screen without scrolling."""
    for address in (addresses["courses.HomePage"], addresses["courses.CoursePage"], ADDRESS):
        phone.goto(address)
        call = phone.get_by_role("complementary", name="Ajutor la telefon").get_by_role("link")
        expect(call).to_be_in_viewport(ratio=1)
        assert call.get_attribute("href").startswith("tel:")
