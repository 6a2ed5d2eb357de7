"""Static files under names that carry their hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with ``import()`` in our modules rewritten to hashed names as well."""

    support_js_module_import_aggregation = True
