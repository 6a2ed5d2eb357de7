"""Read aloud by the device, and only by a voice that lives on it and speaks Romanian.

Headless Chromium has no voices, so `window.speechSynthesis` is a stand-in that writes down what it
is asked to say. A recording that an editor attached goes before any voice.
"""

import io
import json
import wave

import pytest
from playwright.sync_api import expect

from .catalogue import PAYING, address, squeezed, step_words, tutorial
from .editors import MODERATOR, finish, kept, open_steps, sign_in, told

pytestmark = pytest.mark.e2e

ONLINE = {"name": "Ioana (online)", "lang": "ro-RO", "localService": False}
ENGLISH = {"name": "Alan", "lang": "en-GB", "localService": True}
ROMANIAN = {"name": "Ioana", "lang": "ro_RO", "localService": True}
STAND_IN = """
window.said = [];
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
window.silences = 0;
const synthesis = new EventTarget();
let voices = VOICES;
let speaking = null;
Object.assign(synthesis, {
  getVoices: () => voices,
  speak(utterance) {
    speaking = utterance;
    said.push({ text: utterance.text, voice: utterance.voice.name, lang: utterance.lang });
  },
  cancel() {
    silences += 1;
    localStorage.setItem("silences", silences);
    const cut = speaking;
    speaking = null;
    cut?.dispatchEvent(new Event("error"));
  },
  finish() { speaking.dispatchEvent(new Event("end")); speaking = null; },
  arrive(later) { voices = later; synthesis.dispatchEvent(new Event("voiceschanged")); },
});
Object.defineProperty(window, "speechSynthesis", { value: synthesis });
"""
TUTORIAL = tutorial(PAYING)


@pytest.fixture
def reader(open_page):
    """Opens the tutorial on a device with these voices."""

    def open_(*voices, part=""):
        page = open_page(init=STAND_IN.replace("VOICES", json.dumps(voices)))
        page.goto(TUTORIAL["address"] + part)
        return page

    return open_


def listen(page):
    return page.get_by_role("button", name="Ascultați", exact=True)


def listen_to_step(page):
    return page.get_by_role("button", name="Ascultați pasul").filter(visible=True)


@pytest.mark.parametrize(
    "voices", [(), (ONLINE,), (ENGLISH,), (ONLINE, ENGLISH)], ids=["none", "online", "English", "both"]
)
def test_without_a_romanian_voice_on_the_device_nothing_is_offered(reader, voices):
    page = reader(*voices)
    expect(page.get_by_role("link", name="Începeți cu pasul 1")).to_be_visible()
    expect(listen(page)).to_have_count(0)
    expect(listen_to_step(page)).to_have_count(0)


def test_with_a_romanian_voice_every_step_can_be_heard(reader):
    page = reader(ENGLISH, ONLINE, ROMANIAN)
    expect(listen(page)).to_be_visible()
    expect(listen_to_step(page)).to_have_count(len(TUTORIAL["steps"]))


def test_a_voice_that_comes_late_is_offered(reader):
    """Browsers load their voices after the page."""
    page = reader()
    expect(listen(page)).to_have_count(0)
    page.evaluate("voice => speechSynthesis.arrive([voice])", ROMANIAN)
    expect(listen(page)).to_be_visible()
    page.evaluate("voice => speechSynthesis.arrive([voice])", ROMANIAN)
    listen(page).click()
    assert len(page.evaluate("said")) == 1


@pytest.mark.parametrize("number", [1, 7])
def test_a_step_is_read_in_its_order_and_nothing_else(reader, number):
    page = reader(ONLINE, ROMANIAN, part=f"#pas-{number}")
    listen_to_step(page).click()
    (said,) = page.evaluate("said")
    assert said["voice"] == ROMANIAN["name"]
    assert said["lang"] == ROMANIAN["lang"]
    step = TUTORIAL["steps"][number - 1]
    kept_closed = set(step.get("trouble", {}).values())
    words = [text for text in step_words(step) if text not in kept_closed]
    places = [squeezed(said["text"]).find(squeezed(text)) for text in words]
    assert -1 not in places
    assert places == sorted(places)
    assert f"Pasul {number} din {len(TUTORIAL['steps'])}" in said["text"]
    for other in ("Ascultați", *kept_closed, TUTORIAL["steps"][number]["action"]):
        assert other not in said["text"]


def test_the_opening_is_read(reader):
    page = reader(ROMANIAN)
    listen(page).click()
    (said,) = page.evaluate("said")
    assert said["text"].split("\n") == [TUTORIAL["title"], TUTORIAL["summary"]]


def test_it_stops_when_asked(reader):
    page = reader(ROMANIAN)
    expect(listen(page)).to_have_attribute("aria-pressed", "false")
    listen(page).click()
    expect(listen(page)).to_have_attribute("aria-pressed", "true")
    before = page.evaluate("silences")
    listen(page).click()
    expect(listen(page)).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("silences") > before
    assert len(page.evaluate("said")) == 1


def test_at_the_end_the_button_is_ready_again(reader):
    page = reader(ROMANIAN)
    listen(page).click()
    page.evaluate("speechSynthesis.finish()")
    expect(listen(page)).to_have_attribute("aria-pressed", "false")
    listen(page).click()
    assert len(page.evaluate("said")) == 2


def test_one_voice_at_a_time(reader):
    page = reader(ROMANIAN)
    listen(page).click()
    listen_to_step(page).nth(2).click()
    expect(listen_to_step(page).nth(2)).to_have_attribute("aria-pressed", "true")
    expect(listen(page)).to_have_attribute("aria-pressed", "false")


def test_it_stops_on_leaving(reader):
    page = reader(ROMANIAN)
    listen(page).click()
    before = page.evaluate("silences")
    page.get_by_role("link", name="Pas cu pas").click()
    expect(page.get_by_role("heading", name="Vreau să…")).to_be_visible()
    assert int(page.evaluate("localStorage.getItem('silences')")) > before


def test_it_stops_at_the_next_step(reader):
    """A voice that goes on with step 1 while the screen shows step 2 would lead astray."""
    page = reader(ROMANIAN, part="#pas-1")
    listen_to_step(page).click()
    before = page.evaluate("silences")
    page.get_by_role("link", name="Înainte").click()
    expect(page.get_by_role("heading", name=TUTORIAL["steps"][1]["action"])).to_be_visible()
    assert page.evaluate("silences") > before


# --- a recording that an editor attached ------------------------------------------------------

RECORDED = "caut-fara-capcane"  # edited here and nowhere else in this folder


@pytest.fixture(scope="session")
def recording() -> bytes:
    """Two seconds of silence."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 16000)
    return sound.getvalue()


def test_a_recording_is_attached_and_played(open_page, server, editing, recording):
    """Attached to the first step in the admin, it stands where the voice was, and stops in time."""
    editor = open_page()
    sign_in(editor, server.house, MODERATOR)
    open_steps(editor, editing[RECORDED])
    editor.locator("#steps-0-value-audio-chooser").get_by_role(
        "button", name="Alege un document"
    ).click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_role("tab", name="Încarcă").click()
    dialog.locator("input[type=file]").set_input_files(
        {"name": "pasul-1.wav", "mimeType": "audio/wav", "buffer": recording}
    )
    expect(dialog.get_by_role("textbox", name="Titlu")).to_have_value("pasul-1")
    dialog.get_by_role("button", name="Încarcă", exact=True).click()
    expect(editor.locator("#steps-0-value-audio-title")).to_have_text("pasul-1")
    kept(editor)
    finish(editor, "Publică")
    expect(told(editor)).to_contain_text("a fost publicată")

    page = open_page(init=STAND_IN.replace("VOICES", json.dumps([ROMANIAN])))
    page.goto(address(RECORDED) + "#pas-1")
    player = page.locator("#pas-1 audio")
    expect(player).to_be_visible()
    expect(player).to_have_accessible_name("Pasul, citit cu voce tare")
    expect(listen_to_step(page)).to_have_count(0)
    player.evaluate("async player => { player.muted = true; await player.play() }")
    assert player.evaluate("player => Math.round(player.duration)") == 2
    page.get_by_role("link", name="Înainte").click()
    expect(listen_to_step(page)).to_have_count(1)
    assert player.evaluate("player => player.paused")
