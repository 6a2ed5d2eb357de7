"""What we keep of learners who go to external tools: as whom, for which activity, with what result."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lti.models import FetchedKeys, new_id
from progress.models import Learner
from tutorials.models import ExternalTool


class Participant(models.Model):
    """A learner as one tool knows them: by a name that says nothing, and that no other tool has."""

    tool = models.ForeignKey(ExternalTool, on_delete=models.CASCADE, related_name="participants")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    sub = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=["tool", "learner"], name="one_sub_a_learner_and_tool")
        ]

    def __str__(self):
        return self.sub


class LineItem(models.Model):
    """One activity, as a tool reports scores of it (AGS 2.0, section 3.2)."""

    tool = models.ForeignKey(ExternalTool, on_delete=models.CASCADE, related_name="line_items")
    page = models.UUIDField()  # translation key of the tutorial
    block = models.CharField(max_length=64)
    label = models.CharField(max_length=120)
    maximum = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("line item")
        verbose_name_plural = _("line items")
        constraints = [
            models.UniqueConstraint(fields=["tool", "page", "block"], name="one_line_item_an_activity")
        ]

    def __str__(self):
        return self.label

    @property
    def resource_link_id(self) -> str:
        return f"{self.page}:{self.block}"


class Result(models.Model):
    """A participant who went to an activity, and the last score that the tool told of them, if any."""

    line_item = models.ForeignKey(LineItem, on_delete=models.CASCADE, related_name="results")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="results")
    timestamp = models.DateTimeField(null=True)  # the tool's; orders its scores
    given = models.FloatField(null=True)
    maximum = models.FloatField(null=True)
    told = models.JSONField(default=dict)  # the data of the last fact that came of it

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(
                fields=["line_item", "participant"], name="one_result_a_participant"
            )
        ]

    def __str__(self):
        return f"{self.line_item_id} / {self.participant_id}"


class Departure(models.Model):
    """Somebody on their way to a tool: a learner to an activity, or an editor who chooses one.

    Its id is the hint that goes along (OpenID Connect, `login_hint`): used once, soon, by the browser
    that holds its cookie.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    tool = models.ForeignKey(ExternalTool, on_delete=models.CASCADE, related_name="+")
    # One of the two: whose way it is.
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    claims = models.JSONField(default=dict)  # what the token will say, but for its times
    cookie_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    # Of an editor: what their form calls the block, and what the tool answered.
    form_key = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)
    item = models.JSONField(null=True)

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(participant=None) ^ models.Q(user=None),
                name="a_learner_or_an_editor_departs",
            )
        ]

    def __str__(self):
        return self.id


class SpentAssertion(models.Model):
    """The `jti` of a tool's assertion, until that has expired: nobody comes with it again."""

    digest = models.CharField(primary_key=True, max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("spent assertion")
        verbose_name_plural = _("spent assertions")

    def __str__(self):
        return self.digest


class ToolKeyset(FetchedKeys):
    """The public keys of a tool, as last fetched (lti/keysets.py)."""

    tool = models.OneToOneField(ExternalTool, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("keyset of a tool")
        verbose_name_plural = _("keysets of tools")
