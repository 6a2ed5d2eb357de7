"""How long a try at a lock takes, and all 1,728: `python -m tests.bench.lock` (see docs/privacy.md).

By hand, on a machine that does nothing else. Chromium's slowed CPU (CDP) slows the page's own thread
and not WebCrypto's: both are printed, so that nobody takes the one for the other.
"""

import hashlib
import http.server
import statistics
import threading
import time
from pathlib import Path

from .browser import browser

ROOT = Path(__file__).resolve().parents[2]

COMBINATIONS = 12**3
TRIES = 15
# One try as a page makes it (static/src/progress/locking.ts): a key, and a box that it does not open.
TRY = """async ([rounds, tries, atOnce]) => {
  const utf8 = (text) => new TextEncoder().encode(text);
  const box = crypto.getRandomValues(new Uint8Array(120));
  const one = async (number) => {
    const [pictures, salt] = [utf8(`apple house ${number}`), utf8("00".repeat(16))];
    const said = await crypto.subtle.importKey("raw", pictures, "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
    const aes = { name: "AES-GCM", length: 256, iv: box.subarray(0, 12) };
    const key = await crypto.subtle.deriveKey(how, said, aes, false, ["decrypt"]);
    await crypto.subtle.decrypt(aes, key, box.subarray(12)).catch(() => {});
  };
  const took = [];
  for (let number = 0; number < tries; number++) {
    const begun = performance.now();
    await Promise.all(Array.from({ length: atOnce }, (_, other) => one(number * atOnce + other)));
    took.push((performance.now() - begun) / atOnce);
  }
  return took;
}"""


class Blank(http.server.BaseHTTPRequestHandler):
    """A page that says nothing, from a place that browsers trust."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def main() -> None:
    rounds = rounds_now()
    print(f"{rounds:,} rounds; median and fastest of {TRIES} tries, in milliseconds")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with browser() as chromium:
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        cdp = page.context.new_cdp_session(page)
        for rate in (1, 4, 6):
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            say(f"Chromium {chromium.version}, CPU ÷ {rate}", page.evaluate(TRY, [rounds, TRIES, 1]))
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        for at_once in (2, 4):
            say(f"{at_once} at once", page.evaluate(TRY, [rounds, TRIES, at_once]))
    server.shutdown()
    say("OpenSSL, one thread", [native(rounds) for _ in range(TRIES)])


def rounds_now() -> int:
    """What the browser's code says."""
    source = (ROOT / "static" / "src" / "progress" / "locking.ts").read_text()
    return int(source.split("ROUNDS = ", 1)[1].split(";", 1)[0].replace("_", ""))


def native(rounds: int) -> float:
    begun = time.perf_counter()
    hashlib.pbkdf2_hmac("sha256", b"apple house apple", b"00" * 16, rounds, 32)
    return (time.perf_counter() - begun) * 1000


def say(what: str, took: list[float]) -> None:
    middle, least = statistics.median(took), min(took)
    minutes = middle * COMBINATIONS / 60_000
    print(f"{what}: {middle:.0f} ({least:.0f}); all {COMBINATIONS:,} in {minutes:.1f} minutes")


if __name__ == "__main__":
    main()
