"""What stands around the API's operations (headers, bounds, the page about it); who is learning, and
what we know of people.
"""

from functools import wraps

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from cms.http import read_only
from cms.pagecache import public
from progress import throttle
from progress.api import api
from progress.body import read_body
from progress.pictures import NAMES
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
def what_we_know(request):
    """What is noted of people, where, for how long, and how they delete it."""
    return render(request, "progress/what_we_know.html", {"months": settings.RETENTION_MONTHS})


@read_only
@public
def who(request):
    """Where people on a device choose who learns, or make a profile: the device fills it."""
    return render(request, "progress/who.html", {"pictures": NAMES})
