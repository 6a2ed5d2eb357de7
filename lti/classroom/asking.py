"""What pages of ours ask by script under /lti/: small JSON, from our own pages only."""

from functools import wraps

from django.http import HttpRequest, JsonResponse
from ninja import Schema
from pydantic import ValidationError

from cms.http import is_posted_by_us
from lti import frames
from lti.refusals import REASONS, Refusal
from progress.problems import Problem
from progress.schemas import Credential, Uuid

LARGEST = 4096  # bytes


class DeviceCall(Schema):
    device: Uuid
    token: Credential


class TicketCall(Schema):
    ticket: str


class RedeemCall(DeviceCall, TicketCall):
    pass


def answers_with_problems(view):
    """A view that raises Problem answers it as the API does, and a Refusal alike: a script asked."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return problem.response()
        except Refusal as refusal:
            frames.note(refusal)
            told = {"code": refusal.code, "message": str(REASONS[refusal.code].what)}
            return JsonResponse(told, status=refusal.status)

    return answer


def read(request: HttpRequest, shape: type[Schema]):
    """The call in the body of `request`; raises Problem for another shape, and for another site's.

    In a foreign frame our cookie goes along with whatever any site posts to us, so the page that asks
    has to be ours: browsers say whose it is, and a form cannot send JSON.
    """
    if not is_posted_by_us(request) or request.content_type != "application/json":
        raise Problem("forbidden")
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Problem("too_large")
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise Problem("shape") from error
