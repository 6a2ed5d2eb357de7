"""Every kind of page there is, derived from the code, so that a new one cannot be forgotten."""

from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, get_page_models

# What a route's address needs, by page type and name. A new route with arguments fails until it stands
# here, or among the files.
ARGUMENTS = {
    "courses.CourseIndexPage audience": {"slug": "seniori"},
    "courses.CoursePage paper": {"name": "plan-lectii"},
    "tutorials.TutorialPage paper": {"name": "fisa-elev"},
}
FILES = {"document", "proof"}  # no pages: what they give is looked at in tests/paper

MISSING = "/nu-este-aici/"
OTHER_VIEWS = {
    "search": "/cautare/",
    "search: found": "/cautare/?q=parola",
    "search: nothing": "/cautare/?q=xqzwvy",
    "saved": "/cursuri-salvate/",
    "what we know": "/ce-stim/",
    "certificates": "/certificat/",
    "who": "/cine-invata/",
    "card": "/carnet/",
    "404": MISSING,
}


def page_kinds() -> dict[str, tuple[str, str, dict]]:
    """Kind → (model, route, arguments of the route) for every page type and each of its routes."""
    kinds = {}
    for model in get_page_models():
        if model is Page:
            continue
        label = model._meta.label
        kinds[label] = (label, "", {})
        for name, needs_arguments in _routes(model):
            if name in FILES:
                continue
            arguments = ARGUMENTS[f"{label} {name}"] if needs_arguments else {}
            kinds[f"{label} {name}"] = (label, name, arguments)
    return kinds


def _routes(model):
    if not issubclass(model, RoutablePageMixin):
        return
    for route in model.get_subpage_urls():
        if route.name != "index_route":
            yield route.name, bool(route.pattern.converters or route.pattern.regex.groups)


KINDS = [*page_kinds(), *OTHER_VIEWS]
SHEETS = [kind for kind in KINDS if kind.split(" ")[-1].startswith(("print", "paper"))]
SCREENS = [kind for kind in KINDS if kind not in SHEETS]
