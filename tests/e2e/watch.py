"""What a page complains of: errors in the console, requests that fail, anybody else's server."""

from urllib.parse import urlsplit

from playwright.sync_api import Page


class Watch:
    """Listens from the start; `troubles` says in words what went wrong."""

    def __init__(self, page: Page, home: str, may_miss: tuple[str, ...] = ()):
        self.home = home
        self.may_miss = may_miss
        self.troubles: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message):
        if message.type in ("error", "warning") and not self._excused(message.location["url"]):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _request(self, request):
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.troubles.append(f"a third party: {request.url}")

    def _failed(self, request):
        if request.failure == "net::ERR_ABORTED":  # the reader went on before it came
            return
        self.troubles.append(f"failed: {request.url} ({request.failure})")

    def _response(self, response):
        if response.status >= 400 and not self._excused(response.url):
            self.troubles.append(f"{response.status}: {response.url}")

    def _excused(self, url: str) -> bool:
        return urlsplit(url).path in self.may_miss
