"""One run of the marks that platforms are to be told; the clock calls it every minute."""

from django.core.management.base import BaseCommand

from lti.classroom import gradebook


class Command(BaseCommand):
    help = "Tells learning platforms (LTI) the marks that are due."

    def handle(self, *args, **options):
        if gradebook.asked():
            self.stdout.write(f"Marks: {gradebook.tell_due()}.")
