"""Packs: so many copies in one file, made while somebody looks at a bar, or stopped by them.

A pack belongs to whoever has its address, which nobody guesses. It says nothing of anybody: it is
thirty times the same sheet. It is made in the background, one at a time, and forgotten after a day.
"""

import logging
import time
from datetime import timedelta
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from cms.http import read_only
from cms.throttle import Bound, client_network
from paper import pdf
from paper.building import FITS, fitted, in_letters
from paper.documents import Paper, paper_named
from paper.models import Batch, BatchQuerySet, Document

logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)
# Of all readers together; who comes after them is asked to come again. A pack takes a megabyte or two.
MOST_WAITING, MOST_KEPT = 20, 300
ALLOWED, AN_HOUR = 8, 3600  # packs of one address, in so many seconds: it fills neither of these alone
SECONDS = 10  # until a page that waits asks again
TELLING = 0.5  # seconds between two looks at whether it is still wanted


class Stopped(Exception):
    """Nobody waits for it any more."""


class CopiesForm(forms.Form):
    def __init__(self, most: int, data=None):
        super().__init__(data)
        self.fields["copies"] = forms.IntegerField(
            label=_("How many copies?"), min_value=1, max_value=most, initial=min(30, most)
        )
        self.fields["copies"].widget.attrs["class"] = "input"


# --- What somebody sees who asks --------------------------------------------------------------


def _paper_of(page_id: int, name: str) -> tuple[Page, Paper]:
    """The published page and its pack; 404 for what is not offered."""
    page = get_object_or_404(Page.objects.live().public(), pk=page_id).specific
    paper = paper_named(page, name)
    if paper is None or not paper.most_copies or not page.get_url():
        raise Http404
    return page, paper


@csrf_exempt  # no cookie is read; whoever makes a stranger's browser ask has a pack that nobody sees
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request, page: int, name: str):
    """How many? Then the way to the pack. Where none can be made it says how to print them without."""
    shown, paper = _paper_of(page, name)
    form = CopiesForm(paper.most_copies, request.POST or None)
    can = settings.BUILD_DOCUMENTS and not pdf.why_not()
    context = {"page": shown, "paper": paper, "form": form, "can": can}
    if not can or not form.is_valid():
        return render(request, "paper/ask.html", context)
    bound = Bound(f"pack:{client_network(request)}", ALLOWED, AN_HOUR)
    if wait := bound.seconds_to_wait():
        context["minutes"] = wait // 60 + 1
        return render(request, "paper/ask.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    if not _is_room():
        context["busy"] = True
        return render(request, "paper/ask.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    bound.count()
    copies = form.cleaned_data["copies"]
    return redirect("batch", Batch.objects.create(page_id=shown.pk, name=name, copies=copies).pk)


def _is_room() -> bool:
    """Whether one more may wait, and lie on the disk."""
    on_disk = _kept().filter(Q(ended_at=None) | ~Q(file=""))
    return _kept().waiting().count() < MOST_WAITING and on_disk.count() < MOST_KEPT


def _kept() -> BatchQuerySet:
    """Those of the last day; the others are forgotten, even if nobody has removed them yet."""
    return Batch.objects.filter(asked_at__gte=timezone.now() - KEPT)


@read_only
@never_cache
def show(request, key):
    """How far it is; the way to the file; and a button to stop it. Asks again by itself."""
    batch = get_object_or_404(_kept().select_related("page"), pk=key)
    context = {"batch": batch, "page": batch.page.specific, "seconds": SECONDS}
    return render(request, "paper/batch.html", context)


@csrf_exempt  # its address is its key
@require_POST
@never_cache
def stop(request, key):
    """Ends a pack that is not ready, and takes one that is from our disk."""
    batch = get_object_or_404(_kept(), pk=key)
    if batch.end() or not batch.file:
        return redirect("batch", batch.pk)
    batch.delete()
    return HttpResponseRedirect(batch.page.get_url(request) or "/")


@read_only
@never_cache
def file(request, key):
    batch = get_object_or_404(_kept().select_related("page"), pk=key)
    if not batch.file:
        return redirect("batch", batch.pk)
    name = f"{batch.page.slug}-{batch.name}-{batch.copies}.pdf"
    try:
        response = FileResponse(batch.file.open("rb"), content_type="application/pdf", filename=name)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# --- The background work ------------------------------------------------------------------------


def asked() -> bool:
    """Whether somebody waits whom nobody serves, or something is to be forgotten."""
    now = timezone.now()
    return Batch.objects.waiting().free(now).exists() or _old(now).exists()


def _old(now):
    return Batch.objects.filter(asked_at__lt=now - KEPT)


def build_waiting() -> int:
    """Makes every pack that somebody waits for, and forgets those of yesterday; how many were made.

    Raises pdf.CannotMakePdf.
    """
    for old in _old(timezone.now()):
        old.delete()  # one by one: each takes its file along
    try:
        pdf.load()
    except pdf.CannotMakePdf:
        for batch in Batch.objects.waiting():
            batch.end()  # nobody waits for what cannot come
        raise
    made = 0
    while (batch := _next()) is not None:
        made += _make(batch)
    return made


def _next() -> Batch | None:
    for batch in Batch.objects.waiting().select_related("page"):
        if not Batch.objects.claim(batch.pk, timezone.now()):
            continue
        if batch.claimed_at is None:
            return batch
        batch.end()  # whoever made it died of it: not a second one
    return None


def _make(batch: Batch) -> bool:
    """Makes one pack; False when it was stopped, or could not be made."""
    try:
        page, paper = _paper_of(batch.page_id, batch.name)
        batch.expected = _expected(batch, paper)
        batch.save(update_fields=["expected"])
        html, base = page.html_of(paper, copies=batch.copies)
        made = pdf.make_pdf(in_letters(html, _size(page, paper)), base, on_page=_Telling(batch))
        return _keep(batch, made)
    except Stopped:
        return False
    except Exception:
        logger.exception("%s of page %s could not be made.", batch, batch.page_id)
        batch.end()
        return False


def _size(page, paper: Paper) -> int:
    """The letters in which one copy fits its pages; the smallest where it fits in none."""
    one = paper_named(page, paper.copies_of)
    found = one and fitted(*page.html_of(one), one)
    return found[1] if found else FITS - 1


def _expected(batch: Batch, paper: Paper) -> int:
    """About how many pages it will have, by those of one copy; for the bar alone."""
    one = Document.objects.filter(page_id=batch.page_id, name=paper.copies_of).first()
    return batch.copies * (one.pages if one and one.pages else 2)


class _Telling:
    """Notes how far a pack is, now and then, and ends the work of one that was stopped."""

    def __init__(self, batch: Batch):
        self.batch, self.told = batch, 0.0

    def __call__(self, page: int) -> None:
        now = time.monotonic()
        if now - self.told < TELLING:
            return
        self.told = now
        rows = Batch.objects.filter(pk=self.batch.pk, ended_at=None)
        # Claimed again each time: a pack that is at work is not taken for a dead one's.
        if not rows.update(laid_out=page, claimed_at=timezone.now()):
            raise Stopped


def _keep(batch: Batch, made: pdf.Pdf) -> bool:
    """Takes the file, unless it was stopped in the last moment."""
    batch.file.save(f"{batch.name}-{batch.copies}.pdf", ContentFile(made.body), save=False)
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk, ended_at=None)
        kept = rows.update(file=batch.file.name, pages=made.pages, ended_at=timezone.now())
    if not kept:
        batch.file.storage.delete(batch.file.name)
    return bool(kept)
