"""What crosses the wire, from the browser's own account: bytes as they were sent, headers included."""

from playwright.sync_api import Page


class Wire:
    """Counts from its making on; `counted` says what came since the last time it was asked."""

    def __init__(self, page: Page):
        self._page = page
        self._kinds: dict[str, str] = {}
        self._kept: set[str] = set()
        self._came: list[tuple[str, int]] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._begun)
        session.on("Network.requestServedFromCache", lambda event: self._kept.add(event["requestId"]))
        session.on("Network.loadingFinished", self._finished)

    def _begun(self, event):
        self._kinds[event["requestId"]] = event["type"]
        if event["response"].get("fromDiskCache"):
            self._kept.add(event["requestId"])

    def _finished(self, event):
        if event["requestId"] not in self._kept:
            self._came.append((self._kinds[event["requestId"]], int(event["encodedDataLength"])))

    def counted(self) -> list[tuple[str, int]]:
        """Kind and bytes of each answer that came over the wire since the last time."""
        assert self._page.context.service_workers == [], "What a worker fetches is not counted here"
        came, self._came = self._came, []
        return came
