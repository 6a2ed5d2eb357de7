/** Has the worker keep all that opens without internet: where people take turns, or come with a card. */
export function keepAll(): void {
  void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage("keep all"));
}
