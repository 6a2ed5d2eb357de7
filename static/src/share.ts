/** The device's own sharing sheet, where there is one. */
export function shareButton(place: HTMLElement): void {
  const button = place.querySelector("button");
  if (!button || !("share" in navigator)) return;
  place.hidden = false;
  button.addEventListener("click", () => {
    const { title, url } = button.dataset;
    navigator.share({ title, url }).catch(() => {
      // The reader closed the sheet: nothing to say.
    });
  });
}
