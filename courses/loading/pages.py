"""Pages: courses and tutorials in the order of their files, the home when all else stands."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page, Site

from cms.models import StandardPage
from cms.publishing import problems
from courses.models import CourseIndexPage, CoursePage, CourseTutorial, HomePage
from tutorials.models import TutorialPage

from .building import Builder
from .entries import CatalogueError, Entry, digest, read
from .facts import Facts
from .ledger import Say, snapshot
from .run import Run


def load(run: Run) -> None:
    """Loads the whole catalogue; Romanian first, since other languages translate it."""
    facts = Facts(run)
    run.guarded(facts.load_directory)
    facts.load_practice()
    folders = [path.parent for path in run.base.glob("*/site.yaml")]
    for folder in sorted(folders, key=lambda path: (path.name != "ro", path.name)):
        run.guarded(load_folder, folder, run, facts)


def load_folder(folder: Path, run: Run, facts: Facts) -> None:
    locale = Locale.objects.filter(language_code=folder.name).first()
    if locale is None:
        raise CatalogueError(f"{folder.name}: the site has no such language (LANGUAGES).")
    run.locale = locale
    Pages(run, facts).load_language(folder)


class Row:
    """Where a new page goes: below `parent`, after the page of the file before its own."""

    def __init__(self, parent: Page, previous: Page | None = None):
        self.parent = parent
        self.previous = previous

    def follow(self, page: Page | None) -> None:
        """The next new page goes after `page`, unless an editor took that elsewhere."""
        if page is not None and page.is_child_of(self.parent):
            self.previous = page

    def add(self, page: Page) -> None:
        if self.previous is not None:
            self.previous.add_sibling("right", instance=page)
        elif (first := self.parent.get_first_child()) is not None:
            first.add_sibling("left", instance=page)
        else:
            self.parent.add_child(instance=page)


class Pages:
    """Writes the pages of one language."""

    def __init__(self, run: Run, facts: Facts):
        self.run = run
        self.facts = facts
        self.places: dict[UUID, str] = {}  # where the files name a page
        self.slugs: dict[str, UUID] = {}  # of the tutorials in the files

    def identity(self, entry: Entry) -> UUID:
        """The `uuid` of a page; raises CatalogueError when it is none, or another page's."""
        try:
            uuid = UUID(entry.text("uuid"))
        except ValueError as error:
            raise CatalogueError(f"{entry.place}: “uuid” is not a UUID.") from error
        if (other := self.places.setdefault(uuid, entry.place)) != entry.place:
            raise CatalogueError(f"{entry.place}: {other} has the same uuid; make a new one.")
        return uuid

    def builder(self, entry: Entry, missing: list[str]) -> Builder:
        """For the fields of a page; `missing` gathers what its language does not have yet."""
        find = partial(self.facts.find, missing=missing)
        return Builder(self.identity(entry), entry.place, find, self.facts.part)

    def load_language(self, folder: Path) -> None:
        entry = read(folder / "site.yaml", self.run.base)
        self.facts.load_words(entry)
        home_entry, index_entry = entry.entry("home"), entry.entry("courses")
        if home_entry is None or index_entry is None:
            raise CatalogueError(f"{entry.place}: “home” or “courses” is missing.")
        home = self.ground(home_entry)
        if home is None:
            return
        fields = _basics(index_entry) | {"show_in_menus": True}
        index = self.write(CourseIndexPage, index_entry, Row(home), fields)
        self.load_courses(folder, index)
        self.run.guarded(self.load_texts, entry, Row(home, index))
        self.run.guarded(self.fill_home, home_entry, home)
        self.run.guarded(entry.end)

    def load_texts(self, site: Entry, row: Row) -> None:
        """The pages of the footer."""
        for entry in site.entries("pages"):
            self.run.guarded(self.load_text, entry, row)

    def load_text(self, entry: Entry, row: Row) -> None:
        row.follow(self.known(StandardPage, entry))
        body = self.builder(entry, []).prose(entry, "body")
        self.write(StandardPage, entry, row, _basics(entry) | {"body": body, "show_in_menus": True})

    # --- courses and tutorials ------------------------------------------------------------------

    def load_courses(self, folder: Path, index: CourseIndexPage | None) -> None:
        row = index and Row(index)
        entries: list[Entry] = []
        for course_folder in sorted(path for path in folder.iterdir() if path.is_dir()):
            self.run.guarded(self.load_course, course_folder, row, entries)
        for entry in entries:
            self.run.guarded(self.list_also, entry)

    def load_course(self, folder: Path, row: Row | None, entries: list[Entry]) -> None:
        entry = read(folder / "course.yaml", self.run.base)
        tutorials: list[Entry] = []
        for path in sorted(folder.glob("*.yaml"), key=_number):
            if path.name != "course.yaml":
                self.run.guarded(self.read_tutorial, path, tutorials)
        if row is None:
            return
        row.follow(self.known(CoursePage, entry))
        entry.words("also")  # for list_also, when all tutorials stand
        missing: list[str] = []
        build = self.builder(entry, missing)
        fields = _basics(entry) | {
            "intro": build.prose(entry, "intro"),
            "audiences": build.audiences(entry),
            **_certificate(entry),
        }
        course = self.write(CoursePage, entry, row, fields, missing)
        if course is None:
            return
        entries.append(entry)
        inside = Row(course)
        for tutorial in tutorials:
            self.run.guarded(self.load_tutorial, tutorial, inside)

    def read_tutorial(self, path: Path, tutorials: list[Entry]) -> None:
        entry = read(path, self.run.base)
        if _number(path)[0] == _NO_NUMBER:
            raise CatalogueError(
                f"{entry.place}: the name begins with the place in the course: 3-….yaml"
            )
        self.slugs.setdefault(entry.text("slug"), self.identity(entry))
        tutorials.append(entry)

    def list_also(self, entry: Entry) -> None:
        """The tutorials of other courses that a course lists; an editor's list has the word."""
        course, uuids = self.known(CoursePage, entry), entry.words("also")
        key = f"{self.run.locale.language_code}/also/{course.translation_key}"
        if not uuids and key not in self.run.ledger.rows:
            return
        missing: list[str] = []
        found = [self.tutorial(uuid, entry.place, missing) for uuid in dict.fromkeys(uuids)]
        file_hash = digest([uuids, missing])
        current = _listed(course)
        if key not in self.run.ledger.rows and current == _NOTHING_LISTED:
            current = None
        if self.run.may_write(key, file_hash, current):
            course.also = [
                CourseTutorial(tutorial_id=pk, sort_order=order)
                for order, pk in enumerate(filter(None, found))
            ]
            course.save_revision(clean=False).publish()
            self.run.ledger.wrote(key, file_hash, _listed(self.known(CoursePage, entry)))

    def load_tutorial(self, entry: Entry, row: Row) -> None:
        row.follow(self.known(TutorialPage, entry))
        missing: list[str] = []
        build, service = self.builder(entry, missing), entry.text("service", "")
        fields = _basics(entry) | {
            "task": entry.text("task"),
            "minutes": entry.number("minutes"),
            "kind": entry.text("kind"),
            "e_service_id": build.find("service", service, entry.place) if service else None,
            "audiences": build.audiences(entry),
            "competences": build.competences(entry),
            "helps": build.helps(entry),
            "needs": build.needs(entry),
            "risks": build.risks(entry),
            "steps": build.steps(entry),
            "exercises": build.exercises(entry),
            "quiz": build.quiz(entry),
            "proof": build.proof(entry),
            "helplines": build.chosen(entry, "helplines", "helpline"),
            "terms": build.chosen(entry, "terms", "term"),
            "sources": build.sources(entry),
            "debate": build.debate(entry),
        }
        self.write(TutorialPage, entry, row, fields, missing)

    def tutorial(self, name: str, place: str, missing: list[str]) -> int | None:
        """The primary key of the tutorial that a file calls by its uuid or its slug.

        None when it has no page. Unless an editor deleted that, the name is added to `missing`: what
        refers to it is to be written again when the slip there is mended.
        """
        uuid = self.slugs.get(name) or next(
            (known for known in self.places if str(known) == name), None
        )
        if uuid is None:
            self.run.slip(f"{place}: there is no tutorial “{name}” in this language.")
        tutorials = TutorialPage.objects.filter(translation_key=uuid, locale=self.run.locale)
        pk = tutorials.values_list("pk", flat=True).first()
        if pk is None and self.key(TutorialPage, uuid) not in self.run.ledger.rows:
            missing.append(name)
        return pk

    # --- one page -------------------------------------------------------------------------------

    def known(self, model: type[Page], entry: Entry) -> Page | None:
        uuid = self.identity(entry)
        return model.objects.filter(translation_key=uuid, locale=self.run.locale).first()

    def key(self, model: type[Page], uuid: UUID | None) -> str:
        """Under which the ledger knows a page."""
        return f"{self.run.locale.language_code}/{model._meta.model_name}/{uuid}"

    def write(
        self, model: type[Page], entry: Entry, row: Row, fields: dict, missing: Sequence[str] = ()
    ) -> Page | None:
        """The page of an entry, published if the ledger allows; None when an editor deleted it.

        `missing` names what the entry refers to and what is not there yet.
        """
        page = self.known(model, entry)
        entry.end()
        names = [*(name.removesuffix("_id") for name in fields), "live", "has_unpublished_changes"]
        current = None
        if page is not None and page.latest_revision_id:  # else we made it to stand on
            current = snapshot(page.get_latest_revision_as_object(), names)
        key, file_hash = self.key(model, self.identity(entry)), entry.digest()
        if missing:
            file_hash = digest([file_hash, *missing])
        if not self.run.may_write(key, file_hash, current):
            return page
        page = page or self.make(model, entry, row, fields["slug"])
        row.follow(page)
        for name, value in fields.items():
            setattr(page, name, value)
        if found := problems(page):
            lines = "\n    ".join(map(str, found))
            raise CatalogueError(f"{entry.place}: not published:\n    {lines}")
        page.save_revision(clean=False).publish()
        page = model.objects.get(pk=page.pk)
        self.run.ledger.wrote(key, file_hash, snapshot(page, names))
        return page

    def make(self, model: type[Page], entry: Entry, row: Row, slug: str) -> Page:
        """An empty draft at its place."""
        page = model(title=entry.text("title"), slug=slug, live=False)
        page.translation_key, page.locale = self.identity(entry), self.run.locale
        try:
            row.add(page)
        except ValidationError as error:
            raise CatalogueError(f"{entry.place}: {' '.join(error.messages)}") from error
        return page

    # --- the home -------------------------------------------------------------------------------

    def ground(self, entry: Entry) -> HomePage | None:
        """The home of this language: it must stand before its pages, and is filled after them.

        None when an editor deleted it.
        """
        home, key = self.known(HomePage, entry), self.key(HomePage, self.identity(entry))
        if home is None and self.run.ledger.say(key, "", None) is Say.WRITE:
            row = Row(root := Page.get_first_root_node(), root.get_last_child())
            home = self.make(HomePage, entry, row, f"acasa-{self.run.locale.language_code}")
        return home

    def fill_home(self, entry: Entry, home: HomePage) -> None:
        missing: list[str] = []
        build = self.builder(entry, missing)

        def task(e: Entry) -> dict:
            tutorial = self.tutorial(e.text("tutorial"), e.place, missing)
            return {"words": e.text("words"), "tutorial": tutorial}

        def door(e: Entry) -> dict:
            audience = build.find("audience", e.text("audience"), e.place)
            return {"audience": audience, "title": e.text("title"), "text": e.text("text")}

        def promise(e: Entry) -> dict:
            return {"strong": e.text("strong"), "text": e.text("text", "")}

        tasks = build.stream("tasks", entry.entries("tasks"), "task", task)
        doors = build.stream("doors", entry.entries("doors"), "door", door)
        fields = {name: entry.text(name) for name in ("title", "summary", "headline", "lead")} | {
            "slug": home.slug,
            "start_id": self.tutorial(entry.text("start"), entry.place, missing),
            "start_title": entry.text("start_title"),
            "start_text": entry.text("start_text"),
            "tasks": [block for block in tasks if block["value"]["tutorial"] is not None],
            "doors": [block for block in doors if block["value"]["audience"] is not None],
            "promises": build.stream("promises", entry.entries("promises"), "promise", promise),
        }
        self.write(HomePage, entry, Row(Page.get_first_root_node()), fields, missing)
        _open_the_door(home)


def _open_the_door(home: HomePage) -> None:
    """Makes the first home the site's root, in place of Wagtail's welcome page."""
    welcome = Page.objects.filter(depth=2, slug="home").first()
    if welcome is None or welcome.specific_class is not Page:
        return
    for site in Site.objects.filter(root_page=welcome):
        site.root_page = home
        site.save()
    welcome.delete()


def _basics(entry: Entry) -> dict:
    return {name: entry.text(name) for name in ("title", "slug", "summary")}


def _certificate(entry: Entry) -> dict:
    """What a course asks for before it certifies anything; without the group it certifies nothing."""
    rule = entry.entry("certificate")
    offered, rule = rule is not None, rule or Entry({}, entry.place)
    # All of them, always: by the same fields we know an editor's change.
    fields = {
        "offers_certificate": offered,
        "certificate_score": rule.number("score", 80),
        "certificate_practice": rule.flag("practice", True),
    }
    rule.end()
    if not 0 <= fields["certificate_score"] <= 100:
        raise CatalogueError(f"{rule.place}: “score” is a share in percent, from 0 to 100.")
    return fields


def _listed(course: CoursePage) -> dict:
    """What a course lists of others, drafts included."""
    latest = course.get_latest_revision_as_object()
    also = sorted(latest.also.all(), key=lambda listed: listed.sort_order or 0)
    return {
        "also": [listed.tutorial_id for listed in also],
        "live": latest.live,
        "has_unpublished_changes": latest.has_unpublished_changes,
    }


_NOTHING_LISTED = {"also": [], "live": True, "has_unpublished_changes": False}
_NO_NUMBER = float("inf")


def _number(path: Path) -> tuple[float, str]:
    """What files are ordered by: the number that their name begins with."""
    number = re.match(r"\d+(?=-)", path.name)
    return int(number[0]) if number else _NO_NUMBER, path.name
