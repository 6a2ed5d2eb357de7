"""What an operator runs after a restore that nobody could notice."""

from django.core.management.base import BaseCommand

from progress import epoch


class Command(BaseCommand):
    help = "Makes every device offer all its facts again: for after a restore (docs/operations.md)."

    def handle(self, *args, **options):
        self.stdout.write(f"The epoch is {epoch.renew()} from now on.")
