"""Who may push for a learner, and who may do more. Compared in constant time, kept as SHA-256 only."""

import hashlib
from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

from cms.turn import our_turn
from progress.models import Device, Learner, Relay
from progress.schemas import Enrolment, LearnerCall, RelayedCard, RelayEnrolment, SyncCall

NOBODY = "0" * 64  # the hash of nothing that anyone could find


class Forbidden(Exception):
    """Unknown learner, wrong token, wrong secret: from outside all the same."""


def sha256(credential: str) -> str:
    return hashlib.sha256(credential.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who speaks in a call: a device, or a relay whose token was found right."""

    device: UUID
    token: str
    is_relay: bool = False


def identify(call: SyncCall) -> Caller:
    """Who sends `call`; raises Forbidden for a relay with a wrong or a revoked token."""
    relay = Relay.objects.filter(pk=call.device).values_list("token_sha256", "revoked_at").first()
    if relay and (relay[1] or not compare_digest(sha256(call.token), relay[0])):
        raise Forbidden
    return Caller(UUID(call.device), call.token, relay is not None)


def check(caller: Caller, call: LearnerCall) -> Learner:
    """The learner of `call`, which brings nothing; takes no lock. Raises Forbidden."""
    learner = Learner.objects.as_seen_by(caller.device).filter(pk=call.learner).first()
    if not _may_say(caller, call) or learner is None or not _fits(learner, caller, call):
        raise Forbidden
    if _used_anew(learner, call):
        with our_turn():
            _give_up_former(learner, caller)
    return learner


def owner(learner: str, secret: str) -> Learner:
    """The learner whose secret this is; takes no lock. Raises Forbidden."""
    row = Learner.objects.filter(pk=learner).first()
    if not owns(row, secret):
        raise Forbidden
    return row


def owns(learner: Learner | None, secret: str) -> bool:
    """Whether this is the secret of `learner`, or one that a device of theirs was given."""
    known = [learner.secret_sha256 if learner else NOBODY]
    if learner:
        given = learner.devices.exclude(secret_sha256="")
        for each in given.values_list("secret_sha256", "former_secret_sha256"):
            known += filter(None, each)
    return any(compare_digest(sha256(secret), each) for each in known)


def give_secret(learner: Learner, caller: Caller, secret: str) -> None:
    """Enrols the caller's device for `learner`, its row locked, and accepts `secret` from it.

    What it used until now opens until it uses `secret`: the answer may be lost, once or many times.
    """
    given = {"token_sha256": sha256(caller.token), "secret_sha256": sha256(secret)}
    row = Device.objects.filter(learner=learner, device=caller.device).first()
    if row:
        given["former_secret_sha256"] = row.former_secret_sha256 or row.secret_sha256
    Device.objects.update_or_create(learner=learner, device=caller.device, defaults=given)


def _used_anew(learner: Learner, call: LearnerCall) -> bool:
    """Whether `call` is the first that shows the secret which its device was given last."""
    return bool(learner.former_sha256) and learner.own_sha256 in _proofs(call)


def _give_up_former(learner: Learner, caller: Caller) -> None:
    """The device has its new secret, unless it was given another meanwhile, which it may not have."""
    row = Device.objects.filter(learner=learner, device=caller.device)
    row.filter(secret_sha256=learner.own_sha256).update(former_secret_sha256="")


def admit(caller: Caller, call: LearnerCall) -> Learner:
    """The learner of `call`, locked until the transaction ends; made, and its device, if it enrols.

    Raises Forbidden, also when another device was quicker to enrol with another secret.
    """
    if not _may_say(caller, call):
        raise Forbidden
    if call.enrolment:
        made = Learner(id=UUID(call.learner), secret_sha256=_proof(call.enrolment))
        Learner.objects.bulk_create([made], ignore_conflicts=True)
    locked = Learner.objects.select_for_update(of=("self",)).as_seen_by(caller.device)
    learner = locked.filter(pk=call.learner).first()
    if learner is None or not _fits(learner, caller, call):
        raise Forbidden
    if _used_anew(learner, call):
        _give_up_former(learner, caller)
    if call.enrolment and learner.erased_at is None:
        Device.objects.update_or_create(
            learner=learner, device=caller.device, defaults={"token_sha256": sha256(caller.token)}
        )
    return learner


def _may_say(caller: Caller, call: LearnerCall) -> bool:
    """Whether `call` keeps to what its caller may say: hashes and erasures are for relays.

    A card opens all that was done: a token is not enough to bring one.
    """
    if call.erased and not call.enrolment:
        return False
    if call.card and not (call.secret or call.enrolment):
        return False
    has_hash = isinstance(call.enrolment, RelayEnrolment) or isinstance(call.card, RelayedCard)
    return caller.is_relay or not (call.erased or has_hash)


def _proofs(call: LearnerCall) -> list[str]:
    """The hashes of the secrets that `call` brings."""
    proofs = [sha256(call.secret)] if call.secret else []
    return proofs + ([_proof(call.enrolment)] if call.enrolment else [])


def _proof(enrolment: Enrolment | RelayEnrolment) -> str:
    """The hash of the secret that an enrolment proves to know."""
    if isinstance(enrolment, RelayEnrolment):
        return enrolment.secret_sha256
    return sha256(enrolment.secret)


def _fits(learner: Learner, caller: Caller, call: LearnerCall) -> bool:
    """Whether `call` may be served for `learner`, looked up `as_seen_by` its device.

    Every secret in it must be the learner's, or the device's own. An enrolment needs no more, nor does
    one who brings nothing and asks with the secret; otherwise the token must be the device's, unless
    the learner was erased: its devices are forgotten, its late facts dropped.
    """
    own = filter(None, (learner.own_sha256, learner.former_sha256))
    known_secrets = [learner.secret_sha256, *own]
    fitting = [any(compare_digest(proof, each) for each in known_secrets) for proof in _proofs(call)]
    known = compare_digest(sha256(caller.token), learner.token_sha256 or NOBODY)
    only_asks = bool(call.secret) and not call.facts
    return all(fitting) and bool(call.enrolment or only_asks or known or learner.erased_at)
