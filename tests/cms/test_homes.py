"""A home holds its site: no road in the admin deletes it."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Site


@pytest.fixture
def homes(home) -> list[Page]:
    return [home, *home.get_translations()]


@pytest.mark.parametrize("number", [0, 1])
def test_a_home_is_not_deleted(as_moderator, homes, number):
    page = homes[number]
    answer = as_moderator.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert "nu poate fi ștearsă" in answer.text
    assert Page.objects.filter(pk=page.pk).exists()
    assert Site.objects.exists()


def test_nor_among_many(as_moderator, homes):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    query = "&".join(f"id={page.pk}" for page in homes)
    answer = as_moderator.post(f"{address}?{query}", follow=True)
    assert "nu poate fi ștearsă" in answer.text
    assert all(Page.objects.filter(pk=page.pk).exists() for page in homes)


def test_another_page_is_deleted(as_moderator, tutorial):
    as_moderator.post(reverse("wagtailadmin_pages:delete", args=[tutorial.pk]))
    assert not Page.objects.filter(pk=tutorial.pk).exists()
