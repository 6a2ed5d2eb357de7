"""The parts of the home page."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class TaskBlock(blocks.StructBlock):
    """One sentence that begins with “I want to…” and leads to a tutorial."""

    words = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("I want to…"),
        help_text=_("In the reader's words. Empty: the tutorial's own sentence."),
    )
    tutorial = blocks.PageChooserBlock(page_type="tutorials.TutorialPage", label=_("Tutorial"))

    class Meta:
        icon = "list-ul"
        label = _("Wish")
        label_format = "{words}"
        template = "courses/blocks/task.html"
        preview_value = {"words": _("pay a tax and keep the proof")}
        description = _("A sentence completing “I want to…”. Several may lead to one tutorial.")

    def get_preview_value(self):
        value = super().get_preview_value()
        value["tutorial"] = self.child_blocks["tutorial"].target_model.objects.live().first()
        return value


class TasksBlock(blocks.StreamBlock):
    task = TaskBlock()

    class Meta:
        min_num = 1
        max_num = 16


class DoorBlock(blocks.StructBlock):
    """A way in for one audience."""

    audience = SnippetChooserBlock("tutorials.Audience", label=_("Audience"))
    title = blocks.CharBlock(max_length=80, label=_("In their words"))
    text = blocks.CharBlock(max_length=120, label=_("What they find"))

    class Meta:
        icon = "group"
        label = _("Door")
        label_format = "{title}"
        template = "courses/blocks/door.html"
        preview_value = {
            "title": _("I learn for myself"),
            "text": _("At home, at your own pace"),
        }
        description = _("Leads one audience to what is for them.")

    def get_preview_value(self):
        value = super().get_preview_value()
        value["audience"] = self.child_blocks["audience"].model_class.objects.first()
        return value

    def get_preview_context(self, value, parent_context=None):
        index = apps.get_model("courses", "CourseIndexPage").objects.live().first()
        return {**super().get_preview_context(value, parent_context), "index": index}


class DoorsBlock(blocks.StreamBlock):
    door = DoorBlock()

    class Meta:
        max_num = 8


class PromiseBlock(blocks.StructBlock):
    strong = blocks.CharBlock(max_length=80, label=_("Promise"))
    text = blocks.CharBlock(required=False, max_length=160, label=_("In more words"))

    class Meta:
        icon = "tick"
        label = _("Promise")
        label_format = "{strong}"
        template = "courses/blocks/promise.html"
        preview_value = {
            "strong": _("We ask for no account."),
            "text": _("You can learn without giving your name."),
        }
        description = _("Something that is true today and that takes away a fear.")


class PromisesBlock(blocks.StreamBlock):
    promise = PromiseBlock()

    class Meta:
        max_num = 6
