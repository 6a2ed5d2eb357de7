"""Answers to questions of any kind."""

from tutorials.grading import question_in


def right_answer(block):
    """A right answer to the question in `block`."""
    question = question_in(block)
    match question["kind"]:
        case "fill":
            return question["answers"][0]["text"]
        case "order":
            return [item["id"] for item in question["items"]]
        case "match":
            return {item["id"]: item["id"] for item in question["items"]}
        case _:
            return [item["id"] for item in question["items"] if item["right"]]


def wrong_answer(block):
    """An answer with the right shape that is not right."""
    question = question_in(block)
    match question["kind"]:
        case "fill":
            return "nici vorbă"
        case "order":
            return [item["id"] for item in question["items"]][::-1]
        case "match":
            ids = [item["id"] for item in question["items"]]
            return dict(zip(ids, ids[1:] + ids[:1], strict=True))
        case _:
            return [item["id"] for item in question["items"] if not item["right"]]
