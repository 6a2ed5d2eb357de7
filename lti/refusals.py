"""Why we refuse: every code, its HTTP status, what it means and what to do, in one place.

The code is for whoever looks for the cause (docs/moodle.md lists them); the words are for people.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(NamedTuple):
    status: int
    what: Promise
    mend: Promise


AGAIN = _("Go back to your course and open the activity again.")
OPERATOR = _("Please tell whoever looks after the platform. They will need the code below.")

TEACHER = _("Please tell your teacher, who can choose another lesson.")

REASONS = {
    "method": Reason(405, _("This address is not opened this way."), AGAIN),
    "no_launch": Reason(404, _("This visit is not known here, or it has ended."), AGAIN),
    "other_browser": Reason(403, _("This visit was begun in another browser."), AGAIN),
    "expired": Reason(403, _("This visit has ended: it was too long ago."), AGAIN),
    "registration_off": Reason(403, _("Your platform may not open lessons here now."), OPERATOR),
    "deployment_off": Reason(
        403, _("This tool is not approved for your part of the platform."), OPERATOR
    ),
    "no_lesson": Reason(404, _("The lesson of this activity is not published here."), TEACHER),
    "not_inside": Reason(404, _("This page does not belong to the lesson of this activity."), AGAIN),
    "no_teacher": Reason(403, _("Only those who teach the course see its class."), AGAIN),
}


class Refusal(Exception):
    """We refuse, and store nothing. `code` is one of REASONS; `detail` is for the log alone."""

    def __init__(self, code: str, detail: str = "", *, registration=None, wait: int = 0):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.registration = registration  # whose frame may show it, once that is known
        self.wait = wait  # seconds, for whoever came too often

    @property
    def status(self) -> int:
        return REASONS[self.code].status
