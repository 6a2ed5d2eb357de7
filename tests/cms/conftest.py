"""Editors at work: signed in, filling in the forms that Wagtail shows them."""

import copy

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, BooleanBlock, ChooserBlock, ListBlock
from wagtail.blocks.field_block import FieldBlock
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data


def pytest_configure(config):
    # Wagtail leaves the temporary file of every rendition to the garbage collector (images/models.py).
    config.addinivalue_line(
        "filterwarnings", "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    )


@pytest.fixture
def as_author(author):
    return _signed_in(author)


@pytest.fixture
def as_moderator(moderator):
    return _signed_in(moderator)


def _signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    client.person = person
    return client


@pytest.fixture
def draft(tutorial):
    """A sound tutorial that was never published."""
    return tutorial.copy(
        update_attrs={"title": "Ciorna mea", "slug": "ciorna-mea"},
        keep_live=False,
        copy_revisions=False,
    )


@pytest.fixture
def change():
    """``change(page, field, edit)``: `edit` gets the raw list of a stream field and alters it."""

    def change(page, field: str, edit):
        raw = copy.deepcopy(getattr(page, field).get_prep_value())
        edit(raw)
        setattr(page, field, raw)
        return page

    return change


@pytest.fixture
def unsound(change):
    """Takes from a tutorial the essential that the issue names first: its sources."""

    def unsound(page):
        return change(page, "sources", list.clear)

    return unsound


@pytest.fixture
def form_of():
    """``form_of(page, person)`` is what a browser sends when `person` presses a button on `page`."""
    return _form_of


@pytest.fixture
def edit_url():
    return lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk])


def _form_of(page: Page, person, **more) -> dict:
    form_class = page.get_edit_handler().get_form_class()
    form = form_class(instance=page, parent_page=page.get_parent(), for_user=person)
    data = {}
    for name, field in form.fields.items():
        if block := getattr(field, "block", None):
            data[name] = _posted(block, getattr(page, name))
        else:
            data[name] = _sent(field, form[name].value())
    flat = {name: value for name, value in data.items() if isinstance(value, list)}
    nested = {name: value for name, value in data.items() if name not in flat and value is not None}
    for name, formset in form.formsets.items():
        prefix = f"{name}-"
        flat |= {prefix + "TOTAL_FORMS": len(formset.forms), prefix + "MIN_NUM_FORMS": 0}
        flat |= {prefix + "INITIAL_FORMS": len(formset.forms), prefix + "MAX_NUM_FORMS": 1000}
        for child in formset.forms:
            for field_name, field in child.fields.items():
                sent = _sent(field, child[field_name].value())
                flat |= {} if sent is None else {child.add_prefix(field_name): sent}
    return nested_form_data(nested) | flat | more


def _sent(field, value):
    """What a browser sends for a plain field; None when it sends nothing."""
    if isinstance(field.widget, forms.CheckboxInput):
        return "on" if value else None
    if isinstance(value, list | tuple | set):
        return [str(getattr(item, "pk", item)) for item in value]
    value = getattr(value, "pk", value)
    return "" if value is None else field.widget.format_value(value) or ""


def _posted(block, value):
    """The nested form data of a block's value."""
    if isinstance(block, BaseStreamBlock):
        return _counted(
            {"type": child.block_type, "id": child.id, "value": _posted(child.block, child.value)}
            for child in value
        )
    if isinstance(block, ListBlock):
        return _counted(
            {"id": child.id, "value": _posted(block.child_block, child.value)}
            for child in value.bound_blocks
        )
    if isinstance(block, BaseStructBlock):
        fields = {name: _posted(child, value.get(name)) for name, child in block.child_blocks.items()}
        return {name: sent for name, sent in fields.items() if sent is not None}
    assert isinstance(block, FieldBlock)
    if isinstance(block, BooleanBlock):
        return "on" if value else None
    if isinstance(block, ChooserBlock):
        return str(value.pk) if value else ""
    sent = block.get_form_state(value) or ""
    return sent[0] if isinstance(sent, list) else sent  # one choice of a select


def _counted(children) -> dict:
    """The children of a stream or a list as Wagtail's forms number them."""
    numbered = {
        str(number): {**child, "order": str(number), "deleted": ""}
        for number, child in enumerate(children)
    }
    return {**numbered, "count": str(len(numbered))}
