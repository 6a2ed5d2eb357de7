"""Nothing goes public without its essentials, whichever road it takes there.

The rules are the ones the blocks and fields state themselves (required, at least one source, exactly
one right answer…). A draft may break them, so that nothing an editor types is ever refused. Every
road to the public page asks `refuse_unsound`, most of them in `Page.publish` (`PublishingRulesMixin`).

==================  ============================================================================
form                the same rules, beside each field; after them the hook `before_publish_page`
admin's API         `api` answers with the places
workflow            `middleware` turns the refusal into messages and leads back to the page
bulk                `bulk` publishes the sound pages and names the others
schedule            the command `publish_scheduled` leaves a note in the page's history
import              `load_catalogue` prints file and place
==================  ============================================================================
"""

from .rules import Problem, PublishingRulesMixin, PublishRefused, problems

__all__ = ["Problem", "PublishRefused", "PublishingRulesMixin", "problems"]
