"""A new key towards platforms, now; by itself the clock does it twice a year."""

from django.core.management.base import BaseCommand, CommandError

from lti import keys
from progress.sealing import NoKey


class Command(BaseCommand):
    help = "A new key for the LTI tool. It signs from tomorrow; the former stay published for a week."

    def add_arguments(self, parser):
        parser.add_argument(
            "--stolen",
            action="store_true",
            help="Somebody else knows the former keys: they end at once, the new one signs at once.",
        )

    def handle(self, *args, stolen, **options):
        try:
            key = keys.rotate(at_once=stolen)
        except NoKey as error:
            raise CommandError(str(error)) from error
        when = "from now on; the former are given up" if stolen else "from tomorrow on"
        self.stdout.write(f"Key {key} signs {when}.")
