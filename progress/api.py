"""The API: `POST /api/v1/sync`, `POST /api/v1/erase`, certificates, and their description."""

from typing import Any

from ninja import NinjaAPI, Status
from ninja.errors import HttpError, ValidationError

from progress import epoch, sync, throttle
from progress.body import StrictJSON, check_bounds
from progress.cards.api import router as cards
from progress.certificates.api import router as certificates
from progress.credentials import Forbidden, identify
from progress.problems import Problem
from progress.schemas import EraseCall, Fact, ProblemAnswer, SyncAnswer, SyncCall


class ProgressAPI(NinjaAPI):
    def get_openapi_schema(self, **options) -> dict[str, Any]:
        """Ninja's document, which tells as well what each fact of a call is to be."""
        document = super().get_openapi_schema(**options)
        schemas = document["components"]["schemas"]
        schemas.setdefault("Fact", Fact.model_json_schema(ref_template="#/components/schemas/{model}"))
        schemas["Fact"].pop("$defs", None)
        anything = {"description": "Refused by its index; its neighbours are kept."}
        whole = {"$ref": "#/components/schemas/Fact"}
        schemas["LearnerCall"]["properties"]["facts"]["items"] = {"anyOf": [whole, anything]}
        return document


api = ProgressAPI(
    title="Pas cu pas: progress",
    version="1",
    description=(
        "Facts leave a device and come back to it. Bodies are JSON, of at most 1 MiB, "
        "as they are or packed (Content-Encoding: gzip). Every refusal has a code and a message."
    ),
    docs_url=None,  # ninja's page runs a script of others; ours is progress/views.py
    parser=StrictJSON(),
    urls_namespace="api",
)
REFUSALS = {(400, 403, 405, 413, 422, 429): ProblemAnswer}


@api.post("/sync", response={200: SyncAnswer, **REFUSALS}, exclude_unset=True, summary="Push and pull")
def synchronise(request, call: SyncCall):
    """Stores a device's facts and answers what of them may leave its outbox.

    With a learner's secret, also what other devices added after `cursor`. At most 5,000 facts,
    600 of them sealed, and 1,000 learners in a call.
    """
    check_bounds(call)
    try:
        caller = identify(call)
    except Forbidden as error:
        throttle.count_wrong(request)
        raise Problem("forbidden") from error
    answers = sync.answer(call, caller)
    wrong = sum(answer["status"] == "forbidden" for answer in answers)
    if (
        wrong and not caller.is_relay
    ):  # which proved itself; to it, 403 says that it may not speak at all
        throttle.count_wrong(request, wrong)
        if len(answers) == 1:
            raise Problem("forbidden")
    return {"epoch": epoch.current(), "learners": answers}


@api.post(
    "/erase",
    response={204: None, **REFUSALS, 409: ProblemAnswer},
    summary="Erase a learner",
)
def erase(request, call: EraseCall):
    """Deletes a learner with everything the server holds of it, for good. Unknown ones are no error.

    Who names an `heir` leaves it the certificates. Nothing is done, neither erased nor left, while the
    heir is not known here (409 `heir`: ask again once it has synced) or its secret is wrong (403).
    """
    try:
        sync.erase(call.learner, call.secret, call.heir)
    except Forbidden as error:
        throttle.count_wrong(request)
        raise Problem("forbidden") from error
    except sync.UnknownHeir as error:
        throttle.count_wrong(request)  # or it would be a way to ask who is known
        raise Problem("heir") from error
    return Status(204, None)


api.add_router("", certificates)
api.add_router("", cards)


@api.exception_handler(Problem)
def refuse(request, problem: Problem):
    return problem.response()


@api.exception_handler(HttpError)
def refuse_body(request, error: HttpError):
    """Ninja's one HttpError of ours: the parser could not read the body."""
    return Problem("json").response()


@api.exception_handler(ValidationError)
def refuse_shape(request, error: ValidationError):
    return Problem("shape").response()
