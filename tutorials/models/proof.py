"""What a rehearsal ends with, on paper: a receipt like an institution's, with a practice number."""

import re
from dataclasses import dataclass

from django.http import Http404
from wagtail.contrib.routable_page.models import path

from paper import answers
from tutorials.practice.drawing import foreign, quoted
from tutorials.practice.samples import Samples, find

# As the device gives it: static/src/practice/practice.ts.
NUMBER = re.compile("EX-[2-9A-HJKMNP-TV-Z]{4}")


@dataclass(frozen=True)
class Proof:
    """What a rehearsal ends with: `receipts` are headings, each with its rows of label and value."""

    title: str
    institution: str
    receipts: list[tuple[str, list[tuple[str, str]]]]
    number: str
    lang: str


class ProofMixin:
    """For printable pages with `practices`; named before PrintableMixin, whose route is wider."""

    @path("tipar/dovada.pdf/", name="proof")
    def proof_view(self, request):
        """The proof of a rehearsal as PDF: `?numar=` is its number, `?exercitiu=` names its block.

        It shows what the invented person would have entered. What somebody typed never leaves their
        device (docs/decisions/012), so it cannot stand here.
        """
        number = request.GET.get("numar", "")
        proof = NUMBER.fullmatch(number) and self._proof(number, request.GET.get("exercitiu", ""))
        if not proof:
            raise Http404
        context = self.get_context(request) | {"proof": proof}
        return answers.personal(
            request, "tutorials/print/proof.html", context, name=number, instead=self.get_url(request)
        )

    def _proof(self, number: str, block_id: str) -> Proof | None:
        block = next((each for each in self.practices if block_id in ("", each.id)), None)
        if block is None or block.value.shown is None:
            return None
        service = block.value.shown.shape
        task = find(service["tasks"], block.value["task"])
        if task is None:
            return None
        samples = Samples(service, number)
        receipts = [
            (
                samples.fill(element["label"]),
                [(samples.fill(row["label"]), samples.fill(row["value"])) for row in element["items"]],
            )
            for screen in service["screens"]
            if screen["key"] in task.get("goal", ())
            for element in screen["elements"]
            if element["type"] == "receipt"
        ]
        institution = quoted(service, service["institution"])
        return Proof(task["title"], institution, receipts, number, foreign(service))
