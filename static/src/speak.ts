/**
 * Read aloud by a voice that lives on the device, and only by one that speaks the page's language.
 * An online voice would send the text to a third party.
 */

/** As one chose; else a little slower than usual, since the reader acts along. */
const RATES: Record<string, number> = { slow: 0.7, fast: 1.1 };

/** The first local voice for `language` (a BCP 47 tag), or undefined. */
export function localVoice(voices: SpeechSynthesisVoice[], language: string): SpeechSynthesisVoice | undefined {
  const primary = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  return voices.find((voice) => voice.localService && primary(voice.lang) === primary(language));
}

/** What is read of `part`: its words in order, without what is only pressed or hidden. */
export function spokenWords(part: HTMLElement): string {
  const copy = part.cloneNode(true) as HTMLElement;
  for (const silent of copy.querySelectorAll("button, details, audio, svg, [hidden], [data-speak], .screen, .drawing__words, .row, .row--list, .link, .meta")) {
    silent.remove();
  }
  return [...copy.querySelectorAll("h1, h2, h3, p, li")]
    .map((element) => element.textContent.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .join("\n");
}

/** Shows every “Listen” once a fitting voice is found, and makes it speak and stop. */
export function speakButtons(document: Document): void {
  const places = [...document.querySelectorAll<HTMLElement>("[data-speak]")];
  const synthesis = window.speechSynthesis;
  if (places.length === 0 || !synthesis) return;

  let offered = false;
  const offer = () => {
    const voice = localVoice(synthesis.getVoices(), document.documentElement.lang);
    if (!voice || offered) return;
    offered = true;
    for (const place of places) enliven(place, voice, synthesis);
    offerPace(document);
  };
  offer();
  synthesis.addEventListener?.("voiceschanged", offer);
  // A voice that goes on speaking on the next page would be nobody's.
  window.addEventListener("pagehide", () => synthesis.cancel());
  // Nor may it go on with one step while the screen shows another.
  window.addEventListener("hashchange", () => synthesis.cancel());
}

/** Beside the text and the colours, where there is a voice: how fast it reads. */
function offerPace(document: Document): void {
  const pace = document.querySelector<HTMLTemplateElement>("template[data-pace]");
  const before = document.querySelector(".prefs__note");
  if (!pace || !before) return;
  before.before(pace.content);
  const chosen = document.documentElement.dataset.speech ?? "";
  document.querySelector<HTMLInputElement>(`[name=speech][value="${chosen}"]`)!.checked = true;
}

function enliven(place: HTMLElement, voice: SpeechSynthesisVoice, synthesis: SpeechSynthesis): void {
  const button = place.querySelector("button");
  const part = place.closest<HTMLElement>("[data-step], [data-opening]");
  if (!button || !part) return;
  place.hidden = false;
  const silence = () => button.setAttribute("aria-pressed", "false");
  silence();
  button.addEventListener("click", () => {
    const speaking = button.getAttribute("aria-pressed") === "true";
    synthesis.cancel();
    if (speaking) {
      silence();
      return;
    }
    const utterance = new SpeechSynthesisUtterance(spokenWords(part));
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = RATES[document.documentElement.dataset.speech ?? ""] ?? 0.9;
    utterance.addEventListener("end", silence);
    utterance.addEventListener("error", silence);
    synthesis.speak(utterance);
    button.setAttribute("aria-pressed", "true");
  });
}
