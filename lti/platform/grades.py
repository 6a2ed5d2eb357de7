"""Scores that tools tell of learners (Assignment and Grade Services 2.0), and what becomes of them.

A score is the tool's word, as that of an activity on the page is: it becomes a fact of the learner
(docs/decisions/023). The newest timestamp wins; an older one, or the same again, changes nothing.
"""

import datetime
import re
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from lti.platform import addresses
from lti.platform.access import bearer
from lti.platform.activities import LINE_ITEM, RESULTS, SCORE
from lti.platform.models import LineItem, Result
from lti.platform.refusals import Refused, for_machines
from lti.reading import Unreadable, an_id, an_object, one_of, read_json
from progress.telling import tell
from tutorials.models import ExternalTool

MEDIA = "application/vnd.ims.lis.v{}+json"
ITEM, ITEMS = MEDIA.format("2.lineitem"), MEDIA.format("2.lineitemcontainer")
RESULT_LIST, SCORE_SENT = MEDIA.format("2.resultcontainer"), MEDIA.format("1.score")

ACTIVITY = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
DONE = ("Submitted", "Completed")  # what was asked of the learner is done
GRADING = ("FullyGraded", "Pending", "PendingManual", "Failed", "NotReady")
AHEAD = datetime.timedelta(
    hours=1
)  # a tool's clock that is further ahead would shut out its next scores
DIGITS = 4  # of a score between 0 and 1
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)


class Score(NamedTuple):
    sub: str
    timestamp: datetime.datetime
    given: float | None
    maximum: float | None
    done: bool

    @property
    def data(self) -> dict[str, Any]:
        """What the fact says: as of any activity (docs/decisions/009-sync.md)."""
        if self.given is None:
            return {"done": self.done}
        share = min(self.given / self.maximum, 1) if self.maximum else 0
        return {"done": self.done, "score": round(share, DIGITS)}


@for_machines("GET", "HEAD")
def line_items(request: HttpRequest, page: UUID) -> HttpResponse:
    """The activities of a tutorial that the caller has part in."""
    tool = bearer(request, LINE_ITEM)
    rows = LineItem.objects.filter(tool=tool, page=page).order_by("pk")
    wanted = request.GET.get("resource_link_id")
    told = [_told(row) for row in rows if wanted in (None, row.resource_link_id)]
    # We give neither to any of them (AGS 2.0, section 3.2.5): so none fits.
    if "resource_id" in request.GET or "tag" in request.GET:
        told = []
    return JsonResponse(told, safe=False, content_type=ITEMS)


@for_machines("GET", "HEAD")
def line_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity. Whoever may say scores may read of what: tools ask for the maximum before."""
    tool = bearer(request, LINE_ITEM, SCORE)
    return JsonResponse(_told(_item_of(tool, pk)), content_type=ITEM)


@for_machines("GET", "HEAD")
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """The scores that the tool told us last."""
    item = _item_of(bearer(request, RESULTS), pk)
    rows = item.results.exclude(given=None).select_related("participant").order_by("pk")
    if "user_id" in request.GET:
        rows = rows.filter(participant__sub=request.GET["user_id"].replace("\0", ""))
    address = addresses.ours("line_item", item.pk)
    told = [
        {
            "id": f"{address}/results/{row.pk}",
            "scoreOf": address,
            "userId": row.participant.sub,
            "resultScore": row.given,
            "resultMaximum": row.maximum or 1,
        }
        for row in rows
    ]
    return JsonResponse(told, safe=False, content_type=RESULT_LIST)


@for_machines("POST")
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one score of one learner."""
    item = _item_of(bearer(request, SCORE), pk)
    if request.content_type not in (SCORE_SENT, "application/json"):
        raise Refused("media_type", request.content_type[:100])
    try:
        score = read_score(request.body)
    except Unreadable as error:
        raise Refused("score", str(error)) from error
    result = item.results.select_related("participant").filter(participant__sub=score.sub).first()
    if result is None:
        raise Refused("user", score.sub)
    learner, place = result.participant.learner_id, (item.page, item.block)
    tell(learner, "activity", *place, score.data, noted=lambda: _note(result.pk, score))
    return HttpResponse(status=204)


def _note(pk: int, score: Score) -> bool:
    """Keeps `score` as the newest; whether it says more than the one before. Raises Refused."""
    result = Result.objects.select_for_update().get(pk=pk)
    if result.timestamp and score.timestamp <= result.timestamp:
        raise Refused("stale", f"{score.timestamp} after {result.timestamp}")
    is_news = result.told != score.data
    result.timestamp, result.told = score.timestamp, score.data
    result.given, result.maximum = score.given, score.maximum
    result.save()
    return is_news


def read_score(body: bytes) -> Score:
    """A score as AGS writes it (section 3.4.7); raises Unreadable."""
    told = an_object(read_json(body), "the score")
    given = _number(told.get("scoreGiven"), "scoreGiven")
    maximum = _number(told.get("scoreMaximum"), "scoreMaximum")
    if given and not maximum:
        raise Unreadable("scoreMaximum is missing, or nothing")
    activity = one_of(told.get("activityProgress"), ACTIVITY, "activityProgress")
    grading = one_of(told.get("gradingProgress"), GRADING, "gradingProgress")
    # What is not fully graded is no score yet (section 3.4.7).
    final = given if grading == "FullyGraded" else None
    return Score(
        sub=an_id(told.get("userId"), "userId"),
        timestamp=_timestamp(told.get("timestamp")),
        given=final,
        maximum=None if final is None else maximum,
        done=activity in DONE,
    )


def _number(value: Any, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise Unreadable(f"{name} is no number that counts")
    return float(value)


def _timestamp(value: Any) -> datetime.datetime:
    """ISO 8601 with a time zone (section 3.4.3)."""
    try:
        told = parse_datetime(value) if isinstance(value, str) and _TIME.fullmatch(value) else None
        if told is None or told > timezone.now() + AHEAD:
            raise ValueError
        return told.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable("timestamp is no time, or ahead of us") from error


def _item_of(tool: ExternalTool, pk: int) -> LineItem:
    """The line item, if it is the tool's own. Raises Refused."""
    item = LineItem.objects.filter(tool=tool, pk=pk).first()
    if item is None:
        raise Refused("line_item", str(pk))
    return item


def _told(row: LineItem) -> dict[str, Any]:
    return {
        "id": addresses.ours("line_item", row.pk),
        "label": row.label,
        "scoreMaximum": row.maximum,
        "resourceLinkId": row.resource_link_id,
    }
