"""Publishing many pages at once: the sound ones go out, the others are named."""

from django.contrib import messages
from django.db import transaction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction

from .rules import PublishRefused


class RuledPublishBulkAction(PublishBulkAction):
    """Wagtail's bulk action, a savepoint to each page so that one refusal stops no other."""

    action_priority = PublishBulkAction.action_priority

    def get_execution_context(self):
        self.refused = []
        return {**super().get_execution_context(), "refused": self.refused}

    @classmethod
    def execute_action(cls, objects, include_descendants=False, user=None, refused=None, **kwargs):
        refused = [] if refused is None else refused
        parents = [page for page in objects if cls._publish(page, user, refused)]
        children = []
        if include_descendants:
            children = [
                page
                for parent in objects
                for page in parent.get_descendants().not_live().specific()
                if page.permissions_for_user(user).can_publish() and cls._publish(page, user, refused)
            ]
        return len(parents), len(children)

    @staticmethod
    def _publish(page, user, refused: list) -> bool:
        try:
            with transaction.atomic():
                revision = page.get_latest_revision() or page.specific.save_revision(user=user)
                revision.publish(user=user)
        except PublishRefused as refusal:
            refused.append(refusal)
            return False
        return True

    def form_valid(self, form):
        response = super().form_valid(form)
        for refusal in self.refused:
            messages.error(self.request, str(refusal))
        return response

    def get_success_message(self, num_parent_objects, num_child_objects):
        if not (num_parent_objects or num_child_objects):
            return None
        return super().get_success_message(num_parent_objects, num_child_objects)
