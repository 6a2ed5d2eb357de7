"""What the server knows of learners: identities, devices, facts, and what follows from them.

What people did refers to content as (translation_key, block id), never by a foreign key: it outlives
moves, re-imports and deletions.
"""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A Lamport counter that no tablet reaches, and that JavaScript's numbers hold exactly.
HIGHEST_SEQ = 2**48
SHA256_HEX = 64


class LearnerQuerySet(models.QuerySet):
    def as_seen_by(self, device: uuid.UUID) -> "LearnerQuerySet":
        """Each with what `device` must prove to know, `token_sha256`, and may prove: `own_sha256`, and
        `former_sha256` until it has proven that.

        None where it never enrolled.
        """
        its_row = models.FilteredRelation("devices", condition=models.Q(devices__device=device))
        return self.annotate(
            its_row=its_row,
            token_sha256=models.F("its_row__token_sha256"),
            own_sha256=models.F("its_row__secret_sha256"),
            former_sha256=models.F("its_row__former_secret_sha256"),
        )


class Learner(models.Model):
    """Made on a device. An erased one stays known, so that no late outbox brings it back."""

    id = models.UUIDField(primary_key=True, editable=False)
    secret_sha256 = models.CharField(max_length=SHA256_HEX)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")

    def __str__(self):
        return str(self.id)


class Device(models.Model):
    """A device that may push for a learner. One tablet is as many devices as it has learners."""

    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, related_name="devices", db_index=False
    )
    device = models.UUIDField()
    token_sha256 = models.CharField(max_length=SHA256_HEX)
    name = models.CharField(max_length=40, blank=True)  # what this learner calls it, for them alone
    # Of the secret that it was given for a card; empty where it came with the learner's.
    secret_sha256 = models.CharField(max_length=SHA256_HEX, blank=True)
    # Of the one before, as long as that was not used: the answer that brought it may have been lost.
    former_secret_sha256 = models.CharField(max_length=SHA256_HEX, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.UniqueConstraint(fields=["learner", "device"], name="one_token_a_device"),
        ]

    def __str__(self):
        return f"{self.learner_id} / {self.device}"


class Relay(models.Model):
    """A box below us that brings the facts of its learners; of their secrets it knows the hashes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100)
    token_sha256 = models.CharField(max_length=SHA256_HEX)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("relay")
        verbose_name_plural = _("relays")

    def __str__(self):
        return self.name


class Fact(models.Model):
    """What a learner did, as the device told it; never changed after it was stored.

    The primary key is the cursor of a pull. Facts of one learner are committed in its order, because
    whoever stores them holds the learner's row locked (`progress/sync.py`).
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="facts", db_index=False)
    uuid = models.UUIDField()
    device = models.UUIDField()
    seq = models.BigIntegerField()
    at = models.CharField(max_length=40)
    kind = models.CharField(max_length=32)
    page = models.UUIDField()
    block = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (absent is not empty)
    version = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    verdict = models.BooleanField(null=True, blank=True)
    content_hash = models.CharField(max_length=SHA256_HEX)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.UniqueConstraint(fields=["learner", "uuid"], name="one_fact_an_id"),
            models.CheckConstraint(
                condition=models.Q(seq__gte=1, seq__lte=HIGHEST_SEQ), name="seq_is_a_counter"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict=None) | models.Q(kind="answer"),
                name="only_answers_are_graded",
            ),
        ]
        indexes = [models.Index(fields=["learner", "id"], name="facts_in_order_of_arrival")]

    def __str__(self):
        return f"{self.kind} {self.uuid}"


class PageState(models.Model):
    """What the fold made of a learner's facts about one page; always to be had again from them."""

    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, related_name="states", db_index=False
    )
    page = models.UUIDField()
    state = models.JSONField()
    fold_version = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("state of a page")
        verbose_name_plural = _("states of pages")
        constraints = [
            models.UniqueConstraint(fields=["learner", "page"], name="one_state_a_page"),
        ]

    def __str__(self):
        return f"{self.learner_id} / {self.page}"


def new_epoch_value() -> str:
    return uuid.uuid4().hex


class Epoch(models.Model):
    """One row: which life of the database this is (`progress/epoch.py`)."""

    ONLY = 1

    value = models.CharField(max_length=32, default=new_epoch_value)
    # Erasing takes the highest facts away; a restore must not be mistaken for it, nor it for a restore.
    erased_up_to = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("epoch")
        verbose_name_plural = _("epochs")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_epoch")]

    def __str__(self):
        return self.value


class Parent(models.Model):
    """One row: what we last heard from the server that this box relays to (`progress/relay.py`)."""

    ONLY = 1

    relay = models.UUIDField(null=True)  # as whom we spoke
    epoch = models.CharField(max_length=64, blank=True)  # the parent's; empty before its first answer
    own_epoch = models.CharField(max_length=32, blank=True)  # ours, at that time
    generation = models.PositiveIntegerField(default=0)  # how often all marks were taken back
    carried = models.PositiveIntegerField(default=0)  # number of the last sealed file that we wrote
    answered = models.PositiveIntegerField(default=0)  # … and of the last whose answer we read
    heard_at = models.DateTimeField(null=True)  # when it last answered
    failures = models.PositiveIntegerField(default=0)  # in a row
    not_before = models.DateTimeField(null=True)  # the clock leaves the parent alone until then

    class Meta:
        verbose_name = _("parent")
        verbose_name_plural = _("parents")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_parent")]

    def __str__(self):
        return f"{self.relay} / {self.epoch}"


class Mark(models.Model):
    """How far the parent has a learner's facts; without one, it was never told of the learner."""

    class Status(models.TextChoices):
        OK = "ok"
        FORBIDDEN = "forbidden"
        ERASED = "erased"

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, primary_key=True)
    sent_up_to = models.BigIntegerField(default=0)  # the highest fact accepted, or refused for good
    status = models.CharField(max_length=9, choices=Status)
    card = models.PositiveIntegerField(default=0)  # the highest number of a card that it heard of
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")

    def __str__(self):
        return f"{self.learner_id} / {self.sent_up_to}"


class SetAside(models.Model):
    """A fact of ours that the parent refused. It stays here; it is not offered again."""

    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, related_name="set_aside", db_index=False
    )
    uuid = models.UUIDField()
    code = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("fact set aside")
        verbose_name_plural = _("facts set aside")
        constraints = [
            models.UniqueConstraint(fields=["learner", "uuid"], name="set_aside_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.uuid}"


from progress.cards.models import Card  # noqa: E402 (Django looks for them here)
from progress.certificates.models import Certificate, Counter  # noqa: E402

__all__ = [
    "HIGHEST_SEQ",
    "Card",
    "Certificate",
    "Counter",
    "Device",
    "Epoch",
    "Fact",
    "Learner",
    "LearnerQuerySet",
    "Mark",
    "PageState",
    "Parent",
    "Relay",
    "SetAside",
    "new_epoch_value",
]
