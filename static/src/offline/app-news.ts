const AT_ONCE = 1_000;

/** Starts the worker once the page has come, and says so when a new version of the app waits. */
export function appNews(place: HTMLElement): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const button = place.querySelector("button");
  if (!workers || !button) return;

  function offer(waiting: ServiceWorker): void {
    place.hidden = false;
    button!.addEventListener("click", () => {
      // Another window may have let it in, and this one not have heard.
      if (waiting.state !== "installed") return location.reload();
      workers!.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage("take over");
    }, { once: true });
  }
  workers.addEventListener("controllerchange", () => (place.hidden = true));

  async function start(): Promise<void> {
    const registration = await workers!.register("/serviceworker.js").catch(() => undefined);
    if (!registration) return; // refused by the browser's settings: the site works without
    if (registration.waiting && workers!.controller) offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => {
        if (coming.state !== "installed" || !workers!.controller) return;
        // One that brings the same code with other words takes over by itself, at once.
        setTimeout(() => registration.waiting === coming && offer(coming), AT_ONCE);
      });
    });
  }

  // After the page: what the worker keeps is then in the browser's own cache already.
  if (document.readyState === "complete") void start();
  else window.addEventListener("load", () => void start(), { once: true });
}
