"""The API that Wagtail's admin talks to publishes without `Page.publish`: here it asks the rules."""

from rest_framework.exceptions import ValidationError
from wagtail.admin.api.actions.publish import PublishPageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet

from .rules import PublishRefused, refuse_unsound


class RuledPublishAPIAction(PublishPageAPIAction):
    """Answers 400 with the places instead of publishing an unsound page."""

    def _action_from_data(self, instance, data):
        action = super()._action_from_data(instance, data)
        action.check()
        try:
            refuse_unsound(action.object)
        except PublishRefused as refusal:
            raise ValidationError(refusal.messages) from refusal
        return action


class RuledPagesAPIViewSet(PagesAdminAPIViewSet):
    actions = {**PagesAdminAPIViewSet.actions, "publish": RuledPublishAPIAction}
