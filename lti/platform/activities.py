"""An external activity of a published tutorial, and what a tool is told when a learner goes to it."""

from typing import Any, NamedTuple

from django.conf import settings

from lti.claims import DEEP_LINKING, VERSION
from lti.platform import addresses
from lti.platform.models import LineItem
from tutorials.models import ExternalTool, TutorialPage

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
SCORE, LINE_ITEM, RESULTS = (
    f"{AGS}scope/{name}" for name in ("score", "lineitem.readonly", "result.readonly")
)
SCOPES = (LINE_ITEM, RESULTS, SCORE)


class Activity(NamedTuple):
    page: TutorialPage
    block: Any  # the block of kind `external`

    @property
    def value(self) -> Any:
        return self.block.value

    @property
    def tool(self) -> ExternalTool:
        return self.value["tool"]

    @property
    def target(self) -> str:
        return self.value["address"] or self.tool.launch_url


def find(page: str, block: str, language: str) -> Activity | None:
    """The activity `block` of a tutorial that is published in `language`; None where there is none."""
    found = TutorialPage.objects.live().public().filter(translation_key=page)
    tutorial = found.filter(locale__language_code=language).first()
    for each in tutorial.exercises if tutorial else ():
        if each.id == block and each.block_type == "external" and each.value.offered:
            return Activity(tutorial, each)
    return None


def line_item_of(activity: Activity) -> LineItem:
    """The one of this activity, as its block has it now."""
    label = activity.value["label"] or activity.value["title"]
    row, _made = LineItem.objects.update_or_create(
        tool=activity.tool,
        page=activity.page.translation_key,
        block=activity.block.id,
        defaults={"label": label, "maximum": activity.value["max_score"]},
    )
    return row


def resource_claims(activity: Activity, item: LineItem) -> dict[str, Any]:
    """What the token says of the activity (LTI 1.3 core, section 5.3.6): nothing of the learner."""
    page, value = activity.page, activity.value
    return {
        **_common(activity.tool, "LtiResourceLinkRequest", activity.target, page.locale.language_code),
        f"{LTI}roles": [f"{MEMBERSHIP}Learner"],
        f"{LTI}resource_link": {
            "id": item.resource_link_id,
            "title": value["title"],
            "description": value["purpose"],
        },
        f"{LTI}context": {"id": str(page.translation_key), "title": page.title},
        f"{LTI}custom": value.parameters,
        f"{AGS}claim/endpoint": {
            "scope": list(SCOPES),
            "lineitems": addresses.ours("line_items", page.translation_key),
            "lineitem": addresses.ours("line_item", item.pk),
        },
    }


def choosing_claims(tool: ExternalTool, language: str, data: str) -> dict[str, Any]:
    """What the token says when an editor goes there to choose (Deep Linking 2.0, section 4.4)."""
    return {
        **_common(tool, "LtiDeepLinkingRequest", tool.deep_link_url, language),
        f"{LTI}roles": [f"{MEMBERSHIP}Instructor", f"{MEMBERSHIP}ContentDeveloper"],
        DEEP_LINKING: {
            "deep_link_return_url": addresses.ours("deep"),
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["window"],
            "accept_multiple": False,
            "accept_lineitem": True,
            "auto_create": False,
            "data": data,
        },
    }


def _common(tool: ExternalTool, message: str, target: str, language: str) -> dict[str, Any]:
    return {
        f"{LTI}message_type": message,
        f"{LTI}version": VERSION,
        f"{LTI}deployment_id": tool.deployment_id,
        f"{LTI}target_link_uri": target,
        f"{LTI}launch_presentation": {"document_target": "window", "locale": language},
        f"{LTI}tool_platform": {
            "guid": addresses.issuer(),
            "name": settings.WAGTAIL_SITE_NAME,
            "url": addresses.issuer(),
            "product_family_code": "pas-cu-pas",
        },
    }
