"""A reader's device: a browser whose storage outlives it, and a look into what it keeps."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, BrowserType, Page

from .conftest import ARGUMENTS, CHROMIUM, PATIENCE

_KEPT = """
(store) => new Promise((resolve, reject) => {
  const asked = indexedDB.open("pascupas");
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const db = asked.result;
    if (!db.objectStoreNames.contains(store)) { db.close(); resolve([]); return; }
    const all = db.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => { db.close(); resolve(all.result); };
  };
})
"""


def kept(page: Page, store: str = "facts") -> list[dict]:
    """What the device keeps in `store`, facts in the order in which they were made."""
    return sorted(page.evaluate(_KEPT, store), key=lambda item: item.get("seq", 0))


def waiting(page: Page) -> int:
    """How many facts wait to be sent."""
    return sum(fact["unsent"] for fact in kept(page))


class Device:
    """One browser profile. `open` starts the browser, `kill` ends it as a power cut would."""

    def __init__(self, browsers: BrowserType, folder: Path, url: str, arguments: tuple[str, ...] = ()):
        self._browsers = browsers
        self._folder = folder
        self._url = url
        self._arguments = arguments
        self._context: BrowserContext | None = None

    def open(self, path: str = "/") -> Page:
        """Starts the browser, if it does not run, and opens `path`."""
        if self._context is None:
            self._context = self._browsers.launch_persistent_context(
                self._folder,
                executable_path=CHROMIUM,
                args=[*ARGUMENTS, *self._arguments],
                base_url=self._url,
                locale="ro-RO",
                viewport={"width": 1280, "height": 800},
            )
            self._context.set_default_timeout(PATIENCE)
        page = self._context.new_page()
        page.goto(path)
        return page

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None, "The browser does not run"
        return self._context

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None

    def kill(self) -> None:
        """Ends every process of the browser at once, without a word to any of them."""
        for process in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._context = None
        (self._folder / "SingletonLock").unlink(missing_ok=True)

    def _processes(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter(["cmdline"]):
            if f"--user-data-dir={self._folder}" in (process.info["cmdline"] or ()):
                yield from (process, *process.children(recursive=True))
