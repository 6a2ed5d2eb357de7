"""What we ask of a platform: to take a score, line items (AGS 2.0), who is in a class (NRPS 2.0).

Every call goes out by `lti/outgoing.py`: to the platform's own hosts only, bounded, no redirects.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from lti_tool.models import LtiRegistration

from lti.classroom.access import Unanswered, call, json_of
from lti.reading import Unreadable, an_address

MOST_PAGES = 50  # of a class
# Scopes: AGS 2.0, section 3.1; NRPS 2.0, section 3.6.1.
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
MAY_SCORE, MAY_MAKE, MAY_FIND = f"{AGS}score", f"{AGS}lineitem", f"{AGS}lineitem.readonly"
MAY_NAME = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

_LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
_LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_SCORE = "application/vnd.ims.lis.v1.score+json"
_MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_LINK = re.compile(r"<([^>]*)>([^,]*)")  # RFC 8288, as far as addresses without commas go
_IS_NEXT = re.compile(r'\brel\s*=\s*"?next\b', re.IGNORECASE)


def tell_score(registration: LtiRegistration, line_item: str, score: dict[str, Any]) -> None:
    """Tells the line item of `score`; raises Declined (409: it has a newer one) or Unanswered.

    What it answers is nothing or words: that it did is enough.
    """
    address = _below(line_item, "scores")
    call(registration, "POST", address, [MAY_SCORE], body=score, media_type=_SCORE)


def find_line_item(
    registration: LtiRegistration, line_items: str, link: str, scopes: Sequence[str]
) -> str | None:
    """The address of the line item that belongs to the platform's `link`, if it has one."""
    address = _with(line_items, resource_link_id=link, limit="10")
    told = json_of(call(registration, "GET", address, scopes, accept=_LINE_ITEMS))
    for item in told if isinstance(told, list) else ():
        if isinstance(item, dict) and item.get("resourceLinkId") == link:
            return _address_in(item)
    return None


def make_line_item(
    registration: LtiRegistration, line_items: str, item: dict[str, Any], scopes: Sequence[str]
) -> str | None:
    """Makes a line item; its address, if the platform tells it."""
    answer = call(
        registration, "POST", line_items, scopes, body=item, media_type=_LINE_ITEM, accept=_LINE_ITEM
    )
    told = json_of(answer)
    return _address_in(told) if isinstance(told, dict) else None


def members(registration: LtiRegistration, address: str) -> Iterator[dict[str, Any]]:
    """Everybody in the class as the platform tells it, page by page; raises Declined or Unanswered.

    What is no object is left out; nothing else is checked here.
    """
    for _ in range(MOST_PAGES):
        answer = call(registration, "GET", address, [MAY_NAME], accept=_MEMBERS)
        told = json_of(answer)
        listed = told.get("members") if isinstance(told, dict) else None
        if not isinstance(listed, list):
            raise Unanswered("It answered with something else than a class.")
        yield from (member for member in listed if isinstance(member, dict))
        following = _next_page(", ".join(answer.headers.get_all("Link", [])))
        if following is None:
            return
        address = urljoin(address, following)
    raise Unanswered(f"The class has more than {MOST_PAGES} pages.")  # half of it would be none


def _next_page(links: str) -> str | None:
    return next((at for at, about in _LINK.findall(links) if _IS_NEXT.search(about)), None)


def _below(address: str, name: str) -> str:
    """`name` below the path of `address`, whose question stays (AGS 2.0, 3.4: Moodle's has one)."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))


def _with(address: str, **asked: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(asked))))))


def _address_in(item: dict[str, Any]) -> str | None:
    try:
        return an_address(item.get("id"), "id")
    except Unreadable:
        return None
