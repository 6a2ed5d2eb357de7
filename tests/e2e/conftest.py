"""A real server with the real catalogue, and Debian's Chromium in front of it.

The server works on a copy of the code and in a DATA_DIR of its own; the database of the unit tests
is never touched. Editors' tests publish changes, each in a tutorial that no other test reads.
"""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from .device import ARGUMENTS, CHROMIUM, Device
from .editors import sign_in
from .kinds import OTHER_VIEWS, page_kinds
from .server import House, Serving, copy_code, database_of_its_own, free_port, refuses
from .watch import Watch

PATIENCE = 15_000  # milliseconds

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> House:
    """Set up once, and served by nobody: copy it, or read from `server`."""
    place = tmp_path_factory.mktemp("house")
    with database_of_its_own(os.environ.get("DATABASE_URL")) as database:
        house = House(copy_code(place / "code"), place / "data", free_port(), database)
        house.manage("set_up", "--demo")
        yield house


@pytest.fixture(scope="session")
def server(house, tmp_path_factory) -> Serving:
    served = house.copy(tmp_path_factory.mktemp("served") / "data")
    served.manage("prepare")  # its address is another
    with served.serving() as serving:
        yield serving
    assert serving.errors() == []


@pytest.fixture(scope="session")
def known(server) -> dict[str, dict[str, str]]:
    """What only the server's own database can tell, asked once."""
    script = """
from django.apps import apps
from wagtail.models import Page
addresses = {}
for kind, (label, route, arguments) in wanted.items():
    pages = apps.get_model(label).objects.filter(live=True, locale__language_code="ro")
    page = max(pages, key=lambda page: len(str(page.serializable_data())))
    addresses[kind] = page.url + (page.reverse_subpage(route, kwargs=arguments) if route else "")
pages = Page.objects.filter(locale__language_code="ro")
editing = {page.slug: f"/admin/pages/{page.pk}/edit/" for page in pages}
answer = {"addresses": addresses, "editing": editing}
"""
    return server.house.ask(script, wanted=page_kinds())


@pytest.fixture(scope="session")
def addresses(known) -> dict[str, str]:
    """An address for every kind of page: that of its longest page."""
    return known["addresses"] | OTHER_VIEWS


@pytest.fixture(scope="session")
def editing(known) -> dict[str, str]:
    """Where the page with this slug is edited."""
    return known["editing"]


@pytest.fixture(scope="package")
def playwright() -> Playwright:
    """For this folder alone: while Playwright runs, Django refuses to ask a database."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright) -> Browser:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def pattern(house, tmp_path_factory) -> House:
    """That house at an address for the houses of single tests, one after the other."""
    pattern = house.copy(tmp_path_factory.mktemp("pattern") / "data")
    pattern.manage("prepare")  # its address is another
    return pattern


@pytest.fixture
def own_house(pattern, tmp_path) -> House:
    """A house that one test may serve, kill and change as it likes."""
    assert refuses(pattern.port), "The house of an earlier test is still served."
    return replace(pattern.copy(tmp_path / "own"), port=pattern.port)


@pytest.fixture
def device(playwright, tmp_path) -> Callable[..., Device]:
    """``device(url)``: a device that can be switched off and on again and keeps what it has."""
    made = []

    def device(url: str, **options) -> Device:
        folder = tmp_path / f"device-{len(made)}"
        made.append(Device(playwright, CHROMIUM, ARGUMENTS, folder, url, **options))
        return made[-1]

    yield device
    for each in made:
        each.switch_off()


@pytest.fixture
def serving(own_house) -> Serving:
    """That house, being served: without errors to the end."""
    serving = own_house.start()
    serving.wait_for_answer()
    yield serving
    serving.stop()
    assert serving.errors() == []


@pytest.fixture
def tablet(device, own_house) -> Device:
    """A device in front of that house."""
    return device(own_house.url)


@pytest.fixture
def open_page(browser, server) -> Callable[..., Page]:
    """Opens pages, each with a device of its own: ``open_page(width, height, may_miss, …)``.

    What a page complains of fails the test. `may_miss` names paths whose absence is the subject;
    further options are those of Playwright's `new_context`.
    """
    watches, contexts = [], []

    def open_(width=1280, height=800, *, may_miss=(), init="", **options) -> Page:
        options = {"locale": "ro-RO", "color_scheme": "light"} | options
        context = browser.new_context(
            base_url=server.house.url, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(PATIENCE)
        if init:
            context.add_init_script(init)
        page = context.new_page()
        contexts.append(context)
        watches.append(Watch(page, server.house.url, may_miss))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [trouble for watch in watches for trouble in watch.troubles] == []


@pytest.fixture
def page(open_page) -> Page:
    """A desk: 1280 by 800."""
    return open_page()


@pytest.fixture
def phone(open_page) -> Page:
    """A phone: 360 by 740."""
    return open_page(360, 740, has_touch=True)


@pytest.fixture
def at_work(open_page, server) -> Callable[[str], Page]:
    """Opens the admin for one of the demo's people."""

    def open_(name):
        page = open_page()
        sign_in(page, server.house, name)
        return page

    return open_
