"""`POST /api/v1/card/redeem`: a card brings its learner to another device."""

from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from progress import throttle
from progress.cards import register
from progress.credentials import Caller
from progress.problems import Problem
from progress.schemas import CardCode, CardNumber, Credential, Handle, ProblemAnswer, Uuid

router = Router()


class RedeemCall(Schema):
    handle: Handle
    code: CardCode
    device: Uuid
    token: Credential = Field(description="The device is enrolled with it.")


class RedeemAnswer(Schema):
    learner: Uuid
    secret: Credential = Field(description="For this device alone; opens what the learner's does.")
    number: CardNumber


REFUSALS = {(400, 403, 405, 413, 422, 429): ProblemAnswer}


@router.post("/card/redeem", response={200: RedeemAnswer, **REFUSALS}, summary="Redeem a learning card")
def redeem(request, call: RedeemCall):
    """Enrols the device for the learner whose card this is. The card stays valid.

    Whatever is wrong with a card is answered alike. After 10 wrong ones in a minute from one address,
    or 100 in a day with one handle, nobody redeems from there, or by that handle, for a while.
    """
    bounds = throttle.redeeming(request, call.handle)
    if wait := max(bound.seconds_to_wait() for bound in bounds):
        raise Problem("too_many", Retry_After=str(wait))
    redeemed = register.redeem(call.handle, call.code, Caller(UUID(call.device), call.token))
    if redeemed is None:
        for bound in bounds:
            bound.count()
        raise Problem("card")
    return vars(redeemed)
