"""What a reader gets who asks for a document."""

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from cms.throttle import Bound, client_network
from paper import pdf
from paper.documents import Paper
from paper.models import Document, State
from paper.pdf import CannotMakePdf
from paper.press import Busy, Starting, press

SECONDS = 4  # until a page that waits asks again
STARTING = 2  # seconds until a page that waits for the press asks again
ALLOWED = 60  # documents for one person that an address is made in a minute: a classroom is let through


def document(request, page, paper: Paper) -> HttpResponse:
    """The file as it was last made; before it was ever made the page that waits for it.

    A file that is being replaced is still handed out: nobody waits for what was there a moment ago.
    """
    row = Document.objects.filter(page_id=page.pk, name=paper.name).first()
    if row is not None and row.file:
        try:
            return _file(request, page, row)
        except FileNotFoundError:  # removed behind our back
            row.version = ""
    return _wait(request, page, paper, row)


def _file(request, page, row: Document) -> HttpResponse:
    etag = f'"{row.version[:32]}"'
    told = get_conditional_response(request, etag=etag)
    if told is None:
        name = f"{page.slug}-{row.name}.pdf"
        told = FileResponse(row.file.open("rb"), content_type="application/pdf", filename=name)
    told.headers["ETag"] = etag
    told.headers["Cache-Control"] = "no-cache"  # kept by browsers, asked for each time
    told.headers["X-Robots-Tag"] = "noindex"
    return told


def _wait(request, page, paper: Paper, row: Document | None) -> HttpResponse:
    """202: asks again by itself, without JavaScript, and says how far the work is."""
    context = page.get_context(request)
    known = Document.objects.exclude(trouble=Document.Trouble.TOO_LONG)
    waiting = known.waiting(timezone.now()).count()
    context |= {
        "paper": paper,
        "failed": _is_hopeless(row),
        "too_long": row is not None and row.state == State.TOO_LONG,
        "seconds": SECONDS,
        "total": known.count(),
        "waiting": waiting,
    }
    context["made"] = context["total"] - waiting
    status = 200 if context["failed"] else 202
    response = TemplateResponse(request, "paper/waiting.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 202:
        response.headers["Retry-After"] = str(SECONDS)
    return response


def _is_hopeless(row: Document | None) -> bool:
    """Whether nobody will make it now: it failed, or nothing is made here, nor elsewhere."""
    if row is not None and row.state in (State.FAILED, State.TOO_LONG):
        return True
    if not settings.BUILD_DOCUMENTS:
        return row is None  # what has a row another machine makes
    return bool(pdf.why_not())


def personal(request, template: str, context: dict, *, name: str, instead: str) -> HttpResponse:
    """A document for one person, made now and kept by nobody: `template` as PDF, saved as `name`.

    While the press is starting (202) the reader gets a page that asks again, with what was posted; a
    script that takes no page is told when. Where none can be made, or not now, the reader is led to
    `instead`, which a browser prints.
    """
    paper = Paper(name, template)
    html = render_to_string(template, context | {"on_paper": paper}, request)
    asked = Bound(f"document:{client_network(request)}", ALLOWED)
    try:
        if asked.seconds_to_wait():
            raise Busy
        made = press.make(html, request.build_absolute_uri("/"))
    except Starting:
        response = _in_a_moment(request, instead)
    except (Busy, CannotMakePdf):
        response = _see(instead)
    else:
        asked.count()
        response = HttpResponse(made.body, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _in_a_moment(request, instead: str) -> HttpResponse:
    if not request.accepts("text/html"):
        return HttpResponse(status=202, headers={"Retry-After": STARTING})
    posted = list(request.POST.items()) if request.method == "POST" else None
    context = {"seconds": STARTING, "instead": instead, "posted": posted}
    return render(request, "paper/starting.html", context, status=202)


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303  # whatever was posted, what is there is read
    return response
