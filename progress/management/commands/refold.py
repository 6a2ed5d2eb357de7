"""Makes every state anew from the facts."""

from django.core.management.base import BaseCommand
from django.db import transaction

from progress.models import Learner
from progress.states import rebuild


class Command(BaseCommand):
    help = "Rebuilds every state from the facts; says how many were not as they should be."

    def handle(self, *args, **options):
        learners = changed = 0
        for pk in Learner.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500):
            with transaction.atomic():  # one learner at a time: a sync never waits for all of them
                changed += rebuild(Learner.objects.select_for_update().get(pk=pk))
            learners += 1
        self.stdout.write(f"Refolded: {learners} learners, {changed} states changed.")
