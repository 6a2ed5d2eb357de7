"""What progress puts into places that lower rooms name: places only; the device fills them.

Every page is the same for everyone, so what stands here says nothing of anybody.
"""

from django.template.loader import render_to_string

from progress import sealing
from progress.certificates import rule
from progress.pictures import NAMES


def continue_pane(context: dict) -> str:
    """On the home: the way back to the tutorial that was left last."""
    return render_to_string("progress/continue.html")


def bookmark(context: dict) -> str:
    """Among what one can do with a tutorial: keep it, to find it again."""
    return render_to_string("progress/bookmark.html")


def bookmarks(context: dict) -> str:
    """On the home: the tutorials that one kept."""
    return render_to_string("progress/bookmarks.html")


def kept_line(context: dict) -> str:
    """Below the steps and at the foot of a tutorial: that what was done is kept."""
    return render_to_string("progress/kept.html")


def device_pane(context: dict) -> str:
    """On the page about this device: what was done here, the code for another one, an end to it."""
    return render_to_string("progress/device.html")


def foot(context: dict) -> str:
    """The way to what we know about people."""
    return render_to_string("progress/foot.html")


def certificate_pane(context: dict) -> str:
    """On the page of a course that certifies who finishes it: what is missing, and the way to ask."""
    page, request = context["page"], context["request"]
    if not page.offers_certificate or getattr(request, "is_preview", False):
        return ""
    asked = rule.asked_of(page, context["tutorials"])
    practises = any(each.practices for each in asked)
    told = {"page": page, "asked": asked, "practises": practises}
    return render_to_string("progress/certificates/pane.html", told, request=request)


def who(context: dict) -> str:
    """In the head of every page: who is at the device, and the way to somebody else; our public key."""
    return render_to_string(
        "progress/chip.html", {"pictures": NAMES, "server_key": sealing.key_in_pages()}
    )


def who_foot(context: dict) -> str:
    """The way to those who learn on this device."""
    return render_to_string("progress/who_foot.html")


def idle(context: dict) -> str:
    """Asks whether somebody is still there, before the next one is."""
    return render_to_string("progress/idle.html")


def hand_over(context: dict) -> str:
    """Where one is done: the button that leaves the device to the next."""
    return render_to_string("progress/hand_over.html")
