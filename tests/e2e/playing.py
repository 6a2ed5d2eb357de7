"""A practice as somebody plays it who follows its card, on the shortest way to the goal."""

import json
from collections.abc import Iterator

from playwright.sync_api import Locator, Page, expect

PICKS = ("choice", "slot", "upload", "place")
MASKED = {"9": "0", "A": "A"}
REAL_CNP = "1900101410011"  # its control digit is right; nobody was asked


class Practice:
    """The first practice with a goal on the page that is open."""

    def __init__(self, page: Page):
        self.page = page
        self.root = page.locator("[data-practice]:has([data-do=hint])").first
        data = json.loads(self.root.locator("[data-service]").text_content())
        self.service, self.task = data["service"], data["task"]
        self.block = self.root.get_attribute("data-practice")
        self.start = self.root.locator("[data-start] button")
        self.voice = self.root.locator("[data-voice]")
        self.end = self.root.locator("[data-end]")

    def begin(self) -> None:
        self.start.click()
        expect(self.screen(self.task["start"])).to_be_visible()

    def tool(self, name: str) -> Locator:
        return self.root.locator(f"[data-do={name}]")

    def screen(self, key: str) -> Locator:
        return self.root.locator(f"[data-screen='{key}']")

    def control(self, screen: str, element: str, value: str = "") -> Locator:
        """What sets `element`; for lists the choice `value`."""
        chosen = f"[value='{value}']" if value else ""
        return self.screen(screen).locator(f"[data-set='{element}']{chosen}")

    def door(self, screen: str, at: str) -> Locator:
        return self.screen(screen).locator(f"[data-press='{at}']")

    def mark(self, screen: str, at: str) -> Locator:
        return self.screen(screen).locator(f"[data-mark='{at}']")

    # --- what there is to do -----------------------------------------------------------------------

    def way(self) -> list[tuple[dict, str]]:
        """The screens on the shortest way to the goal, each with the door to press there."""
        screens = {screen["key"]: screen for screen in self.service["screens"]}
        ways, waiting = {self.task["start"]: []}, [self.task["start"]]
        while waiting:
            key = waiting.pop(0)
            if key in self.task["goal"]:
                return ways[key]
            for at, door in doors(screens[key]):
                target = door.get("to")
                if target in screens and target not in ways:
                    ways[target] = [*ways[key], (screens[key], at)]
                    waiting.append(target)
        raise LookupError("The goal cannot be reached.")

    def values(self, screen: dict) -> Iterator[tuple[dict, str | bool]]:
        """What is to be entered on the screen, as the card and the task have it."""
        for element in screen["elements"]:
            place = f"{screen['key']}.{element['key']}"
            expected = self.task.get("expect", {}).get(place) or element.get("expect")
            if expected:
                yield element, self._right(element, expected)

    def traps(self, screen: dict) -> Iterator[str]:
        texts = [("address", screen.get("address", ""))]
        texts += [(element["key"], element.get("text", "")) for element in screen["elements"]]
        for key, text in texts:
            runs = [] if isinstance(text, str) else text
            yield from (f"{key}.{run['key']}" for run in runs if isinstance(run, dict) and run["trap"])

    def _right(self, element: dict, expected: dict) -> str | bool:
        if "card" in expected:
            return next(row["value"] for row in self.service["card"] if row["key"] == expected["card"])
        if "mask" in expected:
            return "".join(MASKED.get(sign, sign) for sign in expected["mask"])
        if "any" in expected:
            open_items = [item["key"] for item in element.get("items", []) if not item.get("off")]
            return open_items[0] if open_items else "Ceva potrivit"
        return expected["is"] if "is" in expected else expected["in"][0]

    # --- with a mouse ------------------------------------------------------------------------------

    def fill(self, screen: dict) -> None:
        for at in self.traps(screen):
            self.mark(screen["key"], at).click()
        for element, value in self.values(screen):
            if element["type"] == "check":
                self.control(screen["key"], element["key"]).set_checked(value)
            elif element["type"] in PICKS:
                self.control(screen["key"], element["key"], value).check()
            else:
                self.control(screen["key"], element["key"]).fill(value)

    def play(self) -> None:
        """To the goal, from the screen on which it begins."""
        for screen, at in self.way():
            self.fill(screen)
            self.door(screen["key"], at).click()
        expect(self.end).to_be_visible()


def doors(screen: dict) -> Iterator[tuple[str, dict]]:
    for element in screen["elements"]:
        if element["type"] in ("button", "link"):
            yield element["key"], element
        elif element["type"] in ("results", "replies"):
            yield from ((f"{element['key']}.{item['key']}", item) for item in element["items"])
