"""Answers to the questions of the catalogue, by mouse and by keyboard."""

from playwright.sync_api import Locator, Page

CHECK, KEY = "Verificați răspunsul", "Vedeți răspunsul"
YES, NO, ALMOST = "Da, așa este.", "Nu chiar. Iată de ce:", "Aproape. O parte este bine."


def group(page: Page, question: dict) -> Locator:
    """The question, found by its words as a screen reader finds it."""
    return page.get_by_role("group", name=question["question"])


def right_answer(question: dict):
    """What `give` needs to answer the question rightly."""
    match question["kind"]:
        case "one" | "several":
            return [choice["text"] for choice in question["choices"] if choice.get("right")]
        case "order":
            return [item["text"] for item in question["items"]]
        case "match":
            return {pair["left"]: pair["right"] for pair in question["pairs"]}
        case "fill":
            return question["answers"][0]


def wrong_answers(question: dict) -> list[tuple[object, str]]:
    """Answers that are not right, each with the explanation that must follow."""
    match question["kind"]:
        case "one":
            wrong = [choice for choice in question["choices"] if not choice.get("right")]
            return [([choice["text"]], choice["why"]) for choice in wrong]
        case "several":
            wrong = [choice for choice in question["choices"] if not choice.get("right")]
            return [([choice["text"]], choice["why"]) for choice in wrong]
        case "order":
            items = question["items"]
            texts = [item["text"] for item in items]
            return [([*texts[:-2], texts[-1], texts[-2]], items[-2]["why"])]
        case "match":
            pairs = question["pairs"]
            rights = [pair["right"] for pair in pairs]
            rights[0], rights[1] = rights[1], rights[0]
            lefts = [pair["left"] for pair in pairs]
            return [(dict(zip(lefts, rights, strict=True)), pairs[0]["why"])]
        case "fill":
            slips = [(slip["answer"], slip["why"]) for slip in question["slips"]]
            return [*slips, ("altceva", question["otherwise"])]


def explanations(question: dict) -> list[str]:
    """What is said after the right answer."""
    match question["kind"]:
        case "one" | "several":
            return [choice["why"] for choice in question["choices"] if choice.get("right")]
        case "order":
            return [item["why"] for item in question["items"]]
        case "match":
            return [pair["why"] for pair in question["pairs"]]
        case "fill":
            return [question["why"]]


def give(page: Page, question: dict, answer) -> None:
    """Answers with a mouse, without asking for the verdict."""
    place = group(page, question)
    match question["kind"]:
        case "one":
            place.get_by_role("radio", name=answer[0]).check()
        case "several":
            for choice in question["choices"]:
                box = place.get_by_role("checkbox", name=choice["text"])
                box.set_checked(choice["text"] in answer)
        case "order":
            for place_wanted, text in enumerate(answer):
                while order_now(place).index(text) > place_wanted:
                    place.get_by_role("button", name=f"Mai sus: {text}").click()
        case "match":
            for left, right in answer.items():
                place.get_by_role("combobox", name=left).select_option(label=right)
        case "fill":
            place.get_by_role("textbox").fill(answer)


def order_now(place: Locator) -> list[str]:
    """The acts of an order question, as they stand."""
    return [
        text.strip() for text in place.locator("[data-order] > li > span:first-child").all_inner_texts()
    ]


def check(page: Page, question: dict) -> None:
    group(page, question).get_by_role("button", name=CHECK).click()
