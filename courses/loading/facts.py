"""E-services, helplines, audiences, glossary words, drawings and practice services: what pages refer
to by key."""

from collections.abc import Callable
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import models
from wagtail.models import Locale, Site

from cms.models import CustomImage
from cms.svg import UnsafeDrawing, check_drawing
from directory.models import EService, Helpline, HelpSettings
from tutorials.models import Audience, GlossaryTerm, PracticeService

from . import practice
from .building import checked
from .entries import CatalogueError, Entry, digest, read
from .ledger import snapshot
from .run import Run

NAMESPACE = uuid5(NAMESPACE_URL, "https://pascupas.exemplu/catalogue")
MODELS = {
    "audience": Audience,
    "term": GlossaryTerm,
    "helpline": Helpline,
    "service": EService,
    "practice": PracticeService,
}
# What a fact of the directory says in words; the rest is the same in every language.
SENTENCES = {"helpline": ("who", "cost", "hours"), "service": ("what",)}


def known_as(kind: str, key: str) -> UUID:
    """The translation key of what the catalogue calls `key`."""
    return uuid5(NAMESPACE, f"{kind}/{key}")


class Facts:
    """Writes what pages refer to, and finds it again."""

    def __init__(self, run: Run):
        self.run = run
        self.default = run.locale
        self.parts: dict[str, set[str]] = {}  # what the file of a practice service lets pages name
        self.others = {
            locale.language_code: locale for locale in Locale.objects.exclude(pk=self.default.pk)
        }

    def load_directory(self) -> None:
        entry = read(self.run.base / "directory.yaml", self.run.base)
        self.run.guarded(self.each, self.load_service, entry, "services")
        self.run.guarded(self.each, self.load_helpline, entry, "helplines")
        self.run.guarded(entry.end)

    def load_practice(self) -> None:
        """The practice services, each with its language in its file."""
        for name, entry in practice.read_services(self.run):
            self.run.guarded(self.load_practice_service, name, entry)

    def load_practice_service(self, name: str, entry: Entry) -> None:
        """A service, published if the ledger allows. Its tutorials name what stands in its file."""
        locale = practice.check(entry, name)
        self.parts.setdefault(name, practice.parts_of(entry.data()))
        identity = {"translation_key": known_as("practice", name), "locale": locale}
        row = PracticeService.objects.filter(**identity).first()
        key, file_hash = _ledger_key("practice", name, locale), entry.digest()
        if self.run.may_write(key, file_hash, row and practice.snapshot(row)):
            row = row or PracticeService(**identity)
            practice.publish(row, entry)
            written = practice.snapshot(PracticeService.objects.get(pk=row.pk))
            self.run.ledger.wrote(key, file_hash, written)

    def load_words(self, entry: Entry) -> None:
        """The audiences and the glossary of one language."""
        self.run.guarded(self.each, self.load_audience, entry, "audiences")
        self.run.guarded(self.each, self.load_term, entry, "glossary")

    def each(self, load_one: Callable[[Entry, int], None], entry: Entry, key: str) -> None:
        """Loads the entries below `key`, so that a slip in one leaves out no other."""
        for order, one in enumerate(entry.entries(key)):
            self.run.guarded(load_one, one, order)

    def load_service(self, service: Entry, order: int) -> None:
        fields = {name: service.text(name) for name in ("name", "institution", "url", "what")}
        self.write("service", service, fields | _source(service))

    def load_helpline(self, helpline: Entry, order: int) -> None:
        fields = {name: helpline.text(name) for name in ("name", "phone", "who")}
        fields |= {name: helpline.text(name, "") for name in ("cost", "hours")}
        row = self.write("helpline", helpline, fields | _source(helpline))
        if order == 0:
            self.offer(row)

    def load_audience(self, audience: Entry, order: int) -> None:
        fields = {name: audience.text(name) for name in ("name", "slug", "intro")}
        self.write("audience", audience, fields | {"sort_order": order})

    def load_term(self, term: Entry, order: int) -> None:
        fields = {name: term.text(name) for name in ("term", "meaning")}
        self.write("term", term, fields | {"also": ", ".join(term.words("also"))})

    def offer(self, helpline: Helpline | None) -> None:
        """The file's first helpline stands on every page until someone chooses another, or none."""
        for site in Site.objects.all():
            key = f"dock/{site.pk}"
            if helpline is None or key in self.run.ledger.rows:
                continue
            settings = HelpSettings.for_site(site)
            if settings.helpline_id is None:
                settings.helpline = helpline
                settings.save()
            self.run.ledger.wrote(key, "", {"helpline": settings.helpline_id})

    def write(self, kind: str, entry: Entry, fields: dict) -> models.Model | None:
        """The row of a fact or a word; None when an editor deleted it.

        A fact of the directory gets a row in each other language that its entry has a group for. A
        slip in such a group leaves out that row alone.
        """
        key = entry.text("key")
        codes = self.others if kind in SENTENCES else ()
        groups = {code: group for code in codes if (group := entry.entry(code))}
        entry.end()
        row = self.put(kind, key, self.run.locale, fields, entry.digest(without=codes), entry.place)
        for code, group in groups.items():
            self.run.guarded(self.translate, kind, key, self.others[code], fields, group)
        return row

    def translate(self, kind: str, key: str, locale: Locale, fields: dict, group: Entry) -> None:
        """A fact in another language: every sentence that `fields` have, as `group` says it."""
        fields = fields | {name: group.text(name) for name in SENTENCES[kind] if fields[name]}
        group.end()
        self.put(kind, key, locale, fields, digest(fields), group.place)

    def put(
        self, kind: str, key: str, locale: Locale, fields: dict, file_hash: str, place: str
    ) -> models.Model | None:
        """One row with its `fields`, written if the ledger allows; None when an editor deleted it."""
        model, names = MODELS[kind], list(fields)
        identity = {"translation_key": known_as(kind, key), "locale": locale}
        row = model.objects.filter(**identity).first()
        ledger_key = _ledger_key(kind, key, locale)
        if self.run.may_write(ledger_key, file_hash, row and snapshot(row, names)):
            row = row or model(**identity)
            for name, value in fields.items():
                setattr(row, name, value)
            try:
                row.full_clean()
            except ValidationError as error:
                raise CatalogueError(f"{place}: {error.message_dict}") from error
            row.save()
            row.refresh_from_db()
            self.run.ledger.wrote(ledger_key, file_hash, snapshot(row, names))
        return row

    def find(self, kind: str, key: str, place: str, missing: list[str]) -> int | None:
        """The primary key of what a file names, in this language or else in the default one.

        None when an editor deleted it. What this language does not have yet is added to `missing`:
        what refers to it is to be written again when it has.
        """
        if kind == "drawing":
            image = self.drawing(key, place)
            return image and image.pk
        locales = (self.run.locale, self.default)
        rows = MODELS[kind].objects.filter(translation_key=known_as(kind, key), locale__in=locales)
        row = min(rows, key=lambda row: row.locale_id != self.run.locale.pk, default=None)
        own, default = (_ledger_key(kind, key, locale) in self.run.ledger.rows for locale in locales)
        if row is None and not (own or default):
            raise CatalogueError(f"{place}: there is no {kind} “{key}”.")
        if not own and (row is None or row.locale_id != self.run.locale.pk):
            missing.append(f"{kind}/{key}")
        return row and row.pk

    def part(self, service: str, part: str, place: str) -> str:
        """What a file names in a practice service; raises CatalogueError when it is not there."""
        if service in self.parts and part not in self.parts[service]:
            raise CatalogueError(f"{place}: there is no “{part}” in the practice service “{service}”.")
        return part

    def drawing(self, name: str, place: str) -> CustomImage | None:
        """The picture made from ``drawings/<name>.svg``: once, and again after the file changed.

        None when an editor deleted it.
        """
        path = self.run.base / "drawings" / f"{name}.svg"
        if not path.exists():
            raise CatalogueError(f"{place}: there is no drawing {path.relative_to(self.run.base)}.")
        key, file_hash = f"drawing/{name}", digest(path.read_text(encoding="utf-8", errors="replace"))
        image = CustomImage.objects.filter(title=name).first()
        if self.run.may_write(key, file_hash, image and {"sha1": image.get_file_hash()}):
            image = image or CustomImage(title=name)
            try:
                with path.open("rb") as file:
                    check_drawing(file)
                    image.file = ImageFile(file, name=path.name)
                    image._set_image_file_metadata()
                    image.full_clean()
                    image.save()
            except (UnsafeDrawing, ValidationError) as error:
                raise CatalogueError(f"{place}: the drawing {path.name}: {error}") from error
            self.run.ledger.wrote(key, file_hash, {"sha1": image.get_file_hash()})
        return image


def _ledger_key(kind: str, key: str, locale: Locale) -> str:
    return f"{locale.language_code}/{kind}/{key}"


def _source(entry: Entry) -> dict:
    source = entry.entry("source")
    if source is None:
        raise CatalogueError(f"{entry.place}: “source” is missing.")
    fields = {"source_title": source.text("title"), "source_url": source.text("url", "")}
    fields |= checked(source)
    source.end()
    return fields
