"""The work behind documents: `python -m tests.bench.documents MOST COPIES`, in the site's environment.

Makes every document of the catalogue, again and again until there were MOST in this one process, then
a pack of COPIES. Prints what it took as JSON: `documents` and `seconds` of the first round; `failed`,
those that failed or fit in no letters; `held`, the MiB that the process held after each document; and
`pack`, its seconds and pages. Raises RuntimeError where nothing more, or no pack, can be made.
"""

import json
import os
import sys
import time
from pathlib import Path

import django

django.setup()

from django.db.models.signals import post_save  # noqa: E402

from paper import batches, building  # noqa: E402
from paper.documents import documents_of  # noqa: E402
from paper.models import Batch, Document  # noqa: E402
from tutorials.models import TutorialPage  # noqa: E402

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> float:
    """What this process holds, in MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20


def rounds(most: int) -> dict:
    """Makes all, until it has made `most`."""
    held: list[float] = []

    def note(instance: Document, **kwargs) -> None:
        if instance.version and not instance.trouble:
            held.append(resident())

    post_save.connect(note, sender=Document)
    began = time.perf_counter()
    building.build_all()
    told = {"documents": len(held), "seconds": time.perf_counter() - began}
    failed = Document.objects.filter(file="").count()
    while len(held) < most:
        some = Document.objects.exclude(file="").values_list("pk", flat=True)[: most - len(held)]
        Document.objects.filter(pk__in=list(some)).update(version="again")
        before = len(held)
        failed += building.build_all().failed
        if len(held) == before:
            raise RuntimeError(f"After {before} documents no other could be made.")
    return told | {"failed": failed, "held": held}


def pack(copies: int) -> dict:
    """One pack, for the tutorial with the longest handout."""
    pages = TutorialPage.objects.live().filter(locale__language_code="ro")
    offers = [(page, paper) for page in pages for paper in documents_of(page) if paper.most_copies]
    made = Document.objects.values_list("page_id", "name", "pages")
    lengths = {(page, name): pages for page, name, pages in made}
    page, paper = max(offers, key=lambda offer: lengths.get((offer[0].pk, offer[1].copies_of), 0))
    asked = Batch.objects.create(page_id=page.pk, name=paper.name, copies=copies)
    began = time.perf_counter()
    if batches.build_waiting() != 1:
        raise RuntimeError(f"{copies} copies of {paper.name} for {page} could not be made.")
    seconds = time.perf_counter() - began
    asked.refresh_from_db()
    return {"seconds": seconds, "pages": asked.pages}


if __name__ == "__main__":
    most, copies = map(int, sys.argv[1:])
    print(json.dumps(rounds(most) | {"pack": pack(copies)}))
