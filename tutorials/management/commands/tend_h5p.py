"""The end of what a killed server left of H5P packages; the clock calls it once a day."""

from django.core.management.base import BaseCommand

from tutorials.h5p import store


class Command(BaseCommand):
    help = "Takes away the files of H5P packages that were half brought or half deleted."

    def handle(self, *args, **options):
        store.sweep()
