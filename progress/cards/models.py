"""One row for each card of a learner; only the newest still has the hash of its code."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_HANDLE = 16  # a word of nine letters, a space, three digits
HIGHEST_NUMBER = 2**31 - 1  # what the column holds in every database


class CardQuerySet(models.QuerySet):
    def holding(self) -> "CardQuerySet":
        """Those that nothing has replaced."""
        return self.filter(replaced_at=None)


class Card(models.Model):
    """A handle and the hash of a code. A replaced card keeps who issued it and when, and no hash."""

    learner = models.ForeignKey(
        "progress.Learner", on_delete=models.CASCADE, related_name="cards", db_index=False
    )
    handle = models.CharField(_("handle"), max_length=LONGEST_HANDLE, db_index=True)
    code_sha256 = models.CharField(max_length=64, blank=True)
    number = models.PositiveIntegerField(_("number"))
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
        help_text=_("Nobody, where the learner made it."),
    )
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning card")
        verbose_name_plural = _("learning cards")
        default_permissions = ()
        permissions = [("issue_card", _("Can issue a learning card to who lost theirs"))]
        constraints = [
            models.UniqueConstraint(fields=["learner", "number"], name="one_card_a_number"),
            models.UniqueConstraint(
                fields=["learner"], condition=models.Q(replaced_at=None), name="one_card_holds"
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_at=None) ^ models.Q(code_sha256=""),
                name="replaced_cards_have_no_code",
            ),
        ]
        indexes = [models.Index(fields=["code_sha256"], name="cards_by_code")]

    def __str__(self):
        return self.handle
