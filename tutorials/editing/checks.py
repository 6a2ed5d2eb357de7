"""What stands between a service and its publication, always in sight while it is edited."""

from django.template.loader import render_to_string
from wagtail.admin.panels import Panel

from cms.publishing import problems


def checks_html(service) -> str:
    """The problems of a service as it stands in memory, and the drawing of its ways."""
    return render_to_string(
        "tutorials/editing/checks.html",
        {"problems": problems(service), "service": service.described()},
    )


class ChecksPanel(Panel):
    """Shows the problems and the ways; `practice-editor.js` renews it whenever a draft was saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "tutorials/editing/checks_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {"checks": checks_html(self.instance)}
