"""`POST /api/v1/certificates`: asks for a certificate, or for what is still missing."""

import unicodedata
from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import AfterValidator, Field, StrictBool

from progress import throttle
from progress.certificates import register
from progress.certificates.models import LONGEST_NAME, Certificate
from progress.credentials import Forbidden, owner
from progress.problems import Problem
from progress.schemas import Credential, ProblemAnswer, Uuid

router = Router()


def _one_line(name: str) -> str:
    """A name in one line, without what cannot be seen, which could turn letters around."""
    seen = (" " if letter.isspace() else letter for letter in name)
    return " ".join("".join(each for each in seen if unicodedata.category(each)[0] != "C").split())


class CertificateCall(Schema):
    learner: Uuid
    secret: Credential
    course: Uuid = Field(description="The translation key of the course.")
    language: str = Field(pattern="^[a-z]{2}(-[a-z]{2,8})?$")
    name: Annotated[str, AfterValidator(_one_line)] | None = Field(
        None, max_length=LONGEST_NAME, description="As it is to stand there. Kept; set once."
    )
    show_name: StrictBool | None = Field(
        None, description="Whether whoever checks it sees the name. Absent: as it was, at first not."
    )


class MissingPart(Schema):
    page: Uuid
    title: str
    codes: list[Literal["questions", "practice", "score"]]
    questions: int
    answered: int
    right: int
    practices: int
    passed: int


class IssuedCertificate(Schema):
    number: str | None = Field(description="None as long as no register has given one.")
    code: str
    title: str
    issued_on: str
    minutes: int
    score: int | None
    name: str
    show_name: bool
    kind: Literal["self", "supervised"]
    withdrawn: str | None = Field(description="Why it holds no more.")
    page: str = Field(description="Where anybody who has the address checks it.")
    print: str
    credential: str = Field(description="The same as an Open Badge (VC-JWT).")


class CertificateAnswer(Schema):
    status: Literal["issued", "missing", "erased"]
    score: int | None = Field(None, description="Right answers so far, in percent.")
    missing: list[MissingPart] = []
    certificate: IssuedCertificate | None = None


@router.post(
    "/certificates",
    response={200: CertificateAnswer, (400, 403, 404, 405, 413, 422, 429): ProblemAnswer},
    exclude_unset=True,
    summary="Ask for a certificate",
)
def ask(request, call: CertificateCall):
    """Issues one for a course that is finished, once: asking again gives the same.

    Judged anew from the answers that the server has; what is missing is told tutorial by tutorial.
    """
    try:
        learner = owner(call.learner, call.secret)
    except Forbidden as error:
        throttle.count_wrong(request)
        raise Problem("forbidden") from error
    wish = register.Wish(call.name or "", call.show_name)
    answer = register.ask(learner, call.course, call.language, wish)
    if answer is None:
        return {"status": "erased"}
    if isinstance(answer, Certificate):
        return {"status": "issued", "certificate": told(answer)}
    return {"status": "missing", "score": answer.score, "missing": answer.missing}


def told(certificate: Certificate) -> dict[str, Any]:
    """A certificate as its own learner hears of it."""
    return {
        "number": certificate.full_number or None,
        "code": certificate.code,
        "title": certificate.title,
        "issued_on": certificate.day.isoformat(),
        "minutes": certificate.minutes,
        "score": certificate.score,
        "name": certificate.name,
        "show_name": certificate.show_name,
        "kind": "supervised" if certificate.supervised_on else "self",
        "withdrawn": certificate.why_withdrawn or None,
        "page": certificate.address(),
        "print": certificate.address("certificate_print"),
        "credential": certificate.address("certificate_credential"),
    }
