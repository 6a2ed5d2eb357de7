"""What anybody who holds a code may see: whether a certificate holds, the sheet, the signed file.

Nothing of it is kept by anyone or found by a search engine. Who types codes that do not exist is slowed
down like who guesses credentials.
"""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.http import read_only
from paper import answers
from paper.press import press
from progress import throttle
from progress.certificates import badges
from progress.certificates.keys import all_keys
from progress.certificates.models import Certificate, as_code

GUESSED = "certificate"
SHEET = "progress/certificates/sheet.html"


def unkept(view):
    """`view`, kept by nobody and listed nowhere."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def of_code(view):
    """`view` for reading, with the certificate that its address names."""
    return read_only(found_by_code(view))


def found_by_code(view):
    """`view` with the certificate that the code in its address names, however it was typed."""

    @unkept
    @wraps(view)
    def answer(request, code: str):
        if wait := throttle.seconds_to_wait(request, GUESSED):
            return _unknown(request, code, wait)
        read = as_code(code)
        found = read and Certificate.objects.filter(code=read).first()
        if not found:
            throttle.count_wrong(request, scope=GUESSED)
            return _unknown(request, code)
        if code != read:
            return redirect(request.resolver_match.view_name, read)
        return view(request, found)

    return answer


def _unknown(request, typed: str, wait: int = 0) -> HttpResponse:
    """The kind page for a code that we do not have, or will not look for just now."""
    context = {"typed": typed[:40], "wait": wait}
    response = render(
        request, "progress/certificates/unknown.html", context, status=429 if wait else 404
    )
    if wait:
        response["Retry-After"] = str(wait)
    return response


@read_only
@unkept
def look_up(request):
    """The form for a code; a code that was typed leads to its page."""
    if typed := request.GET.get("cod", "").strip():
        # What is no code at all keeps its letters, as far as an address can hold them.
        return redirect("certificate", as_code(typed) or typed.replace("/", "-")[:40])
    return render(request, "progress/certificates/look_up.html")


@of_code
def certificate(request, found: Certificate):
    press.warm()
    return render(request, "progress/certificates/certificate.html", {"certificate": found})


def _sheet(found: Certificate) -> dict:
    return {
        "certificate": found,
        "name": found.shown_name,
        # What the print shell asks of a page.
        "page": {"title": found.title, "get_url": found.address(), "get_meta_description": ""},
        "address": settings.PUBLIC_URL + found.address(),
    }


@of_code
def on_paper(request, found: Certificate):
    press.warm()
    return render(request, SHEET, _sheet(found))


@csrf_exempt  # it changes nothing
@require_http_methods(["GET", "HEAD", "POST"])
@found_by_code
def document(request, found: Certificate):
    """The sheet as PDF. A name that its person does not show to others is on it only for who posts it.

    Nobody gets another name than the one in the register: the line for it is written on by hand.
    """
    context = _sheet(found)
    if found.is_valid and found.name and "name" in request.POST:
        guesses = throttle.naming(found.code)
        if request.POST["name"] == found.name and not guesses.seconds_to_wait():
            context["name"] = found.name
        else:
            guesses.count()
    name = f"{_('certificate')}-{found.full_number or found.code}"
    return answers.personal(
        request, SHEET, context, name=name, instead=reverse("certificate_print", args=[found.code])
    )


@of_code
def credential(request, found: Certificate):
    """The signed file; 410 once the certificate is withdrawn."""
    if not found.is_valid:
        return HttpResponse(status=410)
    response = HttpResponse(badges.signed(found), content_type="application/vc+jwt")
    name = found.full_number or found.code
    response["Content-Disposition"] = f'attachment; filename="{name}.jwt"'
    return response


@of_code
def status(request, found: Certificate):
    return JsonResponse(badges.revocations(found))


@read_only
def issuer(request):
    return JsonResponse(badges.issuer() | {"@context": badges.CONTEXT})


@read_only
def keys(request):
    return JsonResponse({"keys": [badges.jwk(each) for each in all_keys()]})


@read_only
def key(request, name: str):
    for each in all_keys():
        if each.name == name:
            return JsonResponse(badges.jwk(each))
    raise Http404
