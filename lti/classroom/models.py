"""Who a platform's person is here, and what the platform has still to be told of them."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from lti_tool.models import LtiContext, LtiDeployment, LtiUser

from progress.models import Learner

LONGEST_ADDRESS = 2048


class LaunchedLearner(models.Model):
    """A platform's person, (registration, sub), as a learner of ours; made with their first launch.

    Never linked by an e-mail address or a name. It goes with the learner, and the learner stays
    without it: where somebody kept themselves on a device, what they did is theirs.
    """

    user = models.OneToOneField(LtiUser, on_delete=models.CASCADE, related_name="launched")
    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="launched")
    seen_at = models.DateTimeField(_("seen last"), null=True, blank=True)  # when facts came last

    class Meta:
        verbose_name = _("learner by launch")
        verbose_name_plural = _("learners by launch")

    def __str__(self):
        return self.user.name or self.user.sub


class ScoreQuerySet(models.QuerySet):
    def due(self, now) -> "ScoreQuerySet":
        """What platforms that are let in are to be told now."""
        ready = models.Q(not_before=None) | models.Q(not_before__lte=now)
        return self.filter(
            ready,
            due=True,
            launched__user__registration__is_active=True,
            deployment__is_active=True,
        )

    def declined(self) -> "ScoreQuerySet":
        """What a platform does not have, and nobody offers it any more."""
        return self.in_trouble().filter(due=False)

    def in_trouble(self) -> "ScoreQuerySet":
        """What a platform does not have, since it declined or did not answer."""
        return self.exclude(code__in=Score.UNTROUBLED)


class Score(models.Model):
    """The mark of one person for one link of the platform: an outbox of one.

    `marks` counts how often facts changed it, so that what comes while it is being sent is not lost.
    """

    launched = models.ForeignKey(LaunchedLearner, on_delete=models.CASCADE, related_name="scores")
    deployment = models.ForeignKey(LtiDeployment, on_delete=models.CASCADE, related_name="+")
    link = models.CharField(max_length=255)  # what the platform calls it: `resource_link.id`
    target_kind = models.CharField(max_length=10)
    target_key = models.UUIDField()
    locale = models.CharField(max_length=10)
    # Of the claim of Assignment and Grade Services, as the last launch had them.
    line_item = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    line_items = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    scopes = models.JSONField(default=list)

    due = models.BooleanField(_("to be told"), default=False)
    marks = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    # What the platform has: in percent; null where it was told that nothing can be marked yet.
    given = models.DecimalField(_("mark"), max_digits=5, decimal_places=2, null=True, blank=True)
    activity = models.CharField(max_length=20, blank=True)
    told_at = models.DateTimeField(
        _("told at"), null=True, blank=True
    )  # the timestamp it was told with
    # Why it was not taken, for whoever looks after it: a code of `gradebook.py`, and the answer.
    code = models.CharField(_("refused for"), max_length=20, blank=True)
    detail = models.CharField(_("answer"), max_length=300, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark for a platform")
        verbose_name_plural = _("marks for platforms")
        constraints = [
            models.UniqueConstraint(fields=["launched", "deployment", "link"], name="one_mark_a_link"),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=models.Q(due=True), name="marks_that_are_due"
            ),
        ]

    SUPERSEDED = "superseded"  # the platform has a later one
    UNTROUBLED = ("", SUPERSEDED)

    def __str__(self):
        return f"{self.launched} / {self.link}"

    @property
    def is_declined(self) -> bool:
        """As `declined` of the query set: a launch that changes nothing costs no query more."""
        return self.code not in self.UNTROUBLED and not self.due


class ClassList(models.Model):
    """How asking the platform for a class went last (`members.py`)."""

    context = models.OneToOneField(LtiContext, on_delete=models.CASCADE, related_name="class_list")
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=20, blank=True)  # why the last try brought nothing

    ASKING = "asking"
    LONGEST = timedelta(minutes=2)  # after which nobody is asking any more

    class Meta:
        verbose_name = _("list of a class")
        verbose_name_plural = _("lists of classes")

    def __str__(self):
        return str(self.context)

    @property
    def is_coming(self) -> bool:
        """Whether the platform is being asked just now."""
        return self.code == self.ASKING and timezone.now() - self.tried_at < self.LONGEST


class Passage(models.Model):
    """A ticket by which somebody came from the frame to a device: good for that device alone."""

    ticket = models.CharField(max_length=16, primary_key=True)
    device = models.UUIDField()
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("used ticket")
        verbose_name_plural = _("used tickets")

    def __str__(self):
        return self.ticket
