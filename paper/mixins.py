"""For pages that can stand on paper."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path


class PrintableMixin(RoutablePageMixin):
    """Gives a page its sheets: ``tipar/`` (normal) and ``tipar/mare/`` (letters of 18 pt and more).

    The addresses last: they stand on paper. A page that prints sets `print_template`, which extends
    ``paper/sheet.html``. Put it before the page's base class.
    """

    print_template: str

    @property
    def preview_modes(self):
        return [*super().preview_modes, ("print", _("On paper"))]

    @path("tipar/", name="print")
    def print_view(self, request):
        return self.sheet(request, large=False)

    @path("tipar/mare/", name="print_large")
    def print_large_view(self, request):
        return self.sheet(request, large=True)

    def sheet(self, request, *, large: bool) -> TemplateResponse:
        """The page on paper, in normal or in large letters."""
        context = self.get_context(request)
        context["large"] = large
        context["on_paper"] = True  # nothing may wait to be opened
        context["other_size_url"] = context["print_url" if large else "print_large_url"]
        return TemplateResponse(request, self.print_template, context)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        address = self.get_url(request) or ""
        context["print_url"] = address + self.reverse_subpage("print")
        context["print_large_url"] = address + self.reverse_subpage("print_large")
        return context

    def serve_preview(self, request, mode_name):
        if mode_name == "print":
            request.is_preview = True
            return self.sheet(request, large=False)
        return super().serve_preview(request, mode_name)
