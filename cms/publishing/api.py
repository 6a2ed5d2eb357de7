"""The API that Wagtail's admin talks to publishes without `Page.publish`: here it asks the rules."""

from rest_framework.exceptions import ValidationError
from wagtail.admin.api.actions.copy import CopyPageAPIAction
from wagtail.admin.api.actions.create_alias import CreatePageAliasAPIAction
from wagtail.admin.api.actions.publish import PublishPageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet

from .rules import PublishRefused, refuse_unsound, refuse_unsound_copies


class RuledAPIAction:
    """Answers 400 with the places instead of making an unsound page public."""

    def _action_from_data(self, instance, data):
        action = super()._action_from_data(instance, data)
        action.check()
        try:
            self.refuse(action, data)
        except PublishRefused as refusal:
            raise ValidationError(refusal.messages) from refusal
        return action


class RuledPublishAPIAction(RuledAPIAction, PublishPageAPIAction):
    def refuse(self, action, data):
        refuse_unsound(action.object)


class RuledCopyAPIAction(RuledAPIAction, CopyPageAPIAction):
    def refuse(self, action, data):
        if data["keep_live"]:
            refuse_unsound_copies(action.page, recursive=data["recursive"])


class RuledAliasAPIAction(RuledAPIAction, CreatePageAliasAPIAction):
    def refuse(self, action, data):
        refuse_unsound_copies(action.page, recursive=data["recursive"])


class RuledPagesAPIViewSet(PagesAdminAPIViewSet):
    actions = {
        **PagesAdminAPIViewSet.actions,
        "publish": RuledPublishAPIAction,
        "copy": RuledCopyAPIAction,
        "create_alias": RuledAliasAPIAction,
    }
