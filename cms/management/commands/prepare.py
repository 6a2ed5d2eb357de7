"""Brings a database from “migrated” to “an editor can work”; safe to run at every start."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Locale, Page, Site

from cms import roles


class Command(BaseCommand):
    help = "Sets languages, site address, roles and workflow; --demo adds three people to sign in as."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo",
            action="store_true",
            help="make the demo's author, moderator, facilitator and administrator",
        )

    @transaction.atomic
    def handle(self, *args, demo, **options):
        for code, _ in settings.LANGUAGES:
            Locale.objects.get_or_create(language_code=code)
        self.set_address()
        roles.prepare()
        if demo:
            for name, role in (
                ("autor", roles.AUTHORS),
                ("moderator", roles.MODERATORS),
                ("facilitator", roles.FACILITATORS),
            ):
                self.make_person(name, role)
            self.make_person("administrator", superuser=True)

    def set_address(self):
        """The default site answers at PUBLIC_URL: QR codes and canonical links print it."""
        address = urlsplit(settings.PUBLIC_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:  # somebody deleted it; the catalogue's loader gives it a home of ours
            top = Page.objects.filter(depth=2).first() or Page.get_first_root_node()
            site = Site(is_default_site=True, root_page=top)
        wanted = (address.hostname, port, settings.WAGTAIL_SITE_NAME)
        if (site.hostname, site.port, site.site_name) != wanted:
            site.hostname, site.port, site.site_name = wanted
            site.save()
        for site in Site.objects.all():
            for model in settings_registry:
                model.for_site(site)  # so that no reader's request is the first to write it

    def make_person(self, name: str, *roles: str, superuser: bool = False):
        """A person with a password of their own, kept in DATA_DIR so that it can be shown again."""
        kept = settings.DATA_DIR / "demo-passwords" / name
        user, made = get_user_model().objects.get_or_create(
            username=name,
            defaults={
                "first_name": name.capitalize(),
                "last_name": "Exemplu",
                "is_superuser": superuser,
                "is_staff": superuser,
            },
        )
        user.groups.set(Group.objects.filter(name__in=roles))
        if made or not kept.exists():
            password = secrets.token_urlsafe(9)
            user.set_password(password)
            user.save()
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(password)
