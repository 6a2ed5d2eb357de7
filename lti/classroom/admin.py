"""Marks on their way to platforms, for admins: what was told, and why a platform did not take it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from lti.admin import AdminsPolicy
from lti.classroom.models import Score


class MarksPolicy(AdminsPolicy):
    """They are looked at. What they say follows from facts, and from what platforms answered."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)


class MarksView(IndexView):
    def get_edit_url(self, instance):
        """What stands first in a row leads to the mark: there is nothing to edit."""
        return self.get_inspect_url(instance)

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("launched__user__registration")


class MarksViewSet(ModelViewSet):
    model = Score
    name = url_prefix = "lti-marks"
    icon = "success"
    menu_label = _("Marks for platforms (LTI)")
    add_to_settings_menu = True
    add_to_reference_index = False
    index_view_class = MarksView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = [
        "launched",
        Column("platform", label=_("platform"), accessor="launched.user.registration.name"),
        "given",
        "told_at",
        "due",
        "code",
    ]
    list_filter = ["due", "code"]
    inspect_view_fields = [
        "launched",
        "deployment",
        "link",
        "line_item",
        "given",
        "activity",
        "told_at",
        "due",
        "not_before",
        "failures",
        "code",
        "detail",
    ]
    ordering = ["-changed_at"]
    form_fields = ["code"]  # never shown: nobody may add or change
