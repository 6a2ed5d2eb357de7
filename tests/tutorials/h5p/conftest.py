"""A tutorial with activities."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tutorials.h5p import store
from tutorials.h5p.package import examine
from tutorials.models import H5PPackage

from .packages import KINDS, package


@pytest.fixture
def brought(db) -> Callable[..., H5PPackage]:
    """``brought(kind)``: its package, as the form keeps it."""

    def brought(kind=KINDS[0], **fields) -> H5PPackage:
        body = package(kind)
        found, digest = examine(io.BytesIO(body)), store.digest_of(io.BytesIO(body))
        row = H5PPackage(title=found.title)
        row.take_in(SimpleUploadedFile("a.h5p", body), found, digest)
        if fields:
            H5PPackage.objects.filter(pk=row.pk).update(**fields)
            row.refresh_from_db()
        return row

    return brought
