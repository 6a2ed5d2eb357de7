"""A statement to debate, with arguments for both sides: opinions, never facts of ours."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class DebateBlock(blocks.StructBlock):
    statement = blocks.CharBlock(
        max_length=200,
        label=_("Statement"),
        help_text=_("One sentence that one may be for or against, with good reasons on both sides."),
    )
    pros = blocks.ListBlock(
        blocks.CharBlock(max_length=300, label=_("Argument for")),
        min_num=2,
        max_num=5,
        label=_("Arguments for"),
        help_text=_("Opinions, in plain words. A fact needs its source in the tutorial."),
    )
    cons = blocks.ListBlock(
        blocks.CharBlock(max_length=300, label=_("Argument against")),
        min_num=2,
        max_num=5,
        label=_("Arguments against"),
        help_text=_("As many and as strong as those for: nobody should see what you think."),
    )
    questions = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Question")),
        min_num=1,
        max_num=6,
        label=_("Questions for the audience"),
        help_text=_("They begin with “when”, “how” or “for whom” and have no single right answer."),
    )

    class Meta:
        icon = "group"
        label = _("Debate")
        label_format = "{statement}"
        template = "tutorials/blocks/debate.html"
        preview_value = {
            "statement": _("The block should talk to each other in a group on the telephone."),
            "pros": [_("News reach everybody at once."), _("Nobody has to climb the stairs.")],
            "cons": [_("Who has no such telephone is left out."), _("Quarrels are read by all.")],
            "questions": [_("For whom should there be a sheet on the notice board as well?")],
        }
        description = _("For a club or a class: roles and minutes are added by themselves.")


class DebatesBlock(blocks.StreamBlock):
    """Dezbatere: at most one a tutorial."""

    debate = DebateBlock()

    class Meta:
        max_num = 1
