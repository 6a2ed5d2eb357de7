"""One run of the relay; the clock calls it with --due."""

import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from progress import relay, uplink
from progress.checks import relay_flaws
from progress.models import SetAside


class Command(BaseCommand):
    help = "Offers to the parent (RELAY_TO) what it has not acknowledged, and asks about every learner."

    def add_arguments(self, parser):
        parser.add_argument(
            "--due",
            action="store_true",
            help="only what is due, with a pause after failures; or nothing",
        )

    def handle(self, *args, due, **options):
        if not settings.RELAY_TO:
            raise CommandError("Set RELAY_TO, RELAY_ID and RELAY_TOKEN (docs/operations.md).")
        for flaw in relay_flaws():
            raise CommandError(flaw)
        if due:
            relay.standing()
            if relay.is_resting() or not relay.is_due():
                return
        try:
            report = relay.run(uplink.post, everyone=not due)
        except relay.NotNow as failure:
            relay.note_failure(failure, jitter=secrets.randbelow(1000) / 1000)
            raise CommandError(f"Relay: {failure}") from failure
        relay.note_success()
        aside = SetAside.objects.count()
        self.stdout.write(f"Relay: {report}." + (f" Set aside in all: {aside}." if aside else ""))
