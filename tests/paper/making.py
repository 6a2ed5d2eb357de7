"""Documents of a page, made as the background makes them."""

from paper import building, pdf
from paper.documents import Paper, built_ahead


def named(page, name: str) -> Paper:
    return next(paper for paper in built_ahead(page) if paper.name == name)


def made(page, name: str) -> pdf.Pdf:
    paper = named(page, name)
    document, _size = building.fitted(*page.html_of(paper), paper)
    return document
