"""What a reader gets who asks for a document."""

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response

from paper import pdf
from paper.documents import Paper
from paper.models import Document, State
from paper.pdf import CannotMakePdf
from paper.press import Busy, press

SECONDS = 4  # until a page that waits asks again


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
    waiting = known.waiting().count()
    context |= {
        "paper": paper,
        "failed": _is_hopeless(row),
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
    """Whether nobody will make it: it failed, or it is new and nothing is made here."""
    if row is not None:
        return row.state in (State.FAILED, State.TOO_LONG)
    return not settings.BUILD_DOCUMENTS or bool(pdf.why_not())


def personal(request, template: str, context: dict, *, name: str, instead: str) -> HttpResponse:
    """A document for one person, made now and kept by nobody: `template` as PDF, saved as `name`.

    Where none can be made, or not now, the reader is led to `instead`, which a browser prints.
    """
    paper = Paper(name, template)
    html = render_to_string(template, context | {"on_paper": paper}, request)
    try:
        made = press.make(html, request.build_absolute_uri("/"))
    except (Busy, CannotMakePdf):
        response: HttpResponse = HttpResponseRedirect(instead)
        response.status_code = 303  # whatever was posted, what is there is read
    else:
        response = HttpResponse(made.body, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
