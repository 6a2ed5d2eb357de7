"""Notices a restored database; `set_up` and the clock call it."""

from django.core.management.base import BaseCommand

from progress import epoch


class Command(BaseCommand):
    help = "Gives a database that was restored a new epoch, so that devices offer all facts again."

    def handle(self, *args, **options):
        if epoch.check():
            self.stdout.write("The database was restored: devices will offer all their facts again.")
