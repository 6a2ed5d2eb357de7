"""A tool of somebody else where an activity of a tutorial takes place (LTI 1.3)."""

import secrets
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

LONGEST_ADDRESS = 500


def new_client_id() -> str:
    return secrets.token_urlsafe(16)


def new_deployment_id() -> str:
    return secrets.token_hex(4)


class ExternalTool(index.Indexed, models.Model):
    """A tool that was registered with us: where it is, and by which names it knows us.

    Who has the permission `register_externaltool` registers, changes and deletes tools: what we send
    people to. Whoever writes tutorials may choose one. How people get there is for higher rooms.
    """

    name = models.CharField(
        _("name"), max_length=100, help_text=_("Readers see it: “The activity opens at …”.")
    )
    login_url = models.CharField(_("initiate login URL"), max_length=LONGEST_ADDRESS)
    launch_url = models.CharField(_("tool URL (target link URI)"), max_length=LONGEST_ADDRESS)
    redirect_uris = models.TextField(_("redirection URIs"))  # one a line
    keyset_url = models.CharField(_("public keyset URL"), max_length=LONGEST_ADDRESS)
    deep_link_url = models.CharField(
        _("content selection URL (deep linking)"), max_length=LONGEST_ADDRESS, blank=True
    )
    is_active = models.BooleanField(_("in use"), default=True)
    client_id = models.CharField(
        _("client ID"), max_length=64, unique=True, default=new_client_id, editable=False
    )
    deployment_id = models.CharField(
        _("deployment ID"), max_length=64, default=new_deployment_id, editable=False
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("external tool")
        verbose_name_plural = _("external tools")
        ordering = ["name"]
        # Not add, change, delete, which roles.prepare gives to all moderators.
        default_permissions = ("view", "register")

    def __str__(self):
        return self.name

    @property
    def host(self) -> str:
        """Where it is, as people read it in the address bar."""
        return urlsplit(self.launch_url).hostname or ""

    @property
    def hosts(self) -> set[str]:
        """Every host at which it was registered."""
        addresses = [self.login_url, self.launch_url, self.deep_link_url, *self.redirect_uris.split()]
        return {host for address in addresses if (host := urlsplit(address).hostname)}
