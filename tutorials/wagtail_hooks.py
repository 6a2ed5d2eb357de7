"""Where editors keep audiences and the glossary."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from tutorials.models import Audience, GlossaryTerm, PracticeService


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    list_display = ["term", "meaning"]
    add_to_admin_menu = True


class AudienceViewSet(SnippetViewSet):
    model = Audience
    icon = "group"
    list_display = ["name", "slug"]


class PracticeServiceViewSet(SnippetViewSet):
    model = PracticeService
    icon = "desktop"
    menu_label = _("Practice services")
    list_display = ["title", "institution"]
    add_to_admin_menu = True


register_snippet(GlossaryViewSet)
register_snippet(AudienceViewSet)
register_snippet(PracticeServiceViewSet)
