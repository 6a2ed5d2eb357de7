"""The login that a platform begins with us (OpenID Connect third-party initiated login; LTI 1.3
security framework, section 5.1.1): begun once, answered once, by the same browser.
"""

import datetime
import secrets
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from lti_tool.models import LtiRegistration

from lti import cookies
from lti.models import Login
from lti.reading import Unreadable, an_id
from lti.refusals import Refusal

MINUTES = 10
LONGEST_HINT = 8 * 1024  # letters; Canvas puts a whole token into `lti_message_hint`


def launch_address() -> str:
    """Where tokens come, whatever a platform asks for: the one address that is registered there."""
    return settings.PUBLIC_URL + reverse("lti:launch")


def login_address(registration: LtiRegistration) -> str:
    """Where that platform begins its logins."""
    return settings.PUBLIC_URL + reverse("lti:init", args=[registration.uuid])


def begin(told: dict[str, Any], registration: LtiRegistration) -> HttpResponse:
    """Sends the browser back to the platform, with a state that only this browser can use.

    `told` is what came, by name. Raises Refusal.
    """
    hints = _hints(told, registration)
    login = Login(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        registration=registration,
        expires_at=timezone.now() + datetime.timedelta(minutes=MINUTES),
    )
    secret = cookies.new_secret()
    login.cookie_sha256 = cookies.digest(secret)
    login.save(force_insert=True)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": launch_address(),
        "state": login.state,
        "nonce": login.nonce,
        **hints,
    }
    joint = "&" if "?" in registration.auth_url else "?"
    response = HttpResponseRedirect(registration.auth_url + joint + urlencode(asked))
    path = reverse("lti:launch")
    cookies.put(response, login.state, secret, path=path, seconds=MINUTES * 60)
    return response


def _hints(told: dict[str, Any], registration: LtiRegistration) -> dict[str, str]:
    """What the platform wants to see again. Raises Refusal for a login that is not begun properly."""
    if told.get("iss") != registration.issuer:
        raise Refusal("login_issuer", repr(told.get("iss"))[:200], registration=registration)
    if told.get("client_id") not in (None, "", registration.client_id):
        raise Refusal("login_client", repr(told["client_id"])[:200], registration=registration)
    try:
        an_id(told.get("target_link_uri"), "target_link_uri", LONGEST_HINT)
        hints = {"login_hint": an_id(told.get("login_hint"), "login_hint", LONGEST_HINT)}
        if told.get("lti_message_hint"):
            name = "lti_message_hint"
            hints[name] = an_id(told[name], name, LONGEST_HINT)
    except Unreadable as error:
        raise Refusal("login_malformed", str(error), registration=registration) from error
    return hints


def take(request: HttpRequest, state: str) -> Login:
    """The login that `state` names, for the browser that began it; nobody gets it again.

    Raises Refusal.
    """
    if not state or cookies.name_of(state) not in request.COOKIES:
        raise Refusal("no_cookie")
    with transaction.atomic():
        login = (
            Login.objects.select_related("registration__platform").filter(state=_plain(state)).first()
        )
        if login is None:
            raise Refusal("login_used")
        if not cookies.fits(request, state, login.cookie_sha256):
            raise Refusal("no_cookie", "another browser's", registration=login.registration)
        # Of two who come with it at once, one deletes it.
        if not Login.objects.filter(state=login.state).delete()[0]:
            raise Refusal("login_used", registration=login.registration)
    if login.expires_at <= timezone.now():
        raise Refusal("login_expired", registration=login.registration)
    if not login.registration.is_active:
        raise Refusal("registration_off", registration=login.registration)
    return login


def _plain(state: str) -> str:
    try:
        return an_id(state, "state", Login._meta.get_field("state").max_length)
    except Unreadable as error:
        raise Refusal("login_used", "no state of ours") from error
