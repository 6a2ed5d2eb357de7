"""Where a tool may be, and our own addresses as a platform.

Nothing that a token says widens it: only what was registered counts.
"""

from django.conf import settings
from django.urls import reverse

from lti.origins import origin_of
from tutorials.models import ExternalTool


def issuer() -> str:
    """By which name tools know us."""
    return settings.PUBLIC_URL


def ours(name: str, *arguments) -> str:
    """The whole address of a view of ours under /lti/platform/."""
    return settings.PUBLIC_URL + reverse(f"lti:platform:{name}", args=arguments)


def may_send() -> bool:
    """Whether tools can know us at all: LTI is for sites on https."""
    return origin_of(settings.PUBLIC_URL) is not None


def redirect_uris_of(tool: ExternalTool) -> list[str]:
    return list(filter(None, map(str.strip, tool.redirect_uris.splitlines())))


def origins_of(tool: ExternalTool) -> list[str]:
    """The origins at which the tool was registered."""
    addresses = [tool.launch_url, tool.login_url, tool.keyset_url, tool.deep_link_url]
    return list(dict.fromkeys(filter(None, map(origin_of, addresses + redirect_uris_of(tool)))))


def values_to_paste(tool: ExternalTool) -> list[tuple[str, str]]:
    """What the tool's own form asks of us, by the names that LTI has for it."""
    return [
        ("Platform ID / Issuer", issuer()),
        ("Client ID", tool.client_id),
        ("Deployment ID", tool.deployment_id),
        ("Authentication request URL", ours("authorize")),
        ("Access token URL", ours("token")),
        ("Public keyset URL", settings.PUBLIC_URL + reverse("lti:jwks")),
    ]
