"""The end of what is over, and the keys that are due; the clock calls it once a day."""

from django.core.management.base import BaseCommand

from lti.tending import tend


class Command(BaseCommand):
    help = "Deletes logins and launches that are over, forgets idle people of platforms, renews keys."

    def handle(self, *args, **options):
        tend()
