"""Why we refuse: every code, its HTTP status, what it means and what to do, in one place.

The code is for whoever looks for the cause (docs/moodle.md lists them); the words are for people, who
can seldom mend it. What exactly was wrong stands in our log, beside the code.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(NamedTuple):
    status: int
    what: Promise
    mend: Promise


AGAIN = _("Go back to your course and open the activity again.")
OPERATOR = _("Please tell whoever looks after your platform. They will need the code below.")
SETTINGS = _(
    "Whoever looks after your platform compares its settings with the values that we show for it. "
    "They will need the code below."
)
CLOCK = _(
    "Whoever looks after your platform sets the clock of its server. They will need the code below."
)

STILL_VALID = _("The invitation is still valid. Try again, or ask us and tell us the code below.")

# 424 and not 502 where the platform does not answer us: many proxies put a page of their own in the
# place of a 5xx. 503 is our own failing alone.
REASONS = {
    # What was asked of us, and how.
    "address": Reason(404, _("There is nothing at this address."), AGAIN),
    "method": Reason(405, _("This address is not opened this way."), AGAIN),
    "malformed": Reason(400, _("We cannot read what your platform sent."), OPERATOR),
    "too_many": Reason(
        429, _("Too many activities were opened at once."), _("Wait a minute and try again.")
    ),
    # The login that a platform begins.
    "platform_unknown": Reason(404, _("We do not know this platform."), SETTINGS),
    "registration_off": Reason(403, _("Your platform may not open lessons here now."), OPERATOR),
    "login_issuer": Reason(400, _("The platform gives another name than we know it by."), SETTINGS),
    "login_client": Reason(400, _("The platform gives another client ID than we know."), SETTINGS),
    "login_malformed": Reason(400, _("Something is missing from what your platform sent."), OPERATOR),
    "no_cookie": Reason(
        403,
        _("Your browser did not keep what tells us that it is you."),
        _(
            "Go back to your course and open the activity again. If it fails again, ask your teacher "
            "to let it open in a new window."
        ),
    ),
    "login_used": Reason(403, _("This way in was used already."), AGAIN),
    "login_expired": Reason(403, _("Opening the activity took too long."), AGAIN),
    "platform_error": Reason(403, _("Your platform did not let you in."), AGAIN),
    # The token with which it answers.
    "token_malformed": Reason(400, _("We cannot read the token of your platform."), OPERATOR),
    "token_algorithm": Reason(400, _("The token is not signed with RS256."), OPERATOR),
    "token_key": Reason(403, _("The token is signed with a key that we do not know."), SETTINGS),
    "token_signature": Reason(403, _("The signature of the token is wrong."), OPERATOR),
    "token_issuer": Reason(403, _("The token was made by somebody else than your platform."), SETTINGS),
    "token_audience": Reason(403, _("The token was made for somebody else."), SETTINGS),
    "token_expired": Reason(403, _("The token of your platform is not valid any more."), CLOCK),
    "token_clock": Reason(403, _("The times in the token of your platform cannot be right."), CLOCK),
    "token_nonce": Reason(403, _("The token belongs to another visit."), AGAIN),
    "keys_unavailable": Reason(
        424,
        _("Your platform does not show us its keys."),
        _("Try again in a minute. If it fails again, tell whoever looks after your platform."),
    ),
    # What the token says.
    "claims": Reason(400, _("What your platform says about this visit is not complete."), OPERATOR),
    "deployment_unknown": Reason(403, _("We do not know this deployment of the tool."), SETTINGS),
    "deployment_off": Reason(403, _("This deployment of the tool is not approved."), OPERATOR),
    "foreign_host": Reason(
        403, _("Your platform names an address that we do not know as its own."), SETTINGS
    ),
    "no_lesson": Reason(
        404,
        _("The lesson of this activity is not here, or not any more."),
        _("Please tell your teacher, who can choose another one."),
    ),
    # Choosing lessons.
    "teachers_only": Reason(
        403, _("Only a teacher of the course chooses its lessons."), _("Go back to your course.")
    ),
    "deep_types": Reason(
        400,
        _("Your platform does not take links to lessons here."),
        _("Add them as an activity instead."),
    ),
    "not_choosing": Reason(403, _("This visit is not for choosing lessons."), AGAIN),
    "no_signing_key": Reason(
        503,
        _("We cannot sign anything now."),
        _("It is our fault, and it is being noted. Please try again later."),
    ),
    # A launch, afterwards.
    "no_launch": Reason(404, _("This visit is not known here, or it has ended."), AGAIN),
    "other_browser": Reason(403, _("This visit was begun in another browser."), AGAIN),
    "expired": Reason(403, _("This visit has ended: it was too long ago."), AGAIN),
    # Registering a platform.
    "invitation": Reason(
        403,
        _("This invitation is not valid: it was used, it has expired, or it never was one."),
        _("Ask us for a new one."),
    ),
    "invitation_opened": Reason(
        400,
        _("This address is opened by a learning platform, not by hand."),
        _("In Moodle it is pasted as “Tool URL”; the invitation stays valid."),
    ),
    "invitation_origin": Reason(
        403,
        _("This invitation is for a platform at another address."),
        _("Ask us for one for the address of your platform."),
    ),
    "configuration": Reason(
        424,
        _("Your platform does not tell us properly how to register."),
        STILL_VALID,
    ),
    "registration_refused": Reason(
        424,
        _("Your platform did not register us."),
        STILL_VALID,
    ),
    "registration_twice": Reason(
        409,
        _("This platform is registered already under this client ID."),
        _("Nothing was changed. Please write to us if it does not work."),
    ),
    # In the lesson.
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
