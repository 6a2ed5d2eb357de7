"""Previews: what an editor sees before anyone else does, and what nobody else ever sees."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Page, get_page_models

from cms.models import BasePage
from cms.pagecache import public
from cms.pagecache.middleware import PageCacheMiddleware
from paper.mixins import PrintableMixin
from tutorials.models import TutorialPage

TYPES = [model for model in get_page_models() if issubclass(model, BasePage)]
PLAIN = {"ghid", "brosura"}  # the same as “print”
NOT_ALWAYS = {"card-exercitiu", "dezbatere", "raspunsuri"}  # of a tutorial that has what they show


def _paper_modes(model) -> list[str]:
    if not issubclass(model, PrintableMixin):
        return []
    return ["print", *(paper.name for paper in model.papers if paper.name not in PLAIN | NOT_ALWAYS)]


MODES = [(model, mode) for model in TYPES for mode in ("", "phone", "large", *_paper_modes(model))]
PAGE = "/cursuri/vocea-mea/petitia-mea-are-numar/"


def typed(client, page, form_of, **changes):
    """Sends the edit form to the preview, as the editor's browser does at every pause."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    answer = client.post(url, form_of(page, client.person, **changes))
    assert answer.json() == {"is_valid": True, "is_available": True}
    return url


def one_of(model) -> Page:
    return model.objects.filter(locale__language_code="ro").first()


@pytest.mark.parametrize("model", TYPES)
def test_each_page_type_names_its_ways_of_being_seen(model, db):
    modes = [mode for mode, _ in one_of(model).preview_modes if mode not in NOT_ALWAYS]
    assert modes == [mode for kind, mode in MODES if kind is model]


def test_an_empty_page_can_be_seen_before_it_is_saved():
    for model in TYPES:
        assert {"", "phone"} <= dict(model(content_type_id=0).preview_modes).keys()


def test_what_is_printed_is_previewed_on_paper():
    assert {model.__name__ for model, mode in MODES if mode == "print"} == {
        "CoursePage",
        "TutorialPage",
    }


@pytest.mark.parametrize(("model", "mode"), MODES)
def test_each_preview_shows_what_was_just_typed(model, mode, as_author, form_of, db):
    page = one_of(model)
    url = typed(as_author, page, form_of, title="Scris chiar acum", headline="Scris chiar acum")
    response = as_author.get(url, {"mode": mode})
    assert response.status_code == 200
    assert "Scris chiar acum" in response.text
    assert not Page.objects.filter(title="Scris chiar acum").exists()


@pytest.mark.parametrize(
    ("mode", "sign"),
    [
        ("phone", '<html lang="ro" data-frame="phone"'),
        ("large", 'data-text="xlarge"'),
        ("print", 'class="sheet'),
    ],
)
def test_each_mode_looks_its_own_way(mode, sign, as_author, tutorial, form_of):
    url = typed(as_author, tutorial, form_of)
    assert sign in as_author.get(url, {"mode": mode}).text
    assert sign not in as_author.get(url).text


@pytest.mark.parametrize(("model", "mode"), MODES)
def test_a_new_page_with_nothing_but_a_title_has_its_previews(model, mode, as_author, form_of, db):
    parent = one_of(model).get_parent().specific
    page = model(locale=one_of(model).locale)
    page.get_parent = lambda: parent
    url = reverse(
        "wagtailadmin_pages:preview_on_add",
        args=[model._meta.app_label, model._meta.model_name, parent.pk],
    )
    sent = form_of(page, as_author.person, title="Doar un titlu", headline="Doar un titlu")
    assert as_author.post(url, sent).json()["is_available"]
    response = as_author.get(url, {"mode": mode})
    assert response.status_code == 200
    assert "Doar un titlu" in response.text


HALF_WRITTEN = {
    "a step of an empty action": ("steps", lambda raw: raw[0]["value"].update(action="")),
    "a question without answers": ("quiz", lambda raw: raw[2]["value"]["choices"].clear()),
    "a gap that nothing fills": (
        "quiz",
        lambda raw: raw[0]["value"].update(answers=[], before="", after=""),
    ),
    "pairs yet to come": ("quiz", lambda raw: raw[3]["value"]["pairs"].clear()),
    "a helpline that is gone": ("helplines", lambda raw: raw[0].update(value=999_999)),
    "a word that is gone": ("terms", lambda raw: raw[0].update(value=999_999)),
    "a picture that is gone": (
        "steps",
        lambda raw: raw[0]["value"].update(picture={"image": 999_999, "alt": "Un ecran"}),
    ),
    "a source half checked": ("sources", lambda raw: raw[0]["value"].update(review_by=None)),
    "an empty exercise": ("exercises", lambda raw: raw[0]["value"].update(todo=[], title="")),
}


@pytest.mark.parametrize("mode", ["", "print"])
@pytest.mark.parametrize("half", HALF_WRITTEN)
def test_a_half_written_tutorial_has_its_previews(half, mode, as_author, draft, change, form_of):
    field, edit = HALF_WRITTEN[half]
    url = typed(as_author, change(draft, field, edit), form_of)
    response = as_author.get(url, {"mode": mode})
    assert response.status_code == 200
    assert "Ciorna mea" in response.text


def test_a_form_that_cannot_be_read_says_so_and_the_last_preview_stays(as_author, draft, form_of):
    url = typed(as_author, draft, form_of, title="Bun")
    answer = as_author.post(url, form_of(draft, as_author.person, slug="nu e bun"))
    assert answer.json() == {"is_valid": False, "is_available": True}
    assert "Bun" in as_author.get(url).text


# --- nobody else sees it ----------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["", "phone", "large", "print"])
def test_readers_see_nothing_of_a_preview(mode, as_author, tutorial, form_of):
    reader = Client()
    before = {path: reader.get(path).content for path in (PAGE, PAGE + "tipar/")}
    url = typed(as_author, tutorial, form_of, title="Scris chiar acum")
    assert "Scris chiar acum" in as_author.get(url, {"mode": mode}).text
    for someone in (reader, Client(), as_author):
        assert {path: someone.get(path).content for path in before} == before


def test_a_preview_is_not_answered_with_the_public_page_that_was_just_kept(
    as_author, tutorial, form_of
):
    as_author.get(PAGE)
    url = typed(as_author, tutorial, form_of, title="Scris chiar acum")
    assert "Scris chiar acum" in as_author.get(url).text


def test_no_cache_may_keep_a_preview(as_author, tutorial, form_of):
    response = as_author.get(typed(as_author, tutorial, form_of))
    assert "private" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


def test_the_store_neither_keeps_nor_answers_a_request_that_wagtail_made_up():
    @public
    def view(request):
        return HttpResponse("preview" if getattr(request, "is_dummy", False) else "public")

    middleware = PageCacheMiddleware(view)
    made_up = RequestFactory().get("/")
    made_up.is_dummy = True
    assert middleware(made_up).content == b"preview"
    assert middleware(RequestFactory().get("/")).content == b"public"
    assert middleware(made_up).content == b"preview"


USERBAR = "wagtail-userbar"


def test_the_editors_bar_stands_in_a_preview_only(as_moderator, tutorial, form_of):
    url = typed(as_moderator, tutorial, form_of)
    assert USERBAR in as_moderator.get(url).text
    assert USERBAR not in as_moderator.get(PAGE).text


def test_a_saved_draft_is_seen_by_its_editors_and_by_nobody_else(as_author, draft, client):
    draft.save_revision()
    view_draft = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    assert "Ciorna mea" in as_author.get(view_draft).text
    assert client.get(view_draft).status_code == 302
    assert client.get("/cursuri/vocea-mea/ciorna-mea/").status_code == 404


def test_an_old_revision_is_seen_as_it_was(as_author, tutorial):
    old = tutorial.save_revision()
    tutorial.title = "Titlu nou"
    tutorial.save_revision()
    url = reverse("wagtailadmin_pages:revisions_view", args=[tutorial.pk, old.pk])
    shown = as_author.get(url).text
    assert "Titlu nou" not in shown
    assert TutorialPage.objects.get(pk=tutorial.pk).title in shown
