"""The shapes of the sync (docs/decisions/009-sync.md), for checking calls and for the OpenAPI document.

Facts are described here and checked in `progress/facts.py`, one by one: a malformed one must not
refuse the call. UUIDs are text in lower case, so that what is answered is what was sent.
"""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, FailFast, Field, StrictBool, StrictInt

from progress.cards.models import HIGHEST_NUMBER, LONGEST_HANDLE
from progress.facts import HIGHEST_SEQ, KIND, LONGEST_AT, LONGEST_NAME, UUID, UUID7, whole

MOST_FACTS = 5_000
MOST_SEALED = 600  # a device sends 500 facts of 100 learners at most, each with an enrolment
MOST_LEARNERS = 1_000

Uuid = Annotated[str, Field(pattern=f"^{UUID}$", json_schema_extra={"format": "uuid"})]
Credential = Annotated[
    str, Field(pattern="^[0-9a-f]{32}$", description="128 random bits in hexadecimal digits.")
]
Sha256 = Annotated[
    str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of a secret, in hexadecimal digits.")
]
Handle = Annotated[
    str,
    Field(
        pattern="^[a-z]{4,9} [0-9]{3}$",
        max_length=LONGEST_HANDLE,
        description="A word and three digits, such as “vulpe 417”.",
    ),
]
CardCode = Annotated[
    str, Field(pattern="^[0-9a-f]{16}$", description="64 random bits in hexadecimal digits.")
]
CardNumber = Annotated[StrictInt, Field(ge=1, le=HIGHEST_NUMBER), BeforeValidator(whole)]
# Without an upper bound: one learner's number must not refuse the call of all others on their tablet.
BroughtNumber = Annotated[
    StrictInt,
    Field(
        ge=1,
        description="One more than the highest known. One that is far beyond ours is not taken: "
        "the answer names the card that holds.",
    ),
    BeforeValidator(whole),
]
Cursor = Annotated[StrictInt, Field(ge=0, lt=2**63), BeforeValidator(whole)]


class FactObject(Schema):
    page: Uuid = Field(description="The translation key of the page.")
    block: str | None = Field(None, min_length=1, max_length=LONGEST_NAME)


class Fact(Schema):
    """What somebody did. Unknown fields are ignored."""

    id: str = Field(pattern=f"^{UUID7}$", description="UUID version 7, made on the device.")
    learner: Uuid
    device: Uuid
    seq: StrictInt = Field(ge=1, le=HIGHEST_SEQ, description="A Lamport counter per learner.")
    at: str = Field(max_length=LONGEST_AT, description="RFC 3339; what the device claims.")
    kind: str = Field(pattern=f"^{KIND}$")
    object: FactObject
    version: str = Field(max_length=LONGEST_NAME, description="Hash of the content that was shown.")
    data: dict[str, Any] = Field(description="At most 4 kB of JSON, 8 deep.")


class PulledFact(Fact):
    received_at: str


class Enrolment(Schema):
    secret: Credential


class RelayEnrolment(Schema):
    """By a relay alone: it never knew the secret. Whoever sends `secret` as well is taken at that."""

    secret_sha256: Sha256


class HeldCard(Schema):
    """Which card of a learner holds."""

    handle: Handle
    number: CardNumber = Field(description="Counts the learner's cards: the highest holds.")


class NewCard(HeldCard):
    """With the learner's secret, or an enrolment."""

    number: BroughtNumber
    code: CardCode


class RelayedCard(HeldCard):
    """By a relay alone: it never knew the code."""

    number: BroughtNumber
    code_sha256: Sha256


class LearnerCall(Schema):
    learner: Uuid
    enrolment: Enrolment | RelayEnrolment | None = Field(
        None, description="Makes the learner, or lets one more device push for it."
    )
    erased: StrictBool | None = Field(
        None, description="By a relay alone, with an enrolment: true where the learner was erased."
    )
    secret: Credential | None = Field(None, description="Asks for what other devices added.")
    cursor: Cursor | None = Field(None, description="Of the last answer; absent: from the beginning.")
    whole: StrictBool | None = Field(
        None,
        description="With a secret: also what this device itself told, which it does not have now.",
    )
    name: str | None = Field(
        None,
        max_length=40,
        description=(
            "With a secret or an enrolment, else unheard: what the learner calls this device, for the "
            "list that `devices` asks for."
        ),
    )
    devices: StrictBool | None = Field(
        None, description="With a secret: also from which devices the learner learns."
    )
    card: NewCard | RelayedCard | None = Field(
        None, description="A card that was made: it replaces those with lower numbers."
    )
    facts: list[Any] = Field(
        description="Facts; one that is malformed is refused, the others are kept."
    )
    sealed: list[Any] | None = Field(
        None,
        description=(
            "Of a locked profile: texts in base64url without padding, each a fact, or an object with "
            "`enrolment`, as JSON in UTF-8, sealed to the key that every page names as "
            "`data-server-key` by HPKE (RFC 9180: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, "
            "AES-256-GCM, info “pascupas facts 1”): the encapsulated key, then the ciphertext. "
            "At most 16,384 letters each, and 600 in a call. Their indexes count on from those of "
            "`facts`; one that cannot be opened is refused as `sealed`."
        ),
    )


class SyncCall(Schema):
    device: Uuid
    token: Credential
    # The first flaw is enough: one for each of two million would take gigabytes.
    learners: Annotated[list[LearnerCall], FailFast()]


class RefusedFact(Schema):
    id: Uuid | None
    index: StrictInt
    code: str
    message: str


class KnownDevice(Schema):
    """`received_at`: when a fact that was made there last arrived; null before the first."""

    device: Uuid
    name: str
    received_at: str | None


class LearnerAnswer(Schema):
    learner: Uuid
    status: Literal["ok", "forbidden", "erased", "later"]
    accepted: list[str]
    refused: list[RefusedFact]
    facts: list[PulledFact]
    cursor: Cursor
    more: StrictBool
    devices: list[KnownDevice] = Field([], description="Only where it was asked for.")
    card: HeldCard | None = Field(
        None, description="The card that holds; told to who brings a secret or a card."
    )


class SyncAnswer(Schema):
    """`accepted` names what was stored now or before: only that may leave an outbox."""

    epoch: str
    learners: list[LearnerAnswer]


class Heir(Schema):
    """Who somebody goes on as: proven as well, by any secret of theirs."""

    learner: Uuid
    secret: Credential


class EraseCall(Schema):
    learner: Uuid
    secret: Credential
    heir: Heir | None = Field(
        None,
        description=(
            "Of a learner who went over into another, by a card: certificates go to that one, for "
            "courses in which it has none. Without it all are withdrawn."
        ),
    )


class ProblemAnswer(Schema):
    model_config = ConfigDict(title="Problem")

    code: str
    message: str
