"""What there is to do in the catalogue, and answers of which we know whether they are right."""

import random
from dataclasses import dataclass

SCRIPT = """
from tutorials.grading import question_in
from tutorials.models import TutorialPage
answer = []
for page in TutorialPage.objects.live().filter(locale__language_code="ro").order_by("path"):
    questions = []
    for block in page.quiz:
        asked = question_in(block)
        questions.append({
            "block": block.id,
            "kind": asked["kind"],
            "items": [[item["id"], item["right"] is True] for item in asked.get("items", [])],
            "texts": [each["text"] for each in asked.get("answers", []) if each["right"]],
        })
    answer.append({
        "page": str(page.translation_key),
        "steps": [block.id for block in page.steps],
        "practices": [block.id for block in page.exercises if block.block_type == "practice"],
        "questions": questions,
    })
"""
"""Run beside the server: the tutorials in the shape that `Tutorial` takes."""


@dataclass
class Tutorial:
    page: str
    steps: list[str]
    practices: list[str]
    questions: list[dict]


def right_answer(question: dict):
    ids = [id for id, _ in question["items"]]
    match question["kind"]:
        case "one" | "several":
            return [id for id, right in question["items"] if right]
        case "order":
            return ids
        case "match":
            return {id: id for id in ids}
        case _:
            return question["texts"][0]


def wrong_answer(question: dict, rng: random.Random):
    """One that is not right in any language, or is no answer at all."""
    ids = [id for id, _ in question["items"]]
    nonsense = rng.choice([None, 7, True, "", [], {}, [1], {"a": None}, {"given": "right"}])
    match question["kind"]:
        case "one" | "several":
            wrong = [id for id, right in question["items"] if not right]
            return rng.choice([wrong, wrong[:1], [*ids, "none"], nonsense])
        case "order":
            return rng.choice([ids[::-1], ids[:-1], nonsense])
        case "match":
            return rng.choice([dict(zip(ids, ids[::-1], strict=True)) | {ids[0]: ids[1]}, nonsense])
        case _:
            return rng.choice(["ceva cu totul și cu totul altceva", "  ", nonsense])
