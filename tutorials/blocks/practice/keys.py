"""Keys by which the parts of a service know each other: made from titles, chosen from lists.

The widgets are plain text boxes; `practice-editor.js` fills in the keys and turns the references into
lists of what stands in the same form, saved or not.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import FieldBlock

KEY = r"[a-z][a-z0-9-]{0,39}"
PLACE = r"[a-z0-9-]+(\.[a-z0-9-]+){0,2}"


class EditorInput(forms.TextInput):
    """A text box that the script of this form knows by ``data-practice-<role>``."""

    def __init__(self, role: str, value: str, **data: str):
        named = {f"data-practice-{name}": said for name, said in ({role: value} | data).items()}
        super().__init__({**named, "autocomplete": "off", "spellcheck": "false"})

    class Media:
        js = ["tutorials/practice-editor.js"]
        css = {"all": ["tutorials/practice-editor.css"]}


class WordBlock(FieldBlock):
    """One word of a fixed form, in a box that a script fills in; a draft may hold any."""

    pattern = KEY
    refusal = _("Small letters, digits and hyphens, a letter first.")

    def __init__(self, widget: forms.Widget, required: bool = False, help_text: str = "", **kwargs):
        self.field = forms.CharField(
            required=required, max_length=122, widget=widget, help_text=help_text
        )
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and not self.is_deferred_validation and not re.fullmatch(self.pattern, value):
            raise ValidationError(self.refusal)
        return value

    def get_searchable_content(self, value):
        return []

    class Meta:
        default = ""


class KeyBlock(WordBlock):
    """The key of a part, made from its title (or label, or words) and kept when that changes.

    It is to differ from the others of its list or, by its `scope`, of the whole service. `otherwise`
    it is made from, where the title may stay empty.
    """

    def __init__(self, source: str = "title", scope: str = "list", otherwise: str = "", **kwargs):
        super().__init__(
            EditorInput("key", scope, source=source, otherwise=otherwise),
            help_text=_("Makes itself, and stays when the words change. Others refer to it."),
            **{"label": _("Key")} | kwargs,
        )

    class Meta:
        icon = "key"


class ReferenceBlock(WordBlock):
    """The key of something in the same form: a `screen`, a row of the `card`, a place to be `set`."""

    pattern = PLACE
    refusal = _("Choose from the list.")

    def __init__(self, to: str, **kwargs):
        super().__init__(EditorInput("reference", to), **kwargs)

    class Meta:
        icon = "link"
