"""The boxes that relay to this server: who they are, a new one, one less."""

import secrets
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from progress import sealing
from progress.credentials import sha256
from progress.models import Relay


class Command(BaseCommand):
    help = "Registers a centre box that relays to this server; without a name, lists them all."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group()
        what.add_argument("name", nargs="?", help="what people call the box")
        what.add_argument("--revoke", metavar="UUID", type=UUID, help="let this one in no more")

    def handle(self, *args, name, revoke, **options):
        if revoke:
            self.revoke(revoke)
        elif name:
            self.register(name)
        else:
            self.list()

    def register(self, name: str) -> None:
        longest = Relay._meta.get_field("name").max_length
        if not name.strip() or len(name) > longest:
            raise CommandError(f"A name has 1 to {longest} characters.")
        token = secrets.token_hex(16)
        relay = Relay.objects.create(name=name.strip(), token_sha256=sha256(token))
        self.stdout.write("Set these on the box; the token is shown only now:")
        self.stdout.write(f"RELAY_TO={settings.PUBLIC_URL}")
        self.stdout.write(f"RELAY_ID={relay.pk}")
        self.stdout.write(f"RELAY_TOKEN={token}")
        self.stdout.write(f"RELAY_KEY={sealing.public_key()}")

    def revoke(self, pk: UUID) -> None:
        relay = Relay.objects.filter(pk=pk).first()
        if relay is None:
            raise CommandError("No relay has this id.")
        Relay.objects.filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now())
        self.stdout.write(f"{relay.name} is let in no more. What it brought stays.")

    def list(self) -> None:
        for relay in Relay.objects.order_by("created_at", "pk"):
            state = f"revoked {relay.revoked_at:%Y-%m-%d}" if relay.revoked_at else "may relay"
            self.stdout.write(f"{relay.pk}  {state}  {relay.name}")
