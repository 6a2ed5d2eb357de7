"""What we keep of platforms and their launches, beside the tables of django-lti.

Those hold registrations, deployments, users, contexts, memberships, resource links and our keys.
"""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from lti_tool.models import LtiContext, LtiDeployment, LtiRegistration, LtiResourceLink, LtiUser

SHA256_HEX = 64
LONGEST_ADDRESS = 2048


def new_id() -> str:
    """128 random bits that go into an address: 22 letters."""
    return secrets.token_urlsafe(16)


class Role(models.TextChoices):
    """What somebody is in a context of the platform (lti/roles.py says how we know)."""

    TEACHER = "teacher", _("teacher")
    ADMINISTRATOR = "administrator", _("administrator of the course")
    AUTHOR = "author", _("author of the course")
    ASSISTANT = "assistant", _("teaching assistant")
    MENTOR = "mentor", _("mentor")
    LEARNER = "learner", _("learner")


# Who may choose what others learn; an assistant may not.
TEACHING = frozenset({Role.TEACHER, Role.ADMINISTRATOR, Role.AUTHOR})


class MessageType(models.TextChoices):
    """The messages that we take (LTI 1.3 core, section 5.3.1; Deep Linking 2.0, section 4.4.1)."""

    RESOURCE = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"


class TargetKind(models.TextChoices):
    COURSE = "course"
    TUTORIAL = "tutorial"


class Platform(models.Model):
    """What a registration does not say: which further hosts it may name, and who approved it."""

    registration = models.OneToOneField(
        LtiRegistration, on_delete=models.CASCADE, related_name="platform"
    )
    # A host a line, beside those of the registration's own addresses.
    further_hosts = models.TextField(_("further hosts of its services"), blank=True)
    family = models.CharField(
        _("software"), max_length=100, blank=True
    )  # as it told when it registered
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")

    def __str__(self):
        return self.registration.name


class Login(models.Model):
    """A login that the platform has begun with us; used once, by the browser that holds its cookie."""

    state = models.CharField(max_length=64, primary_key=True)
    nonce = models.CharField(max_length=64)
    registration = models.ForeignKey(LtiRegistration, on_delete=models.CASCADE, related_name="+")
    cookie_sha256 = models.CharField(max_length=SHA256_HEX)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("begun login")
        verbose_name_plural = _("begun logins")

    def __str__(self):
        return self.state


class Launch(models.Model):
    """One arrival from a platform: who, where, what for; open until it expires, in one browser."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    registration = models.ForeignKey(LtiRegistration, on_delete=models.CASCADE, related_name="launches")
    deployment = models.ForeignKey(LtiDeployment, on_delete=models.CASCADE, related_name="launches")
    user = models.ForeignKey(LtiUser, on_delete=models.CASCADE, related_name="launches")
    # Both null where the platform named no context: what has none is nobody's group.
    context = models.ForeignKey(
        LtiContext, on_delete=models.CASCADE, related_name="launches", null=True, blank=True
    )
    resource_link = models.ForeignKey(
        LtiResourceLink, on_delete=models.CASCADE, related_name="launches", null=True, blank=True
    )
    message_type = models.CharField(max_length=32, choices=MessageType)
    roles = models.JSONField(
        default=list
    )  # values of Role, as the last launch in this context had them
    # What was asked for, by kind and translation key; both empty where the link names nothing.
    target_kind = models.CharField(max_length=10, choices=TargetKind, blank=True)
    target_key = models.UUIDField(null=True, blank=True)
    locale = models.CharField(max_length=10)  # one of LANGUAGES
    return_url = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    # Services and settings, each in the words of its specification: "ags", "nrps", "deep_linking",
    # "custom", "presentation", "resource_link" (lti/claims.py).
    claims = models.JSONField(default=dict)
    cookie_sha256 = models.CharField(max_length=SHA256_HEX)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("launch")
        verbose_name_plural = _("launches")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target_kind="", target_key=None)
                | models.Q(target_key__isnull=False) & ~models.Q(target_kind=""),
                name="a_target_has_kind_and_key",
            ),
        ]

    def __str__(self):
        return self.id

    @property
    def target(self) -> str:
        """``course/<translation key>``, ``tutorial/<translation key>``, or nothing."""
        return f"{self.target_kind}/{self.target_key}" if self.target_kind else ""

    @property
    def teaches(self) -> bool:
        """Whether this person may choose what others learn here."""
        return bool(TEACHING & set(self.roles))


class FetchedKeys(models.Model):
    """Somebody's public keys, as last fetched; in the database, so that workers share them."""

    address = models.CharField(max_length=LONGEST_ADDRESS)  # from where; another one is fetched anew
    keys = models.JSONField(default=list)
    fetched_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)  # however it went

    class Meta:
        abstract = True

    def __str__(self):
        return self.address


class Keyset(FetchedKeys):
    """The public keys of a platform (lti/keysets.py)."""

    registration = models.OneToOneField(LtiRegistration, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("keyset of a platform")
        verbose_name_plural = _("keysets of platforms")


class Invitation(models.Model):
    """Lets the platform at one origin register itself, once (LTI Dynamic Registration 1.0)."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=100)
    origin = models.CharField(_("address of the platform"), max_length=255)  # https://host[:port]
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    registration = models.OneToOneField(
        LtiRegistration,
        verbose_name=_("platform"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitation",
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return self.name


from lti.classroom.models import ClassList, LaunchedLearner, Passage, Score  # noqa: E402 (Django looks here)
from lti.platform.models import (  # noqa: E402 (Django looks for them here)
    Departure,
    LineItem,
    Participant,
    Result,
    SpentAssertion,
    ToolKeyset,
)

__all__ = [
    "TEACHING",
    "ClassList",
    "Departure",
    "Invitation",
    "Keyset",
    "Launch",
    "LaunchedLearner",
    "LineItem",
    "Login",
    "MessageType",
    "Participant",
    "Passage",
    "Platform",
    "Result",
    "Role",
    "Score",
    "SpentAssertion",
    "TargetKind",
    "ToolKeyset",
    "new_id",
]
