"""What somebody who finished a course has done, as facts."""

from answers import right_answer

from progress.certificates import rule


def asked(course) -> list[rule.Asked]:
    return rule.asked_of(course, course.tutorials())


def answers(tablet, course, give=right_answer) -> list[dict]:
    """Facts that answer every question of `course`."""
    return [
        tablet.fact("answer", each.page, block.id, {"given": give(block)})
        for each in asked(course)
        for block in each.tutorial.quiz
    ]


def passes(tablet, course) -> list[dict]:
    """Facts that pass every exercise of `course` on the screen."""
    return [
        tablet.fact("practice", each.page, block, {"event": "passed", "slips": 0, "hints": 0})
        for each in asked(course)
        for block in each.practices
    ]


def finish(tablet, course) -> None:
    tablet.sync(*answers(tablet, course), *passes(tablet, course))


def ask(tablet, course, **more):
    """Asks for a certificate as the course's page does; the response."""
    person = {"learner": tablet.person.id, "secret": tablet.person.secret}
    body = person | {"course": str(course.translation_key), "language": "ro"} | more
    return tablet.client.post("/api/v1/certificates", body, content_type="application/json")


def issued(tablet, course, **more) -> dict:
    """The certificate of somebody who finished `course`."""
    response = ask(tablet, course, **more)
    assert response.status_code == 200, response.content
    answer = response.json()
    assert answer["status"] == "issued", answer
    return answer["certificate"]
