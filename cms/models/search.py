"""The tables of the search index: what pages say, word by word. Written by `cms.search.index`.

Everything here is made from published pages and can be made again (``manage.py rebuild_search``).
"""

from django.db import models

from cms.search.text import LONGEST_WORD

FINGERPRINT = 32  # letters


class SearchDocument(models.Model):
    """A published page, as search knows it. `fingerprint` tells whether anything has changed."""

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    language = models.CharField(max_length=12, db_index=True)
    summary = models.TextField()
    fingerprint = models.CharField(max_length=FINGERPRINT)

    def __str__(self):
        return f"{self.page_id} ({self.language})"


class SearchWord(models.Model):
    """A word as pages of one language write it, in small letters; its stem, and by which rules."""

    language = models.CharField(max_length=12)
    word = models.CharField(max_length=LONGEST_WORD)
    stem = models.CharField(max_length=LONGEST_WORD)
    rules = models.CharField(max_length=FINGERPRINT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="search_word_once")]
        indexes = [models.Index(fields=["language", "stem"], name="search_word_stem")]

    def __str__(self):
        return self.word


class SearchPosting(models.Model):
    """How much a word weighs on a page."""

    word = models.ForeignKey(
        SearchWord, on_delete=models.CASCADE, related_name="postings", db_index=False
    )
    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="postings")
    weight = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # Led by the word, so that it also serves to find where a word stands.
            models.UniqueConstraint(fields=["word", "document"], name="search_posting_once"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="search_posting_weighs"),
        ]

    def __str__(self):
        return f"{self.word_id} on {self.document_id}: {self.weight}"


class SearchSpelling(models.Model):
    """What is left of a word after a slip, or how it begins (`cms.search.slips`)."""

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="spellings")
    spelling = models.CharField(max_length=LONGEST_WORD)

    class Meta:
        constraints = [
            # Led by the spelling: looked up by equality, alike on every database.
            models.UniqueConstraint(fields=["spelling", "word"], name="search_spelling_once")
        ]

    def __str__(self):
        return self.spelling
