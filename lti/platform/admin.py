"""Tools as our admins see them: registered with the values to paste, both ways; switched off."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from lti.models import LONGEST_ADDRESS
from lti.platform import addresses
from lti.reading import Unreadable, an_address
from tutorials.models import ExternalTool

MOST_ADDRESSES = 20


def check_address(text: str) -> None:
    try:
        an_address(text, text[:LONGEST_ADDRESS])
    except Unreadable as error:
        raise ValidationError(
            _("This must be an address that begins with https://: %(address)s"),
            params={"address": text[:80]},
        ) from error


class ToolForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("login_url", "launch_url", "keyset_url", "deep_link_url"):
            self.fields[name].validators.append(check_address)
        self.fields["redirect_uris"].widget = forms.Textarea(attrs={"rows": 3})

    def clean_redirect_uris(self):
        lines = [line.strip() for line in self.cleaned_data["redirect_uris"].splitlines()]
        told = list(dict.fromkeys(filter(None, lines)))
        for line in told:
            check_address(line)
        if len(told) > MOST_ADDRESSES:
            raise ValidationError(_("These are too many."))
        return "\n".join(told)


class ValuesPanel(Panel):
    """What the tool's own form asks of us."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "lti/platform/admin/values.html"

        def is_shown(self):
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context=None):
            told = {
                "values": addresses.values_to_paste(self.instance),
                "may_send": addresses.may_send(),
            }
            return super().get_context_data(parent_context) | told


class ToolViewSet(SnippetViewSet):
    model = ExternalTool
    icon = "link-external"
    menu_label = _("External tools (LTI)")
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", Column("host", label=_("Its address")), "is_active"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            ValuesPanel(heading=_("Values for the tool")),
            MultiFieldPanel(
                [
                    FieldPanel("login_url"),
                    FieldPanel("launch_url"),
                    FieldPanel(
                        "redirect_uris",
                        help_text=_(
                            "One a line, to the letter. The tool gets its answers nowhere else."
                        ),
                    ),
                    FieldPanel("keyset_url"),
                    FieldPanel(
                        "deep_link_url",
                        help_text=_("Only if the tool lets one choose content. Often the tool URL."),
                    ),
                ],
                heading=_("Values of the tool"),
                help_text=_("The tool shows them where one registers it in a learning platform."),
            ),
            FieldPanel(
                "is_active", help_text=_("Without the tick, pages say nothing of its activities.")
            ),
        ],
        base_form_class=ToolForm,
    )
