"""What the catalogue's loader remembers, so that it never writes over an editor's work."""

from django.db import models


class LoadedFile(models.Model):
    """A page or snippet as a catalogue file last left it.

    `file_hash` is the hash of the file's data; `content_hash` that of what it became, in its `fields`.
    An object whose content no longer has that hash was changed by an editor since.
    """

    key = models.CharField(max_length=200, unique=True)
    file_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    fields = models.JSONField(null=True)  # names; null for what was loaded before we noted them
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return self.key
