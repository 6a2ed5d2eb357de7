"""The language of a page is in its path, and nowhere else."""

from django.conf import settings
from django.utils import translation


class PathLocaleMiddleware:
    """Activates the language that the path names, else the site's own.

    Django's LocaleMiddleware also looks at cookies and Accept-Language and must then answer
    ``Vary: Accept-Language``, so that no cache can hold one page for everyone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
