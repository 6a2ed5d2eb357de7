"""A reader's own device: what it keeps outlives the browser being closed."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, Page, Playwright, expect

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 30  # seconds
# Names of every cache of this origin and the paths that they hold.
CACHES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    found[name] = requests.map((request) => new URL(request.url).pathname);
  }
  return found;
}"""

# Never makes the database itself: the page's own opening would wait for us, and we for it.
KEPT = """async (store) => {
  const known = await indexedDB.databases();
  const made = known.some(({ name, version }) => name === "pascupas" && version);
  if (!made) return [];
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("pascupas");
    asked.onupgradeneeded = () => asked.transaction.abort(); // it went meanwhile
    asked.onerror = () => asked.error.name === "AbortError" ? resolve([]) : reject(asked.error);
    asked.onsuccess = () => {
      const db = asked.result;
      db.onversionchange = () => db.close();
      if (!db.objectStoreNames.contains(store)) {
        db.close();
        return resolve([]);
      }
      const all = db.transaction(store).objectStore(store).getAll();
      all.onerror = () => reject(all.error);
      all.onsuccess = () => { db.close(); resolve(all.result); };
    };
  });
}"""


class Device:
    """A browser with a profile in `folder`; `page` is its only window."""

    page: Page

    def __init__(
        self,
        playwright: Playwright,
        chromium: str,
        arguments: list[str],
        folder: Path,
        url: str,
        **options,
    ):
        arguments = [*arguments, *options.pop("more_arguments", ())]
        self._folder = folder
        self._launch = lambda: playwright.chromium.launch_persistent_context(
            folder,
            executable_path=chromium,
            args=arguments,
            base_url=url,
            **({"locale": "ro-RO", "viewport": {"width": 360, "height": 740}} | options),
        )
        self._context: BrowserContext | None = None
        self.switch_on()

    def switch_on(self) -> Page:
        self._context = self._launch()
        self._context.set_default_timeout(PATIENCE * 1000)
        # Nobody is said to be there: no fact of their time comes behind a test's back (watch.ts).
        self._context.add_init_script("document.hasFocus = () => false")
        self.page = self._context.pages[0]
        return self.page

    def switch_off(self) -> None:
        if self._context:
            self._context.close()
            self._context = None

    def kill(self) -> None:
        """Ends every process of the browser at once, as when the tablet's battery is taken out."""
        mark = f"--user-data-dir={self._folder}"
        heads = [
            each for each in psutil.process_iter(["cmdline"]) if mark in (each.info["cmdline"] or ())
        ]
        for process in [below for head in heads for below in head.children(recursive=True)] + heads:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._context = None
        (self._folder / "SingletonLock").unlink(missing_ok=True)

    def restart(self) -> Page:
        self.switch_off()
        return self.switch_on()

    @property
    def context(self) -> BrowserContext:
        return self._context

    def caches(self) -> dict[str, list[str]]:
        return self.page.evaluate(CACHES)

    def facts(self) -> list[dict]:
        """What the device keeps of what was done, in the order in which it was done."""
        return sorted(self.kept("facts"), key=lambda fact: fact["seq"])

    def keeps(self, kind: str, times: int) -> None:
        """Waits until so many facts of a kind are kept; whoever leaves the page sooner may lose one."""
        wait_for(lambda: sum(fact["kind"] == kind for fact in self.facts()) == times, f"{times} {kind}")

    def waiting(self) -> int:
        """How many facts wait to be sent."""
        return sum(fact["unsent"] for fact in self.facts())

    def kept(self, store: str) -> list[dict]:
        """
        All that stands in `store` of the reader's own database (static/src/progress/store.ts), once
        nothing that was done on the page is on its way there.
        """
        expect(self.page.locator("[data-kept][aria-busy=true]")).to_have_count(
            0, timeout=PATIENCE * 1000
        )
        return self.page.evaluate(KEPT, store)

    # --- what a reader does ------------------------------------------------------------------------

    def save(self, course: str) -> None:
        """Opens the page of a course, presses “Salvați cursul” and waits until it is there."""
        self.page.goto(course)
        self.button("Salvați cursul").click()
        self.wait_for_state("saved")

    def worker_is_there(self) -> None:
        """Waits for the site's worker, which comes after the page, and for what it fetches along."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        self.page.wait_for_timeout(1_000)

    def finds_update(self, course: str) -> None:
        """Opens a saved course's page until it offers an update; a slow look says nothing."""
        offered = self.page.locator("[data-save-course][data-now=update]")
        for _ in range(4):
            self.page.goto(course)
            with contextlib.suppress(AssertionError):
                return expect(offered).to_be_attached(timeout=10_000)  # longer than a look may take
        raise AssertionError("No update is offered.")

    def button(self, name: str):
        return self.page.locator("[data-save-course]").get_by_role("button", name=name)

    def answer(self, name: str) -> None:
        """Answers the question before something is deleted, once it has stood for a moment."""
        answer = self.page.get_by_role("button", name=name).filter(visible=True)
        expect(answer).to_be_visible()
        self.page.wait_for_timeout(800)  # a second press by mistake is not an answer (sure.ts)
        answer.click()

    def state(self) -> str | None:
        """What stands at the place where a course is saved (static/src/offline/save-button.ts)."""
        return self.page.locator("[data-save-course]").get_attribute("data-now")

    def wait_for_state(self, *states: str) -> str:
        return wait_for(lambda: self.state() in states and self.state(), f"one of {states}")

    def trouble(self) -> str | None:
        """The words of what went wrong, if the page says that anything did."""
        said = self.page.locator("[data-problem]").filter(visible=True)
        return said.inner_text() if said.count() else None


def wait_for(true: Callable, what: str):
    """Waits until `true()` is, by asking: pages of ours allow no code made from text."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError(f"This did not come: {what}")


def once_made(ask):
    """The answer of `ask` once the press of a web worker is ready: until then a page waits for it."""
    end = time.monotonic() + 60
    while (answer := ask()).status == 202:
        assert time.monotonic() < end, "The press does not become ready."
        time.sleep(0.5)
    return answer
