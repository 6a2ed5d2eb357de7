"""The register: one row for each certificate, kept for good, and a counter for each series and year."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Crockford's base 32: no I, L, O, U, so that nobody confuses them on paper.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, IN_GROUP = 4, 4  # sixteen letters: 80 bits
LONGEST_NAME = 80


def new_code() -> str:
    """A code that nobody guesses, in groups that one can read out."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(IN_GROUP)) for _ in range(GROUPS)]
    return "-".join(groups)


def as_code(typed: str) -> str | None:
    """The code in what somebody typed, however spaced and in whatever case; None when it is none."""
    letters = "".join(letter for letter in typed.upper() if letter not in " -–.\t\n\xa0")
    letters = letters.translate(str.maketrans("OIL", "011"))
    if len(letters) != GROUPS * IN_GROUP or not set(letters) <= set(LETTERS):
        return None
    return "-".join(letters[at : at + IN_GROUP] for at in range(0, len(letters), IN_GROUP))


class Counter(models.Model):
    """The last number given in a series in a year. Locked by whoever gives the next one."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of the register")
        verbose_name_plural = _("counters of the register")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_counter_a_year")]

    def __str__(self):
        return f"{self.series}-{self.year}: {self.last}"


class Certificate(models.Model):
    """What was true when it was issued; the course may change or go afterwards."""

    class Reason(models.TextChoices):
        """Why it holds no more, in words that anybody who checks it may read."""

        PERSON = "person", _("Withdrawn at the person's request.")
        ERROR = "error", _("Issued by mistake.")
        MISUSE = "misuse", _("The work was not done by the person who asked for it.")

    code = models.CharField(_("code"), max_length=19, unique=True, default=new_code, editable=False)
    # What stands for it in an Open Badge: says nothing, and opens nothing.
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        "progress.Learner",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="certificates",
        db_index=False,
    )
    course = models.UUIDField()
    language = models.CharField(_("language"), max_length=12)

    series = models.CharField(_("series"), max_length=8, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)

    title = models.CharField(_("course"), max_length=255)
    summary = models.CharField(max_length=500, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"))
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    wanted_score = models.PositiveSmallIntegerField()
    competences = models.JSONField(_("DigComp competences"), default=list)
    tutorials = models.JSONField(default=list)

    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    show_name = models.BooleanField(_("the name is shown to whoever checks it"), default=False)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)

    supervised_on = models.DateField(_("supervised on"), null=True, blank=True)
    supervised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("supervised by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason.choices, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        # Nothing is added, changed or deleted by hand: a register keeps what it has.
        default_permissions = ("view",)
        permissions = [
            ("supervise_certificate", "Can mark a certificate as supervised"),
            ("withdraw_certificate", "Can withdraw a certificate"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["learner", "course"], name="one_certificate_a_course"),
            models.UniqueConstraint(fields=["series", "year", "number"], name="one_number_a_series"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, reason="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(reason=""),
                name="withdrawn_with_a_reason",
            ),
        ]
        ordering = ["-issued_at", "-pk"]

    def __str__(self):
        return self.full_number or self.code

    @property
    def full_number(self) -> str:
        """The number as it is printed; empty as long as no authority gave one."""
        return "" if self.number is None else f"{self.series}-{self.year}-{self.number:06}"

    @property
    def day(self):
        """The day of issue where the site is."""
        return timezone.localdate(self.issued_at)

    @property
    def is_valid(self) -> bool:
        return self.withdrawn_at is None

    @property
    def why_withdrawn(self) -> str:
        """The reason in the certificate's own language; empty as long as it holds."""
        with translation.override(self.language):
            return str(self.get_reason_display())

    @property
    def shown_name(self) -> str:
        """The name for whoever holds the code: the person's own choice, as long as it holds."""
        return self.name if self.show_name and self.is_valid else ""

    @property
    def kind(self) -> str:
        """What stands on it: whether a person of ours was there."""
        if self.supervised_on:
            return pgettext_lazy("certificate", "Supervised")
        return pgettext_lazy("certificate", "Self-assessment")

    def address(self, view: str = "certificate") -> str:
        """The path of one of its pages, in its own language."""
        with translation.override(self.language):
            return reverse(view, args=[self.code])
