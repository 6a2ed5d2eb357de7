"""Rows for tests: a platform that is let in, and what hangs below it. Names that mean nothing."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from lti_tool.models import (
    LtiContext,
    LtiDeployment,
    LtiMembership,
    LtiRegistration,
    LtiResourceLink,
    LtiUser,
)

from lti import cookies
from lti.models import Invitation, Launch, MessageType, Platform, Role

ISSUER = "https://moodle.scoala.exemplu"


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = LtiRegistration
        skip_postgeneration_save = True

    name = "Școala 12"
    issuer = ISSUER
    client_id = factory.Sequence(lambda n: f"client-{n}")
    auth_url = f"{ISSUER}/mod/lti/auth.php"
    token_url = f"{ISSUER}/mod/lti/token.php"
    keyset_url = f"{ISSUER}/mod/lti/certs.php"
    platform = factory.RelatedFactory("makers.PlatformFactory", factory_related_name="registration")


class PlatformFactory(DjangoModelFactory):
    class Meta:
        model = Platform

    registration = factory.SubFactory(RegistrationFactory, platform=None)
    approved_at = factory.LazyFunction(timezone.now)


class DeploymentFactory(DjangoModelFactory):
    class Meta:
        model = LtiDeployment

    registration = factory.SubFactory(RegistrationFactory)
    deployment_id = factory.Sequence(str)
    is_active = True


class UserFactory(DjangoModelFactory):
    class Meta:
        model = LtiUser

    registration = factory.SubFactory(RegistrationFactory)
    sub = factory.Sequence(str)
    given_name = "Ioana"
    name = "Ioana Pop"


class ContextFactory(DjangoModelFactory):
    class Meta:
        model = LtiContext

    deployment = factory.SubFactory(DeploymentFactory)
    id_on_platform = factory.Sequence(lambda n: f"course-{n}")
    title = "Clasa a VI-a"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = LtiMembership

    context = factory.SubFactory(ContextFactory)
    user = factory.SubFactory(
        UserFactory, registration=factory.SelfAttribute("..context.deployment.registration")
    )
    is_learner = True


class ResourceLinkFactory(DjangoModelFactory):
    class Meta:
        model = LtiResourceLink

    context = factory.SubFactory(ContextFactory)
    id_on_platform = factory.Sequence(lambda n: f"link-{n}")


class LaunchFactory(DjangoModelFactory):
    """A learner's launch of a resource link. The browser's cookie: `enter(client, launch)`."""

    class Meta:
        model = Launch

    class Params:
        secret = "a secret of one browser"

    resource_link = factory.SubFactory(ResourceLinkFactory)
    context = factory.SelfAttribute("resource_link.context")
    deployment = factory.SelfAttribute("context.deployment")
    registration = factory.SelfAttribute("deployment.registration")
    user = factory.SubFactory(UserFactory, registration=factory.SelfAttribute("..registration"))
    message_type = MessageType.RESOURCE
    roles = [Role.LEARNER]
    locale = "ro"
    cookie_sha256 = factory.LazyAttribute(lambda made: cookies.digest(made.secret))
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(hours=8))


def enter(client, launch: Launch, secret: str = "a secret of one browser") -> None:
    """Gives `client` the cookie that belongs to `launch`."""
    client.cookies[cookies.name_of(launch.id)] = secret


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    name = "Școala 12"
    origin = ISSUER
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=7))
