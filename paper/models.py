"""The documents of pages: made once for what they say, kept until it changes."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

# A claim on a document outlives its builder by so much: then another one may try.
PATIENCE = timedelta(minutes=10)
SILENCE = timedelta(minutes=2)  # of whoever makes a pack
# What was begun in vain is tried again after so long, then after twice that, and so on: for five days.
AGAIN, MOST_TRIES = timedelta(hours=1), 8


class State(StrEnum):
    """How far a document is. An older one, if there is any, is handed out until the new one is made."""

    READY = "ready"
    WAITING = "waiting"
    FAILED = "failed"  # tried again later; an older one is handed out
    TOO_LONG = "too long"  # it does not fit, is not offered, and no older one says what held before


def _unclaimed_since(moment) -> models.Q:
    """What no builder has, or only one that has not been heard of since `moment`."""
    return models.Q(claimed_at=None) | models.Q(claimed_at__lt=moment)


class DocumentQuerySet(models.QuerySet):
    def waiting(self, now) -> "DocumentQuerySet":
        """What is still to be made, or to be tried again: the site's own language first, and in it the
        pages published last. After a whole catalogue was loaded most readers wait for least.
        """
        unmade = models.Q(trouble="") & ~models.Q(version=models.F("wanted"))
        due = self.filter(unmade | models.Q(try_at__lte=now), tries__lt=MOST_TRIES)
        ours = models.When(page__locale__language_code=settings.LANGUAGE_CODE, then=0)
        newest = models.F("page__last_published_at").desc(nulls_last=True)
        return due.order_by(models.Case(ours, default=1), newest, "pk")

    def free(self, now) -> "DocumentQuerySet":
        """What nobody makes, or only somebody who has not been heard of for too long."""
        return self.filter(_unclaimed_since(now - PATIENCE))

    def claim(self, pk: int, now) -> bool:
        """Whether the caller is to make this document: one builder at a time, and no dead one.

        It counts as a try here already: a document that kills its builders does not do so for ever.
        """
        tried = self.free(now).filter(pk=pk).update(claimed_at=now, tries=models.F("tries") + 1)
        return tried == 1


class Document(models.Model):
    """One document of one page.

    `wanted` is the hash of what it should show, `version` of what its file shows. Only
    `paper.building` writes here; where it fails the file before stays. With `try_at` it is made
    again then: it failed, or a picture in it could not be read.
    """

    class Trouble(models.TextChoices):
        FAILED = "failed", _("could not be made")
        TOO_LONG = "too long", _("does not fit on its sheets")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    name = models.SlugField(_("name"), max_length=40)
    wanted = models.CharField(_("hash of what it should show"), max_length=64)
    version = models.CharField(_("hash of what it shows"), max_length=64, blank=True)
    file = models.FileField(_("file"), upload_to="paper", max_length=200, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    trouble = models.CharField(_("trouble"), max_length=10, blank=True, choices=Trouble.choices)
    claimed_at = models.DateTimeField(_("being made since"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("times begun in vain"), default=0)
    try_at = models.DateTimeField(_("to be tried again at"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document on paper")
        verbose_name_plural = _("documents on paper")
        constraints = [
            models.UniqueConstraint(fields=["page", "name"], name="one_document_of_a_name"),
            models.CheckConstraint(
                condition=(models.Q(file="") & models.Q(version="", pages=0))
                | (~models.Q(file="") & ~models.Q(version="") & models.Q(pages__gt=0)),
                name="a_document_says_what_its_file_shows",
            ),
        ]

    def __str__(self):
        return f"{self.name}.pdf ({self.page_id})"

    @property
    def state(self) -> State:
        if self.trouble:
            return State(self.trouble)
        if self.version == self.wanted:
            return State.READY
        return State.WAITING if self.tries < MOST_TRIES else State.FAILED

    def give_up(self, trouble: "Document.Trouble") -> None:
        """Notes why there is no file for what is wanted now; one from before stays after a failure."""
        self.trouble, self.claimed_at = trouble, None
        noted = ["wanted", "trouble", "claimed_at", "try_at"]
        if trouble == self.Trouble.FAILED:
            self.try_at = self._later()
            self.save(update_fields=noted)
            return
        self.file, self.version, self.pages, self.try_at = "", "", 0, None
        self._save_file([*noted, "version", "pages"])

    def keep(self, file, pages: int, whole: bool = True) -> None:
        """Takes the finished `file` for what is wanted now; the one before goes with the commit.

        One that is not `whole` is handed out, and made again later. Where the row cannot be saved,
        since its page is gone for instance, the file does not stay.
        """
        self.file.save(file.name, file, save=False)
        self.version, self.pages, self.trouble = self.wanted, pages, ""
        self.claimed_at, self.made_at = None, timezone.now()
        self.tries, self.try_at = (0, None) if whole else (self.tries, self._later())
        kept = ["wanted", "version", "pages", "trouble", "claimed_at", "made_at", "tries", "try_at"]
        try:
            self._save_file(kept)
        except BaseException:
            self.file.storage.delete(self.file.name)
            raise

    def _save_file(self, fields: list[str]) -> None:
        """Saves `fields` and the file; the one before, whoever has made it, goes with the commit."""
        with transaction.atomic():
            before = type(self).objects.select_for_update().get(pk=self.pk).file
            self.save(update_fields=[*fields, "file"])
            if before and before.name != self.file.name:
                transaction.on_commit(lambda: before.storage.delete(before.name), robust=True)

    def _later(self):
        """When to try again what was tried in vain; None: not before it changes."""
        if self.tries >= MOST_TRIES:
            return None
        return timezone.now() + AGAIN * 2 ** max(self.tries - 1, 0)


class Shelf(models.Model):
    """What can be had of a page, or will be: by the name of a document its pages, 0 until known.

    It follows the documents, and is fetched with the page (`serve_with`): showing them costs no query.
    """

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="shelf")
    pages = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("documents of a page")
        verbose_name_plural = _("documents of pages")

    def __str__(self):
        return str(self.page_id)


@dataclass(frozen=True)
class Sheets:
    """How much paper a document of so many `pages` takes; nothing as long as nobody knows."""

    pages: int

    @property
    def sheets(self) -> int:
        """Printed on one side."""
        return self.pages

    @property
    def sheets_both_sides(self) -> int:
        return (self.pages + 1) // 2


def fill_shelf(instance: Document, **kwargs) -> None:
    """Receiver of `post_save` and `post_delete`: the shelf of its page follows."""
    offered = Document.objects.filter(page_id=instance.page_id)
    offered = offered.exclude(trouble=Document.Trouble.TOO_LONG)
    pages = dict(offered.values_list("name", "pages"))
    shelves = Shelf.objects.filter(page_id=instance.page_id)
    # A page that is being deleted takes its shelf along: none is made for it.
    if not shelves.update(pages=pages) and "created" in kwargs:
        Shelf.objects.get_or_create(page_id=instance.page_id, defaults={"pages": pages})


def remove_file(instance: "Document | Batch", **kwargs) -> None:
    """Receiver of `post_delete`: with a row goes its file."""
    if name := instance.file.name:
        transaction.on_commit(lambda: instance.file.storage.delete(name), robust=True)


class BatchQuerySet(models.QuerySet):
    def waiting(self) -> "BatchQuerySet":
        """What is still to be made, those asked for first before the others."""
        return self.filter(ended_at=None).order_by("asked_at")

    def free(self, now) -> "BatchQuerySet":
        """What nobody makes: its builder claims it anew with every page."""
        return self.filter(_unclaimed_since(now - SILENCE))

    def claim(self, pk, now) -> bool:
        """Whether the caller is to make this one: one builder at a time, and no dead one."""
        return self.free(now).filter(pk=pk, ended_at=None).update(claimed_at=now) == 1


class Batch(models.Model):
    """So many copies of a pack in one file, for whoever has its address; gone after a day."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    name = models.SlugField(_("name"), max_length=40)
    copies = models.PositiveSmallIntegerField(_("copies"))
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    claimed_at = models.DateTimeField(_("being made since"), null=True, blank=True)
    laid_out = models.PositiveSmallIntegerField(_("pages laid out"), default=0)
    expected = models.PositiveSmallIntegerField(_("pages expected"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to="paper", max_length=200, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("pack on paper")
        verbose_name_plural = _("packs on paper")

    def __str__(self):
        return f"{self.name} × {self.copies} ({self.page_id})"

    @property
    def sheets_both_sides(self) -> int:
        return Sheets(self.pages).sheets_both_sides

    def end(self) -> bool:
        """Ends what is not ended: stopped, or given up. False when it was over already."""
        now = timezone.now()
        return type(self).objects.filter(pk=self.pk, ended_at=None).update(ended_at=now) == 1
