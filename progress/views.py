"""What stands around the API's operations (headers, bounds, the page about it); who is learning, their
cards, and what we know of people.
"""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from cms.http import read_only
from cms.pagecache import public
from offline.shell import built
from progress import throttle
from progress.api import api
from progress.body import read_body
from progress.cards.paper import printed
from progress.pictures import LOCK_MINUTES, NAMES, OF_LOCK
from progress.problems import Problem


def operation(view):
    """`view` of an operation: bounded bodies, refusals as JSON, and nothing kept by anyone.

    CSRF has no hold here: no cookie is read, credentials stand in the body.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            if request.method == "POST":
                if wait := throttle.seconds_to_wait(request):
                    raise Problem("too_many", Retry_After=str(wait))
                request._body = read_body(request)  # where `request.body` looks first
            response = view(request, *args, **kwargs)
            if response.status_code == 405:
                raise Problem("method", Allow=response["Allow"])
        except Problem as problem:
            response = problem.response()
        response["Cache-Control"] = "no-store"
        return response

    return answer


@read_only
def docs(request):
    """The OpenAPI document as a page to read; for developers, in English."""
    document = api.get_openapi_schema()
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    schemas = document["components"]["schemas"]
    context = {"info": document["info"], "operations": operations, "schemas": schemas}
    response = render(request, "progress/docs.html", context)
    response["Cache-Control"] = "no-store"
    return response


@read_only
@public
def outbox_worker(request):
    """The worker that sends what waits with no page open (static/src/progress/worker.ts)."""
    code = built("outboxworker.js")
    if code is None:
        raise Http404("The browser code is not built.")
    return HttpResponse(code, content_type="text/javascript; charset=utf-8")


@read_only
@public
def what_we_know(request):
    """What is noted of people, where, for how long, and how they delete it."""
    return render(request, "progress/what_we_know.html", {"months": settings.RETENTION_MONTHS})


@read_only
@public
def who(request):
    """Where people on a device choose who learns, or make a profile: the device fills it."""
    return render(request, "progress/who.html", {"pictures": NAMES})


@read_only
@public
def lock(request):
    """The parts of that page for locks, apart: nobody fetches them who makes no profile."""
    told = {"pictures": OF_LOCK, "minutes": LOCK_MINUTES}
    return render(request, "progress/lock.html", told)


@read_only
@public
def card(request):
    """Where a learner makes their card, prints it, and comes with one: the device fills it."""
    return render(request, "progress/card.html", printed(request))
