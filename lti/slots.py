"""What this room puts into places that lower rooms name (cms/slots.py)."""

from django.template.loader import render_to_string

from lti.platform import addresses


def way_to_activity(context: dict) -> str:
    """In an activity that takes place elsewhere: the way there, and what to know before one goes."""
    told = {
        "value": context["value"],
        # An editor's preview of the block stands in no page.
        "page": context.get("page"),
        "block": context.get("block"),
        "may_send": addresses.may_send(),
    }
    return render_to_string("lti/platform/way.html", told)


def choice(context: dict) -> str:
    """In the editor: the button that opens the tool, to choose what the activity is."""
    return render_to_string("lti/platform/admin/choice.html")


def what_platforms_tell(context: dict) -> str:
    """On the page of what is known of people: what is known of who comes from a school's platform."""
    return render_to_string("lti/what_platforms_tell.html", {"months": context["months"]})
