"""Where editors keep audiences, the glossary and practice services; what publishing tells them."""

from django.contrib import messages
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.permissions import OnePermissionPolicy
from tutorials.editing.h5p import PackageCreateView
from tutorials.editing.unseen import unseen
from tutorials.editing.views import (
    ServiceCopyView,
    ServiceCreateView,
    ServiceEditView,
    ServiceExportView,
    ServiceImportView,
    ServiceIndexView,
    ServicePartsView,
)
from tutorials.models import Audience, GlossaryTerm, H5PPackage, PracticeService, TutorialPage


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
    list_display = ["title", "institution", LiveStatusTagColumn()]
    list_filter = ["color"]
    add_to_admin_menu = True
    index_view_class = ServiceIndexView
    add_view_class = ServiceCreateView
    copy_view_class = ServiceCopyView
    edit_view_class = ServiceEditView

    def get_urlpatterns(self):
        export = self.construct_view(ServiceExportView)
        parts = self.construct_view(ServicePartsView)
        return [
            *super().get_urlpatterns(),
            path("import/", self.construct_view(ServiceImportView), name="import"),
            path("export/<int:pk>/", export, name="export"),
            path("parts/<int:pk>/", parts, name="parts"),
        ]


class H5PViewSet(SnippetViewSet):
    model = H5PPackage
    icon = "media"
    menu_label = _("H5P activities")
    list_display = ["title", "main_library", "uploaded_by", "uploaded_at"]
    add_to_admin_menu = True
    add_view_class = PackageCreateView
    copy_view_enabled = False


# Readers' devices run packages.
register_permission_policy(H5PPackage, OnePermissionPolicy(H5PPackage, "upload"))
register_snippet(GlossaryViewSet)
register_snippet(H5PViewSet)
register_snippet(AudienceViewSet)
register_snippet(PracticeServiceViewSet)


@hooks.register("after_publish_page")
def say_what_readers_do_not_see(request, page):
    """It is published all the same: without its drawings it is whole."""
    if isinstance(page, TutorialPage):
        for problem in unseen(page):
            messages.warning(request, str(problem))
