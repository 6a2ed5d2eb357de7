"""Where editors keep e-services and helplines."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.models import EService, Helpline


class EServiceViewSet(SnippetViewSet):
    model = EService
    icon = "site"
    list_display = ["name", "institution", "checked_on", "review_by"]
    list_filter = ["institution"]


class HelplineViewSet(SnippetViewSet):
    model = Helpline
    icon = "phone"
    list_display = ["name", "phone", "checked_on", "review_by"]


class DirectoryGroup(SnippetViewSetGroup):
    menu_label = _("Directory")
    menu_icon = "list-ul"
    items = (EServiceViewSet, HelplineViewSet)


register_snippet(DirectoryGroup)
