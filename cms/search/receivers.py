"""When the index changes: when Wagtail says that a page did, or something that pages show.

Imported in `CmsConfig.ready`. Connected to models one by one: a receiver for deletions of any model
at all would make Django load every row that it deletes.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.blocks import Block, ChooserBlock, ListBlock
from wagtail.coreutils import resolve_model_string
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished

from .index import index_page, remove_page
from .mixin import SearchableMixin


def connect() -> None:
    page_published.connect(page_was_published, dispatch_uid="search")
    # Deleting a published page, alone or with its parent, unpublishes it first. Moving one changes
    # its address only, which no index keeps.
    page_unpublished.connect(page_was_unpublished, dispatch_uid="search")
    for model in shown_models():
        post_save.connect(shown_was_saved, sender=model, dispatch_uid="search")
        pre_delete.connect(shown_will_be_deleted, sender=model, dispatch_uid="search")
        post_delete.connect(shown_was_deleted, sender=model, dispatch_uid="search")


def page_was_published(instance: Page, **kwargs) -> None:
    index_page(instance.pk)  # scheduled pages and aliases are announced too, and left out there


def page_was_unpublished(instance: Page, **kwargs) -> None:
    remove_page(instance.pk)


def shown_was_saved(instance: Model, created: bool, **kwargs) -> None:
    if not created:
        index_pages(pages_showing(instance))


def shown_will_be_deleted(instance: Model, **kwargs) -> None:
    # Afterwards nobody knows any more which pages they were.
    instance.search_shown_on = pages_showing(instance)


def shown_was_deleted(instance: Model, **kwargs) -> None:
    index_pages(instance.search_shown_on)


def pages_showing(instance: Model) -> list[int]:
    """The pages that refer to `instance`, by Wagtail's reference index."""
    references = ReferenceIndex.get_references_to(instance).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    return sorted({int(page_id) for page_id in references.values_list("object_id", flat=True)})


def index_pages(page_ids: list[int]) -> None:
    for page_id in page_ids:
        index_page(page_id)


def shown_models() -> set[type[Model]]:
    """What pages that search finds can refer to, in a field or in a block: snippets, pictures…

    Not pages (they are announced themselves) and not what every page of Wagtail refers to.
    """
    own = set(Page._meta.get_fields())
    return {
        target
        for model in apps.get_models()
        if issubclass(model, Page) and issubclass(model, SearchableMixin)
        for field in model._meta.get_fields()
        if field not in own
        for target in _targets(field)
        if not issubclass(target, Page)
    }


def _targets(field) -> Iterator[type[Model]]:
    if isinstance(field, StreamField):
        yield from _chosen(field.stream_block)
    elif field.many_to_one and field.related_model:
        yield field.related_model


def _chosen(block: Block) -> Iterator[type[Model]]:
    if isinstance(block, ChooserBlock):
        yield resolve_model_string(block.target_model)
    elif isinstance(block, ListBlock):
        yield from _chosen(block.child_block)
    else:
        for child in getattr(block, "child_blocks", {}).values():
            yield from _chosen(child)
