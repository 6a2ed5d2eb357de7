"""Wagtail's command, with our rules: what may not go public is held back and says why."""

from django.utils import timezone
from wagtail.log_actions import log
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import Revision

from cms.publishing import PublishingRulesMixin, problems


class Command(WagtailCommand):
    """Publishes what is due. A page that breaks a rule loses its date and gets a history note."""

    def handle(self, *args, **options):
        if not options["dryrun"]:
            self.hold_back_unsound()
        super().handle(*args, **options)

    def hold_back_unsound(self):
        due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
        for revision in due:
            page = revision.as_object()
            if not isinstance(page, PublishingRulesMixin):
                continue
            if found := problems(page):
                revision.approved_go_live_at = None
                revision.save(update_fields=["approved_go_live_at"])
                log(
                    instance=page,
                    action="cms.publish_refused",
                    revision=revision,
                    data={"problems": [str(problem) for problem in found]},
                )
                lines = "; ".join(map(str, found))
                self.stderr.write(f"Held back “{page.title}” (pk={page.pk}): {lines}")
