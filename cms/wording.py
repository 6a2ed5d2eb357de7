"""Texts of Django that our editors meet and that its Romanian catalogue lacks, or spells with cedillas.

Named here, they are gathered into our catalogue, which speaks first (INSTALLED_APPS).
"""

from django.utils.translation import gettext_noop

gettext_noop(
    "Upload a valid image. The file you uploaded was either not an image or a corrupted image."
)
gettext_noop(
    "File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s."
)
gettext_noop("Please either submit a file or check the clear checkbox, not both.")
gettext_noop(
    "Please enter a correct %(username)s and password. Note that both fields may be case-sensitive."
)
gettext_noop("Enter a number.")
gettext_noop("Enter a whole number.")
gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
