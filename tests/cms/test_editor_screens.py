"""Every screen that an editor meets opens, in Romanian, for whoever may see it."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.blocks import BaseStreamBlock, Block, ChoiceBlock, ChooserBlock
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.snippets.models import get_snippet_models

from cms.models import BasePage

TYPES = [model for model in get_page_models() if issubclass(model, BasePage)]
# What has a permission of its own has tests of its own (tests/tutorials/h5p, tests/lti/outward).
SNIPPETS = [one for one in get_snippet_models() if "change" in one._meta.default_permissions]
ROLES = ["author", "moderator"]


@pytest.fixture(params=ROLES)
def editor(request):
    return request.getfixturevalue(f"as_{request.param}")


@pytest.fixture
def parent_for(home):
    """A page below which a new one of the type may be made."""

    def parent_for(model) -> Page:
        parent = model.objects.first().get_parent().specific
        if not model.can_create_at(parent):  # a home has one list of courses
            parent = home.copy(update_attrs={"slug": "alta-casa"}, keep_live=False)
        return parent

    return parent_for


# --- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", TYPES)
def test_the_form_of_a_new_page_opens(model, editor, parent_for):
    labels = [model._meta.app_label, model._meta.model_name]
    response = editor.get(reverse("wagtailadmin_pages:add", args=[*labels, parent_for(model).pk]))
    assert response.status_code == 200
    assert '<html lang="ro"' in response.text
    assert str(model._meta.verbose_name) in response.text.lower()


@pytest.mark.parametrize("model", TYPES)
@pytest.mark.parametrize("view", ["edit", "history", "usage", "delete", "copy", "view_draft"])
def test_the_screens_of_a_page_open(view, model, editor, form_of, parent_for):
    page = model.objects.first().copy(
        to=parent_for(model), update_attrs={"slug": "copia-mea"}, keep_live=False, copy_revisions=False
    )
    assert editor.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk])).status_code == 200


def test_every_page_of_the_catalogue_can_be_edited(as_author, db):
    pages = Page.objects.filter(depth__gt=1)
    assert pages
    for page in pages:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert as_author.get(url).status_code == 200, page


@pytest.mark.parametrize("model", TYPES)
def test_a_form_sent_back_untouched_changes_nothing(model, as_author, form_of, edit_url, db):
    """Opening a page and saving it must not cost it a word, a picture or a block's id."""
    page = model.objects.first()
    before = page.get_latest_revision_as_object()
    as_author.post(edit_url(page), form_of(before, as_author.person))
    after = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            assert list(raw(before, field)) == list(raw(after, field)), field.name
    for name in ("title", "slug", "summary", "show_in_menus"):
        assert getattr(after, name) == getattr(before, name)


def raw(page, field):
    """Each block as what it says and the id by which people's progress knows it."""
    block = field.stream_block
    for child in block.to_python(getattr(page, field.name).get_prep_value()):
        # The editor's own marks on paragraphs are nobody's words.
        said = re.sub(r' data-block-key="\w+"', "", str(child.get_prep_value()))
        yield child.id, child.block_type, said


# --- snippets and settings ----------------------------------------------------------------------


@pytest.mark.parametrize("model", SNIPPETS)
@pytest.mark.parametrize("view", ["list", "add"])
def test_the_screens_of_a_kind_of_snippet_open(view, model, as_moderator):
    response = as_moderator.get(reverse(model.snippet_viewset.get_url_name(view)))
    assert response.status_code == 200
    assert '<html lang="ro"' in response.text


@pytest.mark.parametrize("model", SNIPPETS)
@pytest.mark.parametrize("view", ["edit", "history", "usage"])
def test_the_screens_of_a_snippet_open(view, model, as_moderator):
    url = reverse(model.snippet_viewset.get_url_name(view), args=[model.objects.first().pk])
    assert as_moderator.get(url).status_code == 200


@pytest.mark.parametrize("model", SNIPPETS)
def test_a_snippet_is_chosen_from_a_list(model, editor):
    chooser = model.snippet_viewset.chooser_viewset
    response = editor.get(reverse(chooser.get_url_name("choose")))
    assert response.status_code == 200
    assert str(model.objects.first()) in response.json()["html"]


@pytest.mark.parametrize("model", SNIPPETS)
def test_the_question_before_deleting_a_snippet_opens(model, as_moderator):
    url = reverse(model.snippet_viewset.get_url_name("delete"), args=[model.objects.first().pk])
    assert as_moderator.get(url).status_code == 200


def test_a_glossary_word_written_in_the_form_is_kept(as_moderator):
    from tutorials.models import GlossaryTerm

    url = reverse(GlossaryTerm.snippet_viewset.get_url_name("add"))
    as_moderator.post(url, {"term": "ecran tactil", "meaning": "Un ecran pe care apăsați.", "also": ""})
    assert GlossaryTerm.objects.get(term="ecran tactil").locale.language_code == "ro"


def test_a_helplines_number_is_checked_in_the_form(as_moderator):
    from directory.models import Helpline

    url = reverse(Helpline.snippet_viewset.get_url_name("add"))
    sent = {"name": "Exemplu", "phone": "sunați-ne", "who": "Cineva.", "source_title": "Nicăieri"}
    response = as_moderator.post(url, sent)
    assert "phone" in response.context["form"].errors
    assert not Helpline.objects.filter(name="Exemplu").exists()


@pytest.mark.parametrize("model", list(settings_registry))
def test_the_settings_of_the_site_open(model, as_moderator, site):
    url = reverse("wagtailsettings:edit", args=[model._meta.app_label, model._meta.model_name, site.pk])
    assert as_moderator.get(url).status_code == 200


DASHBOARDS = [
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_account",
    "wagtailimages:index",
    "wagtaildocs:index",
]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_the_rooms_of_the_house_open(name, editor):
    response = editor.get(reverse(name))
    assert response.status_code == 200
    assert '<html lang="ro"' in response.text


def test_an_editor_who_reads_english_gets_english(as_author):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=as_author.person, preferred_language="en")
    assert '<html lang="en"' in as_author.get(reverse("wagtailadmin_home")).text


def test_the_dashboard_shows_a_moderator_what_waits(as_author, as_moderator, draft, form_of, edit_url):
    sent = form_of(draft, as_author.person, **{"action-submit": "1"})
    as_author.post(edit_url(draft), sent)
    assert "Ciorna mea" in as_moderator.get(reverse("wagtailadmin_home")).text


# --- blocks -----------------------------------------------------------------------------------


def offered(block: Block):
    """The blocks that an editor picks from a list, at any depth."""
    children = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    for child in filter(None, children):
        if isinstance(block, BaseStreamBlock):
            yield child
        yield from offered(child)


BLOCKS = {
    f"{model.__name__}.{field.name}.{block.name}": block
    for model in TYPES
    for field in model._meta.get_fields()
    if isinstance(field, StreamField)
    for block in offered(field.stream_block)
}
# What is chosen elsewhere is seen there; a name out of a fixed list explains itself.
WRITTEN = [name for name, block in BLOCKS.items() if not isinstance(block, ChooserBlock | ChoiceBlock)]
EXPLAINED = [name for name, block in BLOCKS.items() if not isinstance(block, ChoiceBlock)]


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_a_sign_and_a_name(name):
    block = BLOCKS[name]
    assert block.meta.icon != "placeholder"
    assert block.label


@pytest.mark.parametrize("name", EXPLAINED)
def test_every_block_says_what_it_is_for(name):
    assert BLOCKS[name].get_description()


@pytest.mark.parametrize("name", WRITTEN)
def test_every_block_that_is_written_has_a_preview_in_our_look(name, as_author):
    block = BLOCKS[name]
    assert block.is_previewable  # or the editor's list of blocks offers none
    response = as_author.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    assert "app.css" in response.text
    words = strip_tags(response.text.partition("<main>")[2].partition("</main>")[0])
    assert words.strip()


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_without_a_preview_of_its_own_breaks_nothing(name, as_author):
    url = reverse("wagtailadmin_block_preview")
    assert as_author.get(url, {"id": BLOCKS[name].definition_prefix}).status_code == 200
