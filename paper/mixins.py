"""For pages that can stand on paper."""

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from paper import answers
from paper.documents import GROUPS, READER, Paper, documents_of, paper_named
from paper.models import Sheets


class PrintableMixin(RoutablePageMixin):
    """Gives a page its sheets: ``tipar/`` (normal) and ``tipar/mare/`` (letters of 18 pt and more).

    And its documents, ``tipar/<name>.pdf``: what the providers of the setting DOCUMENTS offer for it.
    The addresses last: they stand on paper. A page that prints sets `print_template`, which extends
    ``paper/sheet.html``. Put it before the page's base class.
    """

    print_template: str
    serve_with: tuple[str, ...] = ("shelf",)  # what serving it fetches along (cms/routing.py)

    @property
    def preview_modes(self):
        """As a sheet, and each of its documents; the guide in normal letters is the sheet."""
        plain = self.on_sheet().template
        papers = [
            (paper.name, paper.title)
            for paper in documents_of(self)
            if paper.template != plain or paper.large or paper.notebook
        ]
        return [*super().preview_modes, ("print", _("On paper")), *papers]

    @path("tipar/", name="print")
    def print_view(self, request):
        return self.sheet(request, self.on_sheet())

    @path("tipar/mare/", name="print_large")
    def print_large_view(self, request):
        return self.sheet(request, self.on_sheet(large=True))

    @path("tipar/<slug:name>.pdf/", name="document")  # asked for without its last stroke (urls.py)
    def document_view(self, request, name):
        """The PDF; while it is being made a page that says so. 404 for what the page does not offer."""
        paper = self._offered(name)
        if paper.most_copies:
            return redirect("batch_ask", self.pk, paper.name)
        return answers.document(request, self, paper)

    @path("tipar/<slug:name>/", name="paper")
    def paper_view(self, request, name):
        """The same document as a sheet for the browser's own print: no PDF, no network."""
        paper = self._offered(name)
        if paper.most_copies:
            return redirect("batch_ask", self.pk, paper.name)
        return self.sheet(request, paper.on_screen)

    def _offered(self, name: str) -> Paper:
        if paper := paper_named(self, name):
            return paper
        raise Http404

    def on_sheet(self, *, large: bool = False) -> Paper:
        """How the page stands on paper for the browser's own print."""
        return Paper(template=self.print_template, large=large)

    def sheet(self, request, paper: Paper) -> TemplateResponse:
        """The page on paper."""
        context = self.get_context(request)
        context["large"] = paper.large
        context["on_paper"] = paper  # nothing may wait to be opened
        if not paper.name:
            context["other_size_url"] = context["print_url" if paper.large else "print_large_url"]
        return TemplateResponse(request, paper.template, context)

    def html_of(self, paper: Paper, copies: int = 0) -> tuple[str, str] | None:
        """The whole HTML of a document as anybody would see it, and the address of the site.

        `copies`: how many a pack has. None for a page that has no address.
        """
        address = self.full_url
        if not address:
            return None
        parts = urlsplit(address)
        request = RequestFactory().get(
            parts.path, headers={"host": parts.netloc}, secure=parts.scheme == "https"
        )
        with translation.override(self.locale.language_code):
            sheet = self.sheet(request, paper)
            sheet.context_data["copies"] = range(1, copies + 1)
            html = sheet.render().content.decode()
        return html, f"{parts.scheme}://{parts.netloc}/"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        address = self.get_url(request) or ""
        context["print_url"] = address + self.reverse_subpage("print")
        context["print_large_url"] = address + self.reverse_subpage("print_large")
        context["paper_address"] = address
        context |= self.on_offer()
        # What a browser prints takes about as much paper as the same sheet made by us.
        alike = {
            (paper.large, paper.notebook): row
            for paper, row in context["documents"][::-1]
            if paper.template == self.print_template
        }
        context["print_document"] = alike.get((False, False))
        context["print_large_document"] = alike.get((True, False))
        context["notebook_document"] = alike.get((False, True))
        return context

    def on_offer(self) -> dict[str, Any]:
        """What the page links, in the order of the providers; no query where it is served.

        `offered`: the names of all, so that no sheet promises another that its editors do not want.
        `documents`: those for its reader that are made or will be. `drawer`: those for others by
        group, with the paper that each takes, as far as it is there: their sheets need none.
        `notebook`: its reader's own with room to write, if there is one.
        """
        shelf = getattr(self, "shelf", None)
        known = {name: Sheets(pages) for name, pages in shelf.pages.items()} if shelf else {}
        papers = [(paper, known.get(paper.name)) for paper in documents_of(self)]
        groups = {
            title: [one for one in papers if one[0].group == name] for name, title in GROUPS.items()
        }
        return {
            "offered": {paper.name for paper, _sheets in papers},
            "documents": [one for one in papers if one[0].group == READER and one[1] is not None],
            "drawer": [group for group in groups.items() if group[1]],
            "notebook": next(
                (one for one, _sheets in papers if one.group == READER and one.notebook), None
            ),
        }

    def serve_preview(self, request, mode_name):
        papers = {"print": self.on_sheet()} | {
            paper.name: paper.on_screen for paper in documents_of(self)
        }
        if mode_name not in papers:
            return super().serve_preview(request, mode_name)
        request.is_preview = True
        sheet = self.sheet(request, papers[mode_name])
        sheet.context_data["copies"] = range(1, 3)  # of a pack
        return sheet
